"""Authority, played again: whether the sealed registry gave each actor, at that time, the right to do what it did.

The registry is folded along with the acts, in the order of their times. Clocks and a commit that takes its time leave
a margin: an act is good if it was so at any moment within SKEW (`store/verification/authority_rules.py`). That the
state of the case admitted the act is not looked at here.
"""

from bisect import bisect_right
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from domain.kernel.actor import ActorKind
from domain.kernel.calendar import local_date, start_of
from domain.kernel.kind import REGISTRY, Kind
from domain.registry.registry import Registry
from store.driver.connection import Connection
from store.facts.registry import registry_of
from store.facts.registry_rows import RegistryRows
from store.log.audit.finding import SKEW, Finding
from store.log.audit.ledger import Acted, Ledger, Said
from store.verification.authority_rules import BY_REGISTRY, Act, fault, not_for
from store.verification.callers import Callers

JUDGED_KEPT = 10_000
"""Acts of actors outside the registry whose judgement is remembered: everybody with a code is an actor of their own."""
FOREIGN = Finding("command-differs", "", "its command is from another caller")


class Change(NamedTuple):
    """A version of a stream of the registry."""

    at: datetime
    kind: Kind
    state: Any


class Authority:
    """What a pass over the record saw of the registry, and the acts to be judged, which the ledger keeps."""

    def __init__(self, connection: Connection, ledger: Ledger) -> None:
        self._connection, self._rows, self._ledger = connection, RegistryRows(connection), ledger
        self._changes: list[Change] = []
        self._others: dict[tuple[Said, str | None], tuple[Finding, ...]] = {}
        self._outside = Callers(connection.master, {}, {})

    def changed(self, kind: Kind, at: datetime, state: Any) -> None:
        """Remember a version of a stream of the registry."""
        self._changes.append(Change(at, kind, state))

    def acted(self, acts: Iterable[Acted]) -> Iterator[Finding]:
        """Judge those acts whose actor the registry gives nothing, and keep the others until all of it is known."""
        kept = []
        for act in acts:
            _, revision, said, caller = act
            if said[0] in BY_REGISTRY:
                kept.append(act)
                continue
            if (wrong := self._others.get((said, caller))) is None:
                if len(self._others) == JUDGED_KEPT:
                    self._others, self._outside = {}, Callers(self._connection.master, {}, {})
                wrong = self._others[said, caller] = tuple(self._judged(said, caller))
            for finding in wrong:
                yield replace(finding, place=revision)
        self._ledger.keep_acts(kept)

    def _judged(self, said: Said, caller: str | None) -> Iterator[Finding]:
        if caller is not None and self._outside.foreign(said, caller):
            yield FOREIGN
        if why := not_for(Act.of(said)):
            yield Finding("authority-missing", "", why)

    async def findings(self) -> AsyncIterator[Finding]:
        """Acts without authority, and commands from another caller than the acts they led to, in the order of time."""
        self._changes.sort(key=lambda change: change.at)
        names = await self._names()
        callers = Callers(self._connection.master, names, self._appointed())
        past, judged = Past(self._changes, names), dict[Said, str | None]()
        until: datetime | None = None
        for at, revision, said, caller in self._ledger.acts():
            if caller is not None and callers.foreign(said, caller):
                yield replace(FOREIGN, place=revision)
            if until is None or at >= until:
                judged, until = {}, past.same_until(at)
            if said not in judged:
                act = Act.of(said)
                judged[said] = self._unlike(act) or without_authority(act, at, past)
            if why := judged[said]:
                yield Finding("authority-missing", revision, why)

    def _unlike(self, act: Act) -> str | None:
        """Why a program that acts for itself is not who it says: its name in acts follows from its id."""
        if act.kind != ActorKind.CLIENT or act.subject == self._connection.master.pseudonym(act.client or ""):
            return None
        return f"{act.subject} is not the client {act.client}"

    def _appointed(self) -> Mapping[str, frozenset[str]]:
        """The agencies of each officer there ever was."""
        found: dict[str, set[str]] = {}
        for change in self._changes:
            if change.kind is Kind.OFFICER:
                found.setdefault(change.state.id, set()).add(change.state.agency)
        return {id: frozenset(agencies) for id, agencies in found.items()}

    async def _names(self) -> Mapping[str, str]:
        """The subjects of all officers and users there ever were, by their ids."""
        named = [change.state for change in self._changes if change.kind in (Kind.OFFICER, Kind.USER)]
        return await self._rows.names(named, None)


class Past:
    """The registry as it was at any moment; cheap when asked in the order of time."""

    def __init__(self, changes: list[Change], names: Mapping[str, str]) -> None:
        self._changes, self._names = changes, names
        self._times = [change.at for change in changes]
        self._made = 0
        self._rows: dict[Kind, dict[str, Any]] = {kind: {} for kind in REGISTRY}
        self._registries: dict[int, Registry] = {}

    def same_until(self, at: datetime) -> datetime:
        """When what is around a moment is no longer the same: another change counts, or it is another day."""
        least, most = bisect_right(self._times, at - SKEW), bisect_right(self._times, at + SKEW)
        counted = (change + SKEW for change in self._times[least : least + 1])
        known = (change - SKEW for change in self._times[most : most + 1])
        return min(_next_day(at), _next_day(at - SKEW) + SKEW, *counted, *known)

    def around(self, at: datetime) -> Iterator[Registry]:
        """The registry as it was within SKEW of a moment: first as it was made already, which is often enough."""
        least, most = bisect_right(self._times, at - SKEW), bisect_right(self._times, at + SKEW)
        now = bisect_right(self._times, at)
        counts = (now, *range(least, now), *range(now + 1, most + 1))
        yield from (self._registries[count] for count in counts if count in self._registries)
        yield from (self._after(count) for count in counts)

    def at(self, at: datetime) -> Registry:
        """The registry at a moment."""
        return self._after(bisect_right(self._times, at))

    def _after(self, count: int) -> Registry:
        """The registry after so many changes."""
        if count not in self._registries:
            if count < self._made:
                self._made, self._rows = 0, {kind: {} for kind in REGISTRY}
            for change in self._changes[self._made : count]:
                self._rows[change.kind][change.state.id] = change.state
            self._made = count
            if len(self._registries) > KEPT:
                self._registries.clear()
            rows = {kind: dict(of_kind) for kind, of_kind in self._rows.items()}
            self._registries[count] = registry_of(rows, self._names)
        return self._registries[count]


KEPT = 16
"""Registries of different moments that are held at once."""


def _days(at: datetime) -> tuple[date, ...]:
    """The day of the act; around midnight the two."""
    return tuple(dict.fromkeys((local_date(at), local_date(at - SKEW))))


def _next_day(at: datetime) -> datetime:
    """When the day of a moment is over."""
    return start_of(local_date(at) + timedelta(days=1))


def without_authority(act: Act, at: datetime, past: Past) -> str | None:
    """Why the act had no authority at any moment around its time; None when it had."""
    if any(fault(act, registry, day) is None for registry in past.around(at) for day in _days(at)):
        return None
    return fault(act, past.at(at), _days(at)[0])
