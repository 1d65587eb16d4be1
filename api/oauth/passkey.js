// Asks the browser for a passkey when a form is sent that needs one, and sends what it gave along. A form says what it
// asks for in `data-passkey` (JSON of WebAuthn Level 3); its lines with `data-when` say what goes on.
"use strict";

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function asked(options) {
  const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));
  const found = { ...options, challenge: bytes(options.challenge) };
  if (options.user) found.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) found.excludeCredentials = known(options.excludeCredentials);
  if (options.allowCredentials) found.allowCredentials = known(options.allowCredentials);
  return found;
}

function brought(key) {
  const response = { clientDataJSON: text(key.response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature"])
    if (key.response[name]) response[name] = text(key.response[name]);
  return JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response });
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const say = (when) => {
    for (const line of form.querySelectorAll("[data-when]")) line.hidden = line.dataset.when !== when;
  };
  if (!window.PublicKeyCredential) say("missing");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say("asked");
    const publicKey = asked(JSON.parse(form.dataset.passkey));
    try {
      const ask = publicKey.user ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey });
      form.elements.credential.value = brought(await ask);
      form.submit();
    } catch {
      say("failed");
    }
  });
}
