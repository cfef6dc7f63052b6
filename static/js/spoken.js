// How long an answer was spoken, how many words of it, and with how many pauses: sent with it, and gone with its words. Kept like the
// draft, so that sending it again after a reload is the same message.

import { kindOf } from "./drafts.js";

const NAMES = ["seconds", "words", "pauses"];
const MOST = { seconds: 3_600, words: 4_000 }; // what a message can say of itself: beyond it nothing is said
const name = () => `spoken:${location.pathname}`;
const read = () => JSON.parse(sessionStorage.getItem(name()) ?? "null");

export function keepSpoken(form) {
  const fill = (found) => {
    const spoken = found && found.words && found.seconds <= MOST.seconds && found.words <= MOST.words ? found : null;
    for (const each of NAMES) form.elements[`spoken_${each}`].value = spoken?.[each] ?? "";
    if (spoken) sessionStorage.setItem(name(), JSON.stringify(spoken));
    else sessionStorage.removeItem(name());
  };
  form.addEventListener("dictated", ({ detail }) => fill(add(read(), detail)));
  form.addEventListener("input", () => kindOf(form) === "text" && !form.elements.content.value.trim() && fill(null));
  fill(kindOf(form) === "code" || form.elements.content.value.trim() ? read() : null);
}

// What one part does not know, the whole does not know either.
function add(before, { seconds, words, pauses = null }) {
  if (!before) return { seconds, words, pauses };
  const isKnown = before.pauses !== null && pauses !== null;
  return { seconds: before.seconds + seconds, words: before.words + words, pauses: isKnown ? before.pauses + pauses : null };
}
