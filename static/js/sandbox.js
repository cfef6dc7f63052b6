// Runs one piece of code that a candidate wrote, where it can reach nothing: this page has an origin of its own that owns
// nothing, and its policy forbids every connection. The code runs in a worker, which is ended when it takes or prints too much.
// What the worker does is text (sandbox-javascript.js, sandbox-python.js): a page without an origin can't load a worker.

const MOST_CHARACTERS = 10_000;
const MOST_TO_START = 60_000; // milliseconds; an interpreter's, and no part of the candidate's time
const KINDS = ["log", "value", "error"];
const LANGUAGES = {
  javascript: { work: workInJavascript, before: "", desk: "", milliseconds: 5_000 },
  python: { work: workInPython, before: BEFORE_PYTHON, desk: DESK, milliseconds: 10_000 },
};

// `job` is {code, name, cases, shown}: the cases are JSON texts of arguments for the function `name`, the shown ones first.
function run({ language, interpreter, job }) {
  const { work, before, desk, milliseconds } = LANGUAGES[language];
  const program = `${before}\n${interpreter};\n(${work})(${MOST_CHARACTERS}, ${JSON.stringify(desk)})`;
  const worker = new Worker(URL.createObjectURL(new Blob([program], { type: "text/javascript" })));
  const outcome = { lines: [], results: [], missing: false };
  let room = MOST_CHARACTERS;
  let started = false;
  const finish = (end) => {
    clearTimeout(tooLong);
    worker.terminate();
    worker.onmessage = null;
    parent.postMessage({ ...outcome, end }, "*"); // only pages of ours may frame this one
  };
  let tooLong = setTimeout(() => finish("silence"), MOST_TO_START);
  const start = () => {
    if (started) return; // the code may not begin its time anew
    started = true;
    clearTimeout(tooLong);
    tooLong = setTimeout(() => finish("time"), milliseconds);
  };
  const keep = ({ kind, text }) => {
    if (job.cases.length && outcome.results.length >= job.shown) return; // hidden cases are not to be printed
    const words = String(text);
    if (room > 0) outcome.lines.push({ kind: KINDS.includes(kind) ? kind : "log", text: words.slice(0, room) });
    room -= words.length + 1;
    if (room < 0) finish("length");
  };
  worker.onerror = () => finish("silence");
  worker.onmessage = ({ data }) => {
    if (data.end) finish("done");
    else if (data.ready) start();
    else if (data.missing) outcome.missing = true;
    else if (data.result) outcome.results.push({ got: data.result.got, error: data.result.error });
    else keep(data);
  };
  worker.postMessage(job);
}

addEventListener("message", ({ source, data }) => source === parent && run(data), { once: true });
