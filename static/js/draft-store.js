// The drafts of one interview, one for each tab that it is or was open in.

import { local } from "./storage.js";
import { livingTabs, thisTab } from "./tab.js";

export const NOTHING = { kind: "text", language: "", text: "", code: "", key: "" };

const ofInterview = () => `draft:${location.pathname}:`;
const name = () => ofInterview() + thisTab();
const hasWords = ({ text, code }) => Boolean(text || code);

// Whether it will outlive the page.
export const write = (kept) => local.save(name(), JSON.stringify({ ...kept, at: Date.now() }));
export const forget = () => local.drop(name());

// What waits in this tab. What stands in the conversation under its key has been said, and waits no more.
export function read() {
  const kept = local.read(name());
  const line = kept?.key && [...document.querySelectorAll("[data-key]")].find(({ dataset }) => dataset.key === kept.key);
  if (!line) return kept && { ...NOTHING, ...kept };
  const isSaid = line.querySelector(".typed, code").textContent === kept[kept.kind];
  const left = { ...NOTHING, ...kept, key: "", ...(isSaid && { [kept.kind]: "", kind: kept.kind === "code" ? "text" : "code" }) };
  hasWords(left) ? write(left) : forget();
  return hasWords(left) ? left : null;
}

// The newest of what tabs that are gone have left is this tab's from now on. Whether there was any.
export async function takeOverNewest(mayStill) {
  const living = await livingTabs();
  const left = local.names(ofInterview()).filter((each) => each !== name() && !living.has(each.slice(ofInterview().length)));
  const [newest] = left.sort((one, other) => local.read(other)?.at - local.read(one)?.at);
  if (!newest || read() || !mayStill()) return false;
  local.save(name(), local.load(newest));
  local.drop(newest);
  return true;
}
