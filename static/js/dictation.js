// The microphone beside the answer: who may hear is agreed to once, before the first word. What is heard is put into the field, where
// it can be changed and undone; it is never sent by itself.

import { cancel, isUnfinished, listen, rest, stop, tryAgain } from "./dictating.js";
import { box, form, part, placeBox, SAYS, show, state } from "./dictation-box.js";
import { canRecognise } from "./recognition.js";
import { canRecord } from "./recorder.js";
import { keepSpoken } from "./spoken.js";
import { agreeTo } from "./transcribing.js";

async function begin() {
  const { listener, agreed } = box().dataset;
  if (listener === "browser" ? !canRecognise() : !canRecord()) return show("unsupported", SAYS.unsupported);
  if (agreed) return listen();
  show("consent");
  part("agree").focus();
}

async function agree() {
  try {
    await agreeTo(box().dataset.listener, { address: part("agree").dataset.dictationAgree, form: form() });
  } catch (failure) {
    return show("consent", failure.message);
  }
  box().dataset.agreed = "1";
  await listen();
}

const ACTS = { start: begin, agree, decline: () => rest(), stop, cancel, leave: cancel, again: tryAgain, discard: () => rest() };

function wire(found) {
  placeBox(found);
  if (!found) return;
  for (const [name, act] of Object.entries(ACTS)) part(name).addEventListener("click", act);
  form().addEventListener("submit", holdBack, true);
  keepSpoken(form());
}

// What is being said belongs into this answer.
function holdBack(event) {
  if (!["recording", "working"].includes(state())) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  show(state(), SAYS.busy);
}

const wireRoom = () => wire(document.querySelector("[data-dictation]"));
document.addEventListener("room:shown", wireRoom);
addEventListener("beforeunload", (event) => isUnfinished() && event.preventDefault());
wireRoom();
