// Verifies a record pack of Casebook (docs/record-pack.md) in a browser or in Node, without network: the second of two
// programs that were written to agree; the first is casebook_verify.py, and the words are its own.
//
//   const report = await casebookVerify(bytes, { key, promiseKey, witnesses: [], quorum: 0, kept: [] });
//
// `bytes` is a Uint8Array; keys are written `name+id+base64`. The report says exit, findings, proved and notProved. An
// error named WrongKey is thrown for the key of a witness that cannot be read.
"use strict";

var casebookVerify = (() => {
  const CLASSES = ["format", "signature", "consistency", "inclusion", "order", "content", "authority", "time", "texts"];
  const FIRST_EXIT = 10, UNPINNED = 3, MOST = Number.MAX_SAFE_INTEGER, PROOF_MOST = 63, SIGNATURES_MOST = 100;
  const LOG_KEY = 1, WITNESS_KEY = 4, SKEW = 300, SEAL_WITHIN = 3600; // kinds of keys; seconds
  const utf8 = new TextEncoder();

  class Wrong extends Error {}
  class WrongKey extends Error {
    name = "WrongKey";
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
    bytes: (value) => isText(value) && un64(value).length > 0,
    proof: (value) => isList(value, (row) => un64(row).length === 32) && value.length <= PROOF_MOST,
    keys: (value) => fits(value, "log:text? promises:text?"),
    texts: (value) => isList(value, (row) => fits(row, "commitment:hash salt:hash value:text")),
    gone: (value) => isList(value, (row) => fits(row, "commitment:hash event:event")),
  };
  const PLACED = "kind:text place:number size:number proof:proof envelope:text";
  const SHAPES = new Map(Object.entries({
    "record-pack": "kind:text v:number origin:text stream:text size:number versions:number whole:flag keys:keys",
    checkpoint: "kind:text note:text proof:proof stamp:bytes?",
    version: `${PLACED} n:number salt:hash? body:text? state:text? withheld:reason? texts:texts erased:gone author:text?` +
      " signature:bytes?",
    index: "kind:text note:text n:number proof:proof",
    erasure: `${PLACED} event:event`,
    end: "kind:text lines:number statement:text?",
  }));
  const SEQUENCE = "record-pack( checkpoint)+( index)?( version)+( erasure)*( end)?";

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
    need(isObject(value) && canonical(value) === text);
    return value;
  }

  async function readKey(text, kind) {
    const [name, stated, encoded] = [...text.split("+", 2), text.split("+").slice(2).join("+")];
    const data = un64(encoded);
    need(name && data.length === 33 && data[0] === kind);
    const id = hex((await hashed(utf8.encode(`${name}\n`), data)).slice(0, 4));
    need(stated === id);
    const key = await crypto.subtle.importKey("raw", data.slice(1), { name: "Ed25519" }, false, ["verify"]);
    return new Map([[`${name} ${id}`, { name, kind, key }]]);
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
      if (known.kind === WITNESS_KEY) {
        time = timeIn(signature.slice(0, 8));
        signature = signature.slice(8);
        message = utf8.encode(`cosignature/v1\ntime ${time}\n${text}`);
      }
      need(await crypto.subtle.verify({ name: "Ed25519" }, known.key, signature, message));
      times.set(name, time === null ? null : Math.min(time, times.get(name) ?? time));
    }
    return [text, times];
  }

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

  function sealedIn(value, found = new Set()) {
    if (Array.isArray(value)) {
      value.forEach((part) => sealedIn(part, found));
    } else if (isObject(value)) {
      const names = Object.keys(value);
      if (names.length === 2 && Object.hasOwn(value, "commitment") && Object.hasOwn(value, "group")) {
        if (isText(value.commitment)) found.add(value.commitment);
      } else {
        names.forEach((name) => sealedIn(value[name], found));
      }
    }
    return found;
  }

  function seconds(instant) {
    need(matches("[1-9]\\d{3}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z", instant));
    const time = Date.parse(instant);
    need(!Number.isNaN(time) && new Date(time).toISOString() === instant);
    return time / 1000;
  }

  const within = (some, all) => [...some].every((one) => all.has(one));

  async function readAuthors(text, origin) {
    const known = new Map();
    for (const line of text.split("\n").filter((line) => line && !line.startsWith("#"))) {
      const words = line.split(" "), [vkey, ...places] = words;
      need([2, 3].includes(words.length) && places.every((place) => matches("0|[1-9][0-9]{0,15}", place)));
      const [[named, { name, key }]] = await readKey(vkey, LOG_KEY);
      need(name.startsWith(`${origin}/acts/`));
      const short = `${name.slice(name.lastIndexOf("/") + 1)}+${named.split(" ").at(-1)}`;
      const admission = { key, first: Number(places[0]), end: places.length === 2 ? Number(places[1]) : MOST };
      known.set(short, [...(known.get(short) ?? []), admission]);
    }
    return known;
  }

  class Check {
    constructor(given) {
      this.key = given.key || null;
      this.promiseKey = given.promiseKey || null;
      this.quorum = given.quorum ?? 0;
      this.kept = given.kept ?? [];
      this.authors = given.authors || "";
      this.findings = [];
      this.proved = {};
      this.unproved = {};
      this.rows = [];
      this.line = 0;
    }

    get stream() {
      return this.rows[0]?.kind === "record-pack" ? this.rows[0].stream : "?";
    }

    async run(data, witnesses) {
      this.witnesses = new Map();
      for (const text of witnesses) {
        const read = await readKey(text, WITNESS_KEY).catch((wrong) => {
          throw wrong instanceof Wrong ? new WrongKey() : wrong;
        });
        for (const [name, key] of read) this.witnesses.set(name, key);
      }
      await this.finding("format", "line", () => this.line, async () => {
        this.read(data);
        this.head = this.rows[0];
        this.end = this.rows.at(-1).kind === "end" ? this.rows.at(-1) : null;
        const all = (kind) => this.rows.filter((row) => row.kind === kind);
        [this.checkpoints, this.indexes] = [all("checkpoint"), all("index")];
        [this.versions, this.erasures] = [all("version"), all("erasure")];
        const steps = ["sign", "agree", "include", "order", "finish", "ends", "fill", "act", "author", "date", "open"];
        for (const step of steps) await this[step]();
        this.conclude();
      });
      return this;
    }

    // What is Wrong inside becomes a finding; nothing is given back then.
    async finding(kind, code, place, inside) {
      try {
        return await inside();
      } catch (wrong) {
        if (!(wrong instanceof Wrong)) throw wrong;
        this.findings.push([kind, code, String(typeof place === "function" ? place() : place)]);
        return undefined;
      }
    }

    expect(good, kind, code, place) {
      if (!good) this.findings.push([kind, code, String(place)]);
    }

    read(data) {
      const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
      let start = 0;
      for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10, start)) {
        this.line += 1;
        let text;
        try {
          text = decoder.decode(data.subarray(start, end));
        } catch {
          throw new Wrong();
        }
        const row = parsed(text);
        need(isText(row.kind) && SHAPES.has(row.kind) && fits(row, SHAPES.get(row.kind)) && (row.v ?? 1) === 1);
        this.rows.push(row);
        start = end + 1;
      }
      this.line += 1;
      need(start === data.length && matches(SEQUENCE, this.rows.map((row) => row.kind).join(" ")));
    }

    async trusted(use, pinned) {
      const told = this.head.keys[use];
      this.expect(!pinned || told === pinned, "signature", "key-differs", use);
      const read = async () => (pinned || told ? await readKey(pinned || told, LOG_KEY) : new Map());
      return (await this.finding("signature", "key-unreadable", use, read)) ?? new Map();
    }

    async opened(note, keys, place) {
      const found = await this.finding("signature", "checkpoint", place, async () => {
        const [text, times] = await readNote(note, new Map([...keys, ...this.witnesses]));
        const [origin, size, root] = [...text.split("\n"), "", ""];
        need(origin === this.head.origin && matches("0|[1-9][0-9]{0,15}", size) && un64(root).length === 32);
        need(text === `${origin}\n${size}\n${root}\n` && [...keys.keys()].some((name) => times.has(name)));
        need(Number(size) <= MOST);
        return { covers: Number(size), root: un64(root), times: [...times.values()].filter((time) => time !== null) };
      });
      return found ?? { covers: null, root: null, times: [] };
    }

    async sign() {
      const keys = (this.keys = await this.trusted("log", this.key));
      this.expect([...keys.values()].every((key) => key.name === this.head.origin), "signature", "foreign-key", "log");
      for (const [number, row] of this.checkpoints.entries()) {
        Object.assign(row, await this.opened(row.note, keys, `checkpoint ${number + 1}`));
      }
      this.roots = new Map(this.checkpoints.filter((row) => row.root).map((row) => [row.covers, row.root]));
      for (const [number, note] of this.kept.entries()) {
        const place = `kept ${number + 1}`, { covers, root } = await this.opened(note, keys, place);
        const there = root && this.roots.get(covers);
        this.expect(!there || equal(there, root), "consistency", "forked", place);
        if (root && !there) this.unproved.kept = { size: covers };
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
      const last = this.checkpoints.at(-1).covers;
      this.expect(last === null || last === this.head.size, "consistency", "size-differs", "header");
    }

    async include() {
      for (const row of [...this.versions, ...this.erasures]) {
        row.where = row.kind === "version" ? `version ${row.n}` : `erasure ${row.event}`;
        row.leaf = await hashed(Uint8Array.of(0), utf8.encode(row.envelope));
        const root = this.roots.get(row.size);
        await this.finding("inclusion", "proof", row.where, async () => {
          need(row.place < row.size && (root || this.roots.size < this.checkpoints.length));
          need([...this.roots.keys()].every((size) => size >= row.size || size <= row.place));
          if (root) need(equal((await climb(row.place, row.size - 1, row.leaf, row.proof))[0], root));
        });
      }
      this.proved.included = { count: this.versions.length };
    }

    async enveloped(row, stream, n) {
      const said = await this.finding("order", "envelope-differs", row.where, () => {
        const said = parsed(row.envelope);
        need(said.v === 1 && said.origin === this.head.origin && said.stream === stream && said.n === n);
        return said;
      });
      return said ?? {};
    }

    async order() {
      for (const [at, row] of this.versions.entries()) {
        const before = this.versions[at - 1];
        this.expect(row.n === at + 1, "order", "gap", row.where);
        row.said = await this.enveloped(row, this.head.stream, row.n);
        const prev = Object.hasOwn(row.said, "prev") ? row.said.prev : null;
        this.expect(prev === (before ? hex(before.leaf) : null), "order", "prev-differs", row.where);
        this.expect(!before || before.place < row.place, "order", "place-back", row.where);
      }
      for (const row of this.erasures) {
        const [stream, n] = row.event.split(":");
        await this.enveloped(row, stream, Number(n));
      }
      this.expect(this.head.versions === this.versions.length, "order", "versions-differ", "header");
      this.expect(this.end, "order", "end-missing", "end");
      this.expect(!this.end || this.end.lines === this.rows.length, "order", "lines-differ", "end");
      this.proved.ordered = { count: this.versions.length };
    }

    async finish() {
      const head = this.head, keys = await this.trusted("promises", this.promiseKey), note = this.end?.statement;
      this.expect(note || !this.promiseKey, "order", "statement-missing", "end");
      if (note) {
        await this.finding("signature", "statement", "end", async () => {
          const [text, signed] = await readNote(note, keys);
          need(signed.size);
          const rows = [head.origin, head.stream, head.size, this.versions.length, hex(this.versions.at(-1).leaf)];
          const wanted = ["casebook/record/v1", ...rows, head.whole ? "whole" : "part", ""];
          this.expect(text === wanted.join("\n"), "order", "statement-differs", "end");
        });
      }
      this.unproved[note && head.whole ? "stated" : "after"] = { size: head.size };
    }

    async ends() {
      for (const row of this.indexes) {
        await this.finding("signature", "index", "index", async () => {
          const [text, signed] = await readNote(row.note, this.keys);
          need(signed.size);
          const [, , size, root] = [...text.split("\n"), "", "", ""];
          need(text === `casebook/streams/v1\n${this.head.origin}\n${size}\n${root}\n`);
          need(matches("0|[1-9][0-9]{0,15}", size) && un64(root).length === 32);
          await this.finding("order", "index-differs", "index", () => this.endsAt(row, Number(size), un64(root)));
        });
      }
    }

    async endsAt({ n, proof }, size, root) {
      const earlier = this.versions.slice(0, n);
      need(n > 0 && earlier.length === n && this.head.whole && size <= this.head.size);
      need(this.versions.every((later) => (later.place < size) === (later.n <= n)));
      const key = await hashed(utf8.encode(this.head.stream)), number = new Uint8Array(8);
      new DataView(number.buffer).setBigUint64(0, BigInt(n));
      let hash = await hashed(Uint8Array.of(2), key, number, earlier.at(-1).leaf);
      for (const [at, beside] of proof.map(un64).entries()) {
        const depth = proof.length - 1 - at, right = (key[depth >> 3] >> (7 - (depth % 8))) & 1;
        hash = await hashed(Uint8Array.of(3), ...(right ? [beside, hash] : [hash, beside]));
      }
      need(equal(hash, root));
      this.proved.indexed = { count: n, size };
    }

    async fill() {
      const known = new Set();
      let whole = true;
      for (const row of this.versions) {
        const { salt, body, state, withheld, where } = row, hidden = body === null || state === null;
        [row.told, row.holds, whole] = [{}, {}, whole && !hidden];
        const fit = (withheld !== null) === hidden && (body === null) === (salt === null) && (body || !state);
        this.expect(fit, "content", "withheld-unlike", where);
        await this.finding("content", "body-differs", where, async () => {
          if (body === null || salt === null) return;
          need(hex(await hashed(unhex(salt), utf8.encode(body))) === row.said.body);
          const told = parsed(body);
          need(told.v === 1 && isText(told.type));
          need(told.type.split(".", 1)[0] === this.head.stream.split("-", 1)[0]);
          row.told = told;
        });
        await this.finding("content", "state-differs", where, async () => {
          if (state === null || !Object.keys(row.told).length) return;
          need(hex(await hashed(utf8.encode(state))) === row.told.state);
          row.holds = parsed(state);
          sealedIn(row.told, known);
          need(row.holds.id === this.head.stream);
          need(!whole || within(sealedIn(row.holds), known));
        });
      }
      const hidden = this.versions.filter((row) => row.withheld !== null).length;
      this.proved.filled = { count: this.versions.length - hidden, of: this.versions.length };
      if (hidden) this.unproved.withheld = { count: hidden };
    }

    async act() {
      const kinds = ["PERSON", "CLIENT", "SYSTEM", "OPERATOR", "PUBLIC"];
      for (const row of this.versions.filter((row) => Object.keys(row.told).length)) {
        const { actor, action } = row.told;
        await this.finding("authority", "actor-unlike", row.where, () => {
          need(isObject(actor) && isText(action) && kinds.includes(actor.kind));
          need(actor.kind !== "PERSON" || matches("officer-[a-z0-9-]+", actor.subject));
          need(!["PERSON", "CLIENT"].includes(actor.kind) || isText(actor.agency));
        });
      }
    }

    async author() {
      const read = () => readAuthors(this.authors, this.head.origin);
      const known = (await this.finding("signature", "authors-unreadable", "authors", read)) ?? new Map();
      const begin = Math.min(MOST, ...[...known.values()].flat().map((admission) => admission.first));
      let signed = 0;
      for (const row of this.versions) {
        await this.finding("authority", "author", row.where, async () => {
          need((row.author === null) === (row.signature === null));
          if (row.place < begin) return;
          need(row.author);
          const at = (known.get(row.author) ?? []).find(({ first, end }) => first <= row.place && row.place < end);
          need(at);
          const message = joined(utf8.encode("casebook/act/v1\n"), row.leaf);
          need(await crypto.subtle.verify({ name: "Ed25519" }, at.key, un64(row.signature), message));
          signed += 1;
        });
      }
      if (known.size) this.proved.authored = { count: signed, of: this.versions.length };
      else if (this.versions.some((row) => row.author)) this.unproved.author = {};
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
          const late = sealed.length && Math.min(...sealed) > at + SEAL_WITHIN + SKEW;
          this.expect(!late, "time", "sealed-late", where);
          [before, dated] = [at, dated + (sealed.length ? 1 : 0)];
        });
      }
      (dated ? this.proved : this.unproved).time = { count: dated };
    }

    async open() {
      const events = new Set(this.erasures.map((row) => row.event)), there = new Set(), used = new Set();
      const label = utf8.encode("casebook/sealed/v1\n");
      let opened = 0;
      for (const row of this.versions) {
        const wanted = sealedIn(row.holds, sealedIn(row.told)), given = [...row.texts, ...row.erased], where = row.where;
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
        const ascending = (list) => list.every((text, at) => !at || list[at - 1].commitment < text.commitment);
        const fit = within(commitments, wanted) && commitments.size === given.length;
        this.expect(fit && ascending(row.texts) && ascending(row.erased), "texts", "stray", where);
        this.expect(within(wanted, there), "texts", "missing", where);
      }
      this.expect(within(events, used), "texts", "stray", "erasures");
      this.proved.opened = { count: opened, erased: there.size - opened };
      if (used.size) this.unproved.erasure = {};
    }

    conclude() {
      Object.assign(this.unproved, { authority: {}, fold: {}, first: {}, truth: {}, later: { size: this.head.size } });
      if (!this.checkpoints.some((row) => row.times.length)) this.unproved.witness = {};
      if (this.checkpoints.some((row) => row.stamp)) this.unproved.stamp = {};
      if (!this.key) this.unproved.pinned = {};
    }

    report() {
      const unique = new Map(this.findings.map((finding) => [finding.join("\n"), finding]));
      const findings = [...unique.values()].map(([kind, code, place]) => ({ class: kind, code, place }));
      const first = FIRST_EXIT + Math.min(...findings.map((row) => CLASSES.indexOf(row.class)));
      const exit = findings.length ? first : this.key ? 0 : UNPINNED;
      return { stream: this.stream, exit, findings, proved: findings.length ? {} : this.proved, notProved: this.unproved };
    }
  }

  return async (data, given = {}) => (await new Check(given).run(data, given.witnesses ?? [])).report();
})();
