// Makes a signing key with the person's authenticator, and says its words on this device: from what the authenticator
// gave, not from what the register answers. They stay in this browser until somebody has confirmed the key.
"use strict";

const FIRST = ["b", "c", "ch", "đ", "g", "h", "kh", "l", "m", "ng", "nh", "ph", "r", "t", "th", "v"];
const REST = ["a", "ai", "am", "ang", "ao", "ay", "o", "oi", "om", "ong", "ơ", "ơi", "u", "ui", "um", "ung"];
const SHELF = "casebook-key-";
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const plain = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));
const coded = (buffer) => plain(buffer).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const hashed = (data) => crypto.subtle.digest("SHA-256", data).then((found) => new Uint8Array(found));
const hex = (data) => [...data].map((one) => one.toString(16).padStart(2, "0")).join("");

async function words(officer, key, spki) {
  const said = new TextEncoder().encode(`casebook/signing-key/v1\n${officer}\n${key}\n${spki}`);
  return [...(await hashed(said)).slice(0, 8)].map((one) => FIRST[one >> 4] + REST[one & 15]).join(" ");
}

function say(form, when) {
  for (const line of form.querySelectorAll("[data-when]")) line.hidden = line.dataset.when !== when;
}

async function made(form) {
  const options = JSON.parse(form.dataset.options);
  options.challenge = bytes(options.challenge);
  options.user.id = bytes(options.user.id);
  options.excludeCredentials = [];
  const key = await navigator.credentials.create({ publicKey: options });
  const spki = key.response.getPublicKey();
  if (!spki) throw new Error("an algorithm that the browser does not know");
  localStorage.setItem(SHELF + hex(await hashed(key.rawId)), plain(spki));
  const response = { clientDataJSON: coded(key.response.clientDataJSON), attestationObject: coded(key.response.attestationObject) };
  return JSON.stringify({ id: key.id, rawId: coded(key.rawId), type: key.type, response });
}

const form = document.getElementById("enter");
if (form) {
  if (!window.PublicKeyCredential) say(form, "missing");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say(form, "asked");
    try {
      form.elements.credential.value = await made(form);
      form.submit();
    } catch {
      say(form, "failed");
    }
  });
}

for (const place of document.querySelectorAll("[data-words-of]")) {
  const key = place.dataset.wordsOf, spki = localStorage.getItem(SHELF + key);
  if (!place.hasAttribute("data-waits")) localStorage.removeItem(SHELF + key);
  else if (spki) words(place.dataset.officer, key, spki).then((said) => (place.textContent = said));
  else place.textContent = place.dataset.elsewhere;
}
