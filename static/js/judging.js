// A judging as it goes on: a real bar instead of a waiting page. Without this the form goes its plain way.

import { isEventStream, readEvents } from "./events.js";
import { showHTML } from "./show-page.js";

const find = (name) => document.querySelector(`[data-judging-${name}]`);

function place(id) {
  find("place").replaceChildren(document.getElementById(id).content.cloneNode(true));
  find("place").scrollIntoView({ block: "nearest" });
}

// While it is judged nobody waits for another answer; what was typed comes back with the form if the judging fails.
function holdAnswer(isHeld) {
  document.querySelector("[data-answer]")?.toggleAttribute("hidden", isHeld);
}

export function wireJudging(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!form.classList.contains("is-sending")) judge(form, new FormData(form, event.submitter));
  });
}

async function judge(form, body) {
  form.classList.add("is-sending");
  holdAnswer(true);
  place("judging");
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(body),
      headers: { Accept: "text/event-stream" },
    });
    if (isEventStream(response)) await follow(response);
    else if (response.redirected) location.assign(response.url);
    else if (!showHTML(await response.text())) location.reload(); // signed out, or the page was open for too long
  } catch (failure) {
    form.classList.remove("is-sending");
    holdAnswer(false);
    offerAgain(form, body, failure.detail);
  }
}

async function follow(response) {
  for await (const { name, data } of readEvents(response)) {
    if (name === "evaluation") return location.assign(data.url);
    if (name === "error") throw data;
    show(data);
  }
  throw new Error("The judging broke off.");
}

function show({ done, total }) {
  const answers = total - 1;
  find("bar").max = total;
  find("bar").value = done;
  find("words").textContent =
    done < answers ? `${done} of ${answers} answers judged` : done === answers ? "Putting it together…" : "Done";
}

function offerAgain(form, body, detail) {
  place("judging-failure");
  if (detail) find("failure").querySelector("[data-detail]").textContent = detail;
  find("again").addEventListener("click", () => judge(form, body));
  find("estimate")?.addEventListener("click", () => {
    body.set("offline", "1");
    judge(form, body);
  });
  find("again").focus();
}
