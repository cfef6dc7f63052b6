// The field while code is written in it: Tab indents, Enter keeps the indentation, and Escape lets Tab leave the field again.
// Changes go through insertText, so that the browser can undo them.

const STEP = "    ";

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

const insert = (text) => (text ? document.execCommand("insertText", false, text) : document.execCommand("delete"));
const startOfLine = (field) => field.value.lastIndexOf("\n", field.selectionStart - 1) + 1;

function indent(field) {
  if (field.selectionStart === field.selectionEnd) insert(STEP.slice((field.selectionStart - startOfLine(field)) % STEP.length));
  else changeLines(field, (line) => (line ? STEP + line : line));
}

function dedent(field) {
  changeLines(field, (line) => line.replace(/^(\t| {1,4})/, ""));
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
  insert(`\n${indentation}${opensBlock(field) ? STEP : ""}`);
}

const opensBlock = (field) => /[:{([]$/.test(field.value.slice(startOfLine(field), field.selectionStart).trimEnd());
