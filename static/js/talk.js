// What happens around a turn: the form is held while it is on its way, its outcome is announced, and offered again where it failed.

export function hold(form, isHeld) {
  form.classList.toggle("is-sending", isHeld);
  form.elements.content.readOnly = isHeld; // what is on its way can be read, and nothing typed where it can't be seen
  for (const control of form.elements) control.ariaDisabled = isHeld ? "true" : null; // disabling would take the focus away
}

// Said once, when it is whole: a screen reader is not to spell out a reply that is being written.
export function announce(after) {
  const said = [...document.querySelectorAll(".line-interviewer[id]")].filter((line) => Number(line.id.slice(1)) > after);
  document.getElementById("announcer").textContent = said.map((line) => line.textContent.trim()).join(" ");
}

// On a touch screen the keyboard would cover what was just said: there one goes on from the reply.
export function resume() {
  const reply = [...document.querySelectorAll(".line-interviewer")].at(-1);
  const place = matchMedia("(pointer: coarse)").matches ? reply : document.getElementById("content") ?? reply;
  place?.focus({ preventScroll: true });
}

// What stands in the form is sent, as the same button would: under its key, so that the same words count once.
export function offerAgain(form, detail, button) {
  const notice = document.getElementById("failure").content.firstElementChild.cloneNode(true);
  if (detail) notice.querySelector("[data-detail]").textContent = detail;
  const again = notice.querySelector("button");
  again.addEventListener("click", () => form.requestSubmit(form.querySelector(`button[value=${button?.value ?? "answer"}]`)));
  form.before(notice);
  again.focus();
}

// Why a page that is not the room refused: in its own words, and of the form's age in ours, since the form is fetched anew.
export function reasonOf(html, status) {
  if (status === 403) return document.getElementById("failure").content.firstElementChild.dataset.outdated;
  const page = new DOMParser().parseFromString(html, "text/html");
  return page.querySelector("[data-detail]")?.textContent ?? `The server could not take this (${status}).`;
}
