// What a worker of the sandbox does with JavaScript. The whole function travels as text: it knows nothing outside itself.

function workInJavascript(most) {
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
  // What a case got: a map is an object there, a set is a list, and nothing is null.
  const plain = (_, value) => {
    if (value instanceof Map) return Object.fromEntries(value);
    if (value instanceof Set) return [...value];
    if (value === undefined) return null;
    return Number.isFinite(value) || typeof value !== "number" ? value : String(value);
  };
  for (const name of ["log", "info", "debug", "warn", "error", "table"]) {
    console[name] = (...values) => say(name === "error" ? "error" : "log", values.map(show).join(" "));
  }
  // A declaration after the code reads its function, wherever the code may see it, and leaves the value of the code alone.
  const reading = (name) => `\n;var $taken = self.$take(typeof ${name} === "function" ? ${name} : null);`;
  const tryCase = async (answer, text) => {
    try {
      send({ result: { got: JSON.stringify((await answer(...JSON.parse(text))) ?? null, plain) } });
    } catch (error) {
      send({ result: { error: show(error).slice(0, most) } });
    }
  };
  self.onmessage = async ({ data: { code, name, cases } }) => {
    let answer = null;
    self.$take = (found) => (answer = found);
    send({ ready: true });
    try {
      const value = await (0, eval)(code + (name ? reading(name) : ""));
      if (value !== undefined) say("value", show(value));
    } catch (error) {
      say("error", show(error));
    }
    if (name && !answer) send({ missing: true });
    else for (const text of cases) await tryCase(answer, text);
    send({ end: true });
  };
}
