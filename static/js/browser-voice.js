// The browser's own voice, one paragraph after the other. Code is for the eye.

const speaker = globalThis.speechSynthesis;
const ENDED = ["interrupted", "canceled"]; // by us

export const canRead = () => Boolean(speaker);
export const hush = () => speaker?.cancel();

// Resolves when all is said, or hushed. Rejects as play() does where the browser waits for a click.
export async function readAloud(lines, { voices, pitch, rate }, sounds) {
  const paragraphs = lines.flatMap((line) => [...line.querySelectorAll(".speech p")]);
  const manner = { lang: document.documentElement.lang, voice: findVoice(voices), pitch: Number(pitch), rate: Number(rate) };
  await Promise.all(paragraphs.map(({ textContent }) => say(Object.assign(new SpeechSynthesisUtterance(textContent), manner), sounds)));
}

function say(utterance, sounds) {
  return new Promise((done, failed) => {
    utterance.addEventListener("start", sounds);
    utterance.addEventListener("end", done);
    utterance.addEventListener("error", ({ error }) => {
      if (ENDED.includes(error)) done();
      else failed(new DOMException("", error === "not-allowed" ? "NotAllowedError" : "NotSupportedError"));
    });
    speaker.speak(utterance);
  });
}

// The first of the interviewer's that this browser has; else it is the browser's own for the language.
function findVoice(names) {
  const voices = speaker.getVoices().filter(({ lang }) => lang.startsWith("en"));
  return names.split("|").map((name) => voices.find((voice) => voice.name.includes(name))).find(Boolean) ?? null;
}
