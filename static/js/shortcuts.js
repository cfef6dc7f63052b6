// Keys of the room, and the dialog that lists them. All go with Alt, so that no letter alone does anything; on a Mac, where Option
// writes letters, with Control too. The question mark counts only where nobody is writing.

const BUTTONS = { KeyH: "hint", KeyS: "skip" };
const isMac = navigator.platform.startsWith("Mac");

export function wireShortcuts(dialog) {
  if (isMac) dialog.querySelectorAll("[data-alt]").forEach((key) => (key.textContent = "⌃ ⌥"));
  document.addEventListener("keydown", (event) => {
    if (event.key === "?" && !isWriting(event.target) && !dialog.open) dialog.showModal();
    else if (event.altKey && event.ctrlKey === isMac && !event.metaKey && !event.shiftKey && !dialog.open) press(event);
  });
  document.addEventListener("click", ({ target }) => target.closest("[data-shortcuts]") && dialog.showModal());
}

function press(event) {
  const target = event.code === "KeyA" ? document.getElementById("content") : buttonOf(event.code);
  if (!target) return;
  event.preventDefault();
  target.focus();
  if (target.matches("button")) target.click();
}

const buttonOf = (code) => BUTTONS[code] && document.querySelector(`[data-answer] button[value=${BUTTONS[code]}]`);
const isWriting = (element) => element.matches("textarea, select, input:not([type=radio], [type=checkbox])");
