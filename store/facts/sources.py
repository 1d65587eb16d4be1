"""Source of an official document, read in the snapshot of the command that asks for it."""

from typing import Any

from domain.case.state.pathways import STANDING
from domain.document.availability import available_documents, case_files
from domain.document.state import Source, SourceRef
from domain.kernel.actor import Actor
from domain.kernel.fields import fields_of
from domain.kernel.kind import Kind, kind_of
from store.driver.conditions import all_of
from store.driver.connection import Connection, Document
from store.driver.transaction import Session
from store.heads.collection import heads_of
from store.heads.visibility import visible_to

STANDS: Document = {"state": {"$in": sorted(STANDING)}}
"""A notice that the public reads today: neither a draft nor what was taken back is anybody's document."""


def _shown(actor: Actor, kind: Kind | None) -> Document | None:
    """The filter under which a source is there for the actor; None for a kind of which there are no documents."""
    match kind:
        case Kind.CASE | Kind.REDRESS | Kind.DIRECTIVE | Kind.INSPECTION | Kind.REPORT | Kind.CONSOLIDATED:
            return visible_to(actor, kind)
        case Kind.PUBLICATION:
            return STANDS
        case _:
            return None


async def source_of(connection: Connection, command: Any, actor: Actor, session: Session | None) -> Source | None:
    """Return the source of the document that a command asks for, at its version now; None if missing or hidden."""
    for field in fields_of(command.__class__):
        if isinstance(field.spec, SourceRef):
            return await visible_source(connection, getattr(command, field.name), actor, session)
    return None


async def visible_source(
    connection: Connection, stream: str, actor: Actor, session: Session | None = None
) -> Source | None:
    kind = kind_of(stream)
    shown = _shown(actor, kind)
    if kind is None or shown is None:
        return None
    query = all_of({"_id": {"$eq": stream}}, shown)
    head = await heads_of(connection, kind).find_one(query, session=session)
    if head is None:
        return None
    available = (*available_documents(kind, head), *case_files(kind, actor.scopes))
    return Source(stream=stream, version=head["n"], available=available)
