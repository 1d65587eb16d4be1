"""State from a head, for rules that only read. The state has no texts, which rules never read.

Every text is the same empty reference. Rules read such a state, and nothing is written from it.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from cattrs import Converter

from domain.book import STATES
from domain.kernel.event import Sealed
from domain.kernel.vocabulary import Kind, kind_of
from store.driver.connection import Connection, Document
from store.heads.collection import heads_of

UNREAD = Sealed(group="", commitment="")


def _converter() -> Converter:
    made = Converter(detailed_validation=False)
    made.register_structure_hook(Sealed, lambda value, _: UNREAD)
    made.register_structure_hook(datetime, lambda value, _: value.replace(tzinfo=UTC))
    made.register_structure_hook(date, lambda value, _: date.fromisoformat(value))
    return made


_HEADS = _converter()


async def states(connection: Connection, streams: Iterable[str]) -> dict[str, Any]:
    """Return the states of streams by id, without a visibility check: for rules about other streams."""
    found: dict[str, Any] = {}
    for kind, ids in groupby(sorted(streams), kind_of):
        if kind is not None:
            heads = heads_of(connection, kind).find({"_id": {"$in": list(ids)}})
            found |= {head["_id"]: state_in(kind, head) async for head in heads}
    return found


def state_in(kind: Kind, head: Document) -> Any:
    return _HEADS.structure(head, STATES[kind])
