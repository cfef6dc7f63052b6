// One turn without leaving the room: the candidate's words stand at once, the reply appears as it is written.

import { isEventStream, readEvents } from "./events.js";
import { follows, goToLatest } from "./latest.js";
import { openLines } from "./lines.js";
import { showHTML, showPage } from "./show-page.js";
import { showSpeech } from "./speech.js";

export function wireLiveTurn(form) {
  form.addEventListener("submit", (event) => {
    const body = new FormData(form, event.submitter); // where a browser can't do this, the form goes its plain way
    event.preventDefault();
    if (!form.classList.contains("is-sending")) send(form, body, event.submitter);
  });
}

async function send(form, body, button) {
  document.querySelector("[data-failure]")?.remove();
  form.classList.add("is-sending");
  const lines = openLines(body, button);
  goToLatest();
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(body),
      headers: { Accept: "text/event-stream" },
    });
    if (isEventStream(response)) await hear(response, lines);
    else if (response.redirected) location.assign(response.url);
    else if (!showHTML(await response.text())) location.reload(); // signed out, or the page was open for too long
  } catch (failure) {
    lines.forEach((line) => line.remove());
    form.classList.remove("is-sending");
    offerAgain(form, failure.detail, () => send(form, body, button));
  }
}

async function hear(response, [, reply]) {
  const speech = reply.querySelector("[data-words]");
  let words = "";
  for await (const { name, data } of readEvents(response)) {
    if (name === "turn") return showTurn(data, reply);
    if (name === "error") throw data;
    words = name === "replace" ? data.text : words + data.text;
    showSpeech(speech, words);
    reply.classList.toggle("is-thinking", !words);
    if (follows()) goToLatest();
  }
  throw new Error("The reply broke off.");
}

async function showTurn({ url }, reply) {
  const last = document.querySelector("[data-seq]").dataset.seq;
  const stays = !follows();
  reply.classList.remove("is-live");
  await showPage(url);
  announce(Number(last));
  if (!stays) goToLatest();
  resume();
}

// On a touch screen the keyboard would cover what was just said: there one goes on from the reply.
function resume() {
  const reply = [...document.querySelectorAll(".line-interviewer")].at(-1);
  const place = matchMedia("(pointer: coarse)").matches ? reply : document.getElementById("content") ?? reply;
  place?.focus({ preventScroll: true });
}

// Said once, when it is whole: a screen reader is not to spell out a reply that is being written.
function announce(after) {
  const said = [...document.querySelectorAll(".line-interviewer[id]")].filter((line) => Number(line.id.slice(1)) > after);
  document.getElementById("announcer").textContent = said.map((line) => line.textContent.trim()).join(" ");
}

function offerAgain(form, detail, again) {
  const notice = document.getElementById("failure").content.firstElementChild.cloneNode(true);
  if (detail) notice.querySelector("[data-detail]").textContent = detail;
  notice.querySelector("button").addEventListener("click", again);
  form.before(notice);
  notice.querySelector("button").focus();
}
