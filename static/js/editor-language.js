// The editor knows the language that is chosen: its colours, fetched when they are first wanted, and how far it indents.

import { loadScript } from "./assets.js";

export function followLanguage({ session }, form) {
  const { language: choice } = form.elements;
  const follow = async () => {
    const { mode, script, indentation } = choice.selectedOptions[0].dataset;
    const hasTabs = indentation === "\t";
    session.setOptions({ useSoftTabs: !hasTabs, tabSize: hasTabs ? 4 : indentation.length });
    const isThere = script && (await loadScript(script).then(() => true, () => false));
    if (choice.selectedOptions[0].dataset.mode === mode) session.setMode(isThere ? `ace/mode/${mode}` : "ace/mode/text");
  };
  form.addEventListener("change", follow); // of the form: a draft that comes back changes all of it
  follow();
}
