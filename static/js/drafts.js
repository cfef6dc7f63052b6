// What is being typed outlives a reload, a lost connection and a log-in: kept in this tab until it is sent, with the key it will be
// sent under, so that sending it again can't count twice. Words and code are two drafts in one field: each waits for the other.

const NOTHING = { kind: "text", language: "", text: "", code: "", key: "" };
const name = () => `draft:${location.pathname}`;
const read = () => ({ ...NOTHING, ...JSON.parse(sessionStorage.getItem(name()) ?? "{}") });
const write = (kept) => sessionStorage.setItem(name(), JSON.stringify(kept));

// The form's own values, read afresh: kind is a group of radio buttons in a question, and one hidden field in the warm-up.
export const kindOf = (form) => form.elements.kind.value;

export function keepDraft(form) {
  const { content: field, key, kind, language } = form.elements;
  const kept = read();
  if (!field.value && (kept.text || kept.code) && kind.length) kind.value = kept.kind;
  if (!field.value || field.value === kept[kindOf(form)]) restore(form, kept);
  let shown = kindOf(form);
  const keep = () => {
    const typed = read();
    write({ ...typed, [shown]: field.value, kind: shown, language: language?.value ?? typed.language, key: key.value });
  };
  if (field.value) keep();
  form.addEventListener("input", keep); // choosing the other kind is an input too: it keeps what stood here
  form.addEventListener("change", ({ target }) => {
    if (target.name !== "kind") return;
    shown = kindOf(form);
    field.value = read()[shown];
    keep();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

function restore(form, kept) {
  const { content: field, key, language } = form.elements;
  field.value = kept[kindOf(form)];
  if (kept.key) key.value = kept.key;
  if (language && kept.language) language.value = kept.language;
}

// What was sent is forgotten; what was left in the other draft is not.
export function forgetDraft() {
  const kept = read();
  const other = kept.kind === "code" ? "text" : "code";
  if (kept[other]) write({ ...NOTHING, kind: other, language: kept.language, [other]: kept[other] });
  else sessionStorage.removeItem(name());
}
