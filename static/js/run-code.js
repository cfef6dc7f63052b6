// Lets JavaScript be tried before it is sent: in a frame that can reach nothing (see sandbox.js), one for each run.

const PATIENCE = 8_000; // longer than the sandbox takes to end what runs for too long
const ENDINGS = {
  done: "Finished.",
  time: "Stopped: it ran for longer than 5 seconds.",
  length: "Stopped: it printed more than 10,000 characters. These are the first.",
  silence: "It could not be run here.",
};

export function wireRun(form, isCode) {
  const bar = form.querySelector("[data-run-bar]");
  const button = bar.querySelector("button");
  const result = form.querySelector("[data-run-result]");
  const { content, language } = form.elements;
  const offer = () => (bar.hidden = !isCode() || language.value !== "javascript");
  form.addEventListener("change", offer);
  button.addEventListener("click", async () => {
    button.disabled = true;
    const { lines, end } = await runInSandbox(bar.dataset.runBar, content.value);
    button.disabled = false;
    button.focus();
    show(result, lines, end);
  });
  offer();
}

function runInSandbox(address, code) {
  const frame = document.createElement("iframe");
  frame.sandbox = "allow-scripts"; // and never allow-same-origin: what runs in it is nobody
  frame.hidden = true;
  frame.src = address;
  return new Promise((resolve) => {
    const hear = ({ source, data }) => source === frame.contentWindow && settle(data);
    const giveUp = setTimeout(() => settle({ lines: [], end: "silence" }), PATIENCE);
    const settle = (outcome) => {
      clearTimeout(giveUp);
      removeEventListener("message", hear);
      frame.remove();
      resolve(outcome);
    };
    addEventListener("message", hear);
    frame.addEventListener("load", () => frame.contentWindow.postMessage(code, "*"));
    document.body.append(frame);
  });
}

function show(result, lines, end) {
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
  result.querySelector("p").textContent = ENDINGS[end];
  result.hidden = false;
}
