// Whether there is a way to the server: what the browser knows of it, and what requests have shown. While there is none it is looked for;
// that it is gone, and that it is back, is said once.

import { Again, asAgain } from "./again.js";

const FIRST_LOOK = 1_000;
const LAST_LOOK = 15_000;
const LONGEST_SILENCE = 120_000; // more than the server takes for a turn
const SAID_FOR = 6_000;
const banner = document.querySelector("[data-connection]");
let gone = false;
let next;

// A request: its response, or Again where it came to nothing and may simply be made once more.
export async function reach(url, options) {
  const response = await orLost(fetch(url, { ...options, signal: untilGone() }));
  found();
  const again = asAgain(response);
  if (again) throw again;
  return response;
}

// What is awaited of the network, where a failure means that the way is lost.
export function orLost(promise) {
  return promise.catch(() => {
    lost();
    throw new Again("lost");
  });
}

function untilGone() {
  const controller = new AbortController();
  const giveUp = () => controller.abort();
  addEventListener("offline", giveUp, { signal: controller.signal });
  setTimeout(giveUp, LONGEST_SILENCE);
  return controller.signal;
}

export function whenBack(signal) {
  return new Promise((resolve) => (gone ? document.addEventListener("connection:back", resolve, { once: true, signal }) : resolve()));
}

function lost() {
  if (gone) return;
  gone = true;
  say(banner.dataset.gone);
  lookIn(FIRST_LOOK);
}

function lookIn(pause) {
  clearTimeout(next);
  next = setTimeout(() => look(pause), pause);
}

async function look(pause = FIRST_LOOK) {
  try {
    if (!navigator.onLine) throw new TypeError("offline");
    await fetch(banner.dataset.probe, { cache: "no-store" }); // whatever it answers: there is a way
    found();
  } catch {
    if (gone) lookIn(Math.min(pause * 1.5, LAST_LOOK));
  }
}

function found() {
  if (!gone) return;
  gone = false;
  clearTimeout(next);
  say(banner.dataset.back);
  setTimeout(() => gone || say(""), SAID_FOR);
  document.dispatchEvent(new CustomEvent("connection:back"));
}

const say = (words) => (banner.textContent = words);

addEventListener("offline", lost);
addEventListener("online", () => gone && look());
if (!navigator.onLine) lost();
