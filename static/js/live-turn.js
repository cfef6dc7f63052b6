// One turn without leaving the room: the candidate's words stand at once, the reply appears as it is written.

import { Again } from "./again.js";
import { orLost, reach } from "./connection.js";
import { isEventStream, readEvents } from "./events.js";
import { follows, goToLatest } from "./latest.js";
import { openLines } from "./lines.js";
import { deliver } from "./sending.js";
import { showHTML, showPage } from "./show-page.js";
import { showSpeech } from "./speech.js";
import { announce, hold, offerAgain, reasonOf, resume } from "./talk.js";
import { TakenBack } from "./waiting.js";

export function wireLiveTurn(form) {
  form.addEventListener("submit", (event) => {
    const body = new FormData(form, event.submitter); // where a browser can't do this, the form goes its plain way
    event.preventDefault();
    if (!form.classList.contains("is-sending")) send(form, body, event.submitter);
  });
}

async function send(form, body, button) {
  document.querySelector("[data-failure]")?.remove();
  hold(form, true);
  const lines = openLines(body, button);
  goToLatest();
  try {
    await deliver(() => attempt(form, body, lines), { form, lines });
  } catch (failure) {
    lines.forEach((line) => line.remove());
    hold(form, false);
    const shown = document.querySelector("[data-answer]"); // the same, or one that was fetched anew
    if (failure instanceof TakenBack) shown.elements.content.focus();
    else if (shown) offerAgain(shown, failure.detail, button);
  }
}

async function attempt(form, body, lines) {
  const response = await reach(form.action, {
    method: "POST",
    body: new URLSearchParams(body),
    headers: { Accept: "text/event-stream" },
  });
  if (isEventStream(response)) await hear(response, lines);
  else if (response.redirected) location.assign(response.url); // signed out: to log in, and back
  else await showRefusal(response);
}

// The room with the refusal in it, or a page that knows no room: then its reason is told in this one.
async function showRefusal(response) {
  const html = await orLost(response.text());
  if (showHTML(html)) return document.querySelector("main [role=alert]")?.focus();
  if (response.status < 500) await showPage(location.pathname); // with a form as the server wants it now
  throw { detail: reasonOf(html, response.status) };
}

async function hear(response, [, reply]) {
  const speech = reply.querySelector("[data-words]");
  let words = "";
  showSpeech(speech, words); // an earlier try may have begun to speak
  reply.classList.add("is-thinking");
  for await (const { name, data } of readEvents(response)) {
    if (name === "turn") return showTurn(data);
    if (name === "error") throw data.code === "turn_in_progress" ? new Again("busy") : data;
    words = name === "replace" ? data.text : words + data.text;
    showSpeech(speech, words);
    reply.classList.toggle("is-thinking", !words);
    if (follows()) goToLatest();
  }
  throw new Again("broken");
}

async function showTurn({ url }) {
  const last = document.querySelector("[data-seq]").dataset.seq;
  const stays = !follows();
  await showPage(url);
  announce(Number(last));
  if (!stays) goToLatest();
  resume();
}
