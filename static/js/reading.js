// Reading aloud while it goes on: by the server that speaks where that was agreed to, else by the browser's own voice, which also takes
// over where the server fails. The box is drawn anew with the room; its state stays.

import { canRead, hush, readAloud } from "./browser-voice.js";
import { local } from "./storage.js";

const SAYS = {
  waiting: "The voice is on its way. The words are here already.",
  blocked: "Your browser speaks only after a click: press “Read it again”.",
  silent: "This can't be spoken now; the words are on the page.",
  instead: "Your browser's own voice reads instead.",
};
export const MUTED = "muted";

let box = null;
let shown = { state: "idle", words: "" };
let playing = null;

export const isMuted = () => local.load(MUTED) !== null;
export const part = (name) => box.querySelector(`[data-read-${name}]`);

export function placeBox(found) {
  box = found;
  if (box) draw();
}

export async function read(lines) {
  stop();
  const { signal } = (playing = new AbortController());
  const tell = (state, words) => signal.aborted || show(state, words);
  try {
    tell("idle", await hear(lines, signal, tell));
  } catch (failure) {
    tell("idle", failure.name === "NotAllowedError" ? SAYS.blocked : failure.detail ?? SAYS.silent);
  }
}

// Resolves, when all was heard, with what is to be said about it.
async function hear(lines, signal, tell) {
  const byBrowser = (left, words = "") => readAloud(left, box.dataset, () => tell("speaking", words)).then(() => words);
  if (!box.dataset.address) return byBrowser(lines);
  try {
    tell("waiting", SAYS.waiting);
    const { speak } = await import("./server-voice.js");
    return await speak(lines, box.dataset.address, { signal, waits: () => tell("waiting"), sounds: () => tell("speaking") });
  } catch (failure) {
    if (signal.aborted || failure.name === "NotAllowedError" || !canRead()) throw failure;
    const words = `${failure.detail ?? SAYS.silent} ${SAYS.instead}`;
    tell("waiting", words);
    return byBrowser(failure.left ?? lines, words);
  }
}

export function stop() {
  playing?.abort();
  hush();
  show("idle");
}

function show(state, words = "") {
  shown = { state, words };
  if (box) draw();
}

function draw() {
  box.dataset.state = shown.state;
  part("again").hidden = part("stop").hidden = isMuted();
  part("mute").textContent = part("mute").dataset[isMuted() ? "unmute" : "mute"];
  if (part("status").textContent !== shown.words) part("status").textContent = shown.words;
}
