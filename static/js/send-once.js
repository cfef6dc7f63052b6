// A form that goes its plain way is sent once, however often its button is pressed; a page that comes back can send again.

export function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.classList.contains("is-sending")) event.preventDefault();
    form.classList.add("is-sending");
  });
  addEventListener("pageshow", () => form.classList.remove("is-sending"));
}
