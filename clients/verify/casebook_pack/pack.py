"""A parsed pack: its lines by kind, the findings, and the other results."""

from contextlib import contextmanager

from .lines import (
    BEGINNING,
    BEGUN,
    ENVELOPE,
    OLD,
    SEQUENCE,
    SHAPES,
    SHAPES_OLD,
    VERSION,
    Wrong,
    WrongCheckpoint,
    cut_off,
    fits,
    matches,
    need,
    parsed,
)
from .notes import LOG_KEY, WITNESS_KEY, checkpoint_of, hashed, read_key

NEEDS = ("index", "authority", "authors", "nothing-withheld", "erasures")
"""Facts that a reader may need from a pack. By default all of them are needed."""


class Pack:
    """One pack. A finding has a class, a code and a place; `proved` and `unproved` are the other results.

    `Check` runs the verification.
    """

    def __init__(
        self,
        data,
        key=None,
        promise_key=None,
        witnesses=(),
        quorum=0,
        kept=(),
        authors=None,
        files=(),
        needs=NEEDS,
        stream=None,
        at_least=0,
        parts=(),
    ):
        self.parts = {hashed(part).hex(): part for part in parts}
        self.files, self.needs, self.wanted, self.at_least, self.lacking = files, needs, stream, at_least, []
        self.key, self.promise_key = (pinned and pinned.strip() for pinned in (key, promise_key))
        self.quorum, self.kept, self.authors = quorum, kept, authors
        for number, note in enumerate(kept, 1):
            try:
                checkpoint_of(note)
            except Wrong:
                raise WrongCheckpoint(number) from None
        self.witnesses = {name: key for text in witnesses for name, key in read_key(text.strip(), WITNESS_KEY).items()}
        self.findings, self.proved, self.unproved, self.line, self.rows = [], {}, {}, 0, []
        self.unlike = "line"
        with self.finding("format", lambda: self.unlike, lambda: self.line):
            self.read(data)
            self.head, self.end = self.rows[0], self.rows[-1] if self.rows[-1]["kind"] == "end" else None
            kinds = ("succession", "checkpoint", "index", "authors", "version", "erasure", "registry", "shared", "more")
            rows = ([row for row in self.rows if row["kind"] == kind] for kind in kinds)
            self.successions, self.checkpoints, self.indexes, self.entered, self.versions, *rest = rows
            self.erasures, self.inline, self.shared, self.more = rest
            begun = [row["value"] for row in self.more if row["name"] == BEGUN]
            self.begun = [{**row, "kind": "more", "event": "statement-list:1"} for row in begun[:1]]
            self.registry = sorted([*self.inline, *self.taken()], key=lambda row: row["stream"])
            chains = {row["stream"]: [] for row in self.registry}
            for row in self.registry:
                chains[row["stream"]].append(row)
            self.chains, self.there = [*chains.values()], chains.keys()
            self.persons = {row["of"] or row["stream"] for row in self.registry}
            self.run()

    @property
    def stream(self):
        return self.rows[0]["stream"] if self.rows and self.rows[0]["kind"] == "record-pack" else "?"

    @property
    def old(self):
        """Return True for a pack of the previous version, in which erasures and withheld parts are not proved."""
        return self.head["v"] == OLD

    def stream_of(self, row):
        return "authors" if row["kind"] == "authors" else row["stream"] if "stream" in row else self.head["stream"]

    @contextmanager
    def finding(self, kind, code, place):
        """Turn a Wrong in the block into a finding."""
        try:
            yield
        except Wrong:
            self.findings.append((kind, *(str(part() if callable(part) else part) for part in (code, place))))

    def expect(self, good, kind, code, place):
        """Add a finding unless `good`."""
        with self.finding(kind, code, place):
            need(good)

    def read(self, data):
        """Parse the lines: a header, checkpoints, versions, erasures, the end."""
        (*lines, rest), shapes = data.split(b"\n"), SHAPES
        for self.line, line in enumerate(lines, 1):
            try:
                row = parsed(line.decode())
            except UnicodeDecodeError:
                raise Wrong from None
            kind, version = row.get("kind"), row.get("v", VERSION)
            shapes = SHAPES_OLD if version == OLD else shapes
            need(type(kind) is str and kind in shapes and fits(row, shapes[kind]) and version in (OLD, VERSION))
            need(kind != "more" or row["name"] != BEGUN or fits(row["value"], BEGINNING))
            self.rows.append({**row, "line": self.line} if kind == "shared" else row)
        self.line += 1
        kinds = [row["kind"] for row in self.rows]
        if "end" not in kinds and cut_off(kinds):
            self.unlike = "cut"
        self.before = data[: len(data) - len(lines[-1]) - 1] if lines else b""
        need(not rest and matches(SEQUENCE, " ".join(kinds)))

    def taken(self):
        """Return the rows of the given shared parts. A missing part has no rows."""
        self.unlike = "shared"
        for row in self.shared:
            self.line, row["rows"] = row["line"], None
            if (data := self.parts.get(row["sha256"])) is not None:
                try:
                    row["rows"] = [{**parsed(line), "part": row} for line in data.decode().split("\n")[:-1]]
                except UnicodeDecodeError:
                    raise Wrong from None
                need(data.endswith(b"\n") and all(self.sharable(one) for one in row["rows"]))
                yield from row["rows"]

    def sharable(self, row):
        told = {name: value for name, value in row.items() if name != "part"}
        return told.get("kind") == "registry" and fits(told, SHAPES["registry"]) and told["end"] is None

    def trusted(self, use, pinned):
        """Return the trusted key: the pinned key, else the pack's own key."""
        told = self.head["keys"][use]
        followed = use == "log" and self.successions
        self.expect(not pinned or told == pinned or followed, "signature", "key-differs", use)
        with self.finding("signature", "key-unreadable", use):
            return read_key(pinned or told, LOG_KEY) if pinned or told else {}
        return {}

    def hidden(self):
        """Return the number of withheld versions and registry rows. Rows of shared parts that are missing are
        included."""
        rows = sum(row["withheld"] is not None for row in [*self.versions, *self.inline])
        return rows + sum(row["withheld"] for row in self.shared)

    def enveloped(self, row, stream, n):
        """Return the members of an envelope. The envelope must belong to that version."""
        with self.finding("order", "envelope-differs", row["where"]):
            said = parsed(row["envelope"])
            told = {name: said.get(name) for name in ("v", "origin", "stream", "n")}
            need(told == {"v": 1, "origin": self.head["origin"], "stream": stream, "n": n})
            need(type(told["v"]) is type(told["n"]) is int and said.keys() <= ENVELOPE)
            return said
        return {}
