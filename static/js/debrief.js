// The debrief: ticked steps stay ticked, a new answer is kept until it is sent, a judging shows how far it is.

import { wireCodeField } from "./code-field.js";
import { wireEditor } from "./editor-choice.js";
import { wireJudging } from "./judging.js";
import { wireRun } from "./run-code.js";
import { sendOnce } from "./send-once.js";
import { local } from "./storage.js";

function keepTicks(list) {
  const name = `todo:${list.dataset.todo}`;
  const boxes = [...list.querySelectorAll("input")];
  const ticked = local.read(name) ?? [];
  boxes.forEach((box, nth) => {
    box.checked = ticked.includes(nth);
    box.addEventListener("change", () => {
      local.save(name, JSON.stringify(boxes.flatMap((each, at) => (each.checked ? [at] : []))));
    });
  });
}

// Under the key it will be sent under: an attempt with that key on the page is this one.
function keepAnswer(form) {
  const name = `draft:again:${form.dataset.again}`;
  const { content: field, kind, language, key } = form.elements;
  const kept = local.read(name);
  const isSent = [...document.querySelectorAll("[data-key]")].some(({ dataset }) => dataset.key === kept?.key);
  if (isSent) local.drop(name);
  else if (kept && (!field.value || field.value === kept.content)) {
    [field.value, kind.value, language.value, key.value] = [kept.content, kept.kind, kept.language, kept.key];
  }
  if (field.value) form.closest("details").open = true;
  form.addEventListener("input", () => {
    local.save(name, JSON.stringify({ content: field.value, kind: kind.value, language: language.value, key: key.value, at: Date.now() }));
  });
}

// Once it is opened: nobody needs an editor before.
function wireCode(form) {
  const details = form.closest("details");
  const isCode = () => form.elements.kind.value === "code";
  const wire = () => {
    wireCodeField(form, isCode);
    wireEditor(form, isCode);
    wireRun(form, isCode);
  };
  if (details.open) wire();
  else details.addEventListener("toggle", wire, { once: true });
}

local.drop(`draft:rating:${document.querySelector("[data-debrief]").dataset.debrief}`); // it has been sent, or passed over
document.querySelectorAll("[data-todo]").forEach(keepTicks);
document.querySelectorAll("[data-again]").forEach(keepAnswer);
document.querySelectorAll("[data-again]").forEach(wireCode);
document.querySelectorAll("form[data-once]").forEach(sendOnce);
document.querySelectorAll("form[data-judging]").forEach(wireJudging);
