// The interviewer's newest words, read aloud once by the browser's own voice, where the candidate wants it and the browser can.

import { session } from "./storage.js";

const speaker = globalThis.speechSynthesis;
const name = () => `read:${location.pathname}`;

export function wireReadAloud(controls) {
  if (!controls || !speaker) return;
  const lines = findNewestLines();
  controls.hidden = lines.length === 0;
  controls.querySelector("[data-read-again]").addEventListener("click", () => read(lines, controls));
  controls.querySelector("[data-read-stop]").addEventListener("click", () => speaker.cancel());
  if (lines.length && isUnread(lines.at(-1))) read(lines, controls);
}

// What the interviewer has said since the candidate last spoke. A reply that is still being written has no number yet.
function findNewestLines() {
  const lines = [...document.querySelectorAll(".talk > .line[id]")];
  return lines.slice(lines.findLastIndex((line) => line.matches(".line-candidate")) + 1);
}

// A page that is shown again, or asked for while somebody waits, reads nothing twice.
function isUnread(line) {
  const seq = Number(line.id.slice(1));
  const isNew = seq > Number(session.load(name()) ?? 0);
  if (isNew) session.save(name(), String(seq));
  return isNew;
}

function read(lines, controls) {
  const blocked = controls.querySelector("[data-read-blocked]");
  blocked.hidden = true;
  speaker.cancel();
  const [pitch, rate] = [Number(controls.dataset.pitch), Number(controls.dataset.rate)];
  for (const paragraph of lines.flatMap((line) => [...line.querySelectorAll(".speech p")])) { // code is for the eye
    const utterance = new SpeechSynthesisUtterance(paragraph.textContent);
    Object.assign(utterance, { lang: document.documentElement.lang, voice: findVoice(controls), pitch, rate });
    utterance.addEventListener("error", ({ error }) => { if (error === "not-allowed") blocked.hidden = false; });
    speaker.speak(utterance);
  }
}

// The first of the interviewer's that this browser has; else it is the browser's own for the language.
function findVoice({ dataset }) {
  const voices = speaker.getVoices().filter(({ lang }) => lang.startsWith("en"));
  return dataset.voices.split("|").map((name) => voices.find((voice) => voice.name.includes(name))).find(Boolean) ?? null;
}

addEventListener("pagehide", () => speaker?.cancel());
