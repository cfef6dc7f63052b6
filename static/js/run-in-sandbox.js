// Runs code in a frame that can reach nothing (see sandbox.js), one for each run. The interpreter of a language is fetched here,
// where the browser keeps it: a page without an origin would have to fetch it anew each time, and may not fetch at all.

const PATIENCE = 75_000; // longer than the sandbox gives an interpreter to start and code to run

// What came of it: {lines, results, missing, end}.
export async function runInSandbox(address, { language, interpreter, job }) {
  const texts = await Promise.all(interpreter.map(fetchText));
  const frame = document.createElement("iframe");
  frame.sandbox = "allow-scripts"; // and never allow-same-origin: what runs in it is nobody
  frame.hidden = true;
  frame.src = address;
  return new Promise((resolve) => {
    const hear = ({ source, data }) => source === frame.contentWindow && settle(data);
    const giveUp = setTimeout(() => settle({ lines: [], results: [], missing: false, end: "silence" }), PATIENCE);
    const settle = (outcome) => {
      clearTimeout(giveUp);
      removeEventListener("message", hear);
      frame.remove();
      resolve(outcome);
    };
    addEventListener("message", hear);
    frame.addEventListener("load", () => frame.contentWindow.postMessage({ language, interpreter: texts.join(";\n"), job }, "*"));
    document.body.append(frame);
  });
}

async function fetchText(address) {
  const response = await fetch(address);
  if (!response.ok) throw new TypeError(`${address} can't be read`);
  return response.text();
}
