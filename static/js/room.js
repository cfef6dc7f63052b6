// The room: what is wired when it is shown, at first and after every turn. All of it is extra: the page works without.

import { wireCodeField } from "./code-field.js";
import { goOn, keepDraft, kindOf, showLeftOver } from "./drafts.js";
import { wireEditor } from "./editor-choice.js";
import { wireJudging } from "./judging.js";
import { openAtLatest } from "./latest.js";
import { wireLiveTurn } from "./live-turn.js";
import { tellOtherTabs } from "./other-tabs.js";
import { watchPending } from "./pending.js";
import { wireQuestionCard } from "./question-card.js";
import { wireRun } from "./run-code.js";
import { sendOnce } from "./send-once.js";
import { wireShortcuts } from "./shortcuts.js";
import { keepTime } from "./timer.js";

function countCharacters(field, counter) {
  const limit = Number(field.dataset.limit);
  const show = () => {
    const length = [...field.value.replaceAll("\r\n", "\n")].length;
    counter.textContent = length > limit * 0.8 ? `${length.toLocaleString()} of ${limit.toLocaleString()} characters` : "";
    counter.classList.toggle("over", length > limit);
  };
  field.addEventListener("input", show);
  show();
}

function sendOnCtrlEnter(form) {
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.matches("textarea")) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("button[value=answer]"));
  });
}

function wireCode(form, isCode) {
  wireCodeField(form, isCode);
  wireEditor(form, isCode);
  wireRun(form, isCode);
}

function wireAnswer(form) {
  const field = form.querySelector("textarea");
  const restore = keepDraft(form);
  if (form.elements.language) wireCode(form, () => kindOf(form) === "code");
  countCharacters(field, form.querySelector("[data-counter]"));
  sendOnCtrlEnter(form);
  wireLiveTurn(form);
  return restore;
}

function wireRoom() {
  keepTime(document.querySelector("[data-timer]"));
  wireQuestionCard(document.querySelector("[data-card]"));
  document.querySelectorAll("[data-with-keys]").forEach((line) => (line.hidden = false));
  document.querySelectorAll("form[data-once]").forEach(sendOnce);
  document.querySelectorAll("form[data-judging]").forEach(wireJudging);
  watchPending(document.querySelector("[data-pending]"));
  tellOtherTabs();
  const answer = document.querySelector("[data-answer]");
  if (answer) return wireAnswer(answer);
  showLeftOver(document.querySelector("[data-left-over]"));
}

document.addEventListener("room:shown", wireRoom);
const restore = wireRoom();
if (document.querySelector("[data-answer]")) openAtLatest();
if (restore) goOn(document.querySelector("[data-answer]"), restore);
wireShortcuts(document.getElementById("shortcuts"));
