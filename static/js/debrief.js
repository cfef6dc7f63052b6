// The debrief: ticked steps stay ticked, a new answer survives a reload, a judging shows how far it is.

import { wireJudging } from "./judging.js";

function keepTicks(list) {
  const name = `todo:${list.dataset.todo}`;
  const boxes = [...list.querySelectorAll("input")];
  const ticked = JSON.parse(localStorage.getItem(name) ?? "[]");
  boxes.forEach((box, nth) => {
    box.checked = ticked.includes(nth);
    box.addEventListener("change", () => {
      localStorage.setItem(name, JSON.stringify(boxes.flatMap((each, at) => (each.checked ? [at] : []))));
    });
  });
}

function keepAnswer(form) {
  const name = `again:${form.dataset.again}`;
  const field = form.querySelector("textarea");
  if (location.hash === `#${form.closest("[id]").id}`) sessionStorage.removeItem(name); // the server has it: that is where it sent us
  if (!field.value) field.value = sessionStorage.getItem(name) ?? "";
  if (field.value) form.closest("details").open = true;
  field.addEventListener("input", () => sessionStorage.setItem(name, field.value));
}

function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.classList.contains("is-sending")) event.preventDefault();
    form.classList.add("is-sending");
  });
  addEventListener("pageshow", () => form.classList.remove("is-sending"));
}

document.querySelectorAll("[data-todo]").forEach(keepTicks);
document.querySelectorAll("[data-again]").forEach(keepAnswer);
document.querySelectorAll("form[data-once]").forEach(sendOnce);
document.querySelectorAll("form[data-judging]").forEach(wireJudging);
