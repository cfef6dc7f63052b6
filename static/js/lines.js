// The two lines that stand in the conversation while a turn runs: what was said, and the reply as it is written.

import { showTyped } from "./speech.js";

export function openLines(body, button) {
  const asks = button?.value === "hint" || !body.get("content").trim();
  const said = openLine("candidate");
  showTyped(said.querySelector("[data-words]"), asks ? button?.dataset.says ?? "" : body.get("content"), !asks && body.get("kind") === "code");
  return [said, openLine("interviewer")];
}

function openLine(speaker) {
  const line = document.querySelector(`template[data-line=${speaker}]`).content.firstElementChild.cloneNode(true);
  document.querySelector(".talk").append(line);
  return line;
}
