// Whose browser this is. What it keeps belongs to whoever was signed in: somebody else who signs in here finds none of it, and what nobody
// came back to for a month is thrown away.

import { local } from "./storage.js";

const MONTH = 30 * 24 * 60 * 60 * 1_000;
const { user } = document.documentElement.dataset;

if (local.load("user") !== user) local.names("").forEach(local.drop);
local.save("user", user);
for (const name of local.names("draft:")) {
  if (!(Date.now() - local.read(name)?.at < MONTH)) local.drop(name);
}
