// Verifies a record pack of Casebook (docs/record-pack.md) in a browser or in Node, without network: the second of two
// programs that were written to agree; the first is casebook_verify.py, and the words are its own.
//
// Needs casebook_tables.js, which is loaded before it: the rules of folding, and who may do what.
//
//   const report = await casebookVerify(bytes, { key, promiseKey, witnesses: [], quorum: 0, kept: [], files: [], needs, stream,
//     atLeast: 0, shared: [] });
//
// `bytes` is a Uint8Array, and so is each shared part; keys are written `name+id+base64`, files as the SHA-256 of their bytes in hexadecimal; `needs`
// is what the pack must show: all of NEEDS unless a list says otherwise. The report says exit, verdict, findings, lacking,
// proved and notProved. An error named WrongKey is thrown for the key of a witness that
// cannot be read, one named WrongCheckpoint for a kept checkpoint that is none.
"use strict";

if (typeof require === "function" && require.main === module) throw new Error("This file has no command line: use casebook_verify.py");

var casebookVerify = (() => {
  const WITH_CLIENT = ["PERSON", "CLIENT"]; // kinds of actors who act by a program, and for an agency
  const STEPS = ["succeed", "sign", "agree", "include", "order", "finish", "ends", "admit", "fill", "fold", "act", "author", "fit",
    "date", "dateRegistry", "authorise", "leave", "endorse", "open"];
  const CLASSES = ["format", "signature", "consistency", "inclusion", "order", "content", "authority", "time", "texts"];
  const OLD = 2, VERSION = 3, UNPINNED = 3, LESS = 4, FIRST_EXIT = 10;
  const MOST = Number.MAX_SAFE_INTEGER, PROOF_MOST = 63, SIGNATURES_MOST = 100, DEPTH_MOST = 40;
  const NEEDS = ["index", "authority", "authors", "nothing-withheld", "erasures"]; // all of them, unless the reader says otherwise
  const LOG_KEY = 1, WITNESS_KEY = 4, KEY_BYTES = 32; // kinds of keys, all Ed25519
  const SKEW = 300, SEAL_WITHIN = 3600; // seconds
  const WINDOW_MOST = 1000; // places of the log, for the command line
  const BINDS = "process=", TYPES = "types=", PERSON = "person ", LATE = "late ", SUCCESSIONS_MOST = 10, DAY_BEGINS = 7 * 3600; // days begin at midnight in Vietnam
  const utf8 = new TextEncoder();

  class Wrong extends Error {}
  class Unseen extends Error {} // what is needed to tell is not in the pack
  class WrongKey extends Error {
    name = "WrongKey";
  }
  class WrongCheckpoint extends Error {
    name = "WrongCheckpoint";
  }

  const need = (good) => {
    if (!good) throw new Wrong();
  };
  const isText = (value) => typeof value === "string";
  const matches = (pattern, value) => isText(value) && new RegExp(`^(?:${pattern})$`).test(value);
  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const isList = (value, good) => Array.isArray(value) && value.every(good);

  const CHECKS = {
    text: isText,
    flag: (value) => typeof value === "boolean",
    number: (value) => Number.isSafeInteger(value) && value >= 0,
    hash: (value) => matches("[0-9a-f]{64}", value),
    event: (value) => matches("[a-z]+-[a-z0-9-]+:[1-9][0-9]{0,14}", value),
    reason: (value) => ["OFFICER", "NOTICE", "PRIVATE"].includes(value),
    reader: (value) => ["ALL", "AGENCY", "HOLDER", "PUBLIC"].includes(value),
    object: isObject,
    root: (value) => un64(value).length === 32,
    bytes: (value) => isText(value) && un64(value).length > 0,
    proof: (value) => isList(value, (row) => un64(row).length === 32) && value.length <= PROOF_MOST,
    keys: (value) => fits(value, "log:text? promises:text?"),
    texts: (value) => isList(value, (row) => fits(row, "commitment:hash salt:hash value:text")),
    gone: (value) => isList(value, (row) => fits(row, "commitment:hash event:event")),
    stream: (value) => matches("[a-z]+-[a-z0-9-]+", value),
    way: (value) => fits(value, "n:number proof:proof"),
    ends: (value) => isList(value, (row) => fits(row, "stream:stream n:number proof:proof")),
  };
  const PLACED = "kind:text place:number size:number proof:proof envelope:text";
  const SIGNED = "author:text? signature:bytes?";
  const CONTENT = `n:number salt:hash? body:text? state:text? withheld:reason? ${SIGNED}`;
  const HEADER = "kind:text v:number origin:text stream:stream size:number versions:number whole:flag keys:keys";
  const SHAPES = new Map(Object.entries({
    "record-pack": `${HEADER} reader:reader`,
    succession: "kind:text note:text",
    checkpoint: "kind:text note:text proof:proof stamp:bytes?",
    version: `${PLACED} ${CONTENT} assertion:object? shown:text? texts:texts erased:gone`,
    index: "kind:text note:text n:number proof:proof",
    authors: `${PLACED} end:way?`,
    erasure: `${PLACED} event:event salt:hash body:text ${SIGNED}`,
    registry: `${PLACED} ${CONTENT} stream:stream of:stream? end:way?`,
    shared: "kind:text of:stream sha256:hash lines:number withheld:number size:number root:root proof:proof ends:ends",
    more: "kind:text name:text value:object",
    end: "kind:text lines:number statement:text?",
  }));
  // The line `more` with the entry by which the duty to leave public lines began.
  const BEGUN = "register", BEGINNING = `${PLACED.replace("kind:text ", "")} salt:hash body:text ${SIGNED}`;
  const PUBLIC_LINE = "statement-[a-z0-9-]+:[1-9][0-9]{0,14}";
  const NEW = ["authors", "shared", "more"];
  // Lines of a pack of the version before.
  const SHAPES_OLD = new Map([...[...SHAPES].filter(([kind]) => !NEW.includes(kind)), ["record-pack", HEADER], ["erasure", `${PLACED} event:event`],
    ["version", `${PLACED} ${CONTENT} shown:text? texts:texts erased:gone`]]);
  const ENVELOPE = ["v", "origin", "stream", "n", "prev", "body", "anchor", "shown"];
  const SEQUENCE = "record-pack( succession)*( checkpoint)+( index)?( authors)*( version)+( erasure)*( registry)*" +
    "( shared)*( more)*( end)?";
  const COMMAND = ["v", "origin", "page", "action", "actor", "scope", "names", "id", "target", "after", "also", "fields", "anchor", "end"];
  // Flags: the person was there and verified; the key can be copied, and was; data follow.
  const PRESENT = 0x05, COPIABLE = 0x08, COPIED = 0x10, MORE = 0xc0, NOTED_MOST = 60, DATA_LEAST = 37, DATA_MOST = 4096, DAY = 86400;
  const PAPER = "(?=.*[0-9])[0-9A-Za-zĐđƯưÔôÂâ/.-]{1,40}", NEVER_ON_PAPER = ["confirmSigningKey", "endSigningKey", "requireSigning"];
  // How public keys begin and end in DER, and the members of a key that nobody confirmed.
  const P256 = "3059301306072a8648ce3d020106082a8648ce3d03010703420004", ED25519 = "302a300506032b6570032100";
  const EXPONENT = "0203010001", BARE = "entered_at key label public";
  // JSON that every parser reads alike: objects two deep, without numbers, and `\/` for the only escape.
  const W = "[ \\t\\n\\r]*", TEXT = '"(?:[^"\\\\\\x00-\\x1f]|\\\\/)*"', FLAT = `(?:${TEXT}|true|false|null)`;
  const OBJECT = `\\{${W}(?:${TEXT}${W}:${W}${FLAT}${W}(?:,${W}${TEXT}${W}:${W}${FLAT}${W})*)?\\}`;
  const VALUE = `(?:${FLAT}|${OBJECT})`, CLIENT_DATA = new RegExp(`^${OBJECT.replaceAll(FLAT, VALUE)}$`);
  const MEMBER = new RegExp(`(${TEXT})${W}:${W}(${VALUE})`, "g");
  const CUT = ["cut", "end-missing"]; // codes that say that a file ends too early, and of what is found then besides
  const BY_CUT = [...CUT, "versions-differ", "index-differs", "statement-missing", "erasure-missing", "authority-missing"];

  function fits(value, shape) {
    if (!isObject(value)) return false;
    const types = shape.split(" ").map((member) => member.split(":"));
    if (Object.keys(value).length !== types.length) return false;
    return types.every(([name, type]) => Object.hasOwn(value, name) &&
      ((type.endsWith("?") && value[name] === null) || CHECKS[type.replace("?", "")](value[name])));
  }

  function un64(text) {
    need(isText(text) && matches("[A-Za-z0-9+/]*={0,2}", text));
    let data;
    try {
      data = atob(text);
    } catch {
      throw new Wrong();
    }
    need(btoa(data) === text);
    return Uint8Array.from(data, (character) => character.charCodeAt(0));
  }

  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const equal = (one, other) => hex(one) === hex(other);

  function joined(...parts) {
    const made = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of parts) {
      made.set(part, at);
      at += part.length;
    }
    return made;
  }

  const hashed = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", joined(...parts)));

  // RFC 8785 for whole numbers; text with half of a surrogate pair has no canonical form.
  function canonical(value) {
    if (isText(value)) need(value.isWellFormed());
    if (typeof value === "number") need(Number.isSafeInteger(value));
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (!isObject(value)) return JSON.stringify(value);
    const members = Object.keys(value).sort().map((name) => `${canonical(name)}:${canonical(value[name])}`);
    return `{${members.join(",")}}`;
  }

  function parsed(text) {
    let value;
    try {
      value = JSON.parse(text);
    } catch {
      throw new Wrong();
    }
    need(isObject(value) && isPlain(value, DEPTH_MOST) && canonical(value) === text);
    return value;
  }

  // Whether a value is not nested too deeply, and orders its members alike in every language.
  function isPlain(value, depth) {
    if (isObject(value)) need(Object.keys(value).every((name) => !/[\ud800-\udfff]/.test(name)));
    else if (!Array.isArray(value)) return true;
    return depth > 0 && Object.values(value).every((part) => isPlain(part, depth - 1));
  }

  async function readKey(text, ...kinds) {
    const [name, stated, encoded] = [...text.split("+", 2), text.split("+").slice(2).join("+")];
    const data = un64(encoded);
    need(name && kinds.includes(data[0]) && data.length === 1 + KEY_BYTES);
    const id = hex((await hashed(utf8.encode(`${name}\n`), data)).slice(0, 4));
    need(stated === id);
    const key = await crypto.subtle.importKey("raw", data.slice(1), { name: "Ed25519" }, false, ["verify"]);
    return new Map([[`${name} ${id}`, { name, kind: data[0], key }]]);
  }

  function bigEndian(number) {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(number));
    return bytes;
  }

  function timeIn(bytes) {
    let time = 0n;
    for (const byte of bytes) time = time * 256n + BigInt(byte);
    need(time <= BigInt(MOST));
    return Number(time);
  }

  async function readNote(note, keys) {
    const at = note.lastIndexOf("\n\n");
    need(at >= 0 && !/[\x00-\x09\x0b-\x1f]/.test(note));
    const text = note.slice(0, at + 1), lines = note.slice(at + 2).split("\n"), times = new Map();
    need(lines.pop() === "" && lines.length <= SIGNATURES_MOST);
    for (const line of lines) {
      const words = line.split(" ");
      need(words.length === 3 && words[0] === "\u2014" && words[1]);
      const data = un64(words[2]);
      need(data.length > 4);
      const name = `${words[1]} ${hex(data.slice(0, 4))}`, known = keys.get(name);
      if (!known) continue;
      let signature = data.slice(4), time = null, message = utf8.encode(text);
      if (known.kind !== LOG_KEY) {
        time = timeIn(signature.slice(0, 8));
        signature = signature.slice(8);
        message = utf8.encode(`cosignature/v1\ntime ${time}\n${text}`);
      }
      need(await crypto.subtle.verify({ name: "Ed25519" }, known.key, signature, message));
      times.set(name, time === null ? null : Math.min(time, times.get(name) ?? time));
    }
    return [text, times];
  }

  // Origin, size and root of a checkpoint, whoever signed it.
  async function checkpointOf(note) {
    const [text] = await readNote(note, new Map()), [origin, size, root] = [...text.split("\n"), "", ""];
    need(text === `${origin}\n${size}\n${root}\n` && matches("0|[1-9][0-9]{0,15}", size) && Number(size) <= MOST);
    need(un64(root).length === 32);
    return { origin, covers: Number(size), root: un64(root) };
  }

  // Whether lines of these kinds are the beginning of a pack.
  const cutOff = (kinds) => [[], ["checkpoint", "version"], ["version"]].some((more) => matches(SEQUENCE, [...kinds, ...more].join(" ")));

  // Numbers stay below 2^53, where dividing by two is exact; bit operations would cut them to 32 bits.
  const half = (number) => Math.floor(number / 2);
  const NODE = Uint8Array.of(1);

  async function climb(at, last, hash, proof, old = new Uint8Array()) {
    for (const step of proof.map(un64)) {
      need(last);
      if (at % 2 || at === last) {
        [hash, old] = [await hashed(NODE, step, hash), await hashed(NODE, step, old)];
        while (at && at % 2 === 0) [at, last] = [half(at), half(last)];
      } else {
        hash = await hashed(NODE, hash, step);
      }
      [at, last] = [half(at), half(last)];
    }
    need(!last);
    return [hash, old];
  }

  async function continues(old, oldRoot, size, root, proof) {
    need(old < size && proof.length > 0 === old > 0);
    if (!old) return;
    const whole = Number.isInteger(Math.log2(old)) && 2 ** Math.log2(old) === old;
    const path = whole ? [btoa(String.fromCharCode(...oldRoot)), ...proof] : proof;
    let [at, last] = [old - 1, size - 1];
    while (at % 2) [at, last] = [half(at), half(last)];
    const [found, before] = await climb(at, last, un64(path[0]), path.slice(1), un64(path[0]));
    need(equal(found, root) && equal(before, oldRoot));
  }

  // The commitments that a body or a state names, each with the name of the key that its text is under.
  function sealedIn(value, found = new Map()) {
    if (Array.isArray(value)) {
      value.forEach((part) => sealedIn(part, found));
    } else if (isObject(value)) {
      const names = Object.keys(value);
      if (names.length === 2 && Object.hasOwn(value, "commitment") && Object.hasOwn(value, "group")) {
        if (isText(value.commitment)) found.set(value.commitment, value.group);
      } else {
        names.forEach((name) => sealedIn(value[name], found));
      }
    }
    return found;
  }

  // The commitments to the bytes of files that a body or a state names.
  function plainIn(value) {
    if (!isObject(value) && !Array.isArray(value)) return [];
    const found = isObject(value) && isObject(value.plain) ? [value.plain.commitment] : [];
    return [...found, ...Object.values(value).flatMap(plainIn)];
  }

  // What the public read of a state's newest version, as the envelope commits to it.
  function newestPublic(state) {
    return orWrong(() => {
      const version = state.versions.at(-1), { cycle, redress, ...result } = version.result;
      return canonical({ ...version, result });
    });
  }

  function seconds(instant) {
    need(matches("[1-9]\\d{3}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z", instant));
    const time = Date.parse(instant);
    need(!Number.isNaN(time) && new Date(time).toISOString() === instant);
    return time / 1000;
  }

  const within = (some, all) => [...some.keys()].every((one) => all.has(one));

  // A line about a key that may write: its name in entries, public key, places, process and types of event.
  async function readAuthor(line, origin) {
    const words = line.split(" "), given = (mark) => (words.at(-1).startsWith(mark) ? words.pop().slice(mark.length) : null);
    const types = given(TYPES), process = given(BINDS), [vkey, ...places] = words;
    need([2, 3].includes(words.length) && process !== "" && (types === null || types.split(",").every(Boolean)));
    need(places.every((place) => matches("0|[1-9][0-9]{0,15}", place)));
    const [[named, { name, key }]] = await readKey(vkey, LOG_KEY);
    need(name.startsWith(`${origin}/acts/`));
    const short = `${name.slice(name.lastIndexOf("/") + 1)}+${named.split(" ").at(-1)}`, end = places.length === 2 ? Number(places[1]) : null;
    const bare = `${process} ${types}`, known = types === null ? null : types.split(",");
    return { name: `${vkey} ${places[0]}`, short, key, end, bare, process, types: known, begin: Number(places[0]), stop: end ?? MOST };
  }

  // Wrong unless an entry about who may write changes nothing of what the one before said; whence it counts.
  // Where it names persons, a line of the command line counts for a window, whatever end it has.
  function follows(rows, before, place, isFirst, named) {
    const known = new Map(before.map((row) => [row.name, row]));
    need(!isFirst || !rows.length || Math.min(...rows.map((row) => row.begin)) <= place + 1);
    need(new Set(rows.map((row) => row.name)).size === rows.length);
    for (const row of rows) {
      const old = known.get(row.name);
      known.delete(row.name);
      if (old) {
        need(old.bare === row.bare && (old.end === row.end || row.end !== null));
        need([null, row.end].includes(old.end) || Math.max(row.end, place) < old.end);
        row.begin = old.begin;
        row.stop = old.end === row.end ? old.stop : Math.max(row.end, place + 1);
      } else if (!isFirst) row.begin = Math.max(row.begin, place + 1);
      const same = row.end !== null && old?.end === row.end;
      if (named && !same && (row.process ?? row.short.split(/[-+]/)[0]) === "cli") {
        row.stop = Math.min(row.stop, place + WINDOW_MOST);
      }
    }
    need(!known.size);
  }

  // An error inside, of whatever kind, means that what was read is not what it should be.
  function orWrong(inside) {
    try {
      return inside();
    } catch {
      throw new Wrong();
    }
  }

  // The rules of docs/record-folds.md: defaults of members, the types that begin a stream, statements by type.
  function readRules(text) {
    const rules = { defaults: new Map(), begins: new Set(), required: new Set(), statements: new Map() };
    for (const line of text.replace(/\n +/g, " ").trim().split("\n")) {
      const at = line.indexOf(":"), [first, ...words] = (at < 0 ? line : line.slice(0, at)).split(" ");
      if (first === "default") rules.defaults.set(words[0], /^[0-9]+$/.test(words[1]) ? Number(words[1]) : words[1]);
      else if (first === "begins" || first === "required") words.forEach((word) => rules[first].add(word));
      else if (first) [first, ...words].forEach((type) => rules.statements.set(type, line.slice(at + 1).trim().split("; ")));
    }
    return rules;
  }

  const isEmpty = (value) => value === null || value === undefined || value === false ||
    (Array.isArray(value) && !value.length);
  const isSame = (one, other) => {
    const text = canonical(one ?? null);
    return Array.isArray(other) ? other.some((part) => canonical(part) === text) : text === canonical(other ?? null);
  };

  // One event folded into the state before it.
  class Fold {
    constructor({ defaults, required, statements }, kind, state, data) {
      [this.defaults, this.required, this.statements, this.kind] = [defaults, required, statements, kind];
      this.top = { "": structuredClone(state), "@": data, $: {} };
    }

    run(type) {
      for (const statement of this.statements.get(type)) this.carryOut(statement);
      const made = Object.entries(this.top[""]);
      return Object.fromEntries(made.filter(([name, value]) => this.required.has(`${this.kind}.${name}`) ||
        (!isEmpty(value) && value !== this.default(name))));
    }

    carryOut(statement) {
      const [act, asked] = statement.split(" if "), [condition, other] = (asked ?? "").split(" else ");
      let [path, op, ...words] = act.split(" ");
      if (condition && !this.holds(condition)) {
        if (!other) return undefined;
        words = [other];
      }
      if (path === "do") return this.run(op);
      if (op === "move") return this.move(path, ...words);
      const given = words.map((word) => this.value(word));
      if (path === "*") return void (this.top[""] = { ...this.top[""], ...given[0] }); // keeps a member `__proto__`
      for (const [box, key] of this.places(path, true).reverse()) {
        const made = changed(op, box[key] ?? this.default(path), ...given);
        if (!isEmpty(made)) box[key] = made;
        else if (Array.isArray(box)) box.splice(key, 1);
        else delete box[key];
      }
      return undefined;
    }

    // Moves the elements with a member of a value from one list of an object to another, in the order of time.
    move(path, source, target, name, wanted) {
      const value = this.value(wanted), picked = (one) => isSame(one[name], value);
      for (const [box, key] of this.places(path, true)) {
        const row = box[key], rows = row[source] ?? [], order = (one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0);
        const made = { [source]: rows.filter((one) => !picked(one)), [target]: [...(row[target] ?? []), ...rows.filter(picked)] };
        made[target].sort(order);
        for (const [place, list] of Object.entries(made)) {
          if (list.length) row[place] = list;
          else delete row[place];
        }
      }
      return undefined;
    }

    default(path) {
      return this.defaults.get(`${this.kind}.${path}`) ?? null;
    }

    places(path, make) {
      const rooted = "@$".includes(path[0]), [root, ...words] = (rooted ? path : `$${path}`).match(/\[[^\]]*\]|[@$]|\w+/g);
      let places = [[this.top, rooted ? root : ""]];
      for (const word of words) {
        const inside = [];
        for (const [box, key] of places) {
          let found = box[key] ?? null;
          if (word.startsWith("[")) {
            (found ?? []).forEach((_, at) => this.picks(word.slice(1, -1), at, found) && inside.push([found, at]));
          } else if (found !== null || make) {
            if (found === null) found = box[key] = {};
            need(isObject(found));
            inside.push([found, word]);
          }
        }
        places = inside;
      }
      return places;
    }

    picks(selector, at, rows) {
      if (selector === "all") return true;
      if (selector === "last") return at === rows.length - 1;
      if (/^[0-9]+$/.test(selector)) return at === Number(selector) - 1;
      return selector.split(",").every((part) => {
        const [, name, op, wanted] = /^(\w+)(!=|==|=)(.+)$/.exec(part), row = rows[at][name] ?? null;
        const is = (value) => (op === "==" ? canonical(row) === canonical(value) : isSame(row, value));
        return wanted.split("|").some((word) => is(this.value(word))) === (op !== "!=");
      });
    }

    value(word) {
      if (word === "null" || word === "true") return word === "true" || null;
      if (/^[0-9]+$/.test(word)) return Number(word);
      if (/^[A-Z_]+$/.test(word)) return word;
      const found = this.places(word, false).map(([box, key]) => structuredClone(box[key] ?? this.default(word)));
      return word.includes("[all]") ? found : found[0] ?? null;
    }

    holds(condition) {
      return condition.split(" and ").every((part) => {
        const [, no, one, other] = /^(not )?(\S+)(?: = (\S+))?$/.exec(part);
        return (other ? isSame(this.value(one), this.value(other)) : !isEmpty(this.value(one))) === !no;
      });
    }
  }

  function changed(op, value, given, other) {
    if (op === "=") return given;
    if (op === "plus") return value + given;
    const rows = [...(value ?? [])], more = Array.isArray(given) ? given : [given];
    if (op === "keep") return rows.slice(-given);
    if (op === "swap") return unique(rows.map((row) => (isSame(row, given) ? other : row)));
    if (op === "|=") return unique([...rows, ...more.filter((row) => row !== null)]);
    if (op === "-=") return rows.filter((row) => !isSame(row, more));
    need(op === "+=" || op === "++=");
    return [...rows, ...(op === "++=" ? more : [given])];
  }

  const unique = (rows) => [...new Map(rows.map((row) => [canonical(row), row])).values()];

  // The rule on signing for a moment: of all that began, the one that began last.
  function ruleAt(rules, at) {
    const begun = rules.filter((rule) => seconds(rule.since) <= at);
    return begun.reduce((last, rule) => (!last || rule.since > last.since ? rule : last), undefined);
  }

  // Whether a rule asks for less than the one before it, and does not wait a day.
  function hurried(rule, rules, at) {
    const before = ruleAt(rules.filter((one) => one.since < rule.since), Infinity);
    if (!before || !before.actions.length) return false;
    const dropped = before.actions.some((name) => !rule.actions.includes(name)) || rule.page !== before.page;
    return (dropped || (rule.synced === true && before.synced !== true)) && seconds(rule.since) - at < DAY - SKEW;
  }

  function counts(key, at) {
    const begun = Object.hasOwn(key, "counts_from") && seconds(key.counts_from) <= at;
    return begun && (!Object.hasOwn(key, "ended_at") || at < seconds(key.ended_at));
  }

  // A member of an event; of a sealed text its commitment, null where there is none.
  function member(data, path) {
    for (const name of path.split(".")) data = isObject(data) && Object.hasOwn(data, name) ? data[name] : null;
    return isObject(data) && Object.keys(data).sort().join(" ") === "commitment group" ? data.commitment : data;
  }

  const alike = (one, other) => canonical(one ?? null) === canonical(other ?? null);

  // The two numbers of an ECDSA signature in DER, each as 32 bytes.
  function rawSignature(der) {
    need(der[0] === 0x30 && der[1] === der.length - 2 && der.length < 0x80);
    let at = 2;
    const parts = [0, 1].map(() => {
      const size = der[at + 1], part = der.subarray(at + 2, at + 2 + size);
      need(der[at] === 2 && size > 0 && part.length === size && part[0] < 0x80 && (part[0] || size === 1 || part[1] > 0x7f));
      at += 2 + size;
      const bare = part[0] ? part : part.subarray(1);
      need(bare.length <= 32);
      return joined(new Uint8Array(32 - bare.length), bare);
    });
    need(at === der.length);
    return joined(...parts);
  }

  // How a signature under a public key is verified: P-256, Ed25519, or RSA of 2048 to 4096 bits with the exponent 65537.
  function keyKind(data) {
    const size = data.length - 38, start = hex(data.subarray(0, 33));
    if (size >= 256 && size <= 512) {
      const [all, bits, both, modulus] = [34, 15, 10, 1].map((more) => (size + more).toString(16).padStart(4, "0"));
      need(start === `3082${all}300d06092a864886f70d01010105000382${bits}003082${both}0282${modulus}00`);
      need(data[33] >= 0x80 && data.at(-6) & 1 && hex(data.subarray(-5)) === EXPONENT);
      return { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
    }
    if (start.startsWith(P256) && data.length === 91) return { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
    need(start.startsWith(ED25519) && data.length === 44);
    return { name: "Ed25519" };
  }

  // Whether a signature is by a key.
  async function madeBy({ public: text }, signature, message) {
    try {
      const data = un64(text), how = keyKind(data), made = how.name === "ECDSA" ? rawSignature(signature) : signature;
      const key = await crypto.subtle.importKey("spki", data, how, false, ["verify"]);
      return await crypto.subtle.verify(how, key, made, message);
    } catch {
      return false;
    }
  }

  // The members of what the browser said, both as they are written; Wrong for what may be read in two ways.
  function clientSaid(data) {
    let text;
    try {
      text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
    } catch {
      throw new Wrong();
    }
    const members = [...text.matchAll(MEMBER)].map(([, ...pair]) => pair);
    need(data.length <= DATA_MOST && CLIENT_DATA.test(text) && new Set(members.map(([name]) => name)).size === members.length);
    return new Map(members.map((pair) => pair.map((part) => part.replaceAll("\\/", "/"))));
  }

  // Wrong unless an authenticator signed a challenge on the page of a rule; what was signed.
  async function asserted(assertion, challenge, rule) {
    const client = un64(assertion.clientDataJSON), data = un64(assertion.authenticatorData), said = clientSaid(client);
    const coded = btoa(String.fromCharCode(...challenge)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
    need(said.get('"type"') === '"webauthn.get"' && said.get('"challenge"') === `"${coded}"`);
    need(said.get('"origin"') === `"${rule.page}"` && (said.get('"crossOrigin"') ?? "false") === "false");
    need(!said.has('"topOrigin"') && data.length >= DATA_LEAST && data.length <= DATA_MOST);
    const host = await hashed(utf8.encode(rule.page.replace(/^https?:\/\/|:\d+$/g, ""))), flags = data[32];
    need(equal(data.subarray(0, 32), host) && data.length > DATA_LEAST === Boolean(flags & MORE));
    need((flags & PRESENT) === PRESENT && (rule.synced || !(flags & COPIABLE)) && (flags & COPIABLE || !(flags & COPIED)));
    return joined(data, await hashed(client));
  }

  // Who may do what: kinds of agencies with their roles, the scopes of roles, actions with what they ask for; by type of
  // event the actions that write it; the processes of kinds of actors, and of actions that have another.
  function readRights(text) {
    const rights = { never: new Set(), kind: new Map(), impersonal: new Set(), role: new Map(), act: new Map() };
    Object.assign(rights, { process: new Map(), by: new Map(), writes: new Map(), noted: new Set(), signs: new Map(), stated: new Map() });
    for (const line of text.replace(/\n +/g, " ").trim().split("\n")) {
      const [what, name, ...words] = line.split(" ");
      if (what === "act") {
        const [posts, kinds, ...actions] = words;
        const asked = { scopes: name.split(","), posts: posts === "-" ? [] : posts.split(","), kinds: kinds.split(",") };
        actions.forEach((action) => rights.act.set(action, asked));
      } else if (what === "writes") {
        [name, ...words].map((word) => word.split("=")).forEach(([type, names]) => rights.writes.set(type, names.split(",")));
      } else if (what === "signs") {
        const [type, ...pairs] = words, rules = rights.signs.get(name) ?? new Map();
        rules.set(type, pairs.filter((pair) => pair !== "-").map((pair) => pair.split("=")));
        rights.signs.set(name, rules);
      } else if (what === "stated") {
        [name, ...words].map((word) => word.split("/")).forEach(([type, only]) => rights.stated.set(type, (only ?? "").split("=")));
      } else if (what === "process" || what === "by") {
        words.forEach((word) => rights[what].set(word, name.split(",")));
      } else if (rights[what] instanceof Set) {
        [name, ...words].forEach((word) => rights[what].add(word));
      } else {
        rights[what].set(name, words);
      }
    }
    return rights;
  }

  const isSure = (row) => (row.certainty ?? "CONFIRMED") === "CONFIRMED";

  // The rows of the registry, taken up in the order of time, and what they say on a day.
  class Registry {
    constructor(chains, rights) {
      [this.rights, this.day, this.rows, this.kinds] = [rights, "", new Map(), new Map()];
      this.owners = new Map(chains.map(([first]) => [first.stream, first.of ?? first.stream]));
    }

    // Takes up a version: an appointment as its person's, a grant as its agency's.
    take({ stream, holds }) {
      const kind = stream.split("-", 1)[0];
      if (kind === "grant") {
        this.kinds.get(`grant ${this.owners.get(stream)}`)?.delete(stream);
        this.owners.set(stream, String(holds.agency));
      }
      const key = `${kind} ${["officer", "grant"].includes(kind) ? this.owners.get(stream) : ""}`;
      if (!this.kinds.has(key)) this.kinds.set(key, new Map());
      this.kinds.get(key).set(stream, holds);
      this.rows.set(stream, holds);
    }

    // The rows of a kind, of one person or agency.
    of(kind, owner = "") {
      return [...(this.kinds.get(`${kind} ${owner}`)?.values() ?? [])];
    }

    covers(span) {
      return span.since <= this.day && (span.until === undefined || this.day < span.until);
    }

    heir(agency) {
      for (let step = 0; step < SUCCESSIONS_MOST; step += 1) {
        const taken = (this.rows.get(agency)?.successions ?? []).filter((row) => row.whole && isSure(row) && row.on <= this.day);
        if (!taken.length) break;
        agency = taken.at(-1).successor;
      }
      return agency;
    }

    assigned(part) {
      const rows = this.of("lead").filter((row) => (row.part ?? "LEAD") === part && isSure(row) && this.covers(row.span));
      const key = (row) => `${row.span.since} ${row.id}`;
      return rows.sort((one, other) => (key(one) < key(other) ? 1 : -1)).map((row) => this.heir(row.agency));
    }

    role(agency) {
      const row = this.rows.get(agency);
      if (!row || !isSure(row) || !this.covers(row.span)) return null;
      if (this.assigned("LEAD")[0] === agency && !this.rights.never.has(row.kind)) return "LEAD";
      return this.rights.kind.get(row.kind)?.[0] ?? null;
    }

    admits({ actor, action, scope: asked }) {
      const scope = asked ?? null, row = this.rights.act.get(action), person = actor.kind === "PERSON";
      const agency = actor.agency, role = this.role(agency), program = this.rows.get(actor.client);
      if (!row.scopes.includes(scope ?? "-")) return false;
      if (!role || role !== actor.role || this.heir(agency) !== agency) return false;
      if (program && !this.carries(program, actor, scope)) return false;
      if (person) {
        const held = this.of("officer", actor.subject).filter((row) =>
          (row.nominated_by === undefined || row.confirmed_by !== undefined) && this.covers(row.span) &&
          this.heir(row.agency) === agency);
        const has = held.flatMap((row) => row.posts);
        if (!held.length || !actor.posts.every((post) => has.includes(post))) return false;
        if (row.posts.length && !row.posts.some((post) => actor.posts.includes(post))) return false;
      }
      if (scope === null) return true;
      const counts = (row) => ["ACTIVE", "END_PROPOSED"].includes(row.state);
      const granted = this.of("grant", agency).filter(counts).flatMap((row) => row.scopes);
      const roles = [role, ...(this.assigned("SUBSTITUTE").includes(agency) ? ["LEAD"] : [])];
      const most = roles.flatMap((name) => this.rights.role.get(name) ?? []);
      return granted.includes(scope) && most.includes(scope) && (person || this.rights.impersonal.has(scope));
    }

    // Whether a program could carry an act: active, for persons or for itself, its agency's or shared, in scope.
    carries(program, actor, scope) {
      const person = actor.kind === "PERSON";
      return program.state === "ACTIVE" && (person ? program.redirects.length > 0 : program.machine === true) &&
        ((person && program.shared === true) || this.heir(program.agency) === actor.agency) &&
        (scope === null || program.scopes.includes(scope));
    }
  }

  class Check {
    constructor(given) {
      this.key = given.key?.trim() || null;
      this.promiseKey = given.promiseKey?.trim() || null;
      this.quorum = given.quorum ?? 0;
      this.kept = given.kept ?? [];
      this.authors = given.authors || "";
      this.files = given.files ?? [];
      this.needs = given.needs ?? NEEDS;
      this.wanted = given.stream || null;
      this.atLeast = given.atLeast ?? 0;
      this.shared = given.shared ?? [];
      this.lacking = [];
      this.findings = [];
      this.proved = {};
      this.unproved = {};
      this.rows = [];
      this.line = 0;
      this.unlike = "line";
    }

    get stream() {
      return this.rows[0]?.kind === "record-pack" ? this.rows[0].stream : "?";
    }

    // Whether the pack is of the version before: its erasures are not proved, nor is what was withheld.
    get old() {
      return this.head.v === OLD;
    }

    async run(data, witnesses) {
      this.parts = new Map();
      for (const part of this.shared) this.parts.set(hex(await hashed(part)), part);
      this.witnesses = new Map();
      for (const text of witnesses) {
        const read = await readKey(text.trim(), WITNESS_KEY).catch((wrong) => {
          throw wrong instanceof Wrong ? new WrongKey() : wrong;
        });
        for (const [name, key] of read) this.witnesses.set(name, key);
      }
      for (const note of this.kept) {
        await checkpointOf(note).catch((wrong) => {
          throw wrong instanceof Wrong ? new WrongCheckpoint() : wrong;
        });
      }
      await this.finding("format", () => this.unlike, () => this.line, async () => {
        this.read(data);
        this.head = this.rows[0];
        this.end = this.rows.at(-1).kind === "end" ? this.rows.at(-1) : null;
        const all = (kind) => this.rows.filter((row) => row.kind === kind);
        [this.successions, this.checkpoints, this.indexes] = [all("succession"), all("checkpoint"), all("index")];
        [this.versions, this.erasures] = [all("version"), all("erasure")];
        [this.entered, this.inline, this.shared, this.more] = [all("authors"), all("registry"), all("shared"), all("more")];
        const begun = this.more.filter((row) => row.name === BEGUN).slice(0, 1);
        this.begun = begun.map(({ value }) => ({ ...value, kind: "more", event: "statement-list:1" }));
        this.registry = [...this.inline, ...this.taken()];
        this.registry.sort((one, other) => (one.stream < other.stream ? -1 : Number(one.stream > other.stream)));
        const chains = new Map(this.registry.map((row) => [row.stream, []]));
        this.registry.forEach((row) => chains.get(row.stream).push(row));
        [this.chains, this.there] = [[...chains.values()], new Set(chains.keys())];
        this.persons = new Set(this.registry.map((row) => row.of ?? row.stream));
        for (const step of STEPS) await this[step]();
        this.conclude();
      });
      return this;
    }

    streamOf(row) {
      return row.kind === "authors" ? "authors" : row.kind === "registry" ? row.stream : this.head.stream;
    }

    // What is Wrong inside becomes a finding; nothing is given back then.
    async finding(kind, code, place, inside) {
      try {
        return await inside();
      } catch (wrong) {
        if (!(wrong instanceof Wrong)) throw wrong;
        this.findings.push([kind, ...[code, place].map((part) => String(typeof part === "function" ? part() : part))]);
        return undefined;
      }
    }

    expect(good, kind, code, place) {
      if (!good) this.findings.push([kind, code, String(place)]);
    }

    read(data) {
      const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
      let start = 0, shapes = SHAPES;
      for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10, start)) {
        this.line += 1;
        let text;
        try {
          text = decoder.decode(data.subarray(start, end));
        } catch {
          throw new Wrong();
        }
        const row = parsed(text);
        if (row.v === OLD) shapes = SHAPES_OLD;
        need(isText(row.kind) && shapes.has(row.kind) && fits(row, shapes.get(row.kind)) && [OLD, VERSION].includes(row.v ?? VERSION));
        need(row.kind !== "more" || row.name !== BEGUN || fits(row.value, BEGINNING));
        this.rows.push(row.kind === "shared" ? { ...row, line: this.line } : row);
        [this.before, start] = [data.subarray(0, start), end + 1];
      }
      this.line += 1;
      const kinds = this.rows.map((row) => row.kind);
      if (!kinds.includes("end") && cutOff(kinds)) this.unlike = "cut";
      need(start === data.length && matches(SEQUENCE, kinds.join(" ")));
    }

    // The rows of the shared parts that the reader has; those of one that is missing are null.
    taken() {
      this.unlike = "shared";
      return this.shared.flatMap((row) => {
        [this.line, row.rows] = [row.line, null];
        const data = this.parts.get(row.sha256);
        if (!data) return [];
        const text = orWrong(() => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data));
        row.rows = text.split("\n").slice(0, -1).map(parsed);
        const sharable = (one) => one.kind === "registry" && fits(one, SHAPES.get("registry")) && one.end === null;
        need(text.endsWith("\n") && row.rows.every(sharable));
        for (const one of row.rows) one.part = row;
        return row.rows;
      });
    }

    async trusted(use, pinned) {
      const told = this.head.keys[use], followed = use === "log" && this.successions.length > 0;
      this.expect(!pinned || told === pinned || followed, "signature", "key-differs", use);
      const read = async () => (pinned || told ? await readKey(pinned || told, LOG_KEY) : new Map());
      return (await this.finding("signature", "key-unreadable", use, read)) ?? new Map();
    }

    // What a note of succession says, which the key after signed, and the key before unless it is lost.
    async handover(row) {
      const rows = row.note.slice(0, Math.max(0, row.note.lastIndexOf("\n\n"))).split("\n");
      need(rows.length === 6 && rows[0] === "casebook/succession/v1");
      const before = await readKey(rows[1], LOG_KEY), after = await readKey(rows[2], LOG_KEY);
      const [one, other] = [[...before.keys()][0], [...after.keys()][0]];
      need(one !== other && [...before.values(), ...after.values()].every(({ name }) => name === this.head.origin));
      const [, signed] = await readNote(row.note, new Map([...before, ...after]));
      need(signed.has(other) && seconds(rows[3]));
      for (const line of rows.slice(4)) {
        const [size, root] = [line.split(" ", 1)[0], line.split(" ").slice(1).join(" ")];
        need(matches("0|[1-9][0-9]{0,15}", size) && Number(size) <= MOST && un64(root).length === 32);
      }
      const [[size, root], [last]] = rows.slice(4).map((line) => line.split(" "));
      need(Number(last) > Number(size) || rows[4] === rows[5]);
      Object.assign(row, { covers: Number(size), root: un64(root), lost: Number(last) - Number(size) });
      Object.assign(row, { before, after, one, other, both: signed.has(one) });
    }

    async succeed() {
      this.keys = await this.trusted("log", this.key);
      this.expect([...this.keys.values()].every((key) => key.name === this.head.origin), "signature", "foreign-key", "log");
      this.terms = new Map([...this.keys.keys()].map((name) => [name, [0, MOST]]));
      let left = [];
      for (const [number, row] of this.successions.entries()) {
        await this.finding("signature", "succession", `succession ${number + 1}`, async () => {
          await this.handover(row);
          left.push(row);
        });
      }
      const known = [...left], forked = ["one", "other"].some((end) => new Set(left.map((row) => row[end])).size < left.length);
      for (let row; (row = left.find((row) => this.leads(row))); ) {
        left = left.filter((other) => other !== row);
        this.keys = new Map([...this.keys, ...row.before, ...row.after]);
        this.terms.set(row.one, [(this.terms.get(row.one) ?? [0])[0], row.covers]);
        this.terms.set(row.other, [row.covers, (this.terms.get(row.other) ?? [0, MOST])[1]]);
      }
      const sane = !forked && !left.length && this.narrowed(known);
      this.expect(sane, "signature", "succession-stray", "successions");
      await this.finding("signature", "key-differs", "log", async () => {
        if (!this.successions.length) return;
        const told = this.head.keys.log;
        need(told && [...(await readKey(told, LOG_KEY)).keys()].every((name) => this.terms.has(name)));
      });
      if (known.length) this.proved.succeeded = { count: known.length };
      const lost = known.reduce((sum, row) => sum + row.lost, 0);
      if (lost) this.unproved.lost = { count: lost };
    }

    // Each key signs up to the smallest size that a later note goes on from; whether none came before its own.
    narrowed(rows) {
      const following = new Map(rows.map((row) => [row.one, row]));
      const sane = rows.every((row) => row.covers + row.lost >= this.terms.get(row.one)[0]);
      for (const [name, [first, last]] of this.terms) {
        let end = last;
        for (let row = following.get(name); row; row = following.get(row.other)) end = Math.min(end, row.covers);
        this.terms.set(name, [first, end]);
      }
      return sane;
    }

    // Whether a succession leads from a known key to one that is not, or back.
    leads({ one, other, both }) {
      return this.terms.has(other) !== this.terms.has(one) && (this.terms.has(other) || both);
    }

    /** Return whether one of the signing keys was the log's key when it had a size. */
    inCharge(signed, size) {
      return [...this.terms].some(([name, [first, end]]) => signed.has(name) && first <= size && size <= end);
    }

    async opened(note, place) {
      const found = await this.finding("signature", "checkpoint", place, async () => {
        const [, times] = await readNote(note, new Map([...this.keys, ...this.witnesses]));
        const { origin, covers, root } = await checkpointOf(note);
        need(origin === this.head.origin);
        need(this.inCharge(times, covers));
        return { covers, root, times: [...times.values()].filter((time) => time !== null) };
      });
      return found ?? { covers: null, root: null, times: [] };
    }

    async sign() {
      for (const [number, row] of this.checkpoints.entries()) {
        Object.assign(row, await this.opened(row.note, `checkpoint ${number + 1}`));
      }
      this.roots = new Map(this.checkpoints.filter((row) => row.root).map((row) => [row.covers, row.root]));
      for (const [number, row] of this.successions.entries()) {
        const there = row.root && this.roots.get(row.covers), gone = row.covers > this.terms.get(row.one)?.[1];
        this.expect(!there || gone || equal(there, row.root), "consistency", "forked", `succession ${number + 1}`);
      }
      for (const [number, note] of this.kept.entries()) {
        const place = `kept ${number + 1}`, { covers, root } = await this.opened(note, place);
        const there = root && this.roots.get(covers);
        this.expect(!there || equal(there, root), "consistency", "forked", place);
        if (!root) continue;
        const said = there ? this.proved : this.unproved, sizes = new Set(said.kept?.sizes).add(covers);
        said.kept = { sizes: [...sizes].sort((one, other) => one - other) };
      }
      const cosigned = this.checkpoints.at(-1).times.length;
      this.expect(cosigned >= this.quorum, "signature", "uncosigned", "checkpoints");
      this.proved.signed = { count: this.checkpoints.length, witnesses: cosigned };
    }

    async agree() {
      for (const [at, row] of this.checkpoints.entries()) {
        await this.finding("consistency", "proof", `checkpoint ${at + 1}`, async () => {
          const old = this.checkpoints[at - 1];
          if (!old) need(row.proof.length === 0);
          else if (old.root && row.root) await continues(old.covers, old.root, row.covers, row.root, row.proof);
        });
      }
      const { covers: last, root } = this.checkpoints.at(-1);
      this.expect(last === null || last === this.head.size, "consistency", "size-differs", "header");
      for (const row of this.shared) {
        await this.finding("consistency", "proof", `shared ${row.of}`, async () => {
          if (!root || (row.size === last && equal(un64(row.root), root) && !row.proof.length)) return;
          need(row.size > 0);
          await continues(row.size, un64(row.root), last, root, row.proof);
        });
      }
    }

    async include() {
      this.entered.forEach((row, at) => (row.n = at + 1));
      const names = { authors: (row) => row.n, version: (row) => row.n, registry: (row) => `${row.stream}:${row.n}` };
      for (const row of [...this.entered, ...this.versions, ...this.erasures, ...this.registry, ...this.begun]) {
        row.where = `${row.kind} ${names[row.kind]?.(row) ?? row.event}`;
        row.leaf = await hashed(Uint8Array.of(0), utf8.encode(row.envelope));
        const root = row.part ? un64(row.part.root) : this.roots.get(row.size);
        await this.finding("inclusion", "proof", row.where, async () => {
          need(row.place < row.size && (root || this.roots.size < this.checkpoints.length));
          if (row.part) need(row.size === row.part.size);
          else if (["authors", "registry", "more"].includes(row.kind)) need(row.size === this.head.size);
          else need([...this.roots.keys()].every((size) => size >= row.size || size <= row.place));
          if (root) need(equal((await climb(row.place, row.size - 1, row.leaf, row.proof))[0], root));
        });
      }
      this.proved.included = { count: this.versions.length };
    }

    async enveloped(row, stream, n) {
      const said = await this.finding("order", "envelope-differs", row.where, () => {
        const said = parsed(row.envelope);
        need(said.v === 1 && said.origin === this.head.origin && said.stream === stream && said.n === n);
        need(Object.keys(said).every((name) => ENVELOPE.includes(name)));
        return said;
      });
      return said ?? {};
    }

    async order() {
      for (const chain of [this.versions, ...this.chains]) {
        for (const [at, row] of chain.entries()) {
          const before = chain[at - 1];
          this.expect(row.n === at + 1, "order", "gap", row.where);
          row.said = await this.enveloped(row, this.streamOf(row), row.n);
          const prev = Object.hasOwn(row.said, "prev") ? row.said.prev : null;
          this.expect(prev === (before ? hex(before.leaf) : null), "order", "prev-differs", row.where);
          this.expect(!before || before.place < row.place, "order", "place-back", row.where);
        }
      }
      for (const rows of [this.inline, ...this.shared.map((row) => row.rows ?? [])]) {
        this.expect(rows.every((row, at) => !at || rows[at - 1].stream <= row.stream), "order", "registry-unsorted", "registry");
      }
      this.expect(this.shared.every((row, at) => !at || this.shared[at - 1].of < row.of), "order", "shared-unsorted", "shared");
      for (const { rows, lines, withheld, of } of this.shared) {
        const good = !rows || (lines === rows.length && withheld === rows.filter((row) => row.withheld !== null).length);
        this.expect(good, "order", "shared-differs", `shared ${of}`);
      }
      for (const row of [...this.erasures, ...this.begun]) {
        const [stream, n] = row.event.split(":");
        row.said = await this.enveloped(row, stream, Number(n));
      }
      this.expect(this.head.versions === this.versions.length, "order", "versions-differ", "header");
      this.expect(this.end, "order", "end-missing", "end");
      this.expect(!this.end || this.end.lines === this.rows.length, "order", "lines-differ", "end");
      this.proved.ordered = { count: this.versions.length };
    }

    async finish() {
      const head = this.head, keys = await this.trusted("promises", this.promiseKey), note = this.end?.statement;
      this.expect([null, head.stream].includes(this.wanted), "order", "stream-differs", "header");
      this.expect(this.versions.length >= this.atLeast, "order", "too-few", "header");
      this.expect(note || !this.promiseKey, "order", "statement-missing", "end");
      if (note) {
        await this.finding("signature", "statement", "end", async () => {
          const [text, signed] = await readNote(note, keys);
          need(signed.size);
          const rows = [head.origin, head.stream, head.size, this.versions.length, hex(this.versions.at(-1).leaf)];
          const part = head.whole ? "whole" : "part";
          const wanted = this.old ? ["casebook/record/v1", ...rows, part] : ["casebook/record/v2", ...rows, part, ...(await this.given())];
          this.expect(text === `${wanted.join("\n")}\n`, "order", "statement-differs", "end");
        });
      }
      this.unproved[note && head.whole ? "stated" : "after"] = { size: head.size };
    }

    // For whom the pack was made, how much of it is withheld, and the hash of all lines before the last.
    async given() {
      return [this.head.reader, this.hidden(), hex(await hashed(this.before))];
    }

    // How many versions and rows of the registry are withheld, also in shared parts that are not here.
    hidden() {
      const rows = [...this.versions, ...this.inline].filter((row) => row.withheld !== null).length;
      return this.shared.reduce((sum, row) => sum + row.withheld, rows);
    }

    async ends() {
      let size = null, root = null;
      this.index = [null, null];
      for (const row of this.indexes) {
        await this.finding("signature", "index", "index", async () => {
          const [text, signed] = await readNote(row.note, this.keys);
          const [, , told, encoded] = [...text.split("\n"), "", "", ""];
          need(text === `casebook/streams/v1\n${this.head.origin}\n${told}\n${encoded}\n`);
          need(matches("0|[1-9][0-9]{0,15}", told) && un64(encoded).length === 32);
          need(this.inCharge(signed, Number(told)));
          this.index = [size, root] = [Number(told), un64(encoded)];
          await this.finding("order", "index-differs", "index", async () => {
            need(this.head.whole);
            await this.endsAt(row, this.versions, size, root);
            this.proved.indexed = { count: row.n, size };
          });
        });
      }
      for (const chain of this.chains) {
        await this.finding("order", "index-differs", chain.at(-1).where, async () => {
          need(chain.slice(0, -1).every((row) => row.end === null));
          const way = chain.at(-1).end;
          if (way === null) return;
          need(root);
          await this.endsAt(way, chain, size, root);
        });
      }
      for (const { of, ends, rows } of this.shared) {
        await this.finding("order", "index-differs", `shared ${of}`, async () => {
          need(!ends.length || root);
          for (const way of rows ? ends : []) {
            const chain = rows.filter((one) => one.stream === way.stream);
            need(chain.length && !chain.at(-1).end);
            await this.endsAt(way, chain, size, root);
            chain.at(-1).end = way;
          }
        });
      }
    }

    // Who may write, as the log says it: entries that follow each other, signed by its key and a person.
    async admit() {
      [this.writers, this.second, this.late] = [[], new Map(), new Map()];
      let before = null;
      for (const row of this.entered) {
        await this.finding("signature", "authors-unsigned", row.where, () => this.enter(row, before));
        before = row;
      }
      await this.finding("order", "index-differs", "authors", async () => {
        need(this.entered.slice(0, -1).every((row) => row.end === null));
        if (!before?.end) return;
        need(this.index[1]);
        await this.endsAt(before.end, this.entered, ...this.index);
      });
      if (this.entered.length && !this.second.size) this.unproved.alone = {};
    }

    async enter(row, before) {
      const origin = this.head.origin, place = row.place, people = new Map(), rows = [];
      const text = row.envelope.slice(0, Math.max(row.envelope.lastIndexOf("\n\n"), 0)) + "\n";
      const start = `casebook/authors/v1\n${origin}\n${row.n}\n${before ? hex(before.leaf) : "-"}\n`;
      need(text.startsWith(start) && (!before || before.place < place));
      const lines = text.slice(start.length).split("\n");
      need(lines.pop() === "");
      const keys = lines.filter((line) => !line.startsWith(PERSON) && !line.startsWith(LATE));
      const late = lines.filter((line) => line.startsWith(LATE)), end = lines.length - late.length;
      need(lines.slice(end).every((line) => line.startsWith(LATE)) && (this.second.size || !late.length));
      need(late.every((line) => matches("[0-9a-f]{64}", line.slice(LATE.length))));
      for (const line of lines.slice(keys.length, end)) {
        need(line.startsWith(PERSON));
        for (const [name, key] of await readKey(line.slice(PERSON.length), LOG_KEY)) people.set(name, key);
      }
      need([...people.values()].every(({ name }) => name.startsWith(`${origin}/persons/`)));
      for (const line of keys) rows.push(await readAuthor(line, origin));
      follows(rows, this.writers, place, !before, people.size > 0);
      const signed = (await readNote(row.envelope, new Map([...this.keys, ...this.second])))[1];
      need(this.inCharge(signed, place + 1));
      need(!this.second.size || [...this.second.keys()].some((name) => signed.has(name)));
      [this.writers, this.second] = [rows, people];
      for (const leaf of late.map((line) => line.slice(LATE.length))) this.late.set(leaf, this.late.get(leaf) ?? place);
    }

    // Late sealing is a finding, unless an entry says that the version waited; a later entry only explains.
    sealedLate(row) {
      const said = this.late.get(hex(row.leaf)) ?? MOST;
      this.expect(said < MOST, "time", "sealed-late", row.where);
      if (row.place < said && said < MOST) this.unproved.explained = { count: (this.unproved.explained?.count ?? 0) + 1 };
    }

    async endsAt({ n, proof }, chain, size, root) {
      const earlier = chain.slice(0, n);
      need(n > 0 && earlier.length === n && size <= this.head.size);
      need(chain.every((later) => (later.place < size) === (later.n <= n)));
      const key = await hashed(utf8.encode(this.streamOf(chain[0])));
      let hash = await hashed(Uint8Array.of(2), key, bigEndian(n), earlier.at(-1).leaf);
      for (const [at, beside] of proof.map(un64).entries()) {
        const depth = proof.length - 1 - at, right = (key[depth >> 3] >> (7 - (depth % 8))) & 1;
        hash = await hashed(Uint8Array.of(3), ...(right ? [beside, hash] : [hash, beside]));
      }
      need(equal(hash, root));
    }

    async fill() {
      for (const chain of [this.versions, ...this.chains]) {
        const known = new Map();
        let whole = true;
        for (const row of chain) {
          const { salt, body, state, withheld, where } = row, hidden = body === null || state === null;
          [row.told, row.holds, whole] = [{}, {}, whole && !hidden];
          const fit = (withheld !== null) === hidden && (body === null) === (salt === null) && (body || !state);
          this.expect(fit, "content", "withheld-unlike", where);
          await this.fillRow(row, known, whole);
        }
      }
      for (const row of this.old ? [] : this.erasures) await this.fillErasure(row);
      for (const row of this.begun) await this.fillEvent(row, "statement.begun");
      const hidden = this.versions.filter((row) => row.withheld !== null).length;
      this.proved.filled = { count: this.versions.length - hidden, of: this.versions.length };
      if (hidden) this.unproved.withheld = { count: hidden };
      const shown = this.versions.filter((row) => row.withheld !== null && Object.keys(row.public).length).length;
      if (shown) this.proved.shown = { count: shown };
    }

    // An erasure is the record of a destruction, and names the keys that were destroyed.
    async fillErasure(row) {
      row.groups = [];
      await this.fillEvent(row, "erasure.done");
      await this.finding("content", "body-differs", row.where, () => {
        const groups = orWrong(() => row.told.data.destruction.groups);
        need(Array.isArray(groups));
        row.groups = groups;
      });
    }

    // The body of an entry that is not a version of the stream.
    async fillEvent(row, type) {
      row.told = {};
      await this.finding("content", "body-differs", row.where, async () => {
        need(hex(await hashed(unhex(row.salt), utf8.encode(row.body))) === row.said.body);
        row.told = parsed(row.body);
        need(row.told.v === 1 && row.told.type === type);
      });
    }

    async fillRow(row, known, whole) {
      const { salt, body, state, where } = row, stream = this.streamOf(row);
      await this.finding("content", "body-differs", where, async () => {
        if (body === null || salt === null) return;
        need(hex(await hashed(unhex(salt), utf8.encode(body))) === row.said.body);
        const told = parsed(body);
        need(told.v === 1 && isText(told.type));
        need(told.type.split(".", 1)[0] === stream.split("-", 1)[0]);
        row.told = told;
      });
      await this.finding("content", "state-differs", where, async () => {
        if (state === null || !Object.keys(row.told).length) return;
        need(hex(await hashed(utf8.encode(state))) === row.told.state);
        row.holds = parsed(state);
        sealedIn(row.told, known);
        need(row.holds.id === stream);
        need(!whole || within(sealedIn(row.holds), known));
      });
      await this.finding("content", "shown-differs", where, async () => {
        row.public = {};
        let shown = row.shown ?? null;
        if (shown === null && !(Object.keys(row.holds).length && Object.hasOwn(row.said, "shown"))) return;
        shown ??= newestPublic(row.holds);
        need(hex(await hashed(utf8.encode(shown))) === row.said.shown);
        row.public = parsed(shown);
      });
    }

    async fold() {
      const rules = readRules(casebookTables.folds), of = this.versions.length + this.registry.length;
      let folded = 0;
      for (const chain of [this.versions, ...this.chains]) {
        let before = { id: this.streamOf(chain[0]) };
        for (const row of chain) {
          if (Object.keys(row.holds).length && Object.keys(before).length && rules.statements.has(row.told.type)) {
            await this.finding("content", "fold-differs", row.where, () => {
              this.folds(row, before, rules);
              folded += 1;
            });
          }
          before = row.holds;
        }
      }
      if (folded) this.proved.folded = { count: folded, of };
      if (folded < of) this.unproved.fold = { count: of - folded };
    }

    // Wrong unless an event leads from the state before it to that of its row.
    folds({ told, holds, n, ...row }, before, rules) {
      const kind = this.streamOf(row).split("-", 1)[0];
      need(rules.begins.has(told.type) === (n === 1));
      need(orWrong(() => canonical(new Fold(rules, kind, before, told.data).run(told.type))) === canonical(holds));
    }

    async act() {
      const kinds = ["PERSON", "CLIENT", "SYSTEM", "OPERATOR", "PUBLIC"];
      const rows = [...this.versions, ...this.registry, ...(this.old ? [] : this.erasures), ...this.begun];
      for (const row of rows.filter((row) => Object.keys(row.told).length)) {
        const { actor, action } = row.told;
        await this.finding("authority", "actor-unlike", row.where, () => {
          need(isObject(actor) && isText(action) && kinds.includes(actor.kind));
          need(actor.kind !== "PERSON" || matches("officer-[a-z0-9-]+", actor.subject));
          need(!WITH_CLIENT.includes(actor.kind) || (isText(actor.agency) && isText(actor.client)));
          row.acts = true;
        });
      }
    }

    async fit() {
      this.rights = readRights(casebookTables.rights);
      for (const row of [...this.versions, ...this.registry, ...this.erasures, ...this.begun].filter((row) => row.acts)) {
        const { action, actor, type } = row.told, { process } = row;
        await this.finding("authority", "act-unfit", row.where, () => {
          need(this.rights.writes.get(type)?.includes(action));
          need(this.rights.act.get(action).kinds.includes(actor.kind));
          need(!process || (this.rights.by.get(action) ?? this.rights.process.get(actor.kind)).includes(process));
          need(!row.types || row.types.some((one) => type === one || (one.endsWith(".") && type.startsWith(one))));
          row.fits = true;
        });
      }
    }

    async authorise() {
      const hidden = this.registry.some((row) => !Object.keys(row.holds).length);
      const judged = this.versions.filter((row) => row.fits && this.known(row.told.actor));
      const [admitted, broken] = this.admitted(judged);
      let good = 0;
      for (const row of judged) {
        await this.finding("authority", "authority-missing", row.where, () => {
          need(!broken.has(row) && (admitted.has(row) || hidden));
          good += admitted.has(row) ? 1 : 0;
        });
      }
      const of = this.versions.length;
      if (good) this.proved.authority = { count: good, of };
      if (good < of) this.unproved.authority = { count: of - good };
      const streams = new Set(this.registry.map((row) => row.stream));
      const unknown = this.versions.filter(({ acts, told }) => acts && WITH_CLIENT.includes(told.actor.kind) &&
        !streams.has(told.actor.client)).length;
      if (unknown) this.unproved.programs = { count: unknown };
      const carried = this.versions.filter(({ acts, told }) => acts && WITH_CLIENT.includes(told.actor.kind)).map(({ told }) => told.actor);
      const names = new Set(carried.flatMap(({ agency, client, subject }) => [agency, client, subject].map(String)));
      if (!this.chains.every((chain) => chain.at(-1).end || !this.rests(chain, names))) this.unproved.registry = {};
      if (this.registry.some((row) => ![null, row.stream].includes(row.of))) this.unproved.persons = {};
    }

    // Whether acts of these agencies, programs and persons rest on a stream: on each that is in the pack itself.
    rests(chain, names) {
      const { stream, of, holds, part } = chain.at(-1);
      return !part || names.has(of ?? (stream.startsWith("grant-") ? String(holds.agency) : stream));
    }

    known(actor) {
      if (!WITH_CLIENT.includes(actor.kind)) return true;
      return this.there.has(actor.agency) && (actor.kind === "CLIENT" || this.persons.has(actor.subject));
    }

    // Which acts had authority at some moment around their times, and of which that cannot be told: the time of the pack
    // is gone through once, with the registry as it was, and with the acts that are not further away than SKEW.
    admitted(acts) {
      const registry = new Registry(this.chains, this.rights), near = new Set(), good = new Set(), broken = new Set();
      const steps = this.registry.filter((row) => Object.keys(row.holds).length && row.at !== null).map((row) => [row.at, 0, row]);
      for (const row of acts) {
        if (!WITH_CLIENT.includes(row.told.actor.kind)) good.add(row);
        else if (typeof row.at !== "number") broken.add(row);
        else steps.push([row.at - SKEW, 1, row], [row.at + SKEW, 2, row]);
      }
      for (const [, what, row] of steps.sort((one, other) => one[0] - other[0] || one[1] - other[1])) {
        if (what === 0) registry.take(row);
        if (what === 1) near.add(row);
        if (what === 2) near.delete(row);
        for (const act of what === 0 ? [...near] : what === 1 ? [row] : []) {
          try {
            if (![act.at, act.at - SKEW].some((at) => this.onDay(registry, act, at))) continue;
            good.add(act);
          } catch {
            broken.add(act);
          }
          near.delete(act);
        }
      }
      return [good, broken];
    }

    onDay(registry, { told }, at) {
      registry.day = new Date((at + DAY_BEGINS) * 1000).toISOString().slice(0, 10);
      return registry.admits(told);
    }

    // Each act that its author has to sign is signed with their own key, and is what was signed.
    // Each public act behind the place where the duty began names a line, unless it was written before.
    async leave() {
      const since = await this.beginning(), named = new Set();
      let [good, open] = [0, 0];
      for (const row of this.versions) {
        const lines = row.told.stated ?? [], { where } = row;
        await this.finding("content", "line-missing", where, () => {
          need(isList(lines, (line) => matches(PUBLIC_LINE, line)) && row.told.stated !== null);
          this.expect(new Set(lines).size === lines.length && !lines.some((line) => named.has(line)), "content", "line-twice", where);
          lines.forEach((line) => named.add(line));
          if (row.at === undefined || !this.isPublic(row)) return;
          const due = since !== null && row.place > this.begun[0].place && row.at >= since;
          need(lines.length || !due);
          [good, open] = [good + Number(due), open + Number(since === null)];
        });
      }
      if (good) this.proved.lines = { count: good };
      if (open) this.unproved.lines = { count: open };
    }

    // When the duty began; null if the pack does not say. No entry behind it was cosigned before.
    async beginning() {
      const times = new Map(this.checkpoints.map((row) => [row.covers, row.times]));
      let since = null;
      for (const row of this.begun.filter(({ told }) => Object.keys(told).length)) {
        await this.finding("time", "unreadable", row.where, () => {
          since = seconds(row.told.at);
          const sealed = this.versions.filter((one) => one.place > row.place).map((one) => times.get(one.size) ?? []);
          const early = sealed.every((known) => !known.length || since <= Math.min(...known) + SKEW);
          this.expect(early, "time", "after-sealing", row.where);
        });
      }
      return since;
    }

    // Whether an act is public; of one that depends on a state which is withheld it is not known.
    isPublic({ told, holds }) {
      const only = this.rights.stated.get(told.type);
      if (!only) return false;
      const [path, values] = only, value = member(path.startsWith("@") ? told.data : holds, path.replace("@", "")) ?? null;
      return !path || values.split(",").includes(isText(value) ? value : canonical(value));
    }

    async endorse() {
      const newest = new Map(this.registry.map((row) => [row.stream, row])), keys = new Map(), rules = [];
      const unseen = new Set(this.registry.filter((row) => !Object.keys(row.holds).length).map((row) => this.owner(row)));
      for (const row of newest.values()) {
        rules.push(...(row.holds.signing ?? []));
        keys.set(this.owner(row), [...(keys.get(this.owner(row)) ?? []), ...(row.holds.keys ?? [])]);
      }
      let good = 0, papers = 0, open = 0;
      for (const chain of this.chains) {
        for (const [number, row] of chain.entries()) {
          const before = chain[number - 1];
          const seen = row.acts && Object.keys(row.holds).length && typeof row.at === "number" && (!before || Object.keys(before.holds).length);
          if (seen) await this.finding("authority", "act-unsigned", row.where, () => this.restsOn(row, before?.holds, rules));
        }
      }
      for (const [number, row] of this.versions.entries()) {
        if (!row.fits || typeof row.at !== "number") continue;
        await this.finding("authority", "act-unsigned", row.where, async () => {
          try {
            const signed = await this.signs(number, rules, keys, unseen);
            good += signed ? 1 : 0;
            papers += signed && Object.hasOwn(signed, "paper") ? 1 : 0;
          } catch (wrong) {
            if (wrong instanceof Unseen) open += 1;
            else throw wrong instanceof TypeError || wrong instanceof RangeError ? new Wrong() : wrong;
          }
        });
      }
      if (good > papers) this.proved.endorsed = { count: good - papers };
      if (open) this.unproved.endorsed = { count: open };
      if (papers) this.unproved.papers = { count: papers };
    }

    owner({ stream, of }) {
      const kind = stream.split("-", 1)[0];
      return kind === "officer" ? of ?? stream : kind;
    }

    // Wrong unless a version about keys or rules on signing is what it may be after the one before it.
    restsOn({ told, at, holds }, before, rules) {
      const { type, data, actor } = told, by = actor.subject;
      if (!before) return need(!Object.hasOwn(holds, "keys") && !Object.hasOwn(holds, "signing"));
      try {
        if (type === "officer.key-entered") {
          const { key } = data, known = before.keys ?? [];
          need(Object.keys(key).sort().join(" ") === BARE && keyKind(un64(key.public)) && Math.abs(seconds(key.entered_at) - at) <= SKEW);
          need(!known.some((one) => one.key === key.key || one.public === key.public));
        } else if (type === "officer.key-confirmed" || type === "officer.key-ended") {
          const [key, ...others] = before.keys.filter((one) => one.key === data.key);
          need(!others.length && data.by === by && Math.abs(seconds(data.at) - at) <= SKEW && !Object.hasOwn(key, "ended_by"));
          if (type === "officer.key-confirmed") need(!Object.hasOwn(key, "confirmed_by") && seconds(data.counts_from) - at >= DAY - SKEW);
          else need(actor.kind !== "PERSON" || ![undefined, null, by].includes(key.doubted_by));
        } else if (type === "regulation.signing-required") {
          const { signing_proposed: proposed } = before;
          need(alike(data.rule, { ...proposed, by }) && by !== proposed.proposed_by && seconds(proposed.since) > at);
          need(!hurried(data.rule, rules, at));
        } else if (type === "regulation.signing-lifted") {
          const { rule, papers, inspector } = data;
          need(!rule.actions.length && papers.length === 3 && !hurried(rule, rules, at));
          need(new Set([rule.proposed_by, rule.by, inspector]).size === 3);
        }
      } catch (wrong) {
        throw wrong instanceof TypeError ? new Wrong() : wrong;
      }
      return undefined;
    }

    async signs(number, rules, keys, unseen) {
      const row = this.versions[number], { told, at } = row, { actor } = told;
      const signed = told.signed ?? null, assertion = row.assertion ?? null;
      const asking = [at - SKEW, at].map((moment) => ruleAt(rules, moment));
      const asked = WITH_CLIENT.includes(actor.kind) && asking.every((rule) => rule && rule.actions.includes(told.action));
      if (signed === null) {
        need(!asked);
        return null;
      }
      if (!rules.length || unseen.has("regulation") || unseen.has(actor.subject) || !keys.has(actor.subject)) throw new Unseen();
      const rule = ruleAt(rules, at) ?? ruleAt(rules, at + SKEW), moments = [at - SKEW, at, at + SKEW];
      need(rule && actor.kind === "PERSON" && isObject(signed));
      const members = Object.keys(signed).sort().join(" ");
      if (Object.hasOwn(signed, "paper")) {
        need(members === "paper" && matches(PAPER, signed.paper) && assertion === null && !NEVER_ON_PAPER.includes(told.action));
        need(!keys.get(actor.subject).some((key) => moments.every((moment) => counts(key, moment))));
        return signed;
      }
      need(fits(assertion, "command:text authenticatorData:bytes clientDataJSON:bytes signature:bytes"));
      const challenge = await hashed(utf8.encode("casebook/signed-act/v1\n"), utf8.encode(assertion.command));
      need(members === "command key" && signed.command === hex(challenge));
      const known = keys.get(actor.subject).filter((key) => key.key === signed.key && moments.some((moment) => counts(key, moment)));
      const message = await asserted(assertion, challenge, rule), signature = un64(assertion.signature);
      const made = await Promise.all(known.map((key) => madeBy(key, signature, message)));
      need(made.some((good) => good));
      this.sameAct(number, parsed(assertion.command), rule);
      return signed;
    }

    // Wrong unless a signed command is that of a version: who, what, on which version, and each field.
    sameAct(number, said, rule) {
      const row = this.versions[number], { told } = row, { stream, origin } = this.head;
      need(Object.keys(said).every((name) => COMMAND.includes(name)) && said.v === 1 && row.at <= seconds(said.end) + SKEW);
      need(["action", "actor", "scope", "names"].every((name) => alike(said[name], told[name])));
      need(said.id === told.command && said.origin === origin && said.page === rule.page);
      if (said.target !== stream) {
        need(Array.isArray(said.also) && said.also.includes(stream));
        return;
      }
      const rules = this.rights.signs.get(told.action), types = [told.type];
      this.after(number, said.after, types);
      const twice = types.filter((type, at) => types.indexOf(type) !== at);
      need(!twice.some((type) => rules.size === 1 || rules.get(type)?.length));
      need(rules.get(told.type).every(([path, name]) => alike(member(told.data, path), said.fields[name])));
    }

    // Wrong unless only versions of the same act, and what the register noted, lie after a version.
    after(number, leaf, types) {
      const { command } = this.versions[number].told;
      let own = true, noted = 0;
      for (const row of this.versions.slice(0, number).reverse()) {
        own &&= row.told.command === command;
        if (own) {
          types.push(row.told.type);
          continue;
        }
        if (hex(row.leaf) === leaf) return;
        if (!Object.keys(row.told).length) throw new Unseen();
        noted += 1;
        need(this.rights.noted.has(row.told.type) && noted <= NOTED_MOST);
      }
      need(leaf === null && !noted);
    }

    async author() {
      let known = this.writers, signed = 0, whole = Boolean(this.entered.at(-1)?.end);
      if (!this.entered.length) {
        const lines = this.authors.split("\n").filter((line) => line && !["#", PERSON, LATE].some((mark) => line.startsWith(mark)));
        known = (await this.finding("signature", "authors-unreadable", "authors", async () => {
          const rows = [];
          for (const line of lines) rows.push(await readAuthor(line, this.head.origin));
          return rows;
        })) ?? [];
        whole = known.length > 0;
      }
      const begin = Math.min(MOST, ...known.map((row) => row.begin));
      const rows = [...this.versions, ...this.registry, ...(this.old ? [] : this.erasures), ...this.begun];
      for (const row of rows) {
        await this.finding("authority", "author", row.where, async () => {
          need((row.author === null) === (row.signature === null));
          if (row.place < begin) return;
          need(row.author);
          const at = known.find((one) => one.short === row.author && one.begin <= row.place && row.place < one.stop);
          need(at);
          [row.process, row.types] = [at.process, at.types];
          const message = joined(utf8.encode("casebook/act/v1\n"), row.leaf);
          need(await crypto.subtle.verify({ name: "Ed25519" }, at.key, un64(row.signature), message));
          signed += 1;
        });
      }
      if (known.length) this.proved.authored = { count: signed, of: rows.length };
      if (!whole && rows.some((row) => row.author)) this.unproved.author = {};
    }

    async date() {
      const anchors = new Map(), times = new Map(this.checkpoints.map((row) => [row.covers, row.times]));
      for (const row of this.checkpoints.filter((row) => row.root)) anchors.set(hex(await hashed(utf8.encode(row.note))), row);
      let before = null, dated = 0;
      for (const row of this.versions) {
        const anchor = anchors.get(row.said.anchor), sealed = times.get(row.size) ?? [], where = row.where;
        this.expect(!anchor || anchor.covers <= row.place, "time", "anchor-late", where);
        await this.finding("time", "unreadable", where, () => {
          if (!Object.keys(row.told).length) return;
          const at = seconds(row.told.at), known = anchor ? anchor.times : [];
          this.expect(before === null || at >= before - SKEW, "time", "goes-back", where);
          this.expect(!known.length || at >= Math.min(...known) - SKEW, "time", "before-anchor", where);
          this.expect(!sealed.length || at <= Math.min(...sealed) + SKEW, "time", "after-sealing", where);
          if (sealed.length && Math.min(...sealed) > at + SEAL_WITHIN + SKEW) this.sealedLate(row);
          [before, dated] = [at, dated + (sealed.length ? 1 : 0)];
          row.at = at;
        });
      }
      (dated ? this.proved : this.unproved).time = { count: dated };
    }

    async dateRegistry() {
      const acts = this.versions.filter((row) => row.at !== undefined);
      for (const chain of this.chains) {
        let before = null;
        for (const row of chain) {
          row.at = null;
          await this.finding("time", "unreadable", row.where, () => {
            if (!Object.keys(row.told).length) return;
            const at = seconds(row.told.at);
            this.expect(before === null || at >= before - SKEW, "time", "goes-back", row.where);
            if (acts.some((act) => act.place < row.place && act.at > at + SEAL_WITHIN + SKEW)) this.sealedLate(row);
            before = row.at = at;
          });
        }
      }
    }

    async open() {
      const events = new Map(this.erasures.map((row) => [row.event, row])), there = new Set(), used = new Set();
      const label = utf8.encode("casebook/sealed/v1\n");
      let opened = 0;
      for (const row of this.versions) {
        const wanted = sealedIn([row.told, row.holds, row.public]), given = [...row.texts, ...row.erased], where = row.where;
        for (const text of row.texts) {
          const hash = await hashed(label, unhex(text.salt), utf8.encode(JSON.stringify(text.value)));
          this.expect(hex(hash) === text.commitment, "texts", "altered", where);
        }
        const commitments = new Set(given.map((text) => text.commitment));
        const gone = new Set(row.erased.map((text) => text.event));
        commitments.forEach((commitment) => there.add(commitment));
        gone.forEach((event) => used.add(event));
        opened += row.texts.length;
        this.expect(within(gone, events), "texts", "erasure-missing", where);
        this.expect(this.old || this.destroyed(row.erased, wanted, events), "texts", "erasure-differs", where);
        const ascending = (list) => list.every((text, at) => !at || list[at - 1].commitment < text.commitment);
        const fit = within(commitments, wanted) && commitments.size === given.length;
        this.expect(fit && ascending(row.texts) && ascending(row.erased), "texts", "stray", where);
        this.expect(within(wanted, there), "texts", "missing", where);
      }
      this.expect(within(events, used), "texts", "stray", "erasures");
      const plain = new Set(this.versions.flatMap((row) => plainIn([row.told, row.holds])));
      const given = this.versions.flatMap((row) => row.texts).filter((text) => plain.has(text.commitment));
      for (const [at, file] of this.files.entries()) {
        this.expect(given.some((text) => text.value === file), "texts", "file-unknown", `file ${at + 1}`);
      }
      if (this.files.length) this.proved.files = { count: this.files.length };
      else if (plain.size) this.unproved.files = { count: plain.size };
      this.proved.opened = { count: opened, erased: there.size - opened };
      if (used.size) this.unproved[this.old ? "erasure" : "erasure-right"] = {};
    }

    // Whether each erased text was under a key that its erasure destroyed.
    destroyed(erased, named, events) {
      const found = erased.map(({ commitment, event }) => [named.get(commitment), events.get(event)]);
      return found.every(([group, row]) => !row || row.groups.includes(group));
    }

    conclude() {
      if (this.proved.authority) this.unproved.admission = {};
      Object.assign(this.unproved, { first: {}, truth: {}, later: { size: this.head.size } });
      if (!this.checkpoints.some((row) => row.times.length)) this.unproved.witness = {};
      if (this.checkpoints.some((row) => row.stamp)) this.unproved.stamp = {};
      if (!this.key) this.unproved.pinned = {};
      if (this.old) this.unproved.old = {};
      const ended = this.proved.indexed?.size === this.head.size;
      if (ended) for (const name of ["stated", "after"]) delete this.unproved[name];
      const more = this.more.length - this.begun.length;
      if (more) this.unproved.more = { count: more };
      const away = this.shared.filter((row) => !row.rows).map((row) => row.of);
      if (away.length) this.unproved.shared = { parts: away };
      const lacks = {
        index: !ended,
        authority: Boolean(this.unproved.authority || this.unproved.programs || this.unproved.endorsed),
        authors: !this.proved.authored || Boolean(this.unproved.author),
        "nothing-withheld": this.hidden() > 0,
        erasures: Boolean(this.unproved.erasure),
      };
      const asked = ["kept", "shared"].filter((name) => this.unproved[name]);
      this.lacking = [...NEEDS.filter((name) => this.needs.includes(name) && lacks[name]), ...asked];
    }

    report() {
      const unique = new Map(this.findings.map((finding) => [finding.join("\n"), finding]));
      const findings = [...unique.values()].map(([kind, code, place]) => ({ class: kind, code, place }));
      const first = FIRST_EXIT + Math.min(...findings.map((row) => CLASSES.indexOf(row.class)));
      const exit = findings.length ? first : !this.key ? UNPINNED : this.lacking.length ? LESS : 0;
      const said = { proved: findings.length ? {} : this.proved, notProved: this.unproved };
      const lacking = findings.length ? [] : this.lacking;
      return { stream: this.stream, exit, verdict: this.verdict(), findings, lacking, ...said };
    }

    // What is said first: whether it holds; of a file that only ends too early, that.
    verdict() {
      const codes = this.findings.map(([, code]) => code);
      if (!codes.length) return !this.key ? "unpinned" : this.lacking.length ? "less" : "holds";
      return codes.some((code) => CUT.includes(code)) && codes.every((code) => BY_CUT.includes(code)) ? "cut" : "fails";
    }
  }

  const verify = async (data, given = {}) => (await new Check(given).run(data, given.witnesses ?? [])).report();
  // What the verifier of the public register (casebook_register.js) needs as well.
  const parts = { CLASSES, FIRST_EXIT, LESS, LOG_KEY, MOST, UNPINNED, WITNESS_KEY, Wrong, bigEndian, canonical, checkpointOf };
  return Object.assign(verify, { ...parts, climb, equal, hashed, hex, isObject, joined, matches, need, parsed, readKey, readNote, un64, unhex });
})();
