"""A year of a province with a thousand acts, as somebody outside verifies it: files, the program and its arguments."""

import json
import resource
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from api.log.public_register import NOT_YET
from domain.kernel.actor import SYSTEM
from domain.statement.figures import FIGURES, Figures, counted
from domain.statement.state import (
    EDITION,
    LEAVE,
    LIST,
    PublicAct,
    Statement,
    StatementBegun,
    StatementKind,
    StatementMade,
    Waiting,
    Withheld,
    stream_of,
)
from store.pack.program import verifier
from store.read.public_register import LINES_A_PAGE
from store.record.canonical import canonical, to_bytes
from store.record.revision import Act, StreamHead, append
from store.record.statements import cause_hash, seal_of
from store.tlog.checkpoint import Checkpoint
from store.tlog.merkle import inclusion_proof, root_of
from store.tlog.note import Signer, join
from store.tlog.policy import Cosigner
from store.tlog.stream_index import StreamIndex, index_text, key_of, proof
from store.tlog.strict import to_base64

ORIGIN, YEAR, SALT = "so.example/log", 2026, "ab" * 32
AGENCIES = ("agency-health", "agency-land", None)
ACTS = 333
"""Of each agency, and of the province as a whole."""
TABLES = stream_of(FIGURES, YEAR)
CPU_MOST, SIZE_MOST = 6.0, 2_000_000
"""Seconds of CPU for the program over all streams, and bytes of all files; for a thousand acts."""


@dataclass
class Year:
    """The lines of a year in the order in which the log has them, and who signed it."""

    signer: Signer = field(default_factory=lambda: Signer.generate(ORIGIN))
    witness: Cosigner = field(default_factory=lambda: Cosigner.generate("witness.example"))
    tips: dict[str, StreamHead] = field(default_factory=dict)
    files: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    lines: dict[str, list[Statement]] = field(default_factory=dict)
    leaves: list[bytes] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)

    def add(self, stream: str, day: date, line: Statement, waiting: Waiting | None = None) -> None:
        if stream not in self.tips and stream != LIST:
            self.add(LIST, day, Statement(v=EDITION, n=self.next(LIST), on=day.isoformat(), stream=stream))
        at = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
        act = Act(actor=SYSTEM, scope=None, action=LEAVE, command="0", at=at, origin=ORIGIN, anchor=None)
        tip = self.tips.get(stream, StreamHead())
        kind = StatementMade if tip.n else StatementBegun
        row, self.tips[stream] = append(stream, tip, kind(line=line, cause="case-1:1", salt=SALT, waiting=waiting), act)
        self.places[stream] = len(self.leaves)
        self.leaves.append(row["leaf"])
        self.lines.setdefault(stream, []).append(line)
        written = {"envelope": row["envelope"].decode(), "line": to_bytes(line).decode()}
        self.files.setdefault(stream, []).append(written)

    def next(self, stream: str) -> int:
        return self.tips[stream].n + 1 if stream in self.tips else 1

    def table(self, day: date) -> None:
        counts = tuple(counted(name, rows) for name, rows in sorted(self.lines.items()) if name not in (LIST, TABLES))
        made = Figures(year=YEAR, lines=counts)
        self.add(TABLES, day, Statement(v=EDITION, n=self.next(TABLES), on=day.isoformat(), year=YEAR, table=made))

    def write(self, folder: Path) -> "Download":
        """The files as an installation serves them now."""
        folder.mkdir()
        index = StreamIndex.of([(stream, tip.n, tip.leaf or b"") for stream, tip in self.tips.items()])
        size, tops = len(self.leaves), index.tops()
        texts = index_text(ORIGIN, size, index.root()), Checkpoint(ORIGIN, size, root_of(self.leaves)).text()
        signed = [
            join(text, [self.signer.sign(text), self.witness.sign_note(text, 1_798_700_000)]).decode() for text in texts
        ]
        for stream, rows in self.files.items():
            for at in range(0, len(rows), LINES_A_PAGE):
                page = b"".join(canonical(row) + b"\n" for row in rows[at : at + LINES_A_PAGE])
                (folder / f"{stream}.{at + 1:06}").write_bytes(page)
            way, place = proof(tops, index.buckets[key_of(stream)[0]], key_of(stream)), self.places[stream]
            assert way is not None
            shown = inclusion_proof(
                place, size, lambda level, at: root_of(self.leaves[at << level : (at + 1) << level])
            )
            end = {
                "v": 1,
                "stream": stream,
                "n": len(rows),
                "index": signed[0],
                "checkpoint": signed[1],
                "place": place,
            }
            end |= {"path": list(map(to_base64, way[1])), "proof": list(map(to_base64, shown))}
            (folder / f"{stream}.end").write_bytes(canonical(end))
        return Download(folder, self.signer.vkey(), self.witness.vkey())


@dataclass(frozen=True)
class Download:
    """A folder of files, and the keys of the log and of its witness."""

    folder: Path
    key: str
    witness: str

    def pages(self, stream: str) -> list[str]:
        return sorted(map(str, self.folder.glob(f"{stream}.0*")))

    def says(self, stream: str, *more: str) -> str:
        """What the program says of a stream."""
        program = self.folder / "verify.pyz"
        program.write_bytes(verifier())
        command = [sys.executable, str(program), "--register", *self.pages(stream)]
        command += ["--end", str(self.folder / f"{stream}.end"), "--key", self.key, "--witness", self.witness]
        command += ["--quorum", "1", "--stream", stream, "--today", "2026-12-31", *more]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False).stdout

    def change(self, stream: str, change: Callable[[list[str]], list[str]]) -> None:
        """Change the rows of the first file of a stream."""
        path = Path(self.pages(stream)[0])
        path.write_text("".join(change(path.read_text().splitlines(keepends=True))))


def acts() -> Iterator[tuple[date, str | None, int]]:
    """The acts of the year in the order in which they happened."""
    for number in range(ACTS):
        for agency in AGENCIES:
            yield date(YEAR, 1, 1) + timedelta(days=number), agency, number


def act_of(year: Year, day: date, agency: str | None, number: int) -> None:
    """One act; every third one of an agency is withheld, and opened by its next line."""
    stream, cause = stream_of(agency, YEAR), cause_hash(SALT, "case-1:1")
    on = day.isoformat() if agency else f"{day:%Y-%m}"
    line = {"v": EDITION, "n": year.next(stream), "on": on, "agency": agency, "year": YEAR, "cause": cause}
    known = {"measure": "CORRECTION_REQUEST", "finding": "FALSE", "field": "HEALTH", "provisions": ("provision-1",)}
    made = PublicAct(kind=StatementKind.DECISION, **(known if agency else {}))  # type: ignore[arg-type]  # rows of a table
    if agency is None or number % 3:
        return year.add(stream, day, Statement(**line, act=made))  # type: ignore[arg-type]
    waiting = Waiting(n=year.next(stream), cause="case-1:1", act=made, salt=SALT, due=day)
    withheld = Withheld(seal=seal_of(SALT, made), due=day)
    year.add(stream, day, Statement(**line, withheld=withheld), waiting)  # type: ignore[arg-type]
    later = line | {"n": year.next(stream), "opens": waiting.n, "salt": SALT}
    return year.add(stream, day, Statement(**later, act=made))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def whole() -> Year:
    year = Year()
    year.add(LIST, date(YEAR, 1, 1), Statement(v=EDITION, n=1, on=f"{YEAR}-01-01"))
    for day, agency, number in acts():
        act_of(year, day, agency, number)
    year.table(date(YEAR, 12, 31))
    return year


@pytest.fixture
def download(whole: Year, tmp_path: Path) -> Download:
    return whole.write(tmp_path / "files")


HEALTH = stream_of("agency-health", YEAR)
STREAMS = (LIST, TABLES, *(stream_of(agency, YEAR) for agency in AGENCIES))


def test_a_year_is_verified_within_limits(whole: Year, download: Download) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    tables = download.pages(TABLES)[0]
    for stream in STREAMS:
        said = download.says(stream, "--recount", tables)
        assert f"{stream}: 1 to {len(whole.lines[stream])}, none missing, this is the end, as of 2026-12-31" in said
        assert "FAULT" not in said
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    files = [path.read_bytes() for path in download.folder.glob("statement-*")]
    cpu, size = spent.ru_utime - before.ru_utime, sum(map(len, files))
    print(f"{cpu:.2f} s of CPU, {size} bytes, {sum(len(zlib.compress(data)) for data in files)} compressed")
    assert cpu < CPU_MOST
    assert size < SIZE_MOST


def test_a_stream_without_an_index_is_found_by_its_age(download: Download) -> None:
    (download.folder / f"{HEALTH}.end").write_text(NOT_YET)
    assert "FAULT order no-index" in download.says(HEALTH)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda rows: [*rows[:7], *rows[8:]], "number"),
        (lambda rows: [*rows[:7], rows[7], *rows[7:]], "number"),
        (lambda rows: [rows[0], rows[1].replace("FALSE", "TRUE"), *rows[2:]], "line-differs"),
    ],
    ids=["one missing", "two with one number", "one changed"],
)
def test_finds_a_line(download: Download, change: Callable[[list[str]], list[str]], code: str) -> None:
    download.change(HEALTH, change)
    assert f" {code}: " in download.says(HEALTH)


def test_finds_a_hidden_stream_a_wrong_count_and_an_older_list(whole: Year, download: Download, tmp_path: Path) -> None:
    kept = download.pages(HEALTH)[-1]
    download.change(LIST, lambda rows: [row for row in rows if HEALTH not in row])
    assert "FAULT order missing" in download.says(LIST)
    tables = Path(download.pages(TABLES)[0])
    row = json.loads(tables.read_text())
    table = json.loads(row["line"])
    table["table"]["lines"][0]["kinds"]["DECISION"] += 1
    row["line"] = canonical(table).decode()
    tables.write_bytes(canonical(row) + b"\n")
    assert "FAULT content line-differs" in download.says(TABLES)
    envelope = json.loads(row["envelope"]) | {"shown": sha256(row["line"].encode()).hexdigest()}
    tables.write_bytes(canonical(row | {"envelope": canonical(envelope).decode()}) + b"\n")
    assert "DECISION 334, lines 333" in download.says(HEALTH, "--recount", str(tables))
    older = Year(whole.signer, whole.witness)
    older.add(LIST, date(YEAR, 1, 1), Statement(v=EDITION, n=1, on=f"{YEAR}-01-01"))
    for day, agency, number in [*acts()][:300]:
        act_of(older, day, agency, number)
    assert "FAULT consistency shorter" in older.write(tmp_path / "older").says(HEALTH, "--kept", kept)
