"""Checks by the sealer before it adds an act to the log: the act is possible, and its actor was authorized.

Nothing in the database is trusted. A body counts if the envelope commits to it. The registry is folded from its
streams, which must be complete up to the end that the sealer remembers. The sealer opens no text, so it cannot find out
which appointments belong to one person. `casebook verify` opens the texts and checks the persons too.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from operator import itemgetter
from typing import Any, Final

from domain.acts import ENDED
from domain.kernel.calendar import from_iso_millis
from domain.kernel.event import folded
from domain.kernel.vocabulary import BY_NAME, REGISTRY, Kind
from domain.registry.accounts import SigningKey
from domain.registry.regulation import Regulation, SigningRule
from store.authority.lines import LineBounds
from store.authority.past import Change, Past, without_authority
from store.authority.rules import BY_REGISTRY, Act, misfit_in, process_of, said_in
from store.authority.signed_acts import NOTED_MOST, Signable, fault, needed
from store.authority.signing_rows import row_fault, secrets_fault
from store.keys.authors import Admission
from store.log.audit.finding import SKEW
from store.log.audit.ledger import Said
from store.log.sealing.batch import Times
from store.log.sealing.state import State, StreamEnd
from store.log.storage import Document, LogStorage
from store.record.canonical import event_of, read, to_bytes
from store.record.chain import played
from store.tlog.merkle import leaf_hash

Row = Mapping[str, Any]


class Earlier:
    """Stored versions by their leaf hashes."""

    def __init__(self) -> None:
        self._rows: dict[str, Row] = {}

    async def read(self, storage: LogStorage, revisions: Iterable[Row]) -> None:
        """Load the versions before those whose bodies claim a signature, and discard the versions of the previous
        call."""
        self._rows = {}
        ids = {id for revision in revisions for id in _before(revision)}
        if not ids:
            return
        shown = dict.fromkeys(("envelope", "salt", "body"), 1)
        async for row in storage.revisions.find({"_id": {"$in": sorted(ids)}}, shown):
            if isinstance(row.get("envelope"), bytes):
                self._rows[leaf_hash(row["envelope"]).hex()] = row

    def of(self, prev: str | None) -> Iterator[tuple[str, str, str]]:
        """Yield the leaf hash, type and command of each version before a given version, newest first.

        Raise ValueError for an altered version.
        """
        while prev is not None:
            row = self._rows[prev]
            said, data = json.loads(row["envelope"]), bytes(row["body"])
            if said["body"] != sha256(bytes(row["salt"]) + data).hexdigest():
                raise ValueError("a version before it is not what was sealed")
            body = json.loads(data)
            yield prev, body["type"], body["command"]
            prev = said["prev"]


def _before(revision: Row) -> Iterator[str]:
    """Yield the ids of the versions before a signed version; yield nothing for an unsigned or unreadable version."""
    body, envelope = revision.get("body"), revision.get("envelope")
    if not isinstance(body, bytes) or not isinstance(envelope, bytes) or b'"signed":' not in body:
        return
    try:
        said = json.loads(envelope)
        stream, n = str(said["stream"]), int(said["n"])
    except (LookupError, TypeError, ValueError, RecursionError):
        return
    yield from (f"{stream}:{number}" for number in range(max(1, n - 2 * NOTED_MOST), n))


KINDS: Final = sorted(kind.value for kind in REGISTRY)
AT_ONCE: Final = 50
"""Number of registry streams whose versions are read together."""
JUDGED_KEPT: Final = 10_000
"""Most cached verdicts. The cache is emptied when the registry or the day changes."""

DATED_BACK_MOST: Final = timedelta(days=1)
"""Longest period after the start of a signing rule, or the end of a key. Within this period, an act may still state an
earlier time."""
BEGINNING: Final = datetime.min.replace(tzinfo=UTC)
BACK_MOST: Final = timedelta(days=30)
"""Longest time by which an act may be older than the last checkpoint, because its stream may have been held back."""


class ActBounds:
    """Checks by the sealer of the acts of one log, based on the versions that are already sealed."""

    def __init__(self) -> None:
        self._past, self._states = Past(), dict[str, Any]()
        self._judged: dict[Said, tuple[datetime, datetime, str | None]] = {}
        self._earlier, self._rules = Earlier(), dict[str, tuple[SigningRule, ...]]()
        self._lines = LineBounds()
        self.held: dict[str, str] = {}

    async def load(self, storage: LogStorage, state: State) -> None:
        """Load the registry from its sealed streams. `held` lists the incomplete streams."""
        self._past, self._states, self._judged, self._rules, self.held = Past(), {}, {}, {}, {}
        ends = state.ends_of(KINDS)
        streams = sorted(ends)
        changes: list[Change] = []
        for start in range(0, len(streams), AT_ONCE):
            chunk = streams[start : start + AT_ONCE]
            rows: dict[str, list[Document]] = {stream: [] for stream in chunk}
            async for row in storage.revisions.find({"stream": {"$in": chunk}}):
                rows[row["stream"]].append(row)
            for stream, versions in rows.items():
                changes += self._sealed(stream, sorted(versions, key=itemgetter("n")), ends[stream])
        for change in sorted(changes, key=lambda change: change.at):
            self._past.add(change)
        await self._lines.load(storage, state)

    async def learn(self, storage: LogStorage, revisions: Iterable[Row]) -> None:
        """Read the versions before signed acts, and those to which public acts and their lines refer."""
        revisions = list(revisions)
        await self._earlier.read(storage, revisions)
        await self._lines.learn(storage, revisions)

    def _sealed(self, stream: str, rows: Sequence[Document], end: StreamEnd) -> Iterator[Change]:
        read = played(rows[: end.n])
        if read.findings or len(read.versions) != end.n or bytes(rows[end.n - 1]["leaf"]) != end.leaf:
            self.held[stream] = "is not what was sealed: no act that rests on it is sealed"
            return
        self._hold(stream, read.versions[-1].state)
        kind = Kind(stream.partition("-")[0])
        yield from (Change(version.at, kind, version.state) for version in read.versions)

    def _hold(self, stream: str, state: Any) -> None:
        self._states[stream] = state
        if isinstance(state, Regulation) and state.signing:
            self._rules[stream] = state.signing

    def fault(self, revision: Row, said: Row, by: Admission | None, times: Times) -> str | None:
        """Return why a revision with a parsed envelope must not be sealed. If the result is None, the revision counts
        as sealed from then on."""
        try:
            return self._fault(revision, said, by, times)
        except Exception as error:  # whoever can write to the record can write anything there
            return f"cannot be read or folded ({type(error).__name__})"

    def _fault(self, revision: Row, said: Row, by: Admission | None, times: Times) -> str | None:
        data = bytes(revision["body"])
        if said["body"] != sha256(bytes(revision["salt"]) + data).hexdigest():
            return "its body is not the one that its envelope commits to"
        body = read(data)
        if body["state"] != sha256(bytes(revision["state"])).hexdigest():
            return "its state is not the one that its body commits to"
        if body["type"].partition(".")[0] != said["stream"].partition("-")[0]:
            return f"{body['type']} does not belong to its stream"
        if body["action"] in ENDED:
            return f"{body['action']} has ended"
        at = from_iso_millis(body["at"])
        if at - SKEW > times[1]:
            return f"it claims {body['at']}, which has not come"
        if at + BACK_MOST < times[0]:
            return f"it claims {body['at']}, which is too long ago: two persons can say that it waited (sealer --late)"
        why = misfit_in(body, (by and by.process) or process_of(revision.get("author")))
        why = why or (by and by.misfit(body["type"])) or self._unauthorised(said_in(body), at)
        why = why or self._unsigned(revision, said, body, times) or self._lines.fault(revision, said, body, times)
        return why or self._taken(revision, said["stream"], body)

    def _unauthorised(self, said: Said, at: datetime) -> str | None:
        if said[0] not in BY_REGISTRY:
            return None
        if (known := self._judged.get(said)) and known[0] <= at < known[1]:
            return known[2]
        why = without_authority(Act.of(said), at, self._past)
        if len(self._judged) >= JUDGED_KEPT:
            self._judged.clear()
        self._judged[said] = at, self._past.same_until(at), why
        return why

    def _unsigned(self, revision: Row, said: Row, body: Row, times: Times) -> str | None:
        rules = [rule for rows in self._rules.values() for rule in rows]
        act = Signable(
            origin=said["origin"],
            stream=said["stream"],
            body=body,
            assertion=revision.get("assertion"),
            earlier=self._earlier.of(said["prev"]),
        )
        if "signed" not in body and needed(rules, body, times[0] - DATED_BACK_MOST):
            return f"{body['action']} claims to be from before it had to be signed"
        own, until = (str(body["actor"]["subject"]),), times[0] - DATED_BACK_MOST
        return fault(act, rules, lambda: self._keys(self._people(body), until), lambda: self._keys(own))

    def _people(self, body: Row) -> set[str]:
        """Return the appointments that could belong to the actor."""
        return {id for ids in self._past.people(Act.of(said_in(body))) for id in ids}

    def _keys(self, officers: Iterable[str], until: datetime = BEGINNING) -> Iterator[SigningKey]:
        """Yield the keys of officers that had not ended by a time: the holder of an ended key could backdate an act."""
        keys = (key for id in officers if id in self._states for key in self._states[id].keys)
        yield from (key for key in keys if key.ended_at is None or key.ended_at >= until)

    def _taken(self, revision: Row, stream: str, body: Row) -> str | None:
        """Apply a version to the registry, and return why the version is not allowed; None if it is allowed. `casebook
        verify` folds the other streams."""
        kind = BY_NAME[stream.partition("-")[0]]
        if kind not in REGISTRY:
            return None
        before, event = self._states.get(stream), event_of(body["type"], body["data"])
        state = folded(before, event, stream)
        if to_bytes(state) != bytes(revision["state"]):
            return "its event does not lead to its state"
        rules = [rule for rows in self._rules.values() for rule in rows]
        why = row_fault(body, event, before, revision.get("assertion"), rules)
        if why := why or secrets_fault(body, event, before, rules):
            return why
        self._hold(stream, state)
        self._past.add(Change(from_iso_millis(body["at"]), kind, state))
        self._judged.clear()
        return None
