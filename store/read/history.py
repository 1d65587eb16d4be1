"""Reads of the record: the events of a stream, its state at a version, and events across streams.

The caller has checked that the stream is visible, and has recorded the read. For versions newer than a given version,
only names of changed fields are returned, without values or texts.
"""

import asyncio
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any, Final

import orjson
from pymongo import ASCENDING

from domain.administration.users import UserEnrolled
from domain.book import BY_COMMAND, EVENTS, STATES
from domain.case.state.case import Case
from domain.kernel import text
from domain.kernel.actor import Actor, ActorKind
from domain.kernel.changes import Change, sealed_in
from domain.kernel.refusals import NEWER_MOST, Refused, invalid
from domain.kernel.vocabulary import REGISTRY, Kind, kind_of
from domain.kernel.witnessing import WitnessState
from domain.publication.public import PUBLIC_STATES
from store.driver.conditions import (
    COUNT_MOST,
    NOTHING,
    Condition,
    Order,
    Page,
    Place,
    all_of,
    check_first,
    equals,
    one_of,
    place_of,
    stored,
    within,
)
from store.driver.connection import Connection, Document
from store.driver.finding import Find, Steps, aggregated
from store.driver.finding import rows as rows_of
from store.heads.collection import heads_of
from store.heads.head_texts import commitments, head_of
from store.heads.reader import visible_to
from store.log.receipts import log_mark
from store.log.storage import LogStorage
from store.log.witnessing.policies import Cosigned, witnesses_of
from store.read.publications import Publications
from store.record.differences import differences
from store.record.revision import destroyed, state_of, summary_of
from store.record.sealing import opened_texts
from store.verification.stream import StreamAudit, audit_stream

VERSION = re.compile(r"[0-9]{1,9}")
PENDING_MOST = 100_000
SPANS_AT_ONCE = 8
"""Number of spans whose changes are found in one piece."""
VERSIONS_MOST = 5_000
"""Most versions of one stream that a request verifies. Only the full verification checks longer streams."""


@dataclass(frozen=True, kw_only=True)
class LogState:
    size: int
    cosigned: bool
    witnesses: WitnessState
    cosignatures: tuple[Cosigned, ...]
    pending: int
    oldest_pending_at: datetime | None
    last_sealed_at: datetime | None
    checkpoints: int

    def age(self, now: datetime) -> float | None:
        """Return the seconds for which the oldest pending version has waited; None if there is none."""
        if self.oldest_pending_at is None:
            return None
        return max(0.0, (now - self.oldest_pending_at.replace(tzinfo=UTC)).total_seconds())


SUMMARY = {"stream": 1, "n": 1, "body": 1, "at": 1, "leaf": 1}
"""Fields of a summary. The state is left out because it is larger."""
STATE = {"stream": 1, "n": 1, "kind": 1, "at": 1, "state": 1}
Span = tuple[str, int, int]
"""Stream, an earlier version (0 for none) and a later version."""


OPERATED = frozenset(
    action.stream.value
    for action in BY_COMMAND.values()
    if ActorKind.OPERATOR in action.by and action.stream in REGISTRY
)
"""Kinds of registry rows in which the operator acts. All acts on these rows without an agency are the operator's,
except enrolments."""


class StreamTooLong(Exception):
    """The stream has more versions than one request may verify."""


@dataclass(frozen=True, kw_only=True)
class EventFilter:
    """Filter for a list of events. `among` contains the agencies whose events the reader may see; None means all
    agencies.

    `registry` selects all kinds of registry rows, and `operator` selects the operator's acts on them.
    """

    kind: Kind = Kind.CASE
    among: frozenset[str] | None = None
    agency: str | None = None
    type: str | None = None
    stream: str | None = None
    since: datetime | None = None
    before: datetime | None = None
    registry: bool = False
    operator: bool = False

    @property
    def across(self) -> bool:
        """Return True if the filter may match events of several streams."""
        return self.operator or self.registry or self.stream is None

    def query(self) -> list[Document]:
        if self.operator:
            found = [{"agency": None}, {"kind": one_of(OPERATED)}, {"type": {"$ne": UserEnrolled.TYPE}}]
        elif self.registry:
            found = [{"kind": one_of(kind.value for kind in REGISTRY)}]
        elif self.stream is not None:  # the id of a stream contains its kind
            found = [equals("stream", self.stream)] if kind_of(self.stream) is self.kind else [NOTHING]
        else:
            found = [equals("kind", self.kind.value)]
        if self.among is not None:
            found.append({"agency": one_of(self.among)})
        for key in ("agency", "type"):
            if (value := getattr(self, key)) is not None:
                found.append(equals(key, value))
        return [*found, *within("at", self.since, self.before)]


class History:
    def __init__(self, connection: Connection) -> None:
        self._connection, self._publications = connection, Publications(connection)

    async def visible(self, actor: Actor, stream: str) -> Document | None:
        kind = kind_of(stream)
        if kind is None:
            return None
        return await heads_of(self._connection, kind).find_one(all_of(equals("_id", stream), visible_to(actor, kind)))

    async def page(self, stream: str, first: int, after: int) -> Page:
        """Return the events of a stream after version `after`, oldest first."""
        (page,) = await self.pages([(stream, after, first)])
        return page

    async def pages(self, wanted: Sequence[tuple[str, int, int]]) -> list[Page]:
        """Return the events after a version, oldest first, for each (stream, version, size), with one query.

        A stream's versions are 1, 2, 3 …, so the ids of the revisions in a page are computed, not searched.
        """
        ids = [
            f"{stream}:{n}"
            for stream, after, first in wanted
            for n in _versions(after, check_first(first) + 1)
            if text.forbidden(stream) is None  # the driver cannot encode what no stream id can contain
        ]
        found = {row["_id"]: row for row in await rows_of(self._connection.revisions, Find.of_ids(ids, SUMMARY))}
        pages = []
        for stream, after, first in wanted:
            there = [row for n in _versions(after, first + 1) if (row := found.get(f"{stream}:{n}"))]
            pages.append(Page(rows=[summary_of(row) for row in there[:first]], more=len(there) > first))
        return pages

    async def events(
        self, wanted: EventFilter, first: int, after: str | None, backward: bool = False, reverse: bool = False
    ) -> Page:
        """Return events across the streams of a kind, newest first unless `reverse`.

        Raise Refused for a bad page size or cursor.
        """
        turned = backward is not reverse
        order, most = Order("at").turned(turned), check_first(first, backward) + 1
        place = place_of(after, backward)

        async def read(narrowed: Condition, count: int) -> list[Document]:
            sort = order.sort if wanted.across else [("n", order.direction)]
            return await rows_of(self._connection.revisions, Find(narrowed, SUMMARY, sort, limit=count))

        if wanted.across:
            rows = await order.rows(read, all_of(*wanted.query()), place, most)
        else:  # by version, the order of a stream's index
            behind = {"n": {"$gt" if turned else "$lt": _version_in(place)}} if place else {}
            rows = await read(all_of(*wanted.query(), behind), most)
        return Page.of([summary_of(row) for row in rows], first, backward)

    async def count_events(self, wanted: EventFilter) -> int:
        return await self._connection.revisions.count_documents(all_of(*wanted.query()), limit=COUNT_MOST)

    async def versions_at(self, streams: Collection[str], moment: datetime) -> Mapping[str, int]:
        """Return the newest version of each stream at a time. Streams that began later are left out."""
        steps: list[Document] = [
            {"$match": {"stream": {"$in": sorted(set(streams))}, "at": {"$lte": stored(moment)}}},
            {"$group": {"_id": "$stream", "n": {"$max": "$n"}}},
        ]
        found = await aggregated(self._connection.revisions, Steps(steps))
        return {row["_id"]: row["n"] for row in found}

    async def document(self, stream: str, version: int) -> Document | None:
        return (await self.documents([(stream, version)])).get((stream, version))

    async def documents(self, wanted: Collection[tuple[str, int]]) -> Mapping[tuple[str, int], Document]:
        """Return the objects as they were at these versions, by stream and version. Missing versions are left out."""
        rows = await self._revisions(wanted)
        states = await _states(rows)
        sealed = dict[str, list[str]]()
        for (stream, _), state in states.items():
            sealed.setdefault(stream, []).extend(commitments(state))
        clear, master = await opened_texts(self._connection, sealed), self._connection.master
        return {
            (stream, n): head_of(Kind(row["kind"]), states[stream, n], n, row["at"], clear, master)
            for (stream, n), row in rows.items()
        }

    async def moment(self, stream: str, version: int) -> datetime | None:
        revision = await self._revision(stream, version)
        return revision["at"] if revision else None

    async def changes(self, actor: Actor, spans: Sequence[Span]) -> tuple[list[tuple[Change, ...]], Mapping[str, str]]:
        """Return the changes of each span, and all texts that can be opened, by commitment.

        Changes of a press notice that was not yet public are left out, except for its own office.
        """
        rows = await self._revisions([(stream, n) for stream, *both in spans for n in both])
        states = {place: orjson.loads(bytes(row["state"])) for place, row in rows.items()}
        await self._hide_notices(actor, states)
        found, sealed = list[tuple[Change, ...]](), dict[str, list[str]]()
        for number, (stream, older, newer) in enumerate(spans, start=1):
            kind = kind_of(stream)
            assert kind is not None
            of_span = differences(STATES[kind], states.get((stream, older)), states.get((stream, newer)))
            found.append(of_span)
            sealed.setdefault(stream, []).extend(text.commitment for text in sealed_in(of_span))
            if number % SPANS_AT_ONCE == 0:
                await asyncio.sleep(0)  # a page of them is long: others have their turn
        return found, await opened_texts(self._connection, sealed)

    async def _hide_notices(self, actor: Actor, states: dict[tuple[str, int], Any]) -> None:
        """Remove the notices that were not yet public from the states of cases, except those of the actor's office."""
        notices = {place: _unseen_in(state) for place, state in states.items() if place[0].startswith(OF_CASES)}
        own = await self._publications.readable(actor, frozenset[str]().union(*notices.values()))
        for place, unseen_then in notices.items():
            if hidden := unseen_then - own:
                links = [link for link in states[place]["publications"] if link["publication"] not in hidden]
                states[place] |= {"publications": links}

    async def destroyed(self, groups: Collection[str]) -> Mapping[str, str]:
        """Return the events that record the destruction of these groups' keys.

        A key that is missing without such an event is left out.
        """
        found = await destroyed(self._connection)
        return {group: found[group] for group in groups if group in found}

    async def audit(self, stream: str) -> StreamAudit:
        """Audit a stream against log, states and head. Raise StreamTooLong; raise LogFault for an unreadable log."""
        found = self._connection.revisions.find(equals("stream", stream)).sort("n", ASCENDING)
        revisions = await found.to_list(VERSIONS_MOST + 1)
        if len(revisions) > VERSIONS_MOST:
            raise StreamTooLong
        return await audit_stream(self._connection, revisions)

    async def log_state(self) -> LogState:
        """Return the state of the transparency log. Raise ObjectDiffers for an unreadable checkpoint."""
        storage = LogStorage.of(self._connection)
        newest = await storage.shown()
        witnessed = await witnesses_of(storage, newest, self._connection.origin, self._connection.log_key)
        pending = self._connection.pending
        oldest = await pending.find_one({}, {"at": 1}, sort=[("at", ASCENDING)])
        return LogState(
            size=newest.size if newest else 0,
            cosigned=witnessed[0] is WitnessState.QUORUM,
            witnesses=witnessed[0],
            cosignatures=witnessed[1],
            pending=await pending.count_documents({}, limit=PENDING_MOST),
            oldest_pending_at=oldest["at"] if oldest else None,
            last_sealed_at=newest.at if newest and newest.size else None,
            checkpoints=await self._connection.checkpoints.estimated_document_count(),
        )

    async def log_mark(self, at: datetime | None = None) -> str:
        """Return the log mark for printed documents: size and root of the newest checkpoint, or of the checkpoint that
        was newest at a time."""
        return await log_mark(self._connection, at)

    async def state(self, stream: str, version: int) -> Any:
        """Return the state of a stream at a version; None for version 0 and for a missing one."""
        revision = await self._revision(stream, version) if version else None
        return state_of(revision) if revision else None

    async def _revision(self, stream: str, version: int) -> Document | None:
        return await self._connection.revisions.find_one(equals("_id", f"{stream}:{version}"))

    async def _revisions(self, places: Collection[tuple[str, int]]) -> Mapping[tuple[str, int], Document]:
        ids = sorted({f"{stream}:{n}" for stream, n in places})
        found = await rows_of(self._connection.revisions, Find.of_ids(ids, STATE))
        return {(row["stream"], row["n"]): row for row in found}


async def _states(rows: Mapping[tuple[str, int], Document]) -> dict[tuple[str, int], Any]:
    """Return the states of the revisions. The function yields to other tasks between two states, because a page of
    states takes long."""
    states = {}
    for place, row in rows.items():
        states[place] = state_of(row)
        await asyncio.sleep(0)
    return states


OF_CASES: Final = f"{Kind.CASE.value}-"


def _unseen_in(state: Mapping[str, Any]) -> frozenset[str]:
    """Return the notices in a case's JSON that were not yet public, as `unseen` does."""
    links = state.get("publications", ())
    return frozenset(link["publication"] for link in links if link["state"] not in PUBLIC_STATES)


def unseen(state: Any) -> frozenset[str]:
    """Return the notices of a case that were not yet public in this state; an empty set for other objects."""
    links = state.publications if isinstance(state, Case) else ()
    return frozenset(link.publication for link in links if link.state not in PUBLIC_STATES)


def without(state: Any, notices: frozenset[str]) -> Any:
    """Return the state without the given notices, for readers who may not learn of these notices."""
    if not notices:
        return state
    return replace(state, publications=tuple(link for link in state.publications if link.publication not in notices))


def _version_in(place: Place) -> int:
    """Return the version in a cursor of a stream's events. Raise Refused for a cursor of another list."""
    version = place.id.rpartition(":")[2]
    if not VERSION.fullmatch(version):
        raise Refused(invalid("after", "cursor"))
    return int(version)


def _versions(after: int, count: int) -> range:
    return range(after + 1, after + 1 + count)


READ = {"kind": 1, "type": 1, "stream": 1, "n": 1, "at": 1, "leaf": 1, "body": 1, "state": 1}


class NewerVersions:
    def __init__(self, connection: Connection) -> None:
        self._connection, self._publications = connection, Publications(connection)

    async def between(self, actor: Actor, stream: str, after: int, newest: int) -> list[Document]:
        """Return the versions after a given version, oldest first, but only the last NEWER_MOST of them.

        Each is a summary with `changed`, the keys of the state that differ from the version before. Changes of a press
        notice that was not yet public are left out, except for its own office.
        """
        first = max(after, newest - NEWER_MOST, 0)
        ids = [f"{stream}:{number}" for number in range(first, newest + 1)]
        rows = {row["n"]: row async for row in self._connection.revisions.find({"_id": {"$in": ids}}, READ)}
        states = {number: state_of(row) for number, row in rows.items()}
        own = await self._publications.readable(actor, {id for state in states.values() for id in unseen(state)})
        shown = {number: without(state, unseen(state) - own) for number, state in states.items()}
        return [
            {
                **summary_of(rows[number]),
                "bookkeeping": EVENTS[rows[number]["type"]].BOOKKEEPING,
                "changed": changed(shown.get(number - 1), shown[number]),
            }
            for number in range(first + 1, newest + 1)
            if number in rows
        ]


def changed(before: Any, after: Any) -> frozenset[str]:
    """Return the keys that differ between two states. If `before` is None, return every key whose value is not None."""
    return frozenset(
        field.name for field in fields(after) if getattr(before, field.name, None) != getattr(after, field.name)
    )
