// An estimate is judged from the dashboard as it is from the debrief: with a bar that says how far it is.

import { wireJudging } from "./judging.js";

document.querySelectorAll("form[data-judging]").forEach(wireJudging);
