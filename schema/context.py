"""Reads that types may request during an operation. Resolvers implement them; types themselves do not read."""

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
    """A form, and its subject: the state of the object, None for a form that begins one."""

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
        """Return what the caller may know of the notices to the press about a case."""

    async def duplicates(self, case: Row) -> Sequence[Row]:
        """Return the visible duplicates of a case, recorded as read."""

    async def looked_up_at(self, url: str) -> Sequence[Row]:
        """Return the visible cases at an address, in the public look-up's spelling, recorded as read."""

    async def history(self, case: Row, first: int, after: str | None) -> Page:
        """Return revisions of a visible case; the read is recorded first."""

    async def as_of(self, case: Row, version: int | None, at: datetime | None) -> Row | None:
        """Return a visible case as it was; the read is recorded first."""

    async def diff(self, case: Row, older: int, newer: int) -> "Sequence[FieldChange]":
        """Return the changes between two versions of a visible case, recorded as read."""


class Reports(Protocol):
    """Consolidated reports, already found visible."""

    async def progress(self, report: Row) -> Row:
        """Return how far the compile of a consolidated report is."""

    def exports(self) -> bool:
        """Return True if the caller may have the states of every object that a report counted."""

    async def frozen(self, report: Mapping[str, Any], public: bool) -> Row | None:
        """Return the frozen data of a consolidated report; None before it is frozen."""

    def shows_streams(self) -> bool:
        """Return True if the caller may know the streams behind a number of a consolidated report."""


class Notices(Protocol):
    """Notices to the press."""

    def published(self, notice: Row) -> PublicView | None:
        """Return the public view of a notice; None before it was issued."""

    async def log_indexes(self, notice: str) -> Sequence[int | None]:
        """Return the log index of each public version of a notice; None while it is not sealed."""


class Versions(Protocol):
    """Versions of objects."""

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
        """Return the cases as the caller may see them."""

    @property
    def reports(self) -> Reports:
        """Return consolidated reports, already found visible."""

    @property
    def notices(self) -> Notices:
        """Return notices to the press."""

    @property
    def versions(self) -> Versions:
        """Return versions of objects."""

    def agency(self, id: str) -> Agency:
        """Return a registered agency. Raises KeyError for an id that is not registered."""

    def areas(self, ids: Sequence[str]) -> list[Area]:
        """Return the registered areas of these ids, in their order."""

    async def provisions(self, ids: Sequence[str]) -> Sequence[Row] | None:
        """Return the provisions of these ids, in their order; None if the caller may not read the registry."""

    def officer(self, id: str) -> Any:
        """Return an officer as far as the caller may know them, an `OfficerReference`; None for an id of no officer."""

    async def object(self, id: str) -> Row | None:
        """Return an object of any kind that agencies change, if the caller may see it, recorded as read."""

    async def about(self, kind: Kind, key: str, case: str, given: Mapping[str, Any]) -> Page | None:
        """Return a page of the objects of a kind whose `key` is the id of a case, recorded as read; None without a
        scope of the kind."""

    async def allowed(self, row: Row) -> list[Allowed]:
        """Return every action on an object, judged with its linked objects, and whether the caller may take it now."""

    async def opening(self) -> list[Allowed]:
        """Return every action that begins an object, and whether the caller's rights and the day's limit admit it."""

    async def left_today(self, action: str) -> int | None:
        """Return how often the caller may still take an action today; None without a limit."""

    def form(self, action: str, row: Row | None) -> Asked:
        """Return the form of an action on an object, or of one that begins an object."""

    async def choices(self, field: AskedField, beside: Beside) -> Sequence[Any]:
        """Return the choices of a form's field, given the values of others."""

    async def examiner_parts(self, redress: Row) -> Sequence[Row] | None:
        """Return events of a complaint's examiners in its case; None if the caller may not read every event."""


ContextInfo: TypeAlias = Info[Context, None]
