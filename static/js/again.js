// Whether a request that came to nothing is made again by itself, and when. It decides; others wait and ask.

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;
export const PATIENCE = 5 * 60_000; // from the first try to the last; then somebody is asked

const REASONS = { 409: "busy", 429: "limited", 502: "away", 503: "away", 504: "away" };

// Nothing was decided: the same request may be sent again as it is. `after` is when, in milliseconds, where the server has said so.
export class Again extends Error {
  constructor(reason, after = null) {
    super(reason);
    this.reason = reason;
    this.after = after;
  }
}

// What an answer says about another try; null where it is an answer. A conflict that is no matter of time is one.
export function asAgain({ status, headers }) {
  const reason = REASONS[status];
  const after = millisecondsOf(headers.get("Retry-After"));
  if (!reason || after > PATIENCE || (reason === "busy" && after === null)) return null;
  return new Again(reason, after);
}

function millisecondsOf(value) {
  if (!value) return null;
  const wait = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
  return Number.isNaN(wait) ? null : Math.max(wait, 0);
}

// Longer from try to try, and never at one moment for all who wait.
export function pauseBefore(again, tries) {
  const longest = Math.min(FIRST_PAUSE * 2 ** (tries - 1), LONGEST_PAUSE);
  return again.after === null ? longest * (0.5 + Math.random() / 2) : again.after + Math.random() * 500;
}
