"""Protocols of the reads that types may request during an operation. Resolvers implement the protocols. Types
themselves never read the database."""

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
    from schema.changes import ChangeRow
    from schema.log import Seal


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A form with the state of its object. The state is None if the action begins an object."""

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
"""Document of the store. A plain field reads the key of the same name."""


class Page(Protocol):
    """A page of a list, as a connection reads it."""

    @property
    def edges(self) -> Sequence[object]: ...
    @property
    def page_info(self) -> object: ...


class Cases(Protocol):
    """Reads of cases that the caller may see."""

    async def one(self, id: str) -> Row | None:
        """Return a case, and record that the caller read it. Return None if the caller may not see the case."""

    async def notices(self, case: Row) -> Sequence[Row]:
        """Return the notices to the press about a case that the caller may see."""

    async def duplicates(self, case: Row) -> Sequence[Row]:
        """Return the duplicates of a case that the caller may see, and record the read."""

    async def looked_up_at(self, url: str) -> Sequence[Row]:
        """Return the visible cases at an address, spelled as in the public look-up, and record the read."""

    async def history(self, case: Row, first: int, after: str | None) -> Page:
        """Record the read, then return revisions of a visible case."""

    async def as_of(self, case: Row, version: int | None, at: datetime | None) -> Row | None:
        """Record the read, then return an earlier version of a visible case."""

    async def diff(self, case: Row, older: int, newer: int) -> "Sequence[ChangeRow]":
        """Return the changes between two versions of a visible case, and record the read."""


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
        """Return the public view of a notice; None if the notice was not issued yet."""

    async def log_indexes(self, notice: str) -> Sequence[int | None]:
        """Return the log index of each public version of a notice. The index is None while the version is not
        sealed."""


class Versions(Protocol):
    """Reads of versions of objects."""

    async def seal(self, stream: str, version: int) -> "Seal":
        """Return the proof that a version is sealed. The read of its event must already be recorded."""

    async def newer(self, conflict: VersionConflict) -> Sequence[Row]:
        """Return the events of an object after the version that a command expected, and record the read."""

    async def changes(self, stream: str, older: int, newer: int) -> "Sequence[ChangeRow]":
        """Return the changes of an event. The read of the event must already be recorded."""


class Context(Protocol):
    """The request, as GraphQL types access it."""

    actor: Actor
    registry: Registry
    today: date
    now: datetime

    @property
    def cases(self) -> Cases:
        """Return the reads of cases that the caller may see."""

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
        """Return the provisions with these ids, in the same order. Return None if the caller may not read the
        registry."""

    def officer(self, id: str) -> Any:
        """Return an `OfficerReference` with the data about an officer that the caller may see. Return None if the id is
        not an officer's."""

    async def object(self, id: str) -> Row | None:
        """Return the object with this id, and record the read. Any kind that agencies change is accepted. Return None
        if the caller may not see the object."""

    async def about(self, kind: Kind, key: str, case: str, given: Mapping[str, Any]) -> Page | None:
        """Return a page of the objects of a kind whose value under `key` is a case's id, and record the read. Return
        None if the caller lacks the kind's scopes."""

    async def allowed(self, row: Row) -> list[Allowed]:
        """Return every action on an object, and whether the caller may take the action now. The rules also take linked
        objects into account."""

    async def opening(self) -> list[Allowed]:
        """Return every action that begins an object, and whether the caller's rights and the day's limit allow the
        action."""

    async def left_today(self, action: str) -> int | None:
        """Return how many times the caller may still take an action today; None if the action has no daily limit."""

    def form(self, action: str, row: Row | None) -> Asked:
        """Return the form of an action on an object, or of one that begins an object."""

    async def choices(self, field: AskedField, beside: Beside) -> Sequence[Any]:
        """Return the choices of a form's field, given the values of other fields."""

    async def examiner_parts(self, redress: Row) -> Sequence[Row] | None:
        """Return the acts of the complaint's examiners in the case itself. Return None if the caller may not read every
        event."""


ContextInfo: TypeAlias = Info[Context, None]
