// Which tab this is. Each has drafts of its own, so that none writes over another's, and takes over what a tab that is gone has left.
// A tab holds a lock for as long as it lives, however it ends; a browser without locks takes every other tab for gone.

import { session } from "./storage.js";

const PATIENCE = 5_000; // for the lock of the page before this one, which a reload gives back a moment late
let tab = session.load("tab") ?? begin();

function begin() {
  const name = `tab-${Math.random().toString(36).slice(2)}`;
  session.save("tab", name);
  return name;
}

export const thisTab = () => tab;

// Settled when this tab is known to be the only one of its name: one that was duplicated is not, and takes another.
export const settled = navigator.locks ? hold().catch(() => ((tab = begin()), hold())) : Promise.resolve();

function hold() {
  return new Promise((resolve, reject) => {
    const forAsLongAsItLives = () => (resolve(), new Promise(() => {}));
    navigator.locks.request(tab, { signal: AbortSignal.timeout(PATIENCE) }, forAsLongAsItLives).catch(reject);
  });
}

export async function livingTabs() {
  const { held } = (await navigator.locks?.query()) ?? { held: [] };
  return new Set(held.map(({ name }) => name));
}
