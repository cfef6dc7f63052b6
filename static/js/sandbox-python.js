// What a worker of the sandbox does with Python, once the interpreter (Brython) stands before it. The whole function travels as
// text: it knows nothing outside itself.

function workInPython(most, desk) {
  const python = self.__BRYTHON__;
  const send = self.postMessage.bind(self);
  const run = (code, id) => python.runPythonSource(code, { id });
  // There is nothing to import but the library.
  python.make_import_paths = (name) => (python.import_info[name] = { meta_path: [python.finders.VFS], path_hooks: [], path: [] });
  const FULL = /JavascriptError: (Maximum call stack size exceeded|too much recursion)/;
  const tidy = (text) => text.replace(/File "[^"]*#answer"/, 'File "answer.py"').replace(FULL, "RecursionError: too many calls within calls");
  const say = (kind, text) => send({ kind, text: text.slice(0, most + 1) });
  const unfinished = { log: "", error: "" };
  let quiet = true;
  self.write = (kind, text) => {
    if (quiet) return;
    const lines = (unfinished[kind] + text).split("\n");
    unfinished[kind] = lines.pop();
    if (unfinished[kind].length > most) lines.push(unfinished[kind]);
    for (const line of lines) if (kind === "log" || !/^\s*[~^]*$/.test(line)) say(kind, tidy(line));
  };
  const flush = () => ["log", "error"].forEach((kind) => unfinished[kind] && self.write(kind, "\n"));
  self.quote = JSON.stringify;
  self.tell = (text) => say("value", text);
  self.got = (text) => send({ result: { got: text } });
  self.failed = (text) => send({ result: { error: tidy(text).slice(0, most) } });
  const words = { true: "True", false: "False", null: "None" };
  const literal = (json) => json.replace(/"(?:\\.|[^"\\])*"|true|false|null/g, (part) => words[part] ?? part);
  const keepValue = (code) => {
    const last = python.pythonToAST(code, "answer", "file").body.at(-1);
    if (!last || Object.keys(last)[0] !== "value") return code; // only an expression begins with its value
    const lines = code.split("\n");
    const put = (line, column, text) => (lines[line - 1] = lines[line - 1].slice(0, column) + text + lines[line - 1].slice(column));
    put(last.end_lineno, last.end_col_offset, ")");
    put(last.lineno, last.col_offset, "__value__ = (");
    return lines.join("\n");
  };
  const attempt = (act) => {
    try {
      act();
      return true;
    } catch {
      return false; // the interpreter has told of it
    }
  };
  const runAnswer = (code) => {
    const name = python.strip_host(`${self.location.href}#answer`);
    Object.defineProperty(python.file_cache, name, { get: () => code, set() {} }); // traces quote what was typed
    let kept = code;
    attempt(() => (kept = keepValue(code)));
    run(kept, "answer");
    flush();
    if (kept !== code) run("import answer, desk; desk.tell(answer.__value__)", "value");
  };
  self.onmessage = ({ data: { code, name, cases } }) => {
    for (const level of ["log", "info", "warn", "error"]) console[level] = () => {}; // the interpreter thinks aloud
    run(desk, "desk");
    // Importing is the interpreter's time: it reads its library anew in each worker.
    for (const [, module] of code.matchAll(/^[ \t]*(?:from|import)[ \t]+([\w.]+)/gm)) attempt(() => run(`import ${module}`, "warm"));
    quiet = false;
    send({ ready: true });
    let found = false;
    self.found = (is) => (found = is);
    const ran = attempt(() => runAnswer(code));
    flush();
    if (name && ran) run(`import answer, desk; desk.find(answer, "${name}")`, "find");
    if (name && !found) send({ missing: true });
    else cases.forEach((text, n) => attempt(() => run(`import answer, desk; desk.call(answer.${name}, ${literal(text)})`, `case_${n}`)));
    flush();
    send({ end: true });
  };
}
