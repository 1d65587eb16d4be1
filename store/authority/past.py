"""The registry at any time, limited to the rows on which one act depends.

An act depends on few rows: its agency and predecessors, the assignments of the lead, the appointments and accounts of
the actor, the grants of its agency, its program. Only these rows are looked up, each in the versions of its own stream.
So the time of a replay is proportional to the number of acts.
"""

from bisect import bisect_right, insort
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from domain.kernel.actor import ActorKind
from domain.kernel.calendar import local_date, start_of
from domain.kernel.vocabulary import REGISTRY, Kind
from domain.registry.registry import Registry
from store.authority.rules import Act, fault
from store.facts.registry import registry_of
from store.log.audit.finding import SKEW

JUST: Final = timedelta(milliseconds=1)
NEAR_MOST: Final = 100
"""Most registry changes close to an act. The act is checked again after each of these changes."""
NAMELESS: Final = "?"


class Change(NamedTuple):
    at: datetime
    kind: Kind
    state: Any


class _Versions:
    def __init__(self) -> None:
        self.times: list[datetime] = []
        self._states: list[Any] = []

    def add(self, at: datetime, state: Any) -> None:
        place = bisect_right(self.times, at)
        self.times.insert(place, at)
        self._states.insert(place, state)

    def at(self, moment: datetime) -> Any:
        count = bisect_right(self.times, moment)
        return self._states[count - 1] if count else None


class _Then(Mapping[str, Any]):
    def __init__(self, rows: Mapping[str, _Versions], moment: datetime) -> None:
        self._rows, self._moment = rows, moment

    def __getitem__(self, id: str) -> Any:
        versions = self._rows.get(id)
        if versions is None or (state := versions.at(self._moment)) is None:
            raise KeyError(id)
        return state

    def __iter__(self) -> Iterator[str]:
        return (id for id, versions in self._rows.items() if versions.at(self._moment) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Past:
    """Registry at any time.

    `names` maps ids of officers and users to their subjects. The sealer opens no text and so has no names. Without
    names, every appointment of the agency that could belong to the actor is attributed to the actor.
    """

    def __init__(self, changes: Iterable[Change] = (), names: Mapping[str, str] | None = None) -> None:
        self._rows: dict[Kind, dict[str, _Versions]] = {kind: {} for kind in REGISTRY}
        self._times: list[datetime] = []
        self._of_agency: dict[tuple[Kind, str], set[str]] = {}
        self._former: dict[str, set[str]] = {}
        self._names = names
        self._named: dict[str, list[str]] = {}
        for id, name in (names or {}).items():
            self._named.setdefault(name, []).append(id)
        for change in changes:
            self.add(change)

    def add(self, change: Change) -> None:
        at, kind, state = change
        insort(self._times, at)
        self._rows[kind].setdefault(state.id, _Versions()).add(at, state)
        if kind in (Kind.OFFICER, Kind.GRANT):
            self._of_agency.setdefault((kind, state.agency), set()).add(state.id)
        elif kind is Kind.AGENCY:
            for succession in state.successions:
                self._former.setdefault(succession.successor, set()).add(state.id)

    def same_until(self, at: datetime) -> datetime:
        """Return the time until which the registry around `at` stays the same: the next change, or the start of the
        next day."""
        least, most = bisect_right(self._times, at - SKEW), bisect_right(self._times, at + SKEW)
        counted = (change + SKEW for change in self._times[least : least + 1])
        known = (change - SKEW for change in self._times[most : most + 1])
        return min(_next_day(at), _next_day(at - SKEW) + SKEW, *counted, *known)

    def around(self, act: Act, at: datetime) -> Iterator[Registry]:
        """Yield the registry that an act depends on, at a time and at each change within SKEW of it."""
        for people in self.people(act):
            rows = self._concerned(act, people)
            near = {
                time
                for kind, ids in rows.items()
                for id in ids
                for time in _between(self._rows[kind][id].times, at - SKEW, at + SKEW)
            }
            yield from (self._then(rows, people, moment) for moment in dict.fromkeys((at, at - SKEW, *sorted(near))))

    def whole(self, at: datetime) -> Iterator[Registry]:
        """Yield the whole registry just before a time, at that time, and after each change within SKEW of it."""
        near = _between(self._times, at - SKEW, at + SKEW)[:NEAR_MOST]
        for moment in dict.fromkeys((at - JUST, at, at - SKEW, *near)):
            then = {kind: _Then(rows, moment) for kind, rows in self._rows.items()}
            yield registry_of(then, self._names or {})

    def people(self, act: Act) -> Iterator[Collection[str]]:
        """Yield the appointments and accounts of the act's person: those with the person's name, or, without names,
        those that could belong to the person."""
        own = act.subject or ""
        if act.kind != ActorKind.PERSON:
            yield ()
        elif self._names is not None:
            yield self._named.get(self._names.get(own, ""), [own])
        else:
            yield (own,)
            others = {id for agency in self._before(act.agency) for id in self._of(Kind.OFFICER, agency)}
            yield (own, *sorted(id for id in others - {own} if self._later(id, own)))

    def _later(self, id: str, own: str) -> bool:
        """Return True if `id` could be a later appointment of the person whose first one is `own`."""
        one, first = (self._rows[Kind.OFFICER].get(officer) for officer in (id, own))
        if one is None or first is None:
            return False
        return self._order(one, id) > self._order(first, own)

    def _order(self, versions: _Versions, id: str) -> tuple[date, str]:
        return versions.at(versions.times[-1]).span.since, id

    def _before(self, agency: str | None) -> Collection[str]:
        found, fresh = set[str](), {agency or ""}
        while fresh:
            found |= fresh
            fresh = {former for one in fresh for former in self._former.get(one, ())} - found
        return found

    def _of(self, kind: Kind, agency: str) -> Collection[str]:
        return self._of_agency.get((kind, agency), ())

    def _concerned(self, act: Act, people: Collection[str]) -> dict[Kind, Collection[str]]:
        agency = act.agency or ""
        wanted: dict[Kind, Collection[str]] = {
            Kind.LEAD: self._rows[Kind.LEAD].keys(),
            Kind.GRANT: self._of(Kind.GRANT, agency),
            Kind.AGENCY: self._before(agency),
            Kind.CLIENT: (act.client or "",),
            Kind.OFFICER: people,
            Kind.USER: people,
        }
        return {kind: [id for id in ids if id in self._rows[kind]] for kind, ids in wanted.items()}

    def _then(self, rows: Mapping[Kind, Collection[str]], people: Collection[str], moment: datetime) -> Registry:
        then: dict[Kind, Mapping[str, Any]] = {kind: {} for kind in REGISTRY}
        for kind, ids in rows.items():
            states = ((id, self._rows[kind][id].at(moment)) for id in ids)
            then[kind] = {id: state for id, state in states if state is not None}
        then[Kind.AGENCY] = _Then(self._rows[Kind.AGENCY], moment)
        return registry_of(then, {id: (self._names or {}).get(id, NAMELESS) for id in people})


def _between(times: list[datetime], after: datetime, until: datetime) -> list[datetime]:
    return times[bisect_right(times, after) : bisect_right(times, until)]


def _next_day(at: datetime) -> datetime:
    return start_of(local_date(at) + timedelta(days=1))


def without_authority(act: Act, at: datetime, past: Past) -> str | None:
    """Return why the act had no authority at any time around `at`. Return None if it had authority at some time."""
    why = None
    for registry in past.around(act, at):
        for day in dict.fromkeys((local_date(at), local_date(at - SKEW))):  # around midnight there are two
            if (wrong := fault(act, registry, day)) is None:
                return None
            why = why or wrong
    return why
