"""Protocols of the reads that types may request during an operation. Resolvers implement them; types themselves do not
read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from strawberry.types import Info

from domain.book import Allowed
from domain.kernel.actor import Actor
from domain.kernel.fields import Beside
from domain.kernel.refusals import VersionConflict
from domain.kernel.vocabulary import Kind
from domain.narrative.forms import FormField as Described
from domain.publication.public import PublicView
from domain.registry.agency import Agency, Area
from domain.registry.registry import Registry
from domain.rules.command import Action
from domain.rules.facts import Facts
from schema.mutations import BY_ACTION, Member, Mutation

if TYPE_CHECKING:
    from schema.changes import FieldChange
    from schema.log import Seal


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A form with the state of its object; None for a form that begins an object."""

    action: Action
    target: str | None
    state: Any
    facts: Facts

    @property
    def mutation(self) -> Mutation:
        return BY_ACTION[self.action.name][0]

    @property
    def member(self) -> Member:
        return BY_ACTION[self.action.name][1]


@dataclass(frozen=True, kw_only=True)
class AskedField:
    """Field of a form with its description."""

    described: Described
    asked: Asked


Row = dict[str, Any]
"""Document of the store; plain fields read its keys."""


class Page(Protocol):
    """A page of a list, as a connection reads it."""

    @property
    def edges(self) -> Sequence[object]: ...
    @property
    def page_info(self) -> object: ...


class Cases(Protocol):
    """Cases as the caller may see them."""

    async def one(self, id: str) -> Row | None:
        """Return a case if the caller may see it, recorded as read."""

    async def notices(self, case: Row) -> Sequence[Row]:
        """Return the notices to the press about a case, as far as the caller may know them."""

    async def duplicates(self, case: Row) -> Sequence[Row]:
        """Return the visible duplicates of a case, recorded as read."""

    async def looked_up_at(self, url: str) -> Sequence[Row]:
        """Return the visible cases at an address, spelled as in the public look-up, recorded as read."""

    async def history(self, case: Row, first: int, after: str | None) -> Page:
        """Return revisions of a visible case; the read is recorded first."""

    async def as_of(self, case: Row, version: int | None, at: datetime | None) -> Row | None:
        """Return a visible case as it was; the read is recorded first."""

    async def diff(self, case: Row, older: int, newer: int) -> "Sequence[FieldChange]":
        """Return the changes between two versions of a visible case, recorded as read."""


class Reports(Protocol):
    """Reads of consolidated reports that the caller may see."""

    async def progress(self, report: Row) -> Row:
        """Return the progress of a consolidated report's compilation."""

    def exports(self) -> bool:
        """Return True if the caller may export the state of every object that a report counted."""

    async def frozen(self, report: Mapping[str, Any], public: bool) -> Row | None:
        """Return the frozen data of a consolidated report; None before it is frozen."""

    def shows_streams(self) -> bool:
        """Return True if the caller may see which objects a number of a consolidated report counted."""


class Notices(Protocol):
    """Reads of notices to the press."""

    def published(self, notice: Row) -> PublicView | None:
        """Return the public view of a notice; None before it was issued."""

    async def log_indexes(self, notice: str) -> Sequence[int | None]:
        """Return the log index of each public version of a notice; None while it is not sealed."""


class Versions(Protocol):
    """Reads of versions of objects."""

    async def seal(self, stream: str, version: int) -> "Seal":
        """Return the proof that a version is sealed, for an event whose read is recorded already."""

    async def newer(self, conflict: VersionConflict) -> Sequence[Row]:
        """Return the events of an object since the version that a command expected, recorded as read."""

    async def changes(self, stream: str, older: int, newer: int) -> "Sequence[FieldChange]":
        """Return the changes of an event whose read is recorded already."""


class Context(Protocol):
    """The request, as types see it."""

    actor: Actor
    registry: Registry
    today: date
    now: datetime

    @property
    def cases(self) -> Cases:
        """Return the reads of cases, as the caller may see them."""

    @property
    def reports(self) -> Reports:
        """Return the reads of consolidated reports."""

    @property
    def notices(self) -> Notices:
        """Return the reads of notices to the press."""

    @property
    def versions(self) -> Versions:
        """Return the reads of versions of objects."""

    def agency(self, id: str) -> Agency:
        """Return a registered agency. Raise KeyError for any other id."""

    def areas(self, ids: Sequence[str]) -> list[Area]:
        """Return the registered areas with these ids, in the same order."""

    async def provisions(self, ids: Sequence[str]) -> Sequence[Row] | None:
        """Return the provisions with these ids, in the same order; None if the caller may not read the registry."""

    def officer(self, id: str) -> Any:
        """Return an `OfficerReference` with what the caller may know of an officer; None if the id is not an
        officer's."""

    async def object(self, id: str) -> Row | None:
        """Return the object with an id, of any kind that agencies change, recorded as read; None if the caller may not
        see it."""

    async def about(self, kind: Kind, key: str, case: str, given: Mapping[str, Any]) -> Page | None:
        """Return a page of the objects of a kind whose `key` is the id of a case, recorded as read; None if the caller
        lacks the kind's scopes."""

    async def allowed(self, row: Row) -> list[Allowed]:
        """Return every action on an object, judged with its linked objects, and whether the caller may take the action
        now."""

    async def opening(self) -> list[Allowed]:
        """Return every action that begins an object, and whether the caller's rights and the day's limit allow the
        action."""

    async def left_today(self, action: str) -> int | None:
        """Return how many times the caller may still take an action today; None if it has no limit."""

    def form(self, action: str, row: Row | None) -> Asked:
        """Return the form of an action on an object, or of one that begins an object."""

    async def choices(self, field: AskedField, beside: Beside) -> Sequence[Any]:
        """Return the choices of a form's field, given the values of other fields."""

    async def examiner_parts(self, redress: Row) -> Sequence[Row] | None:
        """Return the acts that examiners of the complaint did in the case itself; None if the caller may not read every
        event."""


ContextInfo: TypeAlias = Info[Context, None]
