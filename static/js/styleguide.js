// The style guide: its dialogs open.

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-opens]");
  if (button) document.getElementById(button.dataset.opens).showModal();
});
