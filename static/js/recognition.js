// Speech that the browser itself turns into text, where it can; the same shape as a recording's. Its maker may be asked to do it.

const Recognition = globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;
const MINUTE = 60;
const FAULTS = {
  "not-allowed": "NotAllowedError",
  "service-not-allowed": "NotAllowedError",
  "audio-capture": "NotFoundError",
  network: "NetworkError",
  "language-not-supported": "NotSupportedError",
};

export const canRecognise = () => Boolean(Recognition);
export const countWords = (text) => text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;

// Resolves when the microphone is open, and rejects with a name as getUserMedia does. `done` gives {text, seconds, words}, null
// when it was cancelled, and rejects when it broke off with nothing.
export function recognise({ mostSeconds }) {
  const recognition = new Recognition();
  recognition.lang = document.documentElement.lang;
  recognition.continuous = true;
  const said = [];
  let [isWanted, fault, openedAt] = [true, "", 0];
  recognition.addEventListener("result", ({ results }) => {
    said.splice(0, said.length, ...[...results].filter((each) => each.isFinal).map((each) => each[0].transcript.trim()));
  });
  recognition.addEventListener("error", ({ error }) => (fault = FAULTS[error] ?? ""));
  return new Promise((opened, refused) => {
    const done = new Promise((resolve, reject) => {
      recognition.addEventListener("end", () => {
        clearTimeout(limit);
        const text = said.join(" ");
        const failure = new DOMException("", fault || "AbortError");
        if (!openedAt) refused(failure);
        else if (!isWanted) resolve(null);
        else if (fault && !text) reject(failure);
        else resolve({ text, words: countWords(text), seconds: Math.max(1, Math.round((performance.now() - openedAt) / 1_000)) });
      });
    });
    const limit = setTimeout(() => recognition.stop(), Math.min(mostSeconds, 5 * MINUTE) * 1_000);
    const cancel = () => { isWanted = false; recognition.abort(); };
    recognition.addEventListener("audiostart", () => {
      openedAt = performance.now();
      opened({ done, stop: () => recognition.stop(), cancel });
    });
    recognition.start();
  });
}
