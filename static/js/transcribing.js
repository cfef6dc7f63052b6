// Sends a recording to be put into words. What fails says why, in words for a person, and whether the recording may serve again.

const OFFLINE = "The connection was lost. Nothing that you said is lost; try again when you are connected.";
const SIGNED_OUT = "You have been logged out. Log in again in another tab, then try again. Nothing that you said is lost.";

export class NotHeard extends Error {
  constructor(message, { isFinal = false } = {}) {
    super(message);
    this.isFinal = isFinal;
  }
}

export async function putIntoWords(recording, { address, form, signal }) {
  return ask(address, { method: "POST", body: recording, signal, headers: { "Content-Type": recording.type } }, form);
}

// Remembered as a preference: who may hear what is dictated.
export async function agreeTo(listener, { address, form }) {
  const body = JSON.stringify({ dictation: "on", dictation_consent: listener });
  return ask(address, { method: "PATCH", body, headers: { "Content-Type": "application/json" } }, form);
}

async function ask(address, request, form) {
  const send = (token) => fetch(address, { ...request, headers: { ...request.headers, "X-CSRFToken": token } });
  try {
    let response = await send(form.elements.csrfmiddlewaretoken.value);
    if (response.status === 403) response = await send(await freshToken()); // logged in again since the page was loaded
    return await read(response);
  } catch (failure) {
    throw failure instanceof NotHeard ? failure : new NotHeard(OFFLINE);
  }
}

async function read(response) {
  if (response.ok) return response.json();
  if ([401, 403].includes(response.status)) throw new NotHeard(SIGNED_OUT);
  const { detail } = await response.json();
  throw new NotHeard(detail, { isFinal: [409, 413, 415, 422].includes(response.status) });
}

async function freshToken() {
  const html = await (await fetch(location.pathname)).text();
  return new DOMParser().parseFromString(html, "text/html").querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}
