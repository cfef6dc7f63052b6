// What is being typed outlives a reload, a lost connection and a log-in: kept in this tab until it is sent.

export function keepDraft(field) {
  const name = `draft:${location.pathname}`;
  if (!field.value) field.value = sessionStorage.getItem(name) ?? "";
  field.addEventListener("input", () => sessionStorage.setItem(name, field.value));
}

export function forgetDraft() {
  sessionStorage.removeItem(`draft:${location.pathname}`);
}
