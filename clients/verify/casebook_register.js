// Verifies a stream of the public register (docs/public-register.md) as `casebook_verify.pyz --register` does. It sends nothing.
//
//   const report = await casebookRegister([lines, …], end, { key, witnesses: [], quorum: 0, kept: [], recount: [], stream, today })
//
// `lines` are the texts of /register/AGENCY/YEAR/1, …/257 and so on, `end` that of …/end; `kept` are texts that you kept,
// `recount` those of /register/figures/YEAR/1.
// Load casebook_verify.js first.
"use strict";

var casebookRegister = (() => {
  const { CLASSES, FIRST_EXIT, LESS, LOG_KEY, MOST, UNPINNED, WITNESS_KEY, Wrong, bigEndian, canonical, checkpointOf } = casebookVerify;
  const { climb, equal, hashed, hex, isObject, matches, need, parsed, readKey, readNote, un64, unhex } = casebookVerify;
  const INDEX = "casebook/streams/v1", SEAL = "casebook/seal/v1\n", LIST = "statement-list", utf8 = new TextEncoder();
  const ENVELOPE = ["v", "origin", "stream", "n", "prev", "body", "anchor", "shown"];
  const LINE = ["v", "n", "on", "agency", "year", "cause", "act", "withheld", "opens", "salt", "stream", "table"];
  const END = ["checkpoint", "index", "n", "path", "place", "proof", "stream", "v"];
  const NO_INDEX = "no signed index", FIGURES = "figures", WITHHELD = "WITHHELD", DAY = 24 * 3600_000;
  const isNumber = (value) => Number.isInteger(value) && value >= 0 && value <= MOST;
  const rowsOf = (text) => text.split("\n").filter(Boolean);
  const leafOf = (envelope) => hashed(Uint8Array.of(0), utf8.encode(envelope));

  class Register {
    constructor() {
      Object.assign(this, { found: [], lines: [], waiting: new Map(), listed: new Map(), origin: null, asOf: null, end: null });
    }

    expect(good, kind, code, place) {
      if (!good) this.found.push({ class: kind, code, place });
    }

    // Keeps a finding if the check inside is Wrong; what it gives otherwise.
    async finding(kind, code, place, inside) {
      try {
        return await inside();
      } catch (wrong) {
        if (!(wrong instanceof Wrong || wrong instanceof TypeError)) throw wrong;
        this.expect(false, kind, code, place);
        return null;
      }
    }

    async run(files, end, given) {
      this.keys = given.key ? await readKey(given.key.trim(), LOG_KEY) : new Map();
      this.witnesses = new Map();
      for (const text of given.witnesses ?? []) for (const [name, key] of await readKey(text.trim(), WITNESS_KEY)) this.witnesses.set(name, key);
      Object.assign(this, { quorum: given.quorum ?? 0, stream: given.stream ?? null });
      this.unindexed = end.startsWith(NO_INDEX);
      this.end = this.unindexed ? null : await this.finding("format", "end", "end", () => {
        const said = parsed(end.trim());
        need(Object.keys(said).sort().join() === END.join() && matches("statement-[a-z0-9-]+", said.stream));
        need([said.v, said.n, said.place].every(isNumber) && said.n);
        return said;
      });
      for (const text of files.flatMap(rowsOf)) await this.take(text);
      if (this.end) await this.finish();
      for (const [at, text] of (given.kept ?? []).entries()) await this.compare(text, `kept ${at + 1}`);
      for (const [at, text] of (given.recount ?? []).entries()) await this.recount(text, `tables ${at + 1}`);
      return this;
    }

    async take(text) {
      const n = this.lines.length + 1;
      const row = await this.finding("format", "line", `line ${n}`, () => {
        const made = parsed(text);
        need(Object.keys(made).sort().join() === "envelope,line");
        const said = parsed(made.envelope), line = parsed(made.line);
        need(Object.keys(said).every((name) => ENVELOPE.includes(name)) && Object.keys(line).every((name) => LINE.includes(name)));
        need(line.v === 1);
        return { ...made, said, told: line };
      });
      if (!row) return;
      const { said, told } = row, prev = this.lines.length ? hex(this.lines.at(-1).leaf) : null;
      this.origin ??= said.origin;
      this.stream ??= said.stream;
      const numbered = said.n === n && told.n === n;
      this.expect(numbered, "order", "number", `line ${told.n} where ${n} belongs`);
      this.expect(said.stream === this.stream, "order", "stream", `line ${n}`);
      this.expect(!numbered || said.prev === prev, "order", "prev", `line ${n}`);
      this.expect(said.shown === hex(await hashed(utf8.encode(row.line))), "content", "line-differs", `line ${n}`);
      this.lines.push({ leaf: await leafOf(row.envelope), on: told.on });
      await this.read(told, n);
    }

    async read(line, n) {
      if (this.stream === LIST) return line.stream && this.listed.set(line.stream, line.on);
      const whose = "table" in line ? FIGURES : line.agency ?? "province";
      this.expect(`statement-${whose}-${line.year}` === this.stream, "content", "stream-differs", `line ${n}`);
      this.expect(["act", "withheld", "table"].filter((name) => name in line).length === 1, "content", "act", `line ${n}`);
      Object.assign(this.lines.at(-1), { kind: line.act?.kind ?? WITHHELD, opens: "opens" in line });
      if (line.withheld) this.waiting.set(n, line.withheld);
      if (!("opens" in line)) return;
      await this.finding("content", "seal-differs", `line ${n}`, async () => {
        const sealed = this.waiting.get(line.opens);
        this.waiting.delete(line.opens);
        need(matches("[0-9a-f]{64}", line.salt) && isObject(line.act));
        need(sealed.seal === hex(await hashed(utf8.encode(SEAL), unhex(line.salt), utf8.encode(canonical(line.act)))));
      });
    }

    async finish() {
      const { end } = this, short = this.lines.length < end.n;
      this.expect(end.stream === this.stream, "order", "stream", "end");
      this.expect(!short, "order", "missing", `lines ${this.lines.length + 1} to ${end.n}`);
      const index = await this.signed("index", end.index, async (note) => {
        const [first, origin, size, root, ...rest] = (await readNote(note, new Map()))[0].split("\n");
        need(first === INDEX && rest.length === 1 && rest[0] === "" && matches("0|[1-9][0-9]{0,15}", size));
        return { origin, covers: Number(size), root: un64(root) };
      });
      const tree = await this.signed("checkpoint", end.checkpoint, checkpointOf);
      if (short || !index || !tree) return;
      const { leaf } = this.lines[end.n - 1];
      this.expect(index.covers <= tree.covers, "consistency", "size-differs", "index");
      await this.finding("order", "index-differs", "end", async () => need(equal(await this.climbed(leaf), index.root)));
      await this.finding("inclusion", "proof", `line ${end.n}`, async () => {
        need(end.place < index.covers && equal((await climb(end.place, tree.covers - 1, leaf, end.proof))[0], tree.root));
      });
    }

    signed(place, note, read) {
      return this.finding("signature", place, "end", async () => {
        const [, times] = await readNote(note, new Map([...this.keys, ...this.witnesses])), said = await read(note);
        need(said.origin === this.origin && (!this.keys.size || [...this.keys.keys()].some((key) => times.has(key))));
        const seen = [...times.values()].filter((time) => time !== null).sort((one, other) => one - other);
        this.expect(seen.length >= this.quorum, "signature", "uncosigned", place);
        if (place === "index" && seen.length) this.asOf = seen.at(-1);
        return said;
      });
    }

    async climbed(leaf) {
      const key = await hashed(utf8.encode(this.stream)), path = this.end.path.map(un64);
      let hash = await hashed(Uint8Array.of(2), key, bigEndian(this.end.n), leaf);
      for (const [at, beside] of path.entries()) {
        const depth = path.length - 1 - at, right = (key[depth >> 3] >> (7 - (depth & 7))) & 1;
        hash = await (right ? hashed(Uint8Array.of(3), beside, hash) : hashed(Uint8Array.of(3), hash, beside));
      }
      return hash;
    }

    async compare(text, place) {
      const kept = await this.finding("format", "kept", place, async () => {
        const rows = rowsOf(text).map(parsed);
        if ("index" in rows[0]) return { until: rows[0].n, stream: rows[0].stream, start: 0, leaves: [] };
        const leaves = await Promise.all(rows.map((row) => leafOf(row.envelope))), start = parsed(rows[0].envelope).n - 1;
        return { until: start + leaves.length, stream: parsed(rows[0].envelope).stream, start, leaves };
      });
      if (!kept) return;
      this.expect(kept.stream === this.stream, "consistency", "kept-differs", place);
      this.expect(this.lines.length >= kept.until, "consistency", "shorter", `${place}: ${kept.until} lines`);
      const mine = this.lines.slice(kept.start, kept.until);
      this.expect(mine.every(({ leaf }, at) => !kept.leaves.length || equal(leaf, kept.leaves[at])), "consistency", "forked", place);
    }

    // What tables say of this stream is what its lines say; the list of streams says which ones they count.
    recount(text, place) {
      return this.finding("format", "table", place, async () => {
        const rows = rowsOf(text).map(parsed);
        for (const row of rows) need(parsed(row.envelope).shown === hex(await hashed(utf8.encode(row.line))));
        for (const line of rows.map((row) => parsed(row.line))) {
          this.count(line, new Map(line.table.lines.map((row) => [row.stream, row])), `${place} ${line.n}`);
        }
      });
    }

    count(table, rows, place) {
      need(matches("\\d{4}-\\d\\d-\\d\\d", table.on));
      for (const [name, on] of this.listed) {
        const due = on < table.on && !name.includes(`-${FIGURES}-`) && name.endsWith(`-${table.year}`);
        this.expect(!due || rows.has(name), "content", "not-counted", `${place}: ${name}`);
      }
      const row = rows.get(this.stream), found = new Map([[WITHHELD, 0]]);
      if (!row) return;
      this.expect(row.until <= this.lines.length, "order", "missing", `${place}: lines to ${row.until}`);
      for (const { kind, opens } of this.lines.slice(0, row.until)) {
        found.set(kind, (found.get(kind) ?? 0) + 1);
        if (opens) found.set(WITHHELD, found.get(WITHHELD) - 1);
      }
      for (const kind of new Set([...found.keys(), ...Object.keys(row.kinds)])) {
        const [said, lines] = [row.kinds[kind] ?? 0, found.get(kind) ?? 0];
        this.expect(lines === said, "content", "count-differs", `${place}: ${kind} ${said}, lines ${lines}`);
      }
    }

    // Only a stream whose newest line is of today or yesterday may be in no index yet.
    checkIndex(today) {
      const last = this.lines.at(-1)?.on, since = new Date(Date.parse(today) - DAY).toISOString().slice(0, last?.length);
      this.expect(typeof last === "string" && since <= last, "order", "no-index", `line ${this.lines.length} of ${last}`);
    }

    report(today) {
      if (this.unindexed) this.checkIndex(today);
      const kind = CLASSES.findIndex((name) => this.found.some((row) => row.class === name));
      const good = !this.keys.size ? UNPINNED : this.unindexed ? LESS : 0, exit = kind >= 0 ? FIRST_EXIT + kind : good;
      const withheld = [...this.waiting.keys()], asOf = this.asOf === null ? null : new Date(this.asOf * 1000).toISOString();
      const overdue = withheld.filter((n) => String(this.waiting.get(n).due) < today);
      const said = { stream: this.stream, lines: this.lines.length, end: this.end?.n ?? null, asOf, findings: this.found };
      return { ...said, withheld, overdue, streams: [...this.listed.keys()], exit };
    }
  }

  const day = () => new Date(Date.now() + 7 * 3600_000).toISOString().slice(0, 10);
  return async (files, end, given = {}) => (await new Register().run(files, end, given)).report(given.today ?? day());
})();
