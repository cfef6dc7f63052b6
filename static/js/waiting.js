// What is seen while a message waits to be sent again: why, for how long, and the two things that can be done about it.

import { whenBack } from "./connection.js";

const WORTH_COUNTING = 3_000;

export class TakenBack extends Error {}

// Settled when it is time for another try; rejects with TakenBack when the words are to be changed first.
export async function waitFor(reason, { pause, form, lines }) {
  const over = new AbortController();
  const notice = document.getElementById("waiting").content.firstElementChild.cloneNode(true);
  const words = notice.dataset[reason];
  notice.querySelector("[data-words]").textContent = words;
  if (reason !== "lost" && pause > WORTH_COUNTING) countDown(notice.querySelector("[data-countdown]"), pause, over.signal);
  document.getElementById("announcer").textContent = words;
  lines.forEach((line) => line.classList.add("is-waiting"));
  form.before(notice);
  try {
    const isTime = timeOut(pause, over.signal);
    await Promise.race([reason === "lost" ? isTime.then(() => whenBack(over.signal)) : isTime, pressed(notice)]);
  } finally {
    over.abort();
    if (notice.contains(document.activeElement)) form.elements.content.focus({ preventScroll: true });
    notice.remove();
    lines.forEach((line) => line.classList.remove("is-waiting"));
  }
}

function timeOut(pause, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, pause);
    signal.addEventListener("abort", () => clearTimeout(timer));
  });
}

function pressed(notice) {
  return new Promise((resolve, reject) => {
    notice.querySelector("[data-now]").addEventListener("click", resolve);
    notice.querySelector("[data-take-back]").addEventListener("click", () => reject(new TakenBack()));
  });
}

function countDown(place, pause, signal) {
  const end = Date.now() + pause;
  const show = () => (place.textContent = `${Math.max(Math.ceil((end - Date.now()) / 1_000), 0)} s`);
  const ticking = setInterval(show, 1_000);
  signal.addEventListener("abort", () => clearInterval(ticking));
  show();
}
