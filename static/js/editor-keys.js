// The keys of the editor: those of Ace, without what would hide code or ask for files that are not served.

const UNWANTED = /fold|find|replace|error|menu|palette|macro|record|modeselect|openlink|^gotoline$/i; // finding stays the browser's

export function wireKeys(editor) {
  editor.commands.removeCommands(Object.keys(editor.commands.commands).filter((name) => UNWANTED.test(name)));
  letTabLeave(editor);
}

// Tab indents; after Escape it passes Ace by, and the browser goes on to the next control.
function letTabLeave(editor) {
  let leaves = false;
  const listen = (event) => {
    if (event.key === "Tab" && leaves) event.stopPropagation();
    leaves = event.key === "Escape" || (leaves && event.key === "Shift");
  };
  editor.container.addEventListener("keydown", listen, { capture: true });
  editor.on("blur", () => (leaves = false));
}
