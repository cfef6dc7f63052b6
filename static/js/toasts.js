// Toasts: told to a screen reader, which says only what comes into a live region once the page is there; put away by their button.

const toasts = document.querySelector("[data-toasts]");
const words = [...toasts.querySelectorAll(".toast p")].map((one) => one.textContent);

setTimeout(() => (toasts.querySelector("[role=status]").textContent = words.join(" ")), 100);

document.addEventListener("click", ({ target }) => {
  if (!target.matches(".toast-close")) return;
  const around = target.closest("[data-toasts]");
  target.closest(".toast").remove();
  if (!around.querySelector(".toast")) around.remove();
  document.getElementById("main").focus({ preventScroll: true });
});
