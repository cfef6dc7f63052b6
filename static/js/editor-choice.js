// Code is written in an editor, unless somebody prefers the plain field, or writes with a finger: Ace and the keyboards of phones don't
// agree. It is fetched when it is first wanted; until then, and where it can't be had, the field does.

import { loadScript, loadStyle } from "./assets.js";
import { local } from "./storage.js";

const NAME = "plain-field";
const prefersPlain = () => local.load(NAME) ?? String(matchMedia("(pointer: coarse)").matches);

export function wireEditor(form, isCode) {
  const choice = form.querySelector("[data-editor]");
  const plain = choice.querySelector("input");
  const failure = form.querySelector("[data-editor-failure]");
  const isWanted = () => isCode() && !plain.checked;
  let opening = null;
  const show = async () => {
    if (isWanted()) opening ??= fetchEditor(choice.dataset).then((openEditor) => openEditor?.(form, isWanted));
    const isAsked = opening !== null;
    const editor = await opening;
    failure.hidden = !isAsked || editor !== undefined || !isWanted();
    if (editor) editor.show();
    else opening = null;
  };
  plain.checked = prefersPlain() === "true";
  plain.addEventListener("change", () => local.save(NAME, String(plain.checked)));
  form.addEventListener("change", show);
  choice.hidden = false;
  show();
}

async function fetchEditor({ editor, styles }) {
  try {
    const [{ openEditor }] = await Promise.all([import("./editor.js"), loadScript(editor), ...styles.split(" ").map(loadStyle)]);
    return openEditor;
  } catch {
    return undefined; // the page says so; what is typed stands in the field
  }
}
