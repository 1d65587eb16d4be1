"""Events, sealed references, what events order, and how frozen objects are filled from their namesakes.

The record is never migrated: an event class may gain fields that have defaults, and nothing else may ever change in
it. An event folds itself: `begin` makes the state of a stream that it opens, `fold` the state that follows another.
Folding uses nothing but the event and the state before it, so replaying the record years later gives the same states.

Without `begin` or `fold` of its own an event fills the fields of the state that have the names of its own. Its class
arguments say the rest:

    class CaseClosed(CaseEvent, type="case.closed", state=CaseState.CLOSED):
        closure: Closure

    class OwnMeasureTaken(CaseEvent, type="case.own-measure-taken", appends="own_measures"):
        measure: OwnMeasure

What cannot be filled is an error early. Classes that declare it are checked when they are defined (`unfillable`); in
calls mypy asks for what is left (`scripts/workbench/filling_types.py`).
"""

import dataclasses
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cache
from types import MappingProxyType, UnionType
from typing import (
    Annotated,
    Any,
    ClassVar,
    Generic,
    TypedDict,
    TypeVar,
    Union,
    Unpack,
    cast,
    dataclass_transform,
    get_args,
    get_origin,
)

from domain.kernel.actor import ActorKind, Process

T = TypeVar("T")


def filled(kind: type[T], source: Any, /, **given: Any) -> T:
    """Make an object from the given values, and from the same-named fields of the source for the rest.

    Raises TypeError for an unfilled field, and for one whose namesake has another type and is not given.
    """
    classes: tuple[Any, Any] = (kind, type(source))
    names, others = _namesakes(*classes)
    if not others <= given.keys():
        raise TypeError(f"{kind.__name__}: {', '.join(sorted(others - given.keys()))} has to be given")
    return kind(**given, **{name: getattr(source, name) for name in names if name not in given})


@cache
def _namesakes(kind: Any, source: Any) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the fields that two dataclasses have in common: those of a fitting type, and the others."""
    wanted, theirs = types_of(kind), types_of(source)
    both = [name for name in wanted if name in theirs]
    names = tuple(name for name in both if fits(theirs[name], wanted[name]))
    return names, frozenset(both).difference(names)


@cache
def types_of(kind: Any) -> dict[str, Any]:
    return {field.name: _bare(field.type) for field in dataclasses.fields(kind)}


def _bare(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def alternatives(hint: Any) -> frozenset[Any]:
    return frozenset(get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,))


def fits(hint: Any, wanted: Any) -> bool:
    """Return whether every value of a type is valid for another declared type. A subclass must be declared by name."""
    return alternatives(hint) <= alternatives(wanted)


def unfillable(kind: Any, source: type, given: Collection[str]) -> Iterator[str]:
    """Yield the reasons why an object cannot be filled from a source: missing fields, and fields that would be lost."""
    wanted, theirs = types_of(kind), types_of(source)
    yield from (f"{name} is not filled" for name in sorted(needed(kind) - theirs.keys() - set(given)))
    for name, hint in theirs.items():
        if name in given:
            yield f"{name} is filled twice"
        elif name not in wanted:
            yield f"{name} goes nowhere"
        elif not fits(hint, wanted[name]):
            yield f"{name} is of another type"


def needed(kind: Any) -> frozenset[str]:
    return frozenset(
        field.name
        for field in dataclasses.fields(kind)
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    )


class JobState(StrEnum):
    """State of a job of the register."""

    DUE = "DUE"
    """The job waits for its time, or is being done."""
    DONE = "DONE"
    DEAD = "DEAD"
    """The job failed too often; a person must handle it."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """Work to do after an event: the job's name and its data; ids only, never text.

    It is written in the transaction of its event and found in the outbox, so no crash loses it. A job with `due` waits
    until then: a deadline is a job of the day it ends.
    """

    job: str
    data: Mapping[str, str]
    due: datetime | None = None


class Topic(StrEnum):
    """Topic of messages to programs outside."""

    PUBLICATION_ISSUED = "PUBLICATION_ISSUED"
    PUBLICATION_CORRECTED = "PUBLICATION_CORRECTED"
    """A notice was corrected, put under review, or confirmed after a review."""
    PUBLICATION_RETRACTED = "PUBLICATION_RETRACTED"
    CASE_CHANGED = "CASE_CHANGED"
    """A new version of a case that the agency may see."""
    CASE_OBLIGATION = "CASE_OBLIGATION"
    """The register notified the agency of a duty."""
    CASE_DEADLINE = "CASE_DEADLINE"
    """A deadline in a case that the agency may see has passed."""
    DUTY_DUE = "DUTY_DUE"
    """A duty of the agency, of whatever kind, is due soon or overdue."""
    REGISTER_FAULT = "REGISTER_FAULT"
    """A scheduled verification found that the register does not agree with its log."""


S = TypeVar("S")


class ByFields:
    """Compare, hash and show by the fields, with one method for all classes: a thousand compiled ones took a fifth of
    the sealer's start. A subclass has no cached property, which would count as a field.
    """

    def __eq__(self, other: object) -> bool:
        return vars(self) == vars(other) if type(self) is type(other) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(vars(self).values()))

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"{type(self).__qualname__}({shown})"


@dataclass(frozen=True, slots=True)
class Sealed:
    """Reference in the record to a text that may name a person.

    `commitment` is the SHA-256 of a salted value; the value is in the vault, encrypted under the key of `group`.
    """

    group: str
    commitment: str


class Marks(TypedDict, total=False):
    type: str
    """Name of the event in the record. The first part is the kind of stream: `case.closed`."""
    bookkeeping: bool
    """True for a note by the register that no rule of another command reads, such as a notification or an expired term.
    Such a version makes no other version stale."""
    read_by: frozenset[str]
    """Actions of persons that read what the register noted here. The note makes the version stale for these actions
    alone."""
    state: StrEnum
    appends: str
    """List of the state to which the event appends the one of its fields that has no namesake there."""
    sets: Mapping[str, str]
    """Fields of the state, each with the field of the event that fills it."""
    topic: Topic
    """Topic for outside subscribers; a change of a case is announced under its own topic as well."""


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Event(ByFields):
    """Event in a stream. Subclasses become frozen dataclasses, named in the record by `type=`.

    A subclass without `type=` is a base of events and declares the state that they fold.
    """

    TYPE: ClassVar[str]
    STATE: ClassVar[type]
    BOOKKEEPING: ClassVar[bool] = False
    READ_BY: ClassVar[frozenset[str] | None] = None
    """Names of the actions for which the event makes a version stale; None for all actions."""
    TOPIC: ClassVar[Topic | None] = None
    LEAVES: ClassVar[Mapping[str, Any]] = MappingProxyType({})
    """Values that every event of the class sets in the state."""

    def __init_subclass__(cls, **marks: Unpack[Marks]) -> None:
        super().__init_subclass__()
        dataclass(frozen=True, kw_only=True, eq=False, repr=False)(cls)
        cls.STATE = _folded_by(cls)
        cls.BOOKKEEPING = marks.get("bookkeeping", False)
        cls.READ_BY = frozenset() if cls.BOOKKEEPING else marks.get("read_by")
        cls.TOPIC = marks.get("topic")
        cls.LEAVES = MappingProxyType({"state": marks["state"]} if "state" in marks else {})
        if "type" in marks:
            cls.TYPE = marks["type"]
            _refuse(cls, _other_states(cls))
            cls._marked(marks)
            EVENTS[cls.TYPE] = cls

    @classmethod
    def _marked(cls, marks: Marks) -> None:
        """Apply the marks that say how the event is folded. Raises TypeError for a field without a place in the
        state."""

    def begin(self, id: str, /) -> Any:
        """Return the state of the new stream `id`. Raises TypeError for an event that opens none."""
        raise TypeError(f"{self.TYPE} does not begin a stream")

    def fold(self, state: Any, /) -> Any:
        """Return the state after this event. Raises TypeError for an event that cannot follow."""
        raise TypeError(f"{self.TYPE} does not follow {state}")

    def jobs(self, state: Any, /) -> Iterable[Job]:
        """Return the work that this event orders: notifications and terms. `state` is the one after it."""
        return ()


def _folded_by(event: type[Event]) -> type:
    for base in getattr(event, "__orig_bases__", ()):
        for named in get_args(base):
            if isinstance(named, type):
                return named
    return getattr(event, "STATE", object)


class Begins(Event, Generic[S]):
    @classmethod
    def _marked(cls, marks: Marks) -> None:
        """Check that event and state have the same fields."""
        own = cls.begin is not Begins.begin
        _refuse(cls, _twice(marks) if own else unfillable(cls.STATE, cls, ("id", *cls.LEAVES)))

    def begin(self, id: str, /) -> S:
        return cast(S, filled(cast(Any, self.STATE), self, id=id, **self.LEAVES))


class Follows(Event, Generic[S]):
    SETS: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """Fields of the state, each with the field of the event that fills it."""
    APPENDS: ClassVar[tuple[str, str] | None] = None
    """List of the state, and the field of the event that is appended to it."""

    @classmethod
    def _marked(cls, marks: Marks) -> None:
        """Check that each field of the event has a namesake in the state or a mark."""
        own = cls.fold is not Follows.fold
        _refuse(cls, _twice(marks) if own else _unplaced(cls, marks))

    def fold(self, state: S, /) -> S:
        changed = {**self.LEAVES, **{place: getattr(self, name) for place, name in self.SETS.items()}}
        if self.APPENDS:
            place, name = self.APPENDS
            changed[place] = (*getattr(state, place), getattr(self, name))
        return cast(S, replace(cast(Any, state), **changed))


def _unplaced(event: Any, marks: Marks) -> Iterator[str]:
    """Give each field of an event its place in the state. Yield the faults of fields without one."""
    wanted, theirs, renamed = types_of(event.STATE), types_of(event), marks.get("sets", {})
    own = {name: name for name in theirs if name not in renamed.values() and fits(theirs[name], wanted.get(name))}
    event.SETS = MappingProxyType({**own, **renamed})
    left = [name for name in theirs if name not in event.SETS.values()]
    if appended := left[:1] if "appends" in marks else []:
        event.APPENDS = marks["appends"], appended[0]
        if get_args(wanted.get(marks["appends"])) != (theirs[appended[0]], ...):
            yield f"{marks['appends']} lists no {appended[0]}"
    elif "appends" in marks:
        yield f"nothing goes to {marks['appends']}"
    yield from (f"{name} goes nowhere" for name in left if name not in appended)
    for place, name in event.SETS.items():
        if place in event.LEAVES or not fits(theirs.get(name), wanted.get(place)):
            yield f"{place} does not take {name}"


def _other_states(event: type[Event]) -> Iterable[str]:
    """Yield the fixed values of an event that have the wrong type for the state."""
    hints = {place: types_of(event.STATE).get(place, object) for place in event.LEAVES}
    return (f"{place} is no {hint}" for place, hint in hints.items() if not isinstance(event.LEAVES[place], hint))


def _twice(marks: Marks) -> Iterable[str]:
    """Yield the marks that the event's own `begin` or `fold` would ignore."""
    return (f"{mark}= beside its own fold" for mark in ("state", "appends", "sets") if mark in marks)


def _refuse(event: type[Event], faults: Iterable[str]) -> None:
    if found := list(faults):
        raise TypeError(f"{event.__name__}: {'; '.join(found)}")


EVENTS: dict[str, type[Event]] = {}
"""Event classes by their name in the record."""


def folded(state: Any, event: Event, id: str) -> Any:
    """Return the state of the stream `id` after an event; the first has None before it.

    Raises TypeError for an event that cannot follow, or that belongs to another kind of stream.
    """
    if event.TYPE.partition(".")[0] != id.partition("-")[0]:
        raise TypeError(f"{event.TYPE} does not belong to {id}")
    return event.begin(id) if state is None else event.fold(state)


def fold(id: str, events: Iterable[Event]) -> Any:
    """Return the state of a stream after all its events; None without events. Raises TypeError as `folded` does."""
    state = None
    for event in events:
        state = folded(state, event, id)
    return state


OF_THE_REGISTER = frozenset({ActorKind.SYSTEM})


@dataclass(frozen=True, kw_only=True)
class OwnAct:
    """Act without a command: its name in the record, the types of event that it writes, and the processes that may.

    An act that replaces a removed command is `ended`: its past events stay valid, and new ones are not sealed.
    """

    action: str
    writes: tuple[type[Event], ...]
    by: frozenset[Process]
    actors: frozenset[ActorKind] = OF_THE_REGISTER
    ended: bool = False

    def __post_init__(self) -> None:
        OWN_ACTS.append(self)


OWN_ACTS: list[OwnAct] = []


@dataclass(frozen=True, kw_only=True)
class Step:
    """Author and time of a step, with its document or note."""

    agency: str
    officer: str
    at: datetime
    document_number: Sealed | None = None
    note: Sealed | None = None
