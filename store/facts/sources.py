"""What an official document is made from: read in the snapshot that it is asked for in, and as it was at a version."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from domain.case.state.publication_link import STANDING
from domain.document.availability import available_documents, case_files
from domain.document.state import Source
from domain.kernel.actor import Actor
from domain.kernel.fields import SourceRef, fields_of
from domain.kernel.kind import Kind, kind_of
from store.driver.conditions import all_of
from store.driver.connection import Connection, Document
from store.driver.transaction import Session
from store.heads.visibility import visible_to
from store.read.history import History

CITING = ("decisions", "takedowns", "transfers")
"""The lists of a case whose acts cite provisions, and that documents are made from."""
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
    """What the command asks a document of, at its version now; None when missing, or not for the actor."""
    for field in fields_of(command.__class__):
        if isinstance(field.spec, SourceRef):
            return await visible_source(connection, getattr(command, field.name), actor, session)
    return None


async def visible_source(
    connection: Connection, stream: str, actor: Actor, session: Session | None = None
) -> Source | None:
    """A source that is there for the actor today."""
    kind = kind_of(stream)
    shown = _shown(actor, kind)
    if kind is None or shown is None:
        return None
    query = all_of({"_id": {"$eq": stream}}, shown)
    head = await connection.heads(kind).find_one(query, session=session)
    if head is None:
        return None
    available = (*available_documents(kind, head), *case_files(kind, actor.scopes))
    return Source(stream=stream, version=head["n"], available=available)


@dataclass(frozen=True, kw_only=True)
class Stood:
    """A source at a version, the moment of that version, and the provisions that it cites."""

    row: Document
    at: datetime
    provisions: Mapping[str, Document]


class Sources:
    """Reading what documents are made from."""

    def __init__(self, connection: Connection, history: History) -> None:
        self._connection, self._history = connection, history

    async def visible(self, actor: Actor, stream: str) -> Source | None:
        """A source that is there for the actor today."""
        return await visible_source(self._connection, stream, actor)

    async def at(self, stream: str, version: int) -> Stood | None:
        """A source as it was, with the texts that can still be opened; None when there is no such version."""
        row, moment = await self._history.document(stream, version), await self._history.moment(stream, version)
        if row is None or moment is None:
            return None
        cited = sorted(cited_in(row))
        heads = self._connection.heads(Kind.PROVISION).find({"_id": {"$in": cited}})
        return Stood(
            row=row,
            at=moment.replace(tzinfo=UTC),
            provisions={provision["_id"]: provision async for provision in heads},
        )


def cited_in(row: Document) -> set[str]:
    """The provisions that a case cites in what documents are made from."""
    acts = [row.get("proposal"), *(act for name in CITING for act in row.get(name, ()))]
    return {id for act in acts if act for id in act["provisions"]}
