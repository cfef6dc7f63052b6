// Lets code be tried before it is sent. What runs it is loaded when it is wanted.

const CAN_RUN = ["javascript", "python"];

export function wireRun(form, isCode) {
  const bar = form.querySelector("[data-run-bar]");
  const button = bar.querySelector("button");
  const result = form.querySelector("[data-run-result]");
  const { content, language } = form.elements;
  const offer = () => (bar.hidden = !isCode() || !CAN_RUN.includes(language.value));
  form.addEventListener("change", offer);
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const { runAnswer } = await import("./run-answer.js");
      await runAnswer(form, bar.dataset, result, { code: content.value, language: language.value });
    } finally {
      button.disabled = false;
      button.focus();
    }
  });
  offer();
}
