"""One entry for each kind of stream that is read by its id: how, with which scopes, and as what it is recorded."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from domain.access.record import Reading
from domain.document.state import READ_WITH
from domain.kernel.kind import RECORDS, Kind, kind_of
from domain.kernel.policy import Scope
from resolvers.pages import Row
from resolvers.request import Request, kind_in
from schema.publication import notice_of

Read = Callable[[Request, str], Awaitable[object | None]]

CASE_SCOPES = (Scope.CASE_READ_OWN, Scope.CASE_READ_ALL)
PRESS_SCOPES = (Scope.PRESS_ISSUE, Scope.AUDIT_READ_ALL)
DOCUMENT_SCOPES = (*dict.fromkeys(scope for scopes in READ_WITH.values() for scope in scopes), Scope.AUDIT_READ_ALL)
"""The scopes with which the source of some document is read, and an inspector's."""
OWN_KINDS = (Kind.OFFICER, Kind.USER, Kind.CLIENT, Kind.WEBHOOK, Kind.MAILING)
"""Kinds that an agency keeps for itself."""


@dataclass(frozen=True, kw_only=True)
class KindEntry:
    """How one kind is read. `scopes` are alternatives; empty means that any signed-in caller may read it."""

    read: Read
    """The object if the caller may see it, else None."""
    scopes: tuple[Scope, ...]
    reading: Reading | None
    """What the access log calls the reading of a row; None for what is not recorded."""


async def _visible(context: Request, id: str) -> Row | None:
    return await context.store.heads[kind_in(id)].one(context.actor, id)


async def _open(context: Request, id: str) -> Row | None:
    """What everybody with the scope sees."""
    return await context.store.heads[kind_in(id)].any(id)


async def _case(context: Request, id: str) -> Row | None:
    return await context.store.cases.one(context.actor, id)


async def _agency(context: Request, id: str) -> object | None:
    return context.registry.agencies.get(id)


async def _notice(context: Request, id: str) -> Row | None:
    """A notice to the press as its own office sees it."""
    return await context.store.publications.one(context.actor, id)


async def _published(context: Request, id: str) -> object | None:
    """What the public reads of a notice."""
    notice = notice_of(id)
    return await context.store.publications.public(notice) if notice and kind_of(notice) else None


async def _agency_report(context: Request, id: str) -> Row | None:
    return await context.store.reports.one(context.actor, id)


async def _document(context: Request, id: str) -> Row | None:
    return await context.store.documents.one(context.actor, id)


async def _consolidated_report(context: Request, id: str) -> Row | None:
    return await context.store.consolidated.one(context.actor, id)


_RECORD = KindEntry(read=_visible, scopes=(Scope.ACTIVITY_READ,), reading=Reading.RECORD)
_OWN = KindEntry(read=_visible, scopes=(Scope.FOCAL_MANAGE,), reading=Reading.ADMINISTRATION)
KINDS: Mapping[Kind, KindEntry] = {
    Kind.CASE: KindEntry(read=_case, scopes=CASE_SCOPES, reading=Reading.CASE),
    Kind.AGENCY: KindEntry(read=_agency, scopes=(), reading=None),
    **dict.fromkeys(sorted(RECORDS), _RECORD),
    Kind.REDRESS: KindEntry(read=_visible, scopes=CASE_SCOPES, reading=Reading.RECORD),
    Kind.ERASURE: KindEntry(
        read=_visible, scopes=(Scope.ERASURE_APPROVE, Scope.AUDIT_READ_ALL), reading=Reading.RECORD
    ),
    Kind.PUBLICATION: KindEntry(read=_notice, scopes=PRESS_SCOPES, reading=Reading.RECORD),
    Kind.EXCHANGE: KindEntry(read=_visible, scopes=PRESS_SCOPES, reading=Reading.RECORD),
    Kind.SPOKESPERSON: KindEntry(read=_open, scopes=(Scope.REGISTRY_READ,), reading=None),
    Kind.REPORT: KindEntry(
        read=_agency_report, scopes=(Scope.REPORT_SUBMIT, Scope.REPORT_READ), reading=Reading.RECORD
    ),
    Kind.DOCUMENT: KindEntry(read=_document, scopes=DOCUMENT_SCOPES, reading=Reading.RECORD),
    Kind.CONSOLIDATED: KindEntry(
        read=_consolidated_report, scopes=(Scope.REPORT_READ, Scope.REPORT_COMPILE), reading=Reading.RECORD
    ),
    **dict.fromkeys(OWN_KINDS, _OWN),
    Kind.GRANT: KindEntry(read=_visible, scopes=(Scope.REGISTRY_READ,), reading=None),
    Kind.TERM: KindEntry(read=_open, scopes=(Scope.REGISTRY_READ,), reading=None),
    Kind.LEVEL: KindEntry(read=_open, scopes=(Scope.REGISTRY_READ,), reading=None),
    Kind.PROVISION: KindEntry(read=_open, scopes=(Scope.REGISTRY_READ,), reading=None),
}
"""The entries; an object of another kind is not read by its id."""
PUBLISHED = KindEntry(read=_published, scopes=(Scope.PRESS_READ,), reading=None)
"""How what the public reads of a notice is read, which has an id of its own."""


def entry_of(id: str) -> KindEntry | None:
    """How an object is read by its id; None for what is no id of an object."""
    kind = kind_of(id)
    return (KINDS.get(kind) if kind else None) or (PUBLISHED if notice_of(id) else None)


async def read_row(context: Request, kind: Kind, id: str) -> object | None:
    """An object of one kind; None when it is missing, not visible, or of another kind."""
    return await KINDS[kind].read(context, id) if kind_of(id) is kind else None
