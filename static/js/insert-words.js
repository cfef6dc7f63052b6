// Words come into the field where the caret is, apart from what stands around them, so that the browser can undo it.

import { kindOf } from "./drafts.js";

const LOOK = 200;

export async function fieldIsFree(form) {
  while (form()?.elements.content.readOnly) await new Promise((resolve) => setTimeout(resolve, LOOK));
}

export function insertWords(form, text) {
  if (kindOf(form) === "code") form.querySelector("input[name=kind][value=text]").click(); // the other draft waits
  const field = form.elements.content;
  const before = field.value.slice(0, field.selectionStart);
  const after = field.value.slice(field.selectionEnd);
  field.focus();
  document.execCommand("insertText", false, `${/\S$/.test(before) ? " " : ""}${text}${/^\S/.test(after) ? " " : ""}`);
}
