// How dictating looks: one state at a time, with what is said about it. The box is drawn anew with the room; its state stays.

import { kindOf } from "./drafts.js";

export const SAYS = {
  asking: "Your browser asks whether it may use the microphone.",
  recording: "Listening. Speak as you would across a table.",
  working: "Putting your words into text…",
  done: "Put into your answer. Read it over before you send it.",
  busy: "Put it into words or discard it first; then send.",
  kept: "The recording is kept here until you put it into words or discard it.",
  unsupported: "This browser can't dictate here, so answers are typed.",
  NotAllowedError: "Your browser was not allowed to use the microphone. Allow it beside the address of this page, then dictate again.",
  NotFoundError: "No microphone was found. Connect one, then dictate again.",
  NotReadableError: "The microphone can't be read. If another program uses it, close it there, then dictate again.",
  NetworkError: "Your browser could not reach the service that turns its speech into text. You can type, or try again later.",
  NothingHeard: "No words were heard. Is it the right microphone, and is it on?",
};
const BROKE_OFF = "Dictating broke off. You can type, or dictate again.";
const QUARTER_SECOND = 250;

let place = null;
let shown = { state: "idle", words: "" };
let ticking = 0;

export const wordsFor = (failure) => SAYS[failure.name] ?? BROKE_OFF;
export const box = () => place;
export const part = (name) => place?.querySelector(`[data-dictation-${name}]`);
export const form = () => place?.closest("form");

export function placeBox(found) {
  place = found;
  if (!place) return;
  form().addEventListener("change", draw); // code is typed: the microphone is for words
  draw();
}

export function show(state, words = "") {
  shown = { state, words };
  if (place) draw();
}

export const state = () => shown.state;

function draw() {
  place.dataset.state = shown.state;
  for (const each of place.querySelectorAll("[data-when]")) each.hidden = !each.dataset.when.split(" ").includes(shown.state);
  place.hidden = shown.state === "idle" && kindOf(form()) === "code";
  if (part("status").textContent !== shown.words) part("status").textContent = shown.words;
}

// Seconds since now, twice as often as they change; they are no live region.
export function startClock() {
  const began = performance.now();
  const tick = () => {
    const seconds = Math.floor((performance.now() - began) / 1_000);
    part("time").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  };
  clearInterval(ticking);
  ticking = setInterval(() => place && tick(), QUARTER_SECOND);
  tick();
  return () => clearInterval(ticking);
}
