"""Public acts and their lines in the public register: act and line refer to each other, and the line describes the act.

A line is computed again from the act, according to the table of the domain. The sealer seals an act only after its
line; `casebook verify` compares all of them.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from domain.book import STATES
from domain.kernel.calendar import from_iso_millis, local_date
from domain.kernel.event import folded
from domain.kernel.vocabulary import Kind
from domain.statement.figures import FIGURES
from domain.statement.measures import MEASURES, SERVE_WITHIN, Told, for_province, told
from domain.statement.state import LIST, LineWritten, PublicAct, stream_of
from store.log.sealing.batch import Times
from store.log.sealing.state import State
from store.log.storage import LogStorage
from store.record.canonical import event_of, from_bytes, read, to_bytes
from store.record.chain import played
from store.record.statements import STATED, cause_hash, seal_of, words_of
from store.tlog.merkle import leaf_hash

Row = Mapping[str, Any]
ToldAct = tuple[Told, str | None]
"""Public act, with the hash of its public words."""
GRACE: Final = timedelta(hours=1)
"""Period after lines became mandatory. During this period, older versions without a line may still be sealed."""
BEGINNING: Final = datetime.min.replace(tzinfo=UTC)
STREAMS: Final = f"{Kind.STATEMENT}-"


def act_of(body: Row, state: bytes) -> ToldAct | None:
    if body["type"] not in MEASURES:
        return None
    after: Any = from_bytes(STATES[Kind(body["type"].partition(".")[0])], state)
    row = told(event_of(body["type"], body["data"]), after, body["actor"]["agency"])
    return (row, words_of(after)) if row else None


def line_fault(cause: str, at: datetime, act: ToldAct | None, id: str, made: LineWritten) -> str | None:
    """Return why a line does not belong to a version; None if it does. `act` is the version's public act."""
    line = made.line
    stream = stream_of(line.agency, line.year or 0)
    if made.cause != cause or made.salt is None or line.cause != cause_hash(made.salt, cause):
        return f"{id} is about another version"
    if id != f"{stream}:{line.n}":
        return f"{id} says {stream}:{line.n}"
    if act is None:  # the fold of the stream checks a line that opens another one
        return None if line.opens else f"{id} is about no public act"
    return f"{id} opens another line" if line.opens else _act_fault(at, act, id, made)


def _act_fault(at: datetime, act: ToldAct, id: str, made: LineWritten) -> str | None:
    (row, words), line, day = act, made.line, local_date(at)
    if line.agency is None and row.changes:
        row = for_province(row.act.kind)  # the line that it changes was written for the province
    waiting = made.waiting.act if made.waiting else None
    said = line.act if row.served else waiting
    wanted = replace(row.act, words=words) if row.agency else row.act
    if said is None or said != (replace(wanted, of=said.of) if row.changes else wanted):
        return f"{id} says something else than {made.cause}"
    on = day.isoformat() if row.agency else f"{day:%Y-%m}"
    if (line.agency, line.year, line.on) != (row.agency, day.year, on):
        return f"{id} is of another agency or day"
    if row.served:
        return f"{id} is withheld" if line.withheld or made.waiting else None
    return _withheld_fault(id, made, said, day)


def _withheld_fault(id: str, made: LineWritten, act: PublicAct, day: date) -> str | None:
    waiting, withheld = made.waiting, made.line.withheld
    if waiting is None or withheld is None or made.line.act or waiting.cause != made.cause or waiting.n != made.line.n:
        return f"{id} tells what nobody was served"
    fits = withheld.seal == seal_of(waiting.salt, act) and withheld.due == waiting.due == day + SERVE_WITHIN
    return None if fits else f"{id} is sealed otherwise"


class LineBounds:
    def __init__(self) -> None:
        self._rows: Mapping[str, Row] = {}
        self._taken, self._listed = dict[str, bytes](), set[str]()
        self._since: datetime | None = None
        self._state: State | None = None

    async def load(self, storage: LogStorage, state: State) -> None:
        """Load the time from which lines are required, and the streams with lines. If a list was tampered with, treat
        it as empty."""
        self._state, self._since = state, None
        self._taken, self._listed = {}, set()
        if (end := state.ends([LIST]).get(LIST)) is None:
            return
        rows = [row async for row in storage.revisions.find({"stream": LIST}).sort("n", 1)][: end.n]
        found = played(rows)
        whole = not found.findings and len(found.versions) == end.n and bytes(rows[-1]["leaf"]) == end.leaf
        self._since = found.versions[0].at if whole else BEGINNING
        lines = [version.event.line for version in found.versions if isinstance(version.event, LineWritten)]
        self._listed = {line.stream for line in lines if line.stream} if whole else set()

    async def learn(self, storage: LogStorage, revisions: Iterable[Row]) -> None:
        """Read the lines to which versions refer, and the versions to which lines refer."""
        ids = {id for revision in revisions for id in _named(revision)}
        self._taken = {}
        self._rows = await storage.signed(ids) if ids else {}

    def fault(self, revision: Row, said: Row, body: Row, times: Times) -> str | None:
        """Return why a version may not be sealed because its line is missing or wrong. Raise any error that tampered
        documents can cause."""
        id, at = f"{said['stream']}:{said['n']}", from_iso_millis(body["at"])
        if said["stream"].startswith(STREAMS):
            return self._line(id, revision, said, body)
        act, lines = act_of(body, bytes(revision["state"])), body.get(STATED, [])
        if act and not lines and self._due(at, times):
            return "statement-missing: it is a public act and has no line"
        for number, line in enumerate(lines, start=1):
            if not self._sealed(line):
                return f"statement-missing: its line {line} is not in the log"
            made = _line_in(_body(self._rows[line]))
            if why := line_fault(id, at, act if number == len(lines) else None, line, made):
                return why
        return None

    def _due(self, at: datetime, times: Times) -> bool:
        """Return True if a version needs a line. A version that is older than the duty needs no line if it is sealed
        within GRACE after the duty began."""
        return self._since is not None and (at >= self._since or times[0] > self._since + GRACE)

    def _sealed(self, line: str) -> bool:
        stream, _, number = line.rpartition(":")
        if line in self._taken:
            return leaf_hash(bytes(self._rows[line]["envelope"])) == self._taken[line]
        end = self._state.ends([stream]).get(stream) if self._state else None
        return end is not None and int(number) <= end.n

    def _line(self, id: str, revision: Row, said: Row, body: Row) -> str | None:
        """Return why a line does not follow its predecessor, or why its act does not refer to it; None if the line is
        right."""
        made = _line_in(body)
        before = self._before(said)
        state = folded(before, made, said["stream"])
        if to_bytes(state) != bytes(revision["state"]):
            return "its event does not lead to its state"
        if said.get("shown") != sha256(to_bytes(made.line)).hexdigest():
            return "its envelope commits to another line"
        if said["stream"] == LIST:
            self._listed |= {made.line.stream} if made.line.stream else set()
            self._since = self._since or from_iso_millis(body["at"])
        elif said["stream"] not in self._listed:
            return "its stream is not in the list"
        elif why := self._table_fault(made, said):
            return why
        elif not made.line.table and (made.cause is None or id not in _body(self._rows[made.cause]).get(STATED, [])):
            return "statement-unfounded: no version names it"
        self._taken[id] = leaf_hash(bytes(revision["envelope"]))
        return None

    def _table_fault(self, made: LineWritten, said: Row) -> str | None:
        """Return why a table does not match its stream, or which counted lines are missing from the log; None without a
        fault."""
        table = made.line.table
        of_tables = said["stream"] == stream_of(FIGURES, made.line.year or 0)
        if of_tables != (table is not None) or (table and (made.cause or made.line.act or made.line.withheld)):
            return "a table is not in the stream of tables"
        for row in table.lines if table else ():
            end = self._state.ends([row.stream]).get(row.stream) if self._state else None
            if not ((end and end.n >= row.until) or f"{row.stream}:{row.until}" in self._taken):
                return f"its lines of {row.stream} are not in the log"
        return None

    def _before(self, said: Row) -> Any:
        """Return the state of a stream before a version. Raise ValueError if the stored one differs."""
        if said["prev"] is None:
            return None
        row = self._rows[f"{said['stream']}:{said['n'] - 1}"]
        if leaf_hash(bytes(row["envelope"])).hex() != said["prev"]:
            raise ValueError("the line before it is not what was sealed")
        if _body(row)["state"] != sha256(bytes(row["state"])).hexdigest():
            raise ValueError("the state of the line before it is not what was sealed")
        return from_bytes(STATES[Kind.STATEMENT], bytes(row["state"]))


def _line_in(body: Row) -> LineWritten:
    """Return the event of a line. Raise ValueError for a body of another kind."""
    made = event_of(body["type"], body["data"])
    if not isinstance(made, LineWritten):
        raise ValueError("not a line")
    return made


def _body(row: Row) -> Any:
    """Return a body that matches the commitment in its envelope. Raise ValueError for any other body."""
    data = bytes(row["body"])
    if json.loads(bytes(row["envelope"]))["body"] != sha256(bytes(row["salt"]) + data).hexdigest():
        raise ValueError("a body is not the one that its envelope commits to")
    return read(data)


def _named(revision: Row) -> Iterator[str]:
    """Yield the lines to which a version refers. For a version that is a line, yield its cause and the previous
    line."""
    try:
        body = json.loads(bytes(revision["body"]))
        yield from map(str, body.get(STATED, ()))
        said = json.loads(bytes(revision["envelope"]))
        if str(said["stream"]).startswith(STREAMS):
            yield str(body["data"].get("cause"))
            yield f"{said['stream']}:{said['n'] - 1}"
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError):
        return  # unreadable bytes are refused by the check itself
