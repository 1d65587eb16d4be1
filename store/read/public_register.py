"""Reads of the public register: the lines of its streams, their later changes, and lists of acts.

Lines never change, so each line is read once and cached. LINES_MOST limits the number of years in the cache, which has
the newest years. The lines of older years are read when somebody requests them.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from domain.case.state.case import Category
from domain.case.state.measures import Finding
from domain.kernel.vocabulary import Kind
from domain.registry.registry import Registry
from domain.statement.figures import FIGURES
from domain.statement.state import LIST, PROVINCE, PublicAct, Statement, StatementKind, stream_of
from store.driver.connection import Connection
from store.driver.shared_read import SharedRead
from store.heads.collection import heads_of
from store.record.canonical import to_bytes
from store.record.revision import RevisionAltered, check_unaltered, state_of

GOOD_SECONDS: Final = 1.0
"""Seconds for which a read of all streams is reused."""
LINES_A_PAGE: Final = 256
"""Number of lines in a file under `/register/`."""
LINES_MOST: Final = 50_000
"""Most lines that one process caches, about 60 megabytes. The newest year is always cached."""
READ_AT_ONCE: Final = 500
"""Number of lines that are read and parsed together. This takes about 50 ms."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Public act with its line. `act` is None while the act is withheld."""

    stream: str
    line: Statement
    act: PublicAct | None
    opened_by: int | None = None
    """Number of the line that disclosed the withheld act."""
    opened_on: str | None = None
    changed_by: tuple[str, ...] = ()
    """Later lines that change the act, as `<stream>:<number>`."""

    @property
    def id(self) -> str:
        return f"{self.stream}:{self.line.n}"

    @property
    def day(self) -> date:
        """Return the day of the act; for an act of the whole province, the first day of its month."""
        return date.fromisoformat(self.line.on if self.line.agency else f"{self.line.on}-01")

    @property
    def files(self) -> tuple[str, str]:
        """Return the paths of the file with the line, and of the file with the end of its stream."""
        where = f"/register/{self.line.agency or PROVINCE}/{self.line.year}"
        return f"{where}/{(self.line.n - 1) // LINES_A_PAGE * LINES_A_PAGE + 1}", f"{where}/end"

    def agency_name(self, registry: Registry, today: date) -> str | None:
        """Return the agency's name on the day of the act. Return its current name if no name applied on that day, and
        None for the whole province."""
        row = registry.agencies.get(self.line.agency) if self.line.agency else None
        name = (row.name_on(self.day) or row.name_on(today)) if row else None
        return name.name if name else self.line.agency

    def overdue(self, today: date) -> bool:
        """Return True if the withheld line was not disclosed in time."""
        return self.act is None and self.line.withheld is not None and self.line.withheld.due < today


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Filter for a list of acts; None means no condition.

    `agency` may be `province`; `month` is like `2026-11`.
    """

    agency: str | None = None
    year: int | None = None
    month: str | None = None
    number: int | None = None
    kind: StatementKind | None = None
    outcome: str | None = None
    finding: Finding | None = None
    field: Category | None = None
    provision: str | None = None

    @property
    def asked(self) -> Mapping[str, Any]:
        return {name: value for name, value in vars(self).items() if value is not None}


def _act_has(name: str) -> Callable[[Entry, Any], bool]:
    return lambda entry, value: getattr(entry.act, name, None) == value


MEETS: Final[Mapping[str, Callable[[Entry, Any], bool]]] = {
    "agency": lambda entry, id: (entry.line.agency or PROVINCE) == id,
    "year": lambda entry, year: entry.line.year == year,
    "month": lambda entry, month: entry.line.on.startswith(month),
    "number": lambda entry, number: entry.line.n == number,
    **{name: _act_has(name) for name in ("kind", "outcome", "finding", "field")},
    "provision": lambda entry, id: entry.act is not None and id in entry.act.provisions,
}
"""Functions that compare an act with a wanted value, by the name of the condition."""


class PublicRegister:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lines: dict[str, list[Statement]] = defaultdict(list)
        self._sizes: dict[str, int] = {}
        self._entries: Sequence[Entry] = ()
        self._shared = SharedRead(self._read)
        self._shared.good_for = GOOD_SECONDS

    async def streams(self) -> Sequence[str]:
        """Return the streams of lines in the order in which they were listed."""
        await self._shared.read()
        return [line.stream for line in self._lines.get(LIST, ()) if line.stream]

    async def lines(self, stream: str, since: int = 1, most: int | None = None) -> Sequence[Statement]:
        """Return the lines of a stream from a number on; an empty list for an unknown stream."""
        await self._shared.read()
        if stream in self._lines:
            return self._lines[stream][since - 1 :][:most]
        until = self._sizes.get(stream, 0)
        until = min(until, since - 1 + most) if most else until
        starts = range(since - 1, until, READ_AT_ONCE)
        return [line for at in starts for line in await self._taken(stream, at, min(until, at + READ_AT_ONCE))]

    async def size(self) -> int:
        """Return the number of lines of all streams. A page that was made from fewer lines is out of date."""
        await self._shared.read()
        return sum(self._sizes.values())

    async def committed(self, stream: str, since: int, most: int | None) -> Sequence[tuple[bytes, bytes]]:
        """Return a stream's lines from a number on as bytes, each with the envelope that commits to it."""
        known = await self.lines(stream, since, most)
        wanted = {"stream": stream, "n": {"$gte": since, "$lt": since + len(known)}}
        if not known:
            return []
        rows = self._connection.revisions.find(wanted, {"envelope": 1}).sort("n", 1).limit(len(known))
        envelopes = [bytes(row["envelope"]) async for row in rows]
        return [*zip(map(to_bytes, known), envelopes, strict=True)]

    async def entries(self, wanted: Wanted) -> Sequence[Entry]:
        """Return the acts that match, newest first. A withheld act is included; the line that discloses it is not."""
        conditions = [(MEETS[name], value) for name, value in wanted.asked.items()]
        return [entry for entry in await self._shared.read() if all(meets(entry, value) for meets, value in conditions)]

    async def recounts(self, year: int) -> Sequence[Entry]:
        """Return the recounts of a year's public statistics, newest first. Withdrawn recounts are left out."""
        found = await self.entries(Wanted(kind=StatementKind.RECOUNT))
        tables = stream_of(FIGURES, year)
        return [row for row in found if row.act and (row.act.of or "").startswith(f"{tables}:") and not row.changed_by]

    async def page(self, wanted: Wanted, first: int, after: str | None = None) -> tuple[Sequence[Entry], bool]:
        """Return the first acts after the act with an id, and True if there are more. For an unknown id, return no
        acts."""
        found = await self.entries(wanted)
        at = next((at for at, entry in enumerate(found, start=1) if entry.id == after), None if after else 0)
        return ((), False) if at is None else (found[at : at + first], len(found) > at + first)

    async def entry(self, id: str) -> Entry | None:
        """Return the act of a line. For a line that discloses a withheld act, return the withheld act."""
        stream, _, number = id.rpartition(":")
        rows = {(row.stream, n): row for row in await self._shared.read() for n in (row.line.n, row.opened_by) if n}
        return rows.get((stream, int(number))) if number.isdecimal() and len(number) < len(str(10**9)) else None

    async def _read(self) -> Sequence[Entry]:
        """Read the new lines. Raise RevisionAltered for a line that was tampered with."""
        heads = heads_of(self._connection, Kind.STATEMENT).find({}, {"n": 1})
        sizes = {head["_id"]: head["n"] async for head in heads}
        if sizes != self._sizes:
            kept = kept_streams(sizes)
            for stream in self._lines.keys() - kept:
                del self._lines[stream]
            for stream in kept:
                for since in range(len(self._lines[stream]), sizes[stream], READ_AT_ONCE):
                    self._lines[stream] += await self._taken(stream, since, min(sizes[stream], since + READ_AT_ONCE))
            self._entries = await asyncio.to_thread(_joined, self._lines)  # joining thousands would block the loop
            self._sizes = sizes
        return self._entries

    async def _taken(self, stream: str, since: int, until: int) -> list[Statement]:
        wanted = {"stream": stream, "n": {"$gt": since, "$lte": until}}
        rows = await self._connection.revisions.find(wanted).sort("n", 1).limit(until - since).to_list(None)
        for row in rows:
            check_unaltered(row)
        if [row["n"] for row in rows] != [*range(since + 1, until + 1)]:
            raise RevisionAltered(stream)
        return [state_of(row).newest for row in rows]


def kept_streams(sizes: Mapping[str, int], most: int = LINES_MOST) -> set[str]:
    """Return the streams to cache: the list of streams, and the streams of the newest years. Together they may have at
    most `most` lines."""
    years: dict[str, int] = defaultdict(int)
    for stream, n in sizes.items():
        years[_year(stream)] += n
    total, kept = 0, set[str]()
    for year in sorted(years, reverse=True):  # the list has no year and comes first, then the newest
        total += years[year]
        if total > most and len(kept) > 1:
            break
        kept.add(year)
    return {stream for stream in sizes if _year(stream) in kept}


def _year(stream: str) -> str:
    return stream.rpartition("-")[2]


def _joined(lines: Mapping[str, Sequence[Statement]]) -> Sequence[Entry]:
    return sorted(_entries(lines), key=lambda entry: (entry.line.on, entry.stream, entry.line.n), reverse=True)


def _entries(lines: Mapping[str, Sequence[Statement]]) -> Iterator[Entry]:
    """Yield every act. A line that discloses a withheld act is joined with this act."""
    changes: dict[str, list[str]] = defaultdict(list)
    opening: dict[tuple[str, int], Statement] = {}
    for stream, rows in lines.items():
        for line in rows:
            if line.act and line.act.of:
                changes[line.act.of].append(f"{stream}:{line.n if line.opens is None else line.opens}")
            if line.opens:
                opening[stream, line.opens] = line
    for stream, rows in lines.items():
        for line in rows:
            if stream != LIST and line.opens is None and line.table is None:
                later = opening.get((stream, line.n))
                opened = (later.act, later.n, later.on) if later else (line.act,)
                entry = Entry(stream, line, *opened)
                yield replace(entry, changed_by=tuple(changes.get(entry.id, ())))
