"""Records root fields in the access log. Each field declares its kind of read, or the reason why it is not recorded.

`recorded` queues the record once the resolver has answered: data that was not returned was not read. If the record must
be written before the answer, `recorded_first` does so, and requires the caller's purpose. A crash loses only queued
records, at most those of a few seconds. It never loses a record that is written first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any

from strawberry.extensions import FieldExtension
from strawberry.types import Info
from strawberry.types.field import StrawberryField

from domain.access.record import Purpose, Reading
from domain.kernel.refusals import NotAllowed
from resolvers.pages import ListPage
from resolvers.request import Request

PURPOSE_HEADER = "Casebook-Purpose"
PURPOSE_NEEDED = f"Needs the header `{PURPOSE_HEADER}`; the reading is recorded before the answer."


class Record(FieldExtension):
    """Declaration of a field's record in the access log. This base class is for resolvers that record themselves, and
    for fields without a record."""

    def __init__(self, reading: Reading | None, reason: str = "") -> None:
        self.reading, self.reason = reading, reason


@dataclass(frozen=True, kw_only=True)
class Noted:
    """A read for the access log: opened objects, or a list with its conditions and the number of rows."""

    streams: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    count: int = 0


class Gathered(Record):
    def __init__(self, reading: Reading, noted: Callable[[Any], Noted | None]) -> None:
        super().__init__(reading)
        self._gathers, self._noted = reading, noted

    async def resolve_async(self, next_: Callable[..., Any], source: Any, info: Info, **arguments: Any) -> Any:
        found = next_(source, info, **arguments)
        found = await found if isawaitable(found) else found
        if noted := self._noted(found):
            note(info.context, self._gathers, noted)
        return found


class WrittenFirst(Record):
    def __init__(self, reading: Reading) -> None:
        super().__init__(reading)
        self._writes = reading

    def apply(self, field: StrawberryField) -> None:
        if PURPOSE_NEEDED not in (field.description or ""):
            field.description = f"{field.description} {PURPOSE_NEEDED}"

    async def resolve_async(self, next_: Callable[..., Any], source: Any, info: Info, **arguments: Any) -> Any:
        """Record the read before the resolver runs. Raise NotAllowed if the purpose is missing."""
        context: Request = info.context
        purpose = purpose_of(context)
        found: ListPage = await next_(source, info, **arguments)
        await context.store.access.listed(context.actor, self._writes, purpose, found.nodes)
        return found


def purpose_of(context: Request) -> Purpose:
    """Return the caller's purpose. Raise NotAllowed if the header is missing."""
    if context.purpose is None:
        raise NotAllowed("purpose-missing")
    return context.purpose


def note(context: Request, reading: Reading, noted: Noted) -> None:
    """Record a read by the caller, with the given purpose."""
    context.store.access.note(
        context.actor,
        reading,
        streams=noted.streams,
        filters=noted.filters,
        count=noted.count,
        purpose=context.purpose,
    )


def opened(*streams: str) -> Noted:
    return Noted(streams=streams, count=len(streams))


def recorded(reading: Reading, *filters: str) -> Record:
    """Return a declaration that records an opened object. For a page it records the read of a list, with these
    `filters` and the page's own."""

    def noted(found: Any) -> Noted | None:
        if isinstance(found, ListPage):
            return Noted(filters=(*filters, *found.filters), count=len(found.edges))
        return opened(found["_id"]) if found else None

    return Gathered(reading, noted)


def recorded_as(reading: Reading, noted: Callable[[Any], Noted]) -> Record:
    """Return a declaration that records a read whose answer is neither one object nor a page."""
    return Gathered(reading, noted)


def recorded_first(reading: Reading) -> Record:
    """Return a declaration that records a list before it is answered."""
    return WrittenFirst(reading)


def recorded_inside(reading: Reading | None, reason: str) -> Record:
    """Return a declaration that the resolver itself records the read, with the reason. If `reading` is None, the object
    determines the kind of read."""
    return Record(reading, reason)


def unrecorded(reason: str) -> Record:
    """Return a declaration that nothing is recorded, with the reason."""
    return Record(None, reason)
