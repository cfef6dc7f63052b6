// The same interview in another tab, or in a page that the browser had put aside: when the conversation has gone on elsewhere it is shown
// here too, and what is being typed stays as it is.

import { showPage } from "./show-page.js";

const channel = globalThis.BroadcastChannel && new BroadcastChannel("interviews");
const lastSeq = () => Number(document.querySelector("[data-room]").dataset.seq);
const isBusy = () => Boolean(document.querySelector("form.is-sending"));

export function tellOtherTabs() {
  channel?.postMessage({ path: location.pathname, seq: lastSeq() });
}

async function lookAgain() {
  const { id, selectionStart, selectionEnd } = document.activeElement;
  try {
    await showPage(location.pathname, { unless: isBusy });
  } catch {
    return; // the page stays as it is, and sending from it says what has changed
  }
  const field = id && document.getElementById(id);
  field?.focus({ preventScroll: true });
  if (field?.matches("textarea")) field.setSelectionRange(selectionStart, selectionEnd);
}

channel?.addEventListener("message", ({ data }) => {
  if (data.path === location.pathname && data.seq > lastSeq() && !isBusy()) lookAgain();
});
addEventListener("pageshow", ({ persisted }) => persisted && lookAgain());
