// Runs an answer with the sample cases of its question, where there are some, and shows what came of it.

import { NONE, fetchCases, tellOfCases } from "./run-cases.js";
import { runInSandbox } from "./run-in-sandbox.js";

const SECONDS = { javascript: 5, python: 10 };
const ENDINGS = {
  done: () => "Finished.",
  time: (seconds) => `Stopped: it ran for longer than ${seconds} seconds.`,
  length: () => "Stopped: it printed more than 10,000 characters. These are the first.",
  silence: () => "It could not be run here.",
};

export async function runAnswer(form, bar, result, { code, language }) {
  say(result, language === "python" ? "Starting Python…" : "Running…");
  const [outcome, cases] = await run(form, bar, code, language);
  show(result, outcome, ENDINGS[outcome.end](SECONDS[language]));
  tellOfCases(result.querySelector("[data-run-cases]"), cases, { ...outcome, name: cases.names[language] });
  result.scrollIntoView({ block: "nearest" });
}

async function run(form, { runBar, interpreter, cases: address }, code, language) {
  try {
    const cases = await fetchCases(form, address);
    const job = { code, name: cases.names[language] ?? "", shown: cases.shown, cases: cases.cases.map((one) => one.arguments) };
    const files = language === "python" ? interpreter.split(" ") : [];
    return [await runInSandbox(runBar, { language, interpreter: files, job }), cases];
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // anything but a network that is away
    return [{ lines: [], results: [], missing: false, end: "silence" }, NONE];
  }
}

function say(result, sentence) {
  result.querySelector("pre").hidden = true;
  result.querySelector("[data-run-cases]").hidden = true;
  result.querySelector("p").textContent = sentence;
  result.hidden = false;
}

function show(result, { lines }, ending) {
  const output = result.querySelector("pre");
  output.replaceChildren(
    ...lines.map(({ kind, text }) => {
      const line = document.createElement("span");
      line.className = `run-${kind}`;
      line.textContent = `${kind === "value" ? "→ " : ""}${text}\n`;
      return line;
    }),
  );
  output.hidden = !lines.length;
  result.querySelector("p").textContent = ending;
}
