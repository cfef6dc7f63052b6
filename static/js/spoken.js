// How long an answer was spoken, how many words of it, and with how many pauses: sent with it, and gone with its words. Kept in this
// tab for as long as they stand in the field, so that sending them again after a reload is the same message.

import { kindOf } from "./drafts.js";
import { session } from "./storage.js";

const NAMES = ["seconds", "words", "pauses"];
const MOST = { seconds: 3_600, words: 4_000 }; // what a message can say of itself: beyond it nothing is said
const name = () => `spoken:${location.pathname}`;

export function keepSpoken(form) {
  const isText = () => kindOf(form) === "text";
  const hasWords = () => Boolean(form.elements.content.value.trim());
  const fill = (found) => {
    const spoken = found && found.words && found.seconds <= MOST.seconds && found.words <= MOST.words ? found : null;
    for (const each of NAMES) form.elements[`spoken_${each}`].value = spoken?.[each] ?? "";
    if (spoken) session.save(name(), JSON.stringify(spoken));
    else session.drop(name());
  };
  form.addEventListener("dictated", ({ detail }) => fill(add(session.read(name()), detail)));
  form.addEventListener("input", () => isText() && !hasWords() && fill(null));
  fill(!isText() || hasWords() ? session.read(name()) : null);
}

// What one part does not know, the whole does not know either.
function add(before, { seconds, words, pauses = null }) {
  if (!before) return { seconds, words, pauses };
  const isKnown = before.pauses !== null && pauses !== null;
  return { seconds: before.seconds + seconds, words: before.words + words, pauses: isKnown ? before.pauses + pauses : null };
}
