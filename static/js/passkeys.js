// Passkeys: asks the browser for one and sends what it answers with the form. Forms say by data-passkey what they want of it.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const withBytes = (list) => (list ?? []).map((entry) => ({ ...entry, id: bytes(entry.id) }));

function decode(options) {
  const key = { ...options.publicKey, challenge: bytes(options.publicKey.challenge) };
  if (key.user) key.user = { ...key.user, id: bytes(key.user.id) };
  if (key.excludeCredentials) key.excludeCredentials = withBytes(key.excludeCredentials);
  if (key.allowCredentials) key.allowCredentials = withBytes(key.allowCredentials);
  return { publicKey: key };
}

function encode(credential) {
  const answer = credential.response;
  const names = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const response = Object.fromEntries(names.filter((name) => answer[name]).map((name) => [name, text(answer[name])]));
  if (answer.getTransports) response.transports = answer.getTransports();
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(document.getElementById(form.dataset.options).textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  return answer.json();
}

async function ask(form) {
  const { creation_options: creation, request_options: request } = await optionsOf(form);
  if (!creation) return navigator.credentials.get(decode(request));
  const alone = form.elements.passwordless?.checked ?? false;
  const wishes = { residentKey: alone ? "required" : "discouraged", requireResidentKey: alone };
  creation.publicKey.authenticatorSelection = { ...creation.publicKey.authenticatorSelection, ...wishes };
  if (alone) creation.publicKey.authenticatorSelection.userVerification = "required";
  return navigator.credentials.create(decode(creation));
}

async function use(form) {
  const told = form.querySelector("[role=alert]");
  told.textContent = "";
  try {
    form.elements.credential.value = JSON.stringify(encode(await ask(form)));
    form.submit();
  } catch (error) {
    told.textContent = error.name === "InvalidStateError" ? "This passkey is here already." : "That did not work, or it was broken off. Try again.";
  }
}

for (const form of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.querySelector("button[type=button]").addEventListener("click", () => use(form));
}
