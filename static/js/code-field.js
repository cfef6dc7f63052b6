// The field while code is written in it: Tab indents, Enter keeps the indentation, and Escape lets Tab leave the field again.
// Changes go through insertText, so that the browser can undo them.

export function wireCodeField(form, isCode) {
  const field = form.elements.content;
  const help = form.querySelector("[data-code-keys]");
  let leaves = false;
  const show = () => {
    help.hidden = !isCode();
    field.spellcheck = !isCode();
    field.setAttribute("autocapitalize", isCode() ? "off" : "sentences");
    field.setAttribute("aria-describedby", isCode() ? help.id : "");
  };
  field.addEventListener("keydown", (event) => {
    if (!isCode() || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Tab" && !leaves) take(event, () => (event.shiftKey ? dedent(field) : indent(field)));
    else if (event.key === "Enter" && !event.shiftKey) take(event, () => breakLine(field));
    leaves = event.key === "Escape" || (leaves && event.key === "Shift");
  });
  field.addEventListener("blur", () => (leaves = false));
  form.addEventListener("change", show);
  show();
}

function take(event, change) {
  event.preventDefault();
  change();
}

const stepOf = ({ form }) => form.elements.language.selectedOptions[0].dataset.indentation;
const insert = (text) => (text ? document.execCommand("insertText", false, text) : document.execCommand("delete"));
const startOfLine = (field) => field.value.lastIndexOf("\n", field.selectionStart - 1) + 1;

function indent(field) {
  const step = stepOf(field);
  if (field.selectionStart === field.selectionEnd) insert(step.slice((field.selectionStart - startOfLine(field)) % step.length));
  else changeLines(field, (line) => (line ? step + line : line));
}

function dedent(field) {
  const width = stepOf(field) === "  " ? 2 : 4;
  changeLines(field, (line) => line.replace(new RegExp(`^(\\t| {1,${width}})`), ""));
}

function changeLines(field, change) {
  const [from, to] = [startOfLine(field), field.selectionEnd];
  const before = field.value.slice(from, to);
  const lines = endOfLine(field, from, to);
  const after = lines.split("\n").map(change).join("\n");
  if (after === lines) return;
  const caret = before.includes("\n") ? null : Math.max(from, to + after.length - lines.length);
  field.setSelectionRange(from, from + lines.length);
  insert(after);
  if (caret === null) field.setSelectionRange(from, from + after.length);
  else field.setSelectionRange(caret, caret);
}

function endOfLine(field, from, to) {
  const end = field.value.indexOf("\n", to);
  return field.value.slice(from, end < 0 ? undefined : end);
}

function breakLine(field) {
  const [indentation] = field.value.slice(startOfLine(field), field.selectionStart).match(/^[ \t]*/);
  insert(`\n${indentation}${opensBlock(field) ? stepOf(field) : ""}`);
}

const opensBlock = (field) => /[:{([]$/.test(field.value.slice(startOfLine(field), field.selectionStart).trimEnd());
