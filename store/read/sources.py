"""Sources of an official document, at the version for which it is made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from domain.document.state import Source
from domain.kernel.actor import Actor
from domain.kernel.vocabulary import Kind, kind_of
from store.driver.connection import Connection, Document
from store.facts.needs import visible_source
from store.heads.collection import heads_of
from store.read.history import History

CITING = ("decisions", "takedowns", "transfers")
"""Lists of a case that documents use. The acts in these lists cite provisions."""


@dataclass(frozen=True, kw_only=True)
class Stood:
    """Source at a version, with the time of that version and the provisions that it cites.

    `acts` contains, by id, the other streams to whose numbered acts the source refers. An act never changes, so these
    streams are read in their current state.
    """

    row: Document
    at: datetime
    provisions: Mapping[str, Document]
    acts: Mapping[str, Document]


class Sources:
    def __init__(self, connection: Connection, history: History) -> None:
        self._connection, self._history = connection, history

    async def visible(self, actor: Actor, stream: str) -> Source | None:
        return await visible_source(self._connection, stream, actor)

    async def at(self, stream: str, version: int) -> Stood | None:
        """Return a source at a version, with the texts that can still be decrypted; None for a missing version."""
        row, moment = await self._history.document(stream, version), await self._history.moment(stream, version)
        return None if row is None or moment is None else await self.of(row, moment.replace(tzinfo=UTC))

    async def of(self, row: Document, at: datetime) -> Stood:
        cited = sorted(cited_in(row))
        heads = heads_of(self._connection, Kind.PROVISION).find({"_id": {"$in": cited}})
        return Stood(
            row=row,
            at=at,
            provisions={provision["_id"]: provision async for provision in heads},
            acts={id: found for id in sorted(named_in(row)) if (found := await self._head(id))},
        )

    async def _head(self, stream: str) -> Document | None:
        kind = kind_of(stream)
        return await heads_of(self._connection, kind).find_one({"_id": {"$eq": stream}}) if kind else None


def named_in(row: Document) -> set[str]:
    """Return the case to which a complaint or notice refers. For a case, return the complaints by which it was
    reopened."""
    redresses = (reopening["redress"] for reopening in row.get("reopenings", ()))
    return {id for id in (row.get("case"), *redresses) if id}


def cited_in(row: Document) -> set[str]:
    """Return the provisions that a case cites in the parts that documents use."""
    acts = [row.get("proposal"), *(act for name in CITING for act in row.get(name, ()))]
    return {id for act in acts if act for id in act["provisions"]}
