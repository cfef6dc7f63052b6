// What is being typed outlives a reload, a lost connection, a log-in and a closed tab: kept in this browser until it is sent, with the
// key it will be sent under, so that sending it again can't count twice. Words and code are two drafts in one field: each waits for the other.

import { NOTHING, forget, read, takeOverNewest, write } from "./draft-store.js";
import { settled } from "./tab.js";

// The form's own values, read afresh: kind is a group of radio buttons in a question, and one hidden field in the warm-up.
export const kindOf = (form) => form.elements.kind.value;

// Gives what shows the draft again when another has taken its place.
export function keepDraft(form) {
  const { content: field, key, language } = form.elements;
  let shown;
  const keep = () => {
    const typed = read() ?? NOTHING;
    const isKept = write({ ...typed, [shown]: field.value, kind: shown, language: language?.value ?? typed.language, key: key.value });
    form.querySelector("[data-unkept]").hidden = isKept;
  };
  const restore = () => {
    show(form, read());
    shown = kindOf(form);
    if (field.value) keep();
  };
  restore();
  form.addEventListener("input", keep); // choosing the other kind is an input too: it keeps what stood here
  form.addEventListener("change", ({ target }) => {
    if (target.name !== "kind") return;
    shown = kindOf(form);
    field.value = read()?.[shown] ?? "";
    keep();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  return restore;
}

function show(form, kept) {
  if (!kept) return; // then what the server has put there stands
  const { content: field, key, kind, language } = form.elements;
  if (kind.length) kind.value = kept.kind;
  field.value = kept[kindOf(form)];
  if (kept.key) key.value = kept.key;
  if (language && kept.language) language.value = kept.language;
}

// A page that is opened goes on with what a closed tab has left, unless something stands in the field already.
export async function goOn(form, restore) {
  const { content: field } = form.elements;
  await settled;
  if (!form.isConnected) return;
  restore(); // under the name that this tab has now
  if (!(await takeOverNewest(() => form.isConnected && field.value === field.defaultValue))) return;
  restore();
  field.dispatchEvent(new Event("input", { bubbles: true }));
  form.dispatchEvent(new Event("change"));
}

// An interview that takes no more messages, though one was being written: in another tab it may have gone on to its end.
export function showLeftOver(notice) {
  const kept = notice && read();
  if (!kept) return;
  notice.querySelector("[data-words]").textContent = [kept.text, kept.code].filter(Boolean).join("\n\n");
  notice.querySelector("button").addEventListener("click", () => {
    forget();
    notice.hidden = true;
  });
  notice.hidden = false;
}
