// What is being typed outlives a reload, a lost connection and a log-in: kept in this tab until it is sent, with the key it will be
// sent under, so that sending it again can't count twice.

const name = () => `draft:${location.pathname}`;

export function keepDraft(field) {
  const key = field.form.elements.key;
  const kept = JSON.parse(sessionStorage.getItem(name()) ?? "null");
  if (kept && (!field.value || field.value === kept.text)) {
    field.value = kept.text;
    key.value = kept.key;
  }
  field.addEventListener("input", () => sessionStorage.setItem(name(), JSON.stringify({ text: field.value, key: key.value })));
}

export function forgetDraft() {
  sessionStorage.removeItem(name());
}
