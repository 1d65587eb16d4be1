"""What an event and a sealed reference are.

The record is never migrated: an event class may gain fields that have defaults, and nothing else may ever change in
it. An event folds itself: `begin` makes the state of a stream that it opens, `fold` the state that follows another.
Folding uses nothing but the event and the state before it, so replaying the record years later gives the same states.
"""

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar, dataclass_transform

from domain.kernel.job import Job

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Sealed:
    """Stands in the record for a text that may name someone.

    `commitment` is the SHA-256 of a salted value; the value lies in the vault under the key of `group`.
    """

    group: str
    commitment: str


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Event:
    """Something that happened to a stream. Subclasses become frozen dataclasses, named in the record by `type=`.

    The first part of the name is the kind of stream: `case.closed`. A subclass without `type=` is a base of events and
    says which state they fold.
    """

    TYPE: ClassVar[str]
    BOOKKEEPING: ClassVar[bool] = False
    """Whether the register itself notes it and no rule of anybody else's command looks at what it changes: that
    somebody was told, or that a term ran out. Such a version makes no other version stale."""

    def __init_subclass__(cls, *, type: str | None = None, bookkeeping: bool = False) -> None:
        super().__init_subclass__()
        dataclass(frozen=True, kw_only=True)(cls)
        cls.BOOKKEEPING = bookkeeping
        if type is not None:
            cls.TYPE = type
            EVENTS[type] = cls

    def begin(self, id: str, /) -> Any:
        """The state of the stream `id` that this event opens. Raises TypeError for an event that opens none."""
        raise TypeError(f"{self.TYPE} does not begin a stream")

    def fold(self, state: Any, /) -> Any:
        """The state after this event. Raises TypeError for an event that cannot follow."""
        raise TypeError(f"{self.TYPE} does not follow {state}")

    def jobs(self, state: Any, /) -> Iterable[Job]:
        """The work that this event orders: who is told, which term begins to run. `state` is the one it left."""
        return ()


class Begins(Event, Generic[S]):
    """An event that opens a stream of this state."""

    @abstractmethod
    def begin(self, id: str, /) -> S:
        """The state of the stream that it opens."""


class Follows(Event, Generic[S]):
    """An event that follows others in a stream of this state."""

    @abstractmethod
    def fold(self, state: S, /) -> S:
        """The state after it."""


EVENTS: dict[str, type[Event]] = {}
"""Event classes by the name they have in the record."""


def folded(state: Any, event: Event, id: str) -> Any:
    """The state of the stream `id` after an event; the first has None before it.

    Raises TypeError for an event that cannot follow, or that belongs to another kind of stream.
    """
    if event.TYPE.partition(".")[0] != id.partition("-")[0]:
        raise TypeError(f"{event.TYPE} does not belong to {id}")
    return event.begin(id) if state is None else event.fold(state)


def fold(id: str, events: Iterable[Event]) -> Any:
    """The state that the events leave the stream `id` in, or None without events. Raises TypeError as `folded` does."""
    state = None
    for event in events:
        state = folded(state, event, id)
    return state
