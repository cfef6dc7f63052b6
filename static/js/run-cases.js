// The sample cases of a question: fetched for a run, compared with what came of it, and told. Hidden ones are only counted.

import { isAsExpected } from "./compare.js";

export const NONE = { names: {}, compare: "exact", shown: 0, cases: [] };

export async function fetchCases(form, address) {
  if (!address) return NONE;
  const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
  const response = await fetch(address, { method: "POST", body, redirect: "error" });
  return response.ok ? response.json() : NONE; // the code runs without them
}

export function tellOfCases(place, { compare, shown, cases }, { results, missing, end, name }) {
  place.hidden = !cases.length || end === "silence";
  if (place.hidden) return;
  const passed = cases.map(({ expected }, n) => n in results && "got" in results[n] && isAsExpected(compare, expected, results[n].got));
  const list = place.querySelector("ol");
  list.replaceChildren(...cases.slice(0, shown).map((one, n) => describe(place, one, results[n] ?? {}, passed[n])));
  list.hidden = missing;
  const count = (from, to) => `${passed.slice(from, to).filter(Boolean).length} of ${(to ?? cases.length) - from}`;
  place.querySelector("[data-cases-summary]").textContent = missing
    ? `The cases were not called: they need code that runs through and has a function ${name}.`
    : shown < cases.length ? `${count(0, shown)} shown, ${count(shown)} hidden passed.` : `${count(0)} passed.`;
}

function describe(place, { arguments: given, expected }, { got, error }, passed) {
  const item = document.createElement("li");
  item.className = passed ? "case-passed" : "case-failed";
  const add = (word, text) => {
    const part = item.appendChild(document.createElement("span"));
    part.textContent = `${word} `;
    part.appendChild(document.createElement("code")).textContent = text;
  };
  item.appendChild(document.createElement("strong")).textContent = passed ? "Passed" : "Not passed";
  add("", `(${given.slice(1, -1)})`);
  add("expected", expected);
  if (!passed) add(error ? "failed with" : "got", error ?? got ?? "nothing in time");
  return item;
}
