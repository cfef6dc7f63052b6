// Runs one piece of JavaScript that a candidate wrote, where it can reach nothing: this page has an origin of its own that owns
// nothing, and its policy forbids every connection. The code runs in a worker, which is ended when it takes or prints too much.

const MOST_MILLISECONDS = 5_000;
const MOST_CHARACTERS = 10_000;
const KINDS = ["log", "value", "error"];

// The worker's whole program, as text: a page without an origin can't load one from anywhere.
function work(most) {
  const send = self.postMessage.bind(self);
  const say = (kind, text) => send({ kind, text: text.slice(0, most + 1) });
  const spell = (_, value) => {
    if (value instanceof Map) return { [`Map(${value.size})`]: [...value] };
    if (value instanceof Set) return { [`Set(${value.size})`]: [...value] };
    if (["bigint", "function", "symbol", "undefined"].includes(typeof value)) return String(value);
    return Number.isFinite(value) || typeof value !== "number" ? value : String(value);
  };
  const show = (value) => {
    if (typeof value !== "object" || value === null) return String(value);
    if (value instanceof Error) return String(value);
    try {
      return JSON.stringify(value, spell);
    } catch {
      return String(value); // it contains itself
    }
  };
  for (const name of ["log", "info", "debug", "warn", "error", "table"]) {
    console[name] = (...values) => say(name === "error" ? "error" : "log", values.map(show).join(" "));
  }
  self.onmessage = async ({ data: code }) => {
    try {
      const value = await (0, eval)(code);
      if (value !== undefined) say("value", show(value));
    } catch (error) {
      say("error", show(error));
    }
    send({ end: true });
  };
}

function run(code) {
  const worker = new Worker(URL.createObjectURL(new Blob([`(${work})(${MOST_CHARACTERS})`], { type: "text/javascript" })));
  const lines = [];
  let room = MOST_CHARACTERS;
  const finish = (end) => {
    worker.terminate();
    worker.onmessage = null;
    parent.postMessage({ lines, end }, "*"); // only pages of ours may frame this one
  };
  const tooLong = setTimeout(() => finish("time"), MOST_MILLISECONDS);
  worker.onmessage = ({ data }) => {
    if (!data.end) {
      const text = String(data.text);
      if (room > 0) lines.push({ kind: KINDS.includes(data.kind) ? data.kind : "log", text: text.slice(0, room) });
      room -= text.length + 1;
    }
    if (!data.end && room >= 0) return;
    clearTimeout(tooLong);
    finish(data.end ? "done" : "length");
  };
  worker.postMessage(code);
}

addEventListener("message", ({ source, data }) => source === parent && run(data), { once: true });
