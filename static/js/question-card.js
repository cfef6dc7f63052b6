// The question that stays in view: folded or not as the candidate left it; on a small screen its title is enough at first,
// since the words of it stand in the conversation.

const SMALL = matchMedia("(max-width: 62rem)");

export function wireQuestionCard(card) {
  if (!card) return;
  const name = `question:${location.pathname}:${card.dataset.card}`;
  const chosen = sessionStorage.getItem(name);
  card.open = chosen ? chosen === "open" : !SMALL.matches;
  card.dataset.wired = "";
  card.querySelector("summary").addEventListener("click", () => sessionStorage.setItem(name, card.open ? "folded" : "open"));
}
