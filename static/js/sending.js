// One message on its way: sent, and where that comes to nothing, waiting and sent again as it was, until there is an answer, until it has
// taken too long, or until its writer takes it back.

import { Again, PATIENCE, pauseBefore } from "./again.js";
import { waitFor } from "./waiting.js";

// What `attempt` promises, as soon as a try succeeds. Rejects with what no other try would change, or with TakenBack.
export async function deliver(attempt, { form, lines }) {
  let deadline = Date.now() + PATIENCE;
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (failure) {
      const pause = failure instanceof Again ? pauseBefore(failure, tries) : Infinity;
      if (pause === Infinity || Date.now() + pause > deadline) throw failure;
      const asked = Date.now();
      await waitFor(failure.reason, { pause, form, lines });
      if (failure.reason === "lost") deadline += Date.now() - asked; // for as long as there is no way, nothing is tried
    }
  }
}
