"""Other cases that a rule needs to know of, read in the snapshot it is decided on."""

from collections.abc import Sequence
from datetime import UTC
from typing import Any

from domain.case.state.related import CaseRef, Duplicates, NoticesUnderReview, RelatedCase, RelatedCases
from domain.kernel.actor import Actor
from domain.kernel.fields import fields_of
from domain.kernel.kind import Kind
from domain.kernel.refusals import NotFound, Refused
from store.driver.connection import Connection, Document
from store.driver.transaction import Session
from store.heads.collection import heads_of
from store.heads.visibility import sees


async def related_cases(connection: Connection, command: Any, actor: Actor, session: Session | None) -> RelatedCases:
    """The cases that the command names.

    Raises Refused with NotFound for a case that is missing or that the actor may not see.
    """
    wanted = {getattr(command, field.name) for field in fields_of(command.__class__) if isinstance(field.spec, CaseRef)}
    wanted.discard(None)
    heads = heads_of(connection, Kind.CASE)
    named = [head async for head in heads.find({"_id": {"$in": sorted(wanted)}}, session=session)]
    if len(named) < len(wanted) or not all(sees(actor, Kind.CASE, head) for head in named):
        raise Refused(NotFound())
    return RelatedCases(cases={head["_id"]: _related(head) for head in named})


async def duplicates(connection: Connection, stream: str, session: Session | None) -> Duplicates:
    query = {"duplicate_of": {"$eq": stream}}
    found = await heads_of(connection, Kind.CASE).find_one(query, {"_id": 1}, session=session)
    return Duplicates(there=found is not None)


async def notices_under_review(connection: Connection, case: Any, session: Session | None) -> NoticesUnderReview:
    notices = [link.publication for link in case.live_notices]
    found = notices and await heads_of(connection, Kind.PUBLICATION).find_one(
        under_review(notices), {"_id": 1}, session=session
    )
    return NoticesUnderReview(there=bool(found))


def under_review(notices: Sequence[str]) -> Document:
    """Those of some notices that wait for a spokesperson."""
    return {"_id": {"$in": list(notices)}, "review_since": {"$ne": None}}


def _related(head: Document) -> RelatedCase:
    return RelatedCase(
        id=head["_id"],
        received_at=head["receipt"]["received_at"].replace(tzinfo=UTC),
        hidden=head["hidden"],
        duplicate_of=head["duplicate_of"],
    )
