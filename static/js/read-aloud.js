// The interviewer's newest words, heard once where somebody wants them read aloud; again, or no more, when they say so.

import { canRead } from "./browser-voice.js";
import { isMuted, MUTED, part, placeBox, read, stop } from "./reading.js";
import { local } from "./storage.js";

const isDictating = () => ["asking", "recording"].includes(document.querySelector("[data-dictation]")?.dataset.state);

function wire(box) {
  const lines = findNewestLines();
  placeBox(box);
  if (!box || !lines.length || !(box.dataset.address || canRead())) return stop();
  box.hidden = false;
  for (const [name, act] of Object.entries({ again: () => read(lines), stop, mute })) part(name).addEventListener("click", act);
  if (isUnread(lines.at(-1)) && !isMuted() && !isDictating()) read(lines);
}

// What the interviewer has said since the candidate last spoke. A reply that is still being written has no number yet.
function findNewestLines() {
  const lines = [...document.querySelectorAll(".talk > .line[id]")];
  return lines.slice(lines.findLastIndex((line) => line.matches(".line-candidate")) + 1);
}

// A page that is shown again or in another tab, or asked for while somebody waits, says nothing twice.
function isUnread(line) {
  const [name, seq] = [`read:${location.pathname}`, Number(line.id.slice(1))];
  const isNew = seq > Number(local.load(name) ?? 0);
  if (isNew) local.save(name, String(seq));
  return isNew;
}

// For this browser, until it is taken back. What is said meanwhile counts as heard.
function mute() {
  if (isMuted()) local.drop(MUTED);
  else local.save(MUTED, "1");
  stop();
}

const wireRoom = () => wire(document.querySelector("[data-read-aloud]"));
document.addEventListener("room:shown", wireRoom);
document.addEventListener("room:quiet", stop);
addEventListener("storage", ({ key }) => key === MUTED && stop()); // in another tab
addEventListener("pagehide", stop);
wireRoom();
