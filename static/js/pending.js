// The interviewer is answering a message that this page did not send, or sent before a reload: look again until it is there.

import { goToLatest } from "./latest.js";
import { showPage } from "./show-page.js";
import { announce, resume } from "./talk.js";

const FIRST_LOOK = 1_500;
const LAST_LOOK = 5_000;
let pause = FIRST_LOOK;

export function watchPending(notice) {
  if (!notice) {
    pause = FIRST_LOOK;
    return;
  }
  setTimeout(async () => {
    pause = Math.min(pause * 1.3, LAST_LOOK);
    try {
      const last = Number(document.querySelector("[data-seq]").dataset.seq);
      await showPage(location.pathname);
      if (!document.querySelector("[data-pending]")) tell(last);
    } catch {
      watchPending(notice); // no connection: the page stays, and we look again
    }
  }, pause);
}

function tell(last) {
  goToLatest();
  announce(last);
  if (document.activeElement === document.body) resume();
}
