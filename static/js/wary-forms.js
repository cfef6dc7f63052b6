// A form that goes its plain way takes its page along. Where there is no way to the server, both are better kept: so it is asked first.

const { probe } = document.querySelector("script[data-probe]").dataset;

async function isThere() {
  try {
    return (await fetch(probe, { cache: "no-store" })).status < 500;
  } catch {
    return false;
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("[data-wary]")) return;
  event.preventDefault();
  document.querySelector("[data-unreachable]")?.remove();
  if (await isThere()) send(form, event.submitter);
  else tell(form, event.submitter);
});

function send(form, button) {
  if (button?.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value }));
  form.submit();
}

function tell(form, button) {
  form.classList.remove("is-sending");
  (button?.closest(".row, p, div") ?? form.lastElementChild).before(document.getElementById("unreachable").content.cloneNode(true));
}
