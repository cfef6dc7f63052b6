// A quiet timer, counted from the server's figures: of the interview, of the question, or none. It changes four times a minute and
// is no live region: nobody has it read out. What was chosen is remembered in this browser.

import { local } from "./storage.js";

const NAME = "timer";
const QUARTER_MINUTE = 15_000;

export function sayDuration(seconds) {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return "under a minute";
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function keepTime(timer) {
  const choice = document.getElementById("timer").content.firstElementChild.cloneNode(true);
  const time = timer.querySelector("time");
  const shownAt = Date.now();
  const show = () => {
    const { running, [choice.value]: seconds } = timer.dataset;
    const since = running ? (Date.now() - shownAt) / 1000 : 0;
    time.textContent = seconds ? sayDuration(Number(seconds) + since) : "";
  };
  choice.value = local.load(NAME) ?? "interview";
  choice.addEventListener("change", () => {
    local.save(NAME, choice.value);
    show();
  });
  timer.querySelector("dt").replaceChildren(choice);
  const ticking = setInterval(() => (timer.isConnected ? show() : clearInterval(ticking)), QUARTER_MINUTE);
  show();
}
