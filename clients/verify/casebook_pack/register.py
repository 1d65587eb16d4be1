"""Verifies a stream of the public register (docs/public-register.md): `casebook_verify.pyz --register`.

    python casebook_verify.pyz --register LINES... --end FILE --key KEY [--witness KEY]... [--quorum N]
                               [--kept FILE]... [--recount FILE]... [--stream ID] [--today DAY] [--json]

LINES are the files of /register/AGENCY/YEAR/1, …/257 and so on, in order; FILE is …/end. `--kept` is a file of lines,
or an end, that you kept: the stream must not be shorter, and must have the same lines. `--recount` is a file of tables
(/register/figures/YEAR/1): their figures for the stream are counted again. Verify the list of streams
(/register/agencies) as well: with `--kept` it finds a stream that is no longer listed, with `--recount` one that was
listed before the day of a table and is missing in it. Exit codes are those for packs; 4 is a stream that began today,
whose end no signed index has yet.
"""

import argparse
import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

from casebook_pack.check import CLASSES, FIRST_EXIT, LESS, UNPINNED
from casebook_pack.lines import MOST, Wrong, canonical, matches, need, parsed, un64
from casebook_pack.notes import LOG_KEY, WITNESS_KEY, checkpoint_of, climb, hashed, read_key, read_note

INDEX, SEAL, LIST = "casebook/streams/v1", b"casebook/seal/v1\n", "statement-list"
ENVELOPE = {"v", "origin", "stream", "n", "prev", "body", "anchor", "shown"}
LINE = {"v", "n", "on", "agency", "year", "cause", "act", "withheld", "opens", "salt", "stream", "table"}
END = {"v", "stream", "n", "index", "path", "checkpoint", "place", "proof"}
VIETNAM = timezone(timedelta(hours=7))
DAY = r"\d{4}-\d\d-\d\d"
FIGURES, WITHHELD = "figures", "WITHHELD"
KEPT_MOST = 100
NO_INDEX = "no signed index"
"""Beginning of the answer that replaces an end while no index contains the stream."""


class Register:
    def __init__(self, files, end, keys, witnesses, quorum, stream=None):
        self.keys, self.witnesses, self.quorum, self.found = keys, witnesses, quorum, []
        self.lines, self.origin, self.stream, self.asof = [], None, stream, None
        self.waiting, self.listed = {}, {}
        self.unindexed = end.startswith(NO_INDEX)
        self.end = None if self.unindexed else self.read_end(end)
        for text in files:
            for row in text.splitlines():
                self.take(row)
        self.finish()

    def expect(self, good, kind, code, place):
        """Add a finding unless `good`. Return `good`."""
        if not good:
            self.found.append({"class": kind, "code": code, "place": place})
        return good

    def read_end(self, text):
        """Parse the file about the end of the stream; None if it is unreadable."""
        try:
            end = parsed(text.strip())
            need(type(end) is dict and end.keys() == END and matches("statement-[a-z0-9-]+", end["stream"]))
            need(all(type(end[name]) is int and 0 <= end[name] <= MOST for name in ("v", "n", "place")) and end["n"])
            return end
        except (Wrong, TypeError, ValueError):
            self.expect(False, "format", "end", "end")
            return None

    def take(self, text):
        """Check the next line. Its number must follow, and its envelope must commit to the line and to the previous
        envelope."""
        n = len(self.lines) + 1
        try:
            row = parsed(text)
            need(type(row) is dict and row.keys() == {"envelope", "line"})
            said, line = parsed(row["envelope"]), parsed(row["line"])
            need(said.keys() <= ENVELOPE and line.keys() <= LINE and line.get("v") == 1)
        except (Wrong, AttributeError, TypeError, ValueError):
            self.expect(False, "format", "line", f"line {n}")
            return
        prev = self.lines[-1]["leaf"].hex() if self.lines else None
        self.origin, self.stream = self.origin or said.get("origin"), self.stream or said.get("stream")
        numbered = said.get("n") == line.get("n") == n
        self.expect(numbered, "order", "number", f"line {line.get('n')} where {n} belongs")
        self.expect(said.get("stream") == self.stream, "order", "stream", f"line {n}")
        self.expect(not numbered or said.get("prev") == prev, "order", "prev", f"line {n}")
        shown = hashed(row["line"].encode()).hex()
        self.expect(said.get("shown") == shown, "content", "line-differs", f"line {n}")
        self.lines.append({"leaf": hashed(b"\x00", row["envelope"].encode()), "on": line.get("on")})
        self.read_line(line, n)

    def read_line(self, line, n):
        """Check a line against its stream: agency and year, and a seal that opens."""
        if self.stream == LIST:
            self.listed |= {line["stream"]: line.get("on")} if line.get("stream") else {}
            return
        whose = FIGURES if "table" in line else line.get("agency", "province")
        self.expect(f"statement-{whose}-{line.get('year')}" == self.stream, "content", "stream-differs", f"line {n}")
        self.expect(len({"act", "withheld", "table"} & line.keys()) == 1, "content", "act", f"line {n}")
        kind = line["act"].get("kind") if type(line.get("act")) is dict else WITHHELD
        self.lines[-1] |= {"kind": kind, "opens": "opens" in line}
        if "withheld" in line:
            self.waiting[n] = line["withheld"]
        if "opens" in line:
            sealed = self.waiting.pop(line["opens"], {}).get("seal")
            try:
                opened = hashed(SEAL, bytes.fromhex(line["salt"]), canonical(line["act"]).encode()).hex()
            except (KeyError, TypeError, ValueError):
                opened = None
            self.expect(sealed is not None and sealed == opened, "content", "seal-differs", f"line {n}")

    def finish(self):
        """Check that the end is signed, of this stream, and of the last line, and that enough witnesses cosigned it."""
        if self.end is None:
            return
        self.expect(self.end["stream"] == self.stream, "order", "stream", "end")
        short = len(self.lines) < self.end["n"]
        self.expect(not short, "order", "missing", f"lines {len(self.lines) + 1} to {self.end['n']}")
        size, root = self.signed("index", self.end["index"], self.index_of)
        covers, tree = self.signed("checkpoint", self.end["checkpoint"], checkpoint_of)
        if short or root is None or tree is None:
            return
        leaf = self.lines[self.end["n"] - 1]["leaf"]
        self.expect(size <= covers, "consistency", "size-differs", "index")
        try:
            need(self.climbed(leaf) == root)
        except Wrong:
            self.expect(False, "order", "index-differs", "end")
        try:
            need(self.end["place"] < size and climb(self.end["place"], covers - 1, leaf, self.end["proof"])[0] == tree)
        except Wrong:
            self.expect(False, "inclusion", "proof", f"line {self.end['n']}")

    def signed(self, place, note, read):
        """Return size and root of a note that a given key signed and enough witnesses cosigned."""
        try:
            _, times = read_note(note, self.keys | self.witnesses)
            origin, size, root = read(note)
            need(origin == self.origin)
            need(not self.keys or any(key in times for key in self.keys))
        except (Wrong, TypeError, ValueError):
            self.expect(False, "signature", place, "end")
            return None, None
        seen = sorted(time for time in times.values() if time is not None)
        self.expect(len(seen) >= self.quorum, "signature", "uncosigned", place)
        if place == "index" and seen:
            self.asof = seen[-1]
        return size, root

    def index_of(self, note):
        """Return origin, size and root of an index of streams."""
        first, origin, size, root, *rest = read_note(note, {})[0].split("\n")
        need(first == INDEX and rest == [""] and matches("0|[1-9][0-9]{0,15}", size))
        return origin, int(size), un64(root)

    def climbed(self, leaf):
        """Return the root to which the end's path leads in the tree of streams."""
        key, path = hashed(self.stream.encode()), [un64(row) for row in self.end["path"]]
        hash = hashed(b"\x02", key, self.end["n"].to_bytes(8, "big"), leaf)
        for depth, beside in zip(range(len(path) - 1, -1, -1), path, strict=True):
            right = key[depth // 8] >> (7 - depth % 8) & 1
            hash = hashed(b"\x03", beside, hash) if right else hashed(b"\x03", hash, beside)
        return hash

    def compare(self, text, place):
        """Check the stream against a stored file, which contains lines or an end. The stream must not be shorter, and
        must have the same lines."""
        try:
            rows = [parsed(row) for row in text.splitlines()]
            if "index" in rows[0]:
                stream, until, start, leaves = rows[0]["stream"], rows[0]["n"], 0, []
            else:
                said = parsed(rows[0]["envelope"])
                leaves = [hashed(b"\x00", row["envelope"].encode()) for row in rows]
                stream, start, until = said["stream"], said["n"] - 1, said["n"] - 1 + len(leaves)
        except (Wrong, LookupError, TypeError, ValueError, AttributeError):
            self.expect(False, "format", "kept", place)
            return
        mine = [row["leaf"] for row in self.lines[start:until]]
        self.expect(stream == self.stream, "consistency", "kept-differs", place)
        self.expect(len(self.lines) >= until, "consistency", "shorter", f"{place}: {until} lines")
        self.expect(not leaves or mine == leaves[: len(mine)], "consistency", "forked", place)

    def recount(self, text, place):
        """Count the tables of this stream again from its lines. The list of streams determines which tables count
        it."""
        try:
            rows = [parsed(row) for row in text.splitlines()]
            need(all(parsed(row["envelope"])["shown"] == hashed(row["line"].encode()).hex() for row in rows))
            for line in (parsed(row["line"]) for row in rows):
                self.count(line, {row["stream"]: row for row in line["table"]["lines"]}, f"{place} {line['n']}")
        except (Wrong, LookupError, TypeError, ValueError, AttributeError):
            self.expect(False, "format", "table", place)

    def count(self, table, rows, place):
        need(matches(DAY, table["on"]))
        listed = {name for name, on in self.listed.items() if on < table["on"] and f"-{FIGURES}-" not in name}
        for name in sorted({name for name in listed if name.endswith(f"-{table['year']}")} - rows.keys()):
            self.expect(False, "content", "not-counted", f"{place}: {name}")
        if (row := rows.get(self.stream)) is None:
            return
        self.expect(row["until"] <= len(self.lines), "order", "missing", f"{place}: lines to {row['until']}")
        found = Counter(line.get("kind") for line in self.lines[: row["until"]])
        found[WITHHELD] -= sum(line.get("opens", False) for line in self.lines[: row["until"]])
        for kind in sorted({*found, *row["kinds"]}):
            said = row["kinds"].get(kind, 0)
            self.expect(found[kind] == said, "content", "count-differs", f"{place}: {kind} {said}, lines {found[kind]}")

    def check_index(self, today):
        """Add a finding unless the newest line is from today or yesterday. Only a stream with such a line may lack an
        index."""
        last = self.lines[-1]["on"] if self.lines else None
        since = (date.fromisoformat(today) - timedelta(days=1)).isoformat()
        good = type(last) is str and since[: len(last)] <= last
        self.expect(good, "order", "no-index", f"line {len(self.lines)} of {last}")

    def report(self, today):
        if self.unindexed:
            self.check_index(today)
        overdue = sorted(n for n, row in self.waiting.items() if str(row.get("due")) < today)
        first = [kind for kind in CLASSES if any(row["class"] == kind for row in self.found)][:1]
        good = UNPINNED if not self.keys else LESS if self.unindexed else 0
        code = FIRST_EXIT + CLASSES.index(first[0]) if first else good
        asof = datetime.fromtimestamp(self.asof, UTC).astimezone(VIETNAM).isoformat() if self.asof else None
        end = self.end["n"] if self.end else None
        said = {"stream": self.stream, "lines": len(self.lines), "end": end, "as_of": asof, "findings": self.found}
        return {**said, "withheld": sorted(self.waiting), "overdue": overdue, "streams": [*self.listed], "exit": code}


def words(report):
    for row in report["findings"]:
        yield f"FAULT {row['class']} {row['code']}: {row['place']}"
    if report["findings"]:
        return
    if report["end"] is None:
        yield f"{report['stream']}: 1 to {report['lines']} follow from each other; no signed index has the stream yet,"
        yield "so nobody says that this is the end. Get the end again in two minutes"
        return
    when = f", as of {report['as_of']}" if report["as_of"] else "; no witness says when"
    yield f"{report['stream']}: 1 to {report['end']}, none missing, this is the end{when}"
    if newer := report["lines"] - report["end"]:
        yield f"{newer} newer lines are not under the signed index yet"
    if report["withheld"]:
        yield f"withheld: {', '.join(map(str, report['withheld']))}"
    if report["overdue"]:
        yield f"OVERDUE: {', '.join(map(str, report['overdue']))}"
    if report["exit"] == UNPINNED:
        yield "no key was given: it is not known whose register it is"


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--register", dest="lines", nargs="+", required=True, type=Path, help="files of lines")
    parser.add_argument("--end", required=True, type=Path)
    parser.add_argument("--key", help="the key of the log: name+id+base64")
    parser.add_argument("--witness", action="append", default=[], help="the key of a witness")
    parser.add_argument("--quorum", type=int, default=0, help="how many of them must have cosigned")
    parser.add_argument("--kept", action="append", default=[], type=Path, help="lines, or an end, that you kept")
    parser.add_argument("--recount", action="append", default=[], type=Path, help="tables to count again")
    parser.add_argument("--stream", help="the id of the stream that it should be")
    parser.add_argument(
        "--today", default=datetime.now(VIETNAM).date().isoformat(), help="the day, for what is overdue"
    )
    parser.add_argument("--json", action="store_true", help="the report as JSON instead of words")
    given = parser.parse_args()
    try:
        keys = read_key(given.key.strip(), LOG_KEY) if given.key else {}
        witnesses = {name: key for text in given.witness for name, key in read_key(text.strip(), WITNESS_KEY).items()}
        texts = [path.read_text(encoding="utf-8") for path in given.lines]
        check = Register(texts, given.end.read_text(encoding="utf-8"), keys, witnesses, given.quorum, given.stream)
        for path in given.kept[:KEPT_MOST]:
            check.compare(path.read_text(encoding="utf-8"), path.name)
        for path in given.recount[:KEPT_MOST]:
            check.recount(path.read_text(encoding="utf-8"), path.name)
    except Wrong:
        parser.error("a key cannot be read")
    except (OSError, UnicodeDecodeError) as fault:
        parser.error(f"a file cannot be read: {fault}")
    report = check.report(given.today)
    print(json.dumps(report, ensure_ascii=False, indent=1) if given.json else "\n".join(words(report)))
    return report["exit"]
