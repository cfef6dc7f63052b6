// What was chosen and not sent yet outlives a reload, a lost connection and a log-in.

import { local } from "./storage.js";

const form = document.querySelector("[data-kept]");
const name = `draft:${form.dataset.kept}`;

for (const [field, value] of local.read(name)?.chosen ?? []) {
  if (form.elements[field]) form.elements[field].value = value;
}
form.addEventListener("change", () => {
  const chosen = [...new FormData(form)].filter(([field]) => field !== "csrfmiddlewaretoken");
  local.save(name, JSON.stringify({ chosen, at: Date.now() }));
});
