"""Events, sealed references, jobs that events order, and the filling of frozen objects from fields of the same name.

An event folds itself: `begin` makes the state of a stream that it opens, `fold` the state that follows another.
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
from dataclasses import FrozenInstanceError, dataclass, replace
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
    """Return an object with the given values. Its other fields get the values of the source's fields of the same name.

    Raises TypeError for a field without a value. Raises it also if the source's field has another type and no value is
    given.
    """
    classes: tuple[Any, Any] = (kind, type(source))
    names, others = _namesakes(*classes)
    if not others <= given.keys():
        raise TypeError(f"{kind.__name__}: {', '.join(sorted(others - given.keys()))} has to be given")
    return kind(**given, **{name: getattr(source, name) for name in names if name not in given})


@cache
def _namesakes(kind: Any, source: Any) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return two sets of field names that both dataclasses have: fields with a fitting type, and other fields."""
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
    """Return whether every value of one declared type is valid for another. A subclass does not fit unless it is
    named."""
    return alternatives(hint) <= alternatives(wanted)


def unfillable(kind: Any, source: type, given: Collection[str]) -> Iterator[str]:
    """Yield the reasons why a source cannot fill an object: fields without a value, and fields of the source that would
    be lost."""
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
    """State of a background job of the register."""

    DUE = "DUE"
    """The job waits for its time, or a worker is executing the job."""
    DONE = "DONE"
    DEAD = "DEAD"
    """The job failed too often. A person must handle the job."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """Work to do after an event: the job's name and data. The data contain ids only, never text.

    A job is written to the outbox in the transaction of its event, so no crash loses the job. A job with `due` waits
    until then; for example, a deadline is a job that is due at the end of its day.
    """

    job: str
    data: Mapping[str, str]
    due: datetime | None = None


class Topic(StrEnum):
    """Topic of messages to programs outside the register."""

    PUBLICATION_ISSUED = "PUBLICATION_ISSUED"
    PUBLICATION_CORRECTED = "PUBLICATION_CORRECTED"
    """A notice was corrected, put under review, or confirmed after a review."""
    PUBLICATION_RETRACTED = "PUBLICATION_RETRACTED"
    CASE_CHANGED = "CASE_CHANGED"
    """A new version of a case that the agency may see."""
    CASE_OBLIGATION = "CASE_OBLIGATION"
    """The register notified the agency of a duty in a case."""
    CASE_DEADLINE = "CASE_DEADLINE"
    """A deadline in a case that the agency may see has passed."""
    DUTY_DUE = "DUTY_DUE"
    """A duty of the agency, of any kind, is due soon or overdue."""
    REGISTER_FAULT = "REGISTER_FAULT"
    """A scheduled verification found that the register does not agree with its log."""


S = TypeVar("S")


class ByFields:
    """Freeze, compare, hash and print objects by their fields, with shared methods for all classes. Compiled methods
    for a thousand classes took a third of the sealer's start. A subclass must not have a cached property, which would
    count as a field."""

    __dataclass_fields__: ClassVar[Mapping[str, Any]]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.__doc__ = cls.__doc__ or cls.__name__  # without one, `dataclass` composes a signature
        dataclass(kw_only=True, eq=False, repr=False)(cls)

    def __setattr__(self, name: str, value: object) -> None:
        if name in vars(self) or name not in self.__dataclass_fields__:
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        super().__setattr__(name, value)

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(f"cannot delete field {name!r}")

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

    `commitment` is the SHA-256 of a salted value. The value is in the vault, encrypted with the key of `group`.
    """

    group: str
    commitment: str


class Marks(TypedDict, total=False):
    type: str
    """Name of the event in the record, such as `case.closed`. The first part is the kind of stream."""
    bookkeeping: bool
    """True for a note by the register that no rule of another command reads, such as a notification or an expired term.
    The note makes no earlier version stale."""
    read_by: frozenset[str]
    """Actions of persons whose rules read this note of the register. The note makes an earlier version stale for these
    actions only."""
    state: StrEnum
    appends: str
    """Name of a list in the state. The event's one field without a field of the same name in the state is appended to
    this list."""
    sets: Mapping[str, str]
    """Maps a field of the state to the field of the event that fills it."""
    topic: Topic
    """Topic for outside subscribers. A change of a case is also announced under `CASE_CHANGED`."""


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Event(ByFields):
    """Event in a stream. Subclasses become frozen dataclasses; `type=` sets their name in the record.

    A subclass without `type=` is a base class of events. It declares the type of state that they fold.
    """

    TYPE: ClassVar[str]
    STATE: ClassVar[type]
    BOOKKEEPING: ClassVar[bool] = False
    READ_BY: ClassVar[frozenset[str] | None] = None
    """Names of the actions for which the event makes an earlier version stale; None for all actions."""
    TOPIC: ClassVar[Topic | None] = None
    LEAVES: ClassVar[Mapping[str, Any]] = MappingProxyType({})
    """Values that every event of the class sets in the state."""

    def __init_subclass__(cls, **marks: Unpack[Marks]) -> None:
        super().__init_subclass__()
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
        """Apply the class arguments that control folding. Raises TypeError for a field without a place in the state."""

    def begin(self, id: str, /) -> Any:
        """Return the state of the new stream `id`. Raises TypeError for an event that cannot open a stream."""
        raise TypeError(f"{self.TYPE} does not begin a stream")

    def fold(self, state: Any, /) -> Any:
        """Return the state after this event. Raises TypeError for an event that cannot follow this state."""
        raise TypeError(f"{self.TYPE} does not follow {state}")

    def jobs(self, state: Any, /) -> Iterable[Job]:
        """Return the jobs that this event orders: notifications and terms. `state` is the state after the event."""
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
        """Check that the fields of the event fill every field of the state."""
        own = cls.begin is not Begins.begin
        _refuse(cls, _twice(marks) if own else unfillable(cls.STATE, cls, ("id", *cls.LEAVES)))

    def begin(self, id: str, /) -> S:
        return cast(S, filled(cast(Any, self.STATE), self, id=id, **self.LEAVES))


class Follows(Event, Generic[S]):
    SETS: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """Maps a field of the state to the field of the event that fills it."""
    APPENDS: ClassVar[tuple[str, str] | None] = None
    """Name of a list in the state, and the field of the event that is appended to this list."""

    @classmethod
    def _marked(cls, marks: Marks) -> None:
        """Check that each field of the event has a field of the same name in the state, or a class argument that places
        it."""
        own = cls.fold is not Follows.fold
        _refuse(cls, _twice(marks) if own else _unplaced(cls, marks))

    def fold(self, state: S, /) -> S:
        changed = {**self.LEAVES, **{place: getattr(self, name) for place, name in self.SETS.items()}}
        if self.APPENDS:
            place, name = self.APPENDS
            changed[place] = (*getattr(state, place), getattr(self, name))
        return cast(S, replace(cast(Any, state), **changed))


def _unplaced(event: Any, marks: Marks) -> Iterator[str]:
    """Assign each field of an event to a place in the state. Yield an error for each field without a place."""
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
    """Yield an error for each fixed value of an event whose type does not fit the state."""
    hints = {place: types_of(event.STATE).get(place, object) for place in event.LEAVES}
    return (f"{place} is no {hint}" for place, hint in hints.items() if not isinstance(event.LEAVES[place], hint))


def _twice(marks: Marks) -> Iterable[str]:
    """Yield the class arguments that the event's own `begin` or `fold` would ignore."""
    return (f"{mark}= beside its own fold" for mark in ("state", "appends", "sets") if mark in marks)


def _refuse(event: type[Event], faults: Iterable[str]) -> None:
    if found := list(faults):
        raise TypeError(f"{event.__name__}: {'; '.join(found)}")


EVENTS: dict[str, type[Event]] = {}
"""Maps the name of an event in the record to its class."""


def folded(state: Any, event: Event, id: str) -> Any:
    """Return the state of the stream `id` after an event. Before the first event the state is None.

    Raises TypeError for an event that cannot follow the state, or that belongs to another kind of stream.
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
    """Act that is no command: its name in the record, the types of event that it writes, and the processes that may
    write it.

    An act that replaces a removed command is `ended`. Its past events stay valid, but no new ones are sealed.
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
