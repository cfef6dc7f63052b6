// From a voice to words in the field. A recording that could not be put into words stays, through a failure and through a turn, until
// it could be or is discarded.

import { box, form, part, SAYS, show, startClock, wordsFor } from "./dictation-box.js";
import { fieldIsFree, insertWords } from "./insert-words.js";
import { recognise } from "./recognition.js";
import { record } from "./recorder.js";
import { NotHeard, putIntoWords } from "./transcribing.js";

let kept = null; // {recording, pauses}
let running = null;

export const stop = () => running.stop();
export const cancel = () => running.cancel();
export const tryAgain = () => work(kept);
export const isUnfinished = () => Boolean(kept || running);

export async function listen() {
  const isRecorded = box().dataset.listener !== "browser";
  const options = { mostSeconds: Number(box().dataset.mostSeconds), onLevel: (level) => part("level") && (part("level").value = level) };
  document.dispatchEvent(new Event("room:quiet")); // the microphone is to hear nobody else
  show("asking", SAYS.asking);
  try {
    running = await (isRecorded ? record(options) : recognise(options));
    const stopClock = startClock();
    show("recording", SAYS.recording);
    part("stop")?.focus();
    const heard = await running.done.finally(stopClock);
    if (!heard) rest();
    else if (isRecorded) await work((kept = heard));
    else await put(heard);
  } catch (failure) {
    rest(wordsFor(failure));
  }
}

async function work({ recording, pauses }) {
  const leaving = new AbortController();
  running = { cancel: () => leaving.abort() };
  show("working", SAYS.working);
  part("leave")?.focus();
  try {
    await put({ ...(await putIntoWords(recording, { address: box().dataset.address, form: form(), signal: leaving.signal })), pauses });
  } catch (failure) {
    if (failure instanceof NotHeard && failure.isFinal) return rest(failure.message);
    running = null;
    show("failed", leaving.signal.aborted ? SAYS.kept : failure.message);
    part("again")?.focus();
  }
}

async function put({ text, ...how }) {
  if (!text) return rest(SAYS.NothingHeard);
  await fieldIsFree(form); // a message may be on its way, and its field held until it has arrived
  if (!form()) return rest(); // the interview is over
  rest(SAYS.done);
  insertWords(form(), text);
  form().dispatchEvent(new CustomEvent("dictated", { detail: how }));
}

export function rest(words = "") {
  [kept, running] = [null, null];
  show("idle", words);
  part("start")?.focus();
}
