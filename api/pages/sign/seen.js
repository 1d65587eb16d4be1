// Opens the version on which an officer decides, and says in words what is decided on. Nothing is believed: the leaf hash
// in the signed command leads to the envelope, that to the body and the state, and the state's commitments to the texts.
"use strict";

const bytes = (text) => new TextEncoder().encode(text);
const hex = (buffer) => [...new Uint8Array(buffer)].map((one) => one.toString(16).padStart(2, "0")).join("");
const fromHex = (text) => Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
const hashed = (...parts) => new Blob(parts).arrayBuffer().then((whole) => crypto.subtle.digest("SHA-256", whole));
const commitment = async (salt, text) =>
  hex(await hashed(bytes("casebook/sealed/v1\n"), fromHex(salt), bytes(JSON.stringify(text))));
const own = (table, name) => (Object.hasOwn(table || {}, name) ? table[name] : null);

function demand(found, wanted) {
  if (found !== wanted) throw new Error("differs");
}

// The state that the command names, its texts, and what another person signed before; null for an act that opens.
async function opened(seen, command) {
  if (command.after === null) return null;
  let wanted = command.after, last = null;
  demand(seen.versions.length > 0, true);
  for (const row of seen.versions) {
    const said = JSON.parse(row.envelope);
    demand(hex(await hashed(new Uint8Array(1), bytes(row.envelope))), wanted);
    demand(said.stream, command.target);
    if (row.body) {
      demand(hex(await hashed(fromHex(row.salt), bytes(row.body))), said.body);
      last = JSON.parse(row.body);
      if (row === seen.versions[0]) demand(hex(await hashed(bytes(seen.state))), last.state);
    }
    wanted = said.prev;
  }
  const clear = {};
  for (const [name, [salt, text]] of Object.entries(seen.texts)) {
    demand(await commitment(salt, text), name);
    clear[name] = text;
  }
  const before = last && last.signed && last.signed.key && last.actor.subject !== command.actor.subject ? last : null;
  return { state: JSON.parse(seen.state), clear, before };
}

// The values that a path leads to, as seen.py finds them too.
function found(state, path, fields) {
  let values = [state];
  for (const [, name, pick, field] of path.matchAll(/(\w+)(?:\[(\w+)(?:=(\w+))?\])?/g)) {
    values = values.filter((one) => one && typeof one === "object" && !Array.isArray(one)).map((one) => own(one, name));
    if (pick)
      values = values
        .filter(Array.isArray)
        .flatMap((list) => (pick === "last" ? list.slice(-1) : list.filter((one) => !field || own(one, pick) === own(fields, field))));
  }
  return values.filter((one) => one !== null);
}

// Label and text of each member that is said; `value` says one value, `gone` stands for a text that was erased.
function lines(action, command, version, value, gone) {
  const text = (of, given) => {
    if (Array.isArray(given)) return given.length ? given.map((one) => text(of, one)).join("; ") : of.none || value(of, given);
    const sealed = given && typeof given === "object" && Object.keys(given).sort().join() === "commitment,group";
    return sealed ? own(version.clear, given.commitment) ?? gone : value(of, given);
  };
  return action.seen
    .map((of) => [of.label, found(version.state, of.path, command.fields).map((one) => text(of, one)).join("; ")])
    .filter(([, said]) => said);
}
