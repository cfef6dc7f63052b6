// The room without a reload's worth of help: elapsed minutes, a length counter, Ctrl+Enter, one send per click.
// Everything here is extra: the page does its work without it.

const MINUTE = 60_000;

function sayDuration(seconds) {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return "under a minute";
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function keepTime(time) {
  if (!time?.dataset.running) return;
  const startedAt = Date.now() - Number(time.dataset.elapsed) * 1000; // counted from the server's figure
  setInterval(() => { time.textContent = sayDuration((Date.now() - startedAt) / 1000); }, MINUTE / 4);
}

function countCharacters(field, counter) {
  const limit = Number(field.dataset.limit);
  const show = () => {
    const length = [...field.value.replaceAll("\r\n", "\n")].length;
    counter.textContent = length > limit * 0.8 ? `${length.toLocaleString()} of ${limit.toLocaleString()} characters` : "";
    counter.classList.toggle("over", length > limit);
  };
  field.addEventListener("input", show);
  show();
}

function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.classList.contains("is-sending")) event.preventDefault();
    form.classList.add("is-sending");
  });
  addEventListener("pageshow", () => form.classList.remove("is-sending"));
}

function sendOnCtrlEnter(form, field) {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("button[value=answer]"));
  });
}

keepTime(document.querySelector("[data-elapsed]"));
document.querySelectorAll("form[data-once]").forEach(sendOnce);
const answer = document.querySelector("[data-answer]");
if (answer) {
  const field = answer.querySelector("textarea");
  countCharacters(field, answer.querySelector("[data-counter]"));
  sendOnCtrlEnter(answer, field);
}
