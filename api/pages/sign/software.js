// In development alone: signs with a sample person's key of software, in place of an authenticator (WebAuthn Level 2,
// 6.1 and 7.2). Whoever has the installation has that key, so what it signs proves nothing.
"use strict";

const button = document.getElementById("software");

function der(part) {
  let at = 0;
  while (at < part.length - 1 && part[at] === 0) at++;
  const number = part.slice(at);
  return number[0] > 127 ? [2, number.length + 1, 0, ...number] : [2, number.length, ...number];
}

async function signed(card, message) {
  const curve = { name: "ECDSA", namedCurve: "P-256" };
  const key = await crypto.subtle.importKey("jwk", card.jwk, curve, false, ["sign"]);
  const raw = new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, message));
  const parts = [...der(raw.slice(0, 32)), ...der(raw.slice(32))];
  return new Uint8Array([0x30, parts.length, ...parts]);
}

async function given({ publicKey }) {
  const card = JSON.parse(button.dataset.key);
  const said = { type: "webauthn.get", challenge: coded(publicKey.challenge), origin: location.origin, crossOrigin: false };
  const clientDataJSON = bytes(JSON.stringify(said));
  const name = new Uint8Array(await hashed(bytes(publicKey.rpId)));
  const authenticatorData = new Uint8Array([...name, 5, 0, 0, 0, 0]);
  const message = new Uint8Array([...authenticatorData, ...new Uint8Array(await hashed(clientDataJSON))]);
  const credential = Uint8Array.from(atob(card.credential.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  return { rawId: credential, response: { clientDataJSON, authenticatorData, signature: await signed(card, message) } };
}

if (button)
  button.addEventListener("click", () => {
    navigator.credentials.get = given;
    go.click();
  });
