// An editor over the field for code: Ace, as django-ace packs it. The field stays what is kept, run and sent.

import { wireKeys } from "./editor-keys.js";
import { followLanguage } from "./editor-language.js";

const OPTIONS = {
  theme: { cssClass: "ace-house", cssText: "" }, // editor.css has its colours: no style is taken but from files
  useWorker: false,
  enableMultiselect: false,
  newLineMode: "unix",
  wrap: true,
  minLines: 10,
  maxLines: 26,
  showPrintMargin: false,
  showFoldWidgets: false,
};

export function openEditor(form, isWanted) {
  const field = form.elements.content;
  const host = Object.assign(document.createElement("div"), { className: "editor", hidden: true });
  field.after(host);
  window.ace.config.set("useStrictCSP", true);
  const label = field.labels[0].textContent;
  const editor = window.ace.edit(host, { ...OPTIONS, placeholder: field.placeholder, textInputAriaLabel: label });
  editor.renderer.setScrollMargin(8, 8);
  editor.renderer.content.setAttribute("aria-hidden", "true"); // drawn lines: the input is what is read
  editor.textInput.setAriaLabel(); // Ace adds the row to it, whenever that changes
  describe(editor.textInput.getElement(), field);
  editor.setOption("textInputAriaLabel", field.labels[0].textContent); // stays before the row, which Ace adds
  const take = mirror(editor, field, isWanted);
  wireKeys(editor);
  followLanguage(editor, form);
  field.addEventListener("focus", () => isWanted() && editor.focus());
  field.addEventListener("select", () => isWanted() && editor.selectAll()); // scripts and dictation select the field they know
  document.addEventListener("room:shown", () => editor.destroy(), { once: true });
  return { show: () => swap({ editor, field, take, isShown: isWanted() }) };
}

function describe(input, field) {
  for (const name of ["aria-describedby", "aria-invalid"]) if (field.hasAttribute(name)) input.setAttribute(name, field.getAttribute(name));
}

// What is typed in the editor stands in the field at once, and what a script puts into the field in the editor.
function mirror(editor, field, isWanted) {
  let takes = false;
  const take = () => {
    if (!isWanted() || field.value === editor.getValue()) return;
    takes = true;
    editor.session.setValue(field.value);
    takes = false;
  };
  editor.session.on("change", () => {
    if (takes) return;
    field.value = editor.getValue();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  field.addEventListener("input", take);
  return take;
}

function swap({ editor, field, take, isShown }) {
  if (isShown === !editor.container.hidden) return;
  const { doc } = editor.session;
  const hadFocus = isShown ? document.activeElement === field : editor.isFocused();
  const caret = field.selectionStart;
  take();
  editor.container.hidden = !isShown;
  field.tabIndex = isShown ? -1 : 0;
  field.ariaHidden = isShown ? "true" : null;
  field.form.classList.toggle("has-editor", isShown);
  editor.resize();
  if (isShown) editor.selection.moveToPosition(doc.indexToPosition(caret));
  else field.setSelectionRange(...Array(2).fill(doc.positionToIndex(editor.getCursorPosition())));
  if (hadFocus) (isShown ? editor : field).focus();
}
