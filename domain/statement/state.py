"""Statements: one version for each public act in the stream of an agency and a year, so that the numbers have no gap.

A line names no person, no address and no text (X2, X3). Only the line is public; the rest of the version has the act
behind it, and the content of a withheld line. Records, no rules.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from domain.kernel.actor import Process
from domain.kernel.event import Event, OwnAct
from domain.kernel.vocabulary import Kind
from domain.statement.figures import Figures, PublicYear

EDITION: Final = 1
"""Edition of the format of lines."""
PROVINCE: Final = "province"
"""Name in place of the agency in the ids of streams of the province as a whole."""
PROVINCIAL: Final = f"{Kind.STATEMENT}-{PROVINCE}-"
"""Prefix of the ids of streams of the province as a whole."""
LIST: Final = f"{Kind.STATEMENT}-list"
"""Stream that lists the other streams. From the log index of its first version on, public acts must have lines."""


class StatementKind(StrEnum):
    """Kind of public act."""

    DECISION = "DECISION"
    OWN_MEASURE = "OWN_MEASURE"
    OWN_MEASURE_ENDED = "OWN_MEASURE_ENDED"
    REQUEST = "REQUEST"
    """A request to a platform: to the ministry, or to a body that may order a removal."""
    WITHDRAWAL = "WITHDRAWAL"
    """A proposal of removal was withdrawn."""
    TRANSFER = "TRANSFER"
    NOTICE = "NOTICE"
    CORRECTION = "CORRECTION"
    RETRACTION = "RETRACTION"
    RULING = "RULING"
    ERASURE = "ERASURE"
    PROTECTED = "PROTECTED"
    """A review found that free speech protects the content."""
    REFUSAL = "REFUSAL"
    """An agency refused a proposal, a complaint or a request about personal data."""
    NO_MEASURE = "NO_MEASURE"
    """A case was closed without a measure."""
    REOPENED = "REOPENED"
    RECOUNT = "RECOUNT"
    """Inspectors counted public statistics again."""


@dataclass(frozen=True, kw_only=True)
class PublicAct:
    """Public part of an act. For the province as a whole it is only the kind."""

    kind: StatementKind
    measure: str | None = None
    outcome: str | None = None
    finding: str | None = None
    field: str | None = None
    provisions: tuple[str, ...] = ()
    of: str | None = None
    """Statement that the act changes or counts again, as `<stream>:<number>`."""
    words: str | None = None
    """SHA-256 of the public words of a notice, which is `shown` in its envelope."""
    cells: tuple[str, ...] = ()
    """Cells of public statistics for which inspectors counted another number, as `<row>.<column>`."""


@dataclass(frozen=True, kw_only=True)
class Withheld:
    """Line in place of an act until the person concerned was served: `seal` commits to the act."""

    seal: str
    due: date


@dataclass(frozen=True, kw_only=True)
class Statement:
    """Public line. `on` is a day; for the province as a whole, a month."""

    v: int
    n: int
    on: str
    agency: str | None = None
    year: int | None = None
    cause: str | None = None
    """Salted hash of the version that the line is about."""
    act: PublicAct | None = None
    withheld: Withheld | None = None
    opens: int | None = None
    """Number of a withheld line of this stream whose act this line discloses."""
    salt: str | None = None
    """Salt that opens the seal of the withheld line."""
    stream: str | None = None
    """New stream, for a line in the list of streams."""
    table: Figures | None = None
    """Table, for a line in a stream of tables."""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Act whose line is withheld."""

    n: int
    cause: str
    act: PublicAct
    salt: str
    due: date


@dataclass(frozen=True, kw_only=True)
class StatementStream:
    """Stream of statements: its newest line, and the withheld acts. The lines are its versions."""

    id: str
    newest: Statement
    waiting: tuple[Waiting, ...] = ()


class LineWritten(Event):
    """A line was written about the version `cause`, whose hash with `salt` is in the line."""

    STATE = StatementStream

    line: Statement
    cause: str | None = None
    salt: str | None = None
    waiting: Waiting | None = None
    whole: PublicYear | None = None
    """Statistics of a table without masks, which inspectors can read."""


class StatementBegun(LineWritten, type="statement.begun"):
    """First line of a stream."""

    def begin(self, id: str) -> StatementStream:
        """Begin the stream. Raises TypeError for a first line that is not number 1."""
        if self.line.n != 1:
            raise TypeError(f"{id} begins with number {self.line.n}")
        return StatementStream(id=id, newest=self.line, waiting=(self.waiting,) if self.waiting else ())


class StatementMade(LineWritten, type="statement.made"):
    def fold(self, stream: StatementStream) -> StatementStream:
        """Add the line. Raises TypeError if its number is not the next one, or if it opens a line that is not
        withheld."""
        line = self.line
        if line.n != stream.newest.n + 1:
            raise TypeError(f"number {line.n} does not follow {stream.newest.n}")
        known = [(row.n, row.salt, row.act) for row in stream.waiting]
        if line.opens and (line.opens, line.salt, line.act) not in known:
            raise TypeError(f"number {line.opens} is not withheld, or says something else")
        waiting = tuple(row for row in stream.waiting if row.n != line.opens)
        return replace(stream, newest=line, waiting=(*waiting, self.waiting) if self.waiting else waiting)


LEAVE: Final = "leaveStatement"
"""Action of the register that writes the lines of an act in the transaction of the act."""
OwnAct(action=LEAVE, writes=(StatementBegun, StatementMade), by=frozenset({Process.API, Process.WORKER, Process.CLI}))


def stream_of(agency: str | None, year: int) -> str:
    """Return the id of the stream of an agency and a year; without an agency, that of the province."""
    return f"{Kind.STATEMENT}-{agency or PROVINCE}-{year}"
