// What an interviewer says, as paragraphs and code, while it is still being written: interviews/speech_blocks.py in the browser.

const FENCE = /^```[ \t]*[\w+#.-]*[ \t]*$/;
const INDENTED = /^( {4}|\t)/;

export function showSpeech(place, text) {
  place.replaceChildren(...splitSpeech(text).map(({ code, text }) => (code ? showCode(text) : showParagraph(text))));
}

// What a candidate typed stands as it is: as code, or with its line breaks.
export function showTyped(place, text, isCode) {
  const typed = isCode ? showCode(text) : element("p", text);
  if (!isCode) typed.className = "typed";
  place.replaceChildren(typed);
}

function showCode(text) {
  const block = document.createElement("pre");
  block.tabIndex = 0;
  block.append(element("code", text));
  return block;
}

function showParagraph(text) {
  const paragraph = element("p", "");
  paragraph.append(...text.split(/`([^`\n]+)`/).map((part, place) => (place % 2 ? element("code", part) : part)));
  return paragraph;
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function splitSpeech(text) {
  const blocks = [];
  let rest = text.split("\n");
  while (rest.length) {
    const fenced = FENCE.test(rest[0]);
    const found = rest.findIndex((line, place) => place && (fenced ? line.trimEnd() === "```" : FENCE.test(line)));
    const size = found < 0 ? rest.length : found;
    if (fenced) blocks.push({ code: true, text: rest.slice(1, size).join("\n") });
    else blocks.push(...splitPlain(rest.slice(0, size).join("\n")));
    rest = rest.slice(size + (fenced ? 1 : 0));
  }
  return blocks.filter((block) => block.text.trim());
}

// Paragraphs end at an empty line; indented ones that follow each other are one piece of code.
function splitPlain(text) {
  const blocks = [];
  for (const part of text.replace(/^\n+|\n+$/g, "").split(/(\n{2,})/)) {
    const before = blocks.at(-1);
    const lines = part.split("\n");
    if (!part.replaceAll("\n", "")) before?.code && (before.text += part);
    else if (!lines.every((line) => INDENTED.test(line) || !line.trim())) blocks.push({ code: false, text: part });
    else if (before?.code) before.text += lines.map((line) => line.replace(INDENTED, "")).join("\n");
    else blocks.push({ code: true, text: lines.map((line) => line.replace(INDENTED, "")).join("\n") });
  }
  return blocks.map(({ code, text }) => ({ code, text: code ? text.replace(/^\n+|\n+$/g, "") : text }));
}
