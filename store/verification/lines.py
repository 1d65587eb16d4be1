"""Comparison of public acts with their lines in the public register, over the whole record.

Each act since the duty began must have its own line, which describes it, and each line must describe an act.
"""

from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.statement.figures import Figures, counted, is_masked, of_year
from domain.statement.state import LIST, LineWritten
from store.authority.lines import ToldAct, act_of, line_fault
from store.driver.connection import Connection
from store.log.audit.finding import Finding
from store.record.canonical import JSON
from store.record.chain import Version
from store.record.statements import STATED, changed

FIRST: Final = f"{LIST}:1"
"""Id of the version at whose log index the duty to publish lines begins."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Version that is a public act, or that refers to lines."""

    at: datetime
    act: ToldAct | None
    lines: tuple[str, ...]


class Lines:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._causes, self._lines = dict[str, Cause](), dict[str, LineWritten]()
        self._listed, self._places = dict[str | None, str](), dict[str, int]()
        self._since: datetime | None = None

    def remember(self, versions: Iterable[Version]) -> None:
        """Store public acts and lines. Raise any error that tampered documents can cause."""
        for version in versions:
            if isinstance(version.event, LineWritten):
                self._keep_line(version, version.event)
                continue
            act, lines = act_of(version.body, bytes(version.revision["state"])), version.body.get(STATED, ())
            if act or lines:
                self._causes[version.id] = Cause(version.at, act, tuple(lines))

    def _keep_line(self, version: Version, made: LineWritten) -> None:
        if version.revision["stream"] != LIST:
            self._lines[version.id] = made
            return
        self._listed[made.line.stream] = made.line.on
        if version.id == FIRST:
            self._since = version.at

    def placed(self, id: str, place: object) -> None:
        """Store the log index of a public act without a line, and of the first line of the list."""
        if isinstance(place, int) and (id == FIRST or (id in self._causes and not self._causes[id].lines)):
            self._places[id] = place

    async def findings(self) -> AsyncIterator[Finding]:
        named: dict[str, str] = {}
        for id, cause in self._causes.items():
            if cause.act and not cause.lines and self._due(id, cause.at):
                yield Finding("statement-missing", id, "is a public act and has no line")
            for number, line in enumerate(cause.lines, start=1):
                if first := named.get(line):
                    yield Finding("statement-twice", id, f"has the line {line} of {first}")
                named[line] = id
                act = cause.act if number == len(cause.lines) else None
                if why := await self._differs(id, cause.at, act, line):
                    yield Finding("statement-missing" if line not in self._lines else "statement-differs", id, why)
        for line in self._lines.keys() - named.keys():
            if (table := self._lines[line].line.table) is None:
                yield Finding("statement-unfounded", line, "no version names it")
                continue
            for what in self._miscounted(self._lines[line], table):
                yield Finding("statement-differs", line, f"counts {what} otherwise")
        streams = {line.rpartition(":")[0] for line in self._lines}
        for stream in sorted(streams - self._listed.keys()):
            yield Finding("statement-unlisted", stream, "is not in the list of streams")
        for stream in sorted(filter(None, self._listed.keys() - streams)):
            yield Finding("statement-unlisted", stream, "is in the list, and not in the record")

    def _miscounted(self, made: LineWritten, table: Figures) -> Iterator[str]:
        """Yield the streams whose lines a table counts wrongly, and earlier listed streams that the table leaves
        out."""
        for row in table.lines:
            found = (self._lines.get(f"{row.stream}:{n}") for n in range(1, min(row.until, len(self._lines)) + 1))
            if counted(row.stream, [line.line for line in found if line]) != row:
                yield row.stream
        listed = [name for name, on in self._listed.items() if name and on < made.line.on]
        yield from sorted({*of_year(listed, table.year)} - {row.stream for row in table.lines})
        if not is_masked(JSON.unstructure(table.statistics), JSON.unstructure(made.whole)):
            yield "the statistics"

    def _due(self, id: str, at: datetime) -> bool:
        """Return True if an act needs a line: its log index is after the start of the duty, and its time is not before
        the start.

        An act that falsely states an older time is reported as `sealed-late`.
        """
        if self._since is None or at < self._since:
            return False
        place, first = self._places.get(id), self._places.get(FIRST)
        return place is None or first is None or place > first

    async def _differs(self, id: str, at: datetime, act: ToldAct | None, line: str) -> str | None:
        if (made := self._lines.get(line)) is None:
            return f"its line {line} is not there"
        if why := line_fault(id, at, act, line, made):
            return why
        said = made.line.act or (made.waiting and made.waiting.act)
        if act and act[0].changes and said and made.line.agency:
            of = await changed(self._connection, act[0].changes, id)
            return None if of == said.of else f"{line} changes {said.of}, and the act {of}"
        return None
