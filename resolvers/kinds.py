"""An entry for each kind of object that can be read by id: its reader, its scopes, and its name in the access log."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from domain.access.record import Reading
from domain.erasure.state import ERASURE_SCOPES
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import RECORDS, Kind, kind_of
from resolvers.pages import Row
from resolvers.request import Request
from schema.needs import CASE_SCOPES, DOCUMENT_SCOPES, PRESS_SCOPES, RECORD_SCOPES
from schema.publication import notice_of

Read = Callable[[Request, str], Awaitable[object | None]]
ReadSome = Callable[[Request, Sequence[str]], Awaitable[Mapping[str, object]]]

OWN_KINDS = (Kind.OFFICER, Kind.USER, Kind.CLIENT, Kind.WEBHOOK, Kind.MAILING)
"""Kinds of objects that only their own agency sees."""


@dataclass(frozen=True, kw_only=True)
class KindEntry:
    """Reader of one kind. The caller needs one of the `scopes`; if they are empty, any signed-in caller may read."""

    read: Read
    """Function that returns the object; None if the caller may not see it."""
    some: ReadSome
    """Function that returns objects by their ids, without those that the caller may not see."""
    scopes: tuple[Scope, ...]
    reading: Reading | None
    """Name of a read in the access log; None if reads are not recorded."""


@dataclass(frozen=True, kw_only=True)
class HeadsEntry(KindEntry):
    open: bool
    """True if everybody with the scope sees every object."""
    why_unrecorded: str


def _kept(
    kind: Kind,
    *scopes: Scope,
    reading: Reading | None = Reading.RECORD,
    open: bool = False,
    unrecorded: str = "",
) -> tuple[Kind, HeadsEntry]:
    """Return the entry of a kind that is read from its heads. `unrecorded` is the reason if reads are not recorded."""

    async def read(context: Request, id: str) -> Row | None:
        heads = context.store.heads[kind]
        return await (heads.any(id) if open else heads.one(context.actor, id))

    async def some(context: Request, ids: Sequence[str]) -> Mapping[str, object]:
        heads = context.store.heads[kind]
        rows = await (heads.any_of(ids) if open else heads.some(context.actor, ids))
        return {row["_id"]: row for row in rows}

    return kind, HeadsEntry(
        read=read,
        some=some,
        scopes=scopes,
        reading=None if unrecorded else reading,
        open=open,
        why_unrecorded=unrecorded,
    )


def _law(kind: Kind, why: str) -> tuple[Kind, HeadsEntry]:
    """Return the entry of a kind that every reader of the registry may read."""
    return _kept(kind, Scope.REGISTRY_READ, open=True, unrecorded=why)


async def _case(context: Request, id: str) -> Row | None:
    return await context.store.cases.one(context.actor, id)


async def _cases(context: Request, ids: Sequence[str]) -> Mapping[str, object]:
    return {row["_id"]: row for row in await context.store.cases.some(context.actor, ids)}


async def _agency(context: Request, id: str) -> object | None:
    return context.registry.agencies.get(id)


async def _agencies(context: Request, ids: Sequence[str]) -> Mapping[str, object]:
    return {id: known for id in ids if (known := context.registry.agencies.get(id))}


async def _published(context: Request, id: str) -> object | None:
    notice = notice_of(id)
    return await context.store.publications.public(notice) if notice and kind_of(notice) else None


async def _all_published(context: Request, ids: Sequence[str]) -> Mapping[str, object]:
    """Read the notices one by one, because each text is verified against the log."""
    found = await asyncio.gather(*(_published(context, id) for id in ids))
    return {id: notice for id, notice in zip(ids, found, strict=True) if notice}


LISTED: Mapping[Kind, HeadsEntry] = dict(
    (
        *(_kept(kind, *RECORD_SCOPES) for kind in sorted(RECORDS)),
        _kept(Kind.REDRESS, *CASE_SCOPES),
        _kept(Kind.ACCUSATION, Scope.REDRESS_DECIDE, Scope.AUDIT_READ_ALL),
        _kept(Kind.ERASURE, *ERASURE_SCOPES),
        _kept(Kind.PUBLICATION, *PRESS_SCOPES),
        _kept(Kind.EXCHANGE, *PRESS_SCOPES),
        _law(Kind.SPOKESPERSON, "Who speaks for an agency is public by law."),
        _kept(Kind.REPORT, Scope.REPORT_SUBMIT, Scope.REPORT_READ),
        _kept(Kind.DOCUMENT, *DOCUMENT_SCOPES),
        _kept(Kind.CONSOLIDATED, Scope.REPORT_READ, Scope.REPORT_COMPILE),
        *(_kept(kind, Scope.FOCAL_MANAGE, reading=Reading.ADMINISTRATION) for kind in OWN_KINDS),
        _kept(Kind.GRANT, Scope.REGISTRY_READ, unrecorded="Grants name agencies and scopes, nobody's case."),
        _law(Kind.TERM, "Terms are published law."),
        _law(Kind.LEVEL, "Levels are published law."),
        _law(Kind.PROVISION, "Provisions are published law."),
    )
)
"""Kinds that are read from their heads. `one` and `listing` make their root fields."""
KINDS: Mapping[Kind, KindEntry] = {
    Kind.CASE: KindEntry(read=_case, some=_cases, scopes=CASE_SCOPES, reading=Reading.CASE),
    Kind.AGENCY: KindEntry(read=_agency, some=_agencies, scopes=(), reading=None),
    **LISTED,
}
PUBLISHED = KindEntry(read=_published, some=_all_published, scopes=(Scope.PRESS_READ,), reading=None)


def entry_of(id: str) -> KindEntry | None:
    kind = kind_of(id)
    return (KINDS.get(kind) if kind else None) or (PUBLISHED if notice_of(id) else None)
