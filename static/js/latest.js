// Where the conversation is read: at its end, with what was said last below the question and the answer form in sight.

const NEAR = 500;
const GAP = 16;

export function follows() {
  const page = document.documentElement;
  return page.scrollHeight - page.scrollTop - page.clientHeight < NEAR;
}

// Of the question with what holds it off the top; 0 where there is none.
const heightOf = (card) => (card ? card.offsetHeight + parseFloat(getComputedStyle(card).top) : 0);

// Down to the end of the form, but never so far that the last words of the candidate's go under the question.
export function goToLatest() {
  const down = distanceTo(".line-candidate");
  if (down > 0) scrollBy({ top: down }); // smoothly or not: that is the style sheet's to know
}

// Where a room is opened: the form, with the words that it answers in sight above it.
export function openAtLatest() {
  if (!location.hash) scrollBy({ top: distanceTo(".line-interviewer"), behavior: "instant" });
}

function distanceTo(lines) {
  const form = (document.getElementById("answer") ?? document.getElementById("latest")).getBoundingClientRect();
  const last = [...document.querySelectorAll(lines)].filter((line) => line.checkVisibility()).at(-1)?.getBoundingClientRect();
  return Math.min(form.bottom + GAP - innerHeight, last ? last.top - heightOf(document.querySelector(".current")) - GAP : Infinity);
}
