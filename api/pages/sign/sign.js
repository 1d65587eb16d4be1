// Says in words what is to be signed, from the very bytes that are signed, and asks the browser for the person's key.
// Texts lie in the command as salted commitments: each text that is shown was compared with its commitment before.
// What the register calls a thing (data-names) is no part of the command, so its id is shown beside, and letters that are
// written from right to left do not reach it. The time is the register's (data-now): the computer's clock may be wrong.
"use strict";

const form = document.getElementById("sign");
const shown = document.getElementById("words");
const go = document.getElementById("go");
const coded = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const texts = JSON.parse(form.dataset.texts);
const names = JSON.parse(form.dataset.names);
const said = form.dataset;
const skew = Date.parse(said.now) - Date.now();
const called = (id) => ([null, id].includes(own(names, id)) ? null : `\u2068${names[id]}\u2069 (${id})`);

function say(when) {
  for (const line of document.querySelectorAll("[data-when]")) line.hidden = line.dataset.when !== when;
}

function day(value) {
  const found = /^(\d{4})-(\d\d)-(\d\d)(T.*)?$/.exec(value);
  if (!found) return null;
  if (!found[4]) return `${found[3]}/${found[2]}/${found[1]}`;
  const at = new Date(value);
  return isNaN(at) ? null : at.toLocaleString(WORDS.language === "vi" ? "vi-VN" : "en-GB", { timeZone: "Asia/Ho_Chi_Minh" });
}

function value(of, given) {
  if (Array.isArray(given)) return given.length ? given.map((one) => value(of, one)).join("; ") : said.nothing;
  if (given === null) return said.nothing;
  if (typeof given === "boolean") return given ? said.yes : said.no;
  if (typeof given === "object") return JSON.stringify(given);
  return own(WORDS.values[of.words], given) || called(given) || day(String(given)) || String(given);
}

function line(list, term, text) {
  const name = document.createElement("dt"), words = document.createElement("dd");
  name.textContent = term;
  words.textContent = text;
  words.className = "long";
  list.append(name, words);
}

async function written(command, salts) {
  const clear = {};
  for (const [name, salt] of Object.entries(salts)) {
    demand(await commitment(salt, own(texts, name)), command.fields[name]);
    clear[name] = texts[name];
  }
  return clear;
}

async function show(command, salts) {
  const action = WORDS.actions[command.action];
  const list = shown.querySelector("dl"), clear = await written(command, salts);
  document.getElementById("act").textContent = action.label;
  document.getElementById("sentence").textContent = action.sentence;
  if (command.after) line(list, said.target, called(command.target) || command.target);
  for (const name of Object.keys(command.fields).sort((one, other) => order(action, one) - order(action, other))) {
    const of = action.fields[name] || { label: name };
    line(list, of.label, name in clear ? clear[name] : value(of, command.fields[name]));
  }
  for (const one of command.names || []) line(list, said.confirmed, Object.values(one).join(" · "));
  line(list, said.as, value({}, command.actor.agency || command.scope || ""));
  const version = await opened(JSON.parse(said.seen), command);
  if (version) decided(action, command, version);
}

// What is decided on, and what another person signed about it before.
function decided(action, command, version) {
  const place = document.getElementById("seen"), list = place.querySelector("dl");
  for (const [term, text] of lines(action, command, version, value, said.gone)) line(list, term, text);
  if (version.before) {
    const { actor, action: name, signed } = version.before, known = own(WORDS.actions, name);
    line(list, said.before, [value({}, actor.subject), known ? known.label : name, signed.command].join(" · "));
  }
  place.hidden = !list.children.length;
}

function order(action, name) {
  const at = Object.keys(action.fields).indexOf(name);
  return at < 0 ? 99 : at;
}

function clock(end) {
  const left = end - Date.now() - skew;
  if (left <= 0) {
    go.disabled = true;
    say("over");
    return;
  }
  if (left <= 60000) say("soon");
  setTimeout(() => clock(end), left > 60000 ? left - 60000 : left);
}

async function begin() {
  const text = form.elements.command.value, command = JSON.parse(text);
  if (command.page !== location.origin) throw new Error("differs");
  await show(command, JSON.parse(form.elements.salts.value));
  const challenge = await hashed(bytes("casebook/signed-act/v1\n"), bytes(text));
  document.getElementById("challenge").textContent = hex(challenge);
  document.getElementById("bytes").textContent = text;
  shown.hidden = false;
  if (!window.PublicKeyCredential) return say("missing");
  go.disabled = said.keys === "0";
  clock(Date.parse(command.end));
  form.addEventListener("submit", (event) => {
    if (event.submitter && event.submitter !== go) return;
    event.preventDefault();
    sign(challenge);
  });
}

async function sign(challenge) {
  say("asked");
  go.disabled = true;
  try {
    const asked = { challenge, rpId: location.hostname, userVerification: "required", timeout: 300000 };
    const key = await navigator.credentials.get({ publicKey: asked });
    form.elements.credential_id.value = coded(key.rawId);
    form.elements.authenticator_data.value = coded(key.response.authenticatorData);
    form.elements.client_data.value = coded(key.response.clientDataJSON);
    form.elements.signature.value = coded(key.response.signature);
    form.submit();
  } catch {
    go.disabled = false;
    say("failed");
  }
}

begin().catch(() => say("differs"));
