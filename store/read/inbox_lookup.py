"""Heads of several kinds, read with one command.

The command begins at the registry's row and looks up the heads of each kind from there. For counts, cases whose duties
depend on the same values become one row with their number, so few rows are sent. Heads are read as stored: if some have
an older shape, read them by `Inboxes.owed`.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from domain.kernel.actor import Actor
from domain.kernel.vocabulary import Kind
from domain.notification.due import DECIDING, addressed
from store.driver.connection import Connection, Document
from store.driver.finding import Steps, aggregated
from store.kinds.case_heads import OWED
from store.kinds.entries import HEADS
from store.record.epochs import EPOCH

OF_DUTIES: Final = "duties."
SHOWN: Final = {"$project": {"duties": 1, "code": 1}}
"""Step for heads other than cases, whose duties depend on nothing else."""


class Wanted(NamedTuple):
    """Visible heads of a kind in which an agency has a duty, and the most of them that are read."""

    kind: Kind
    visible: Document
    most: int


class Alike(NamedTuple):
    """Heads whose duties depend on the same values: one of them, and their number."""

    head: Document
    number: int


async def looked_up(
    connection: Connection, actor: Actor, lookups: Iterable[Document]
) -> Mapping[str, Sequence[Document]]:
    """Return the rows of each lookup by its kind."""
    steps: list[Document] = [
        {"$match": {"_id": EPOCH}},
        {"$project": {"_id": 0, "names": {"$literal": sorted(addressed(actor))}}},
        *lookups,
        {"$project": {"names": 0}},
    ]
    [found] = await aggregated(connection.counters, Steps(steps))
    return found


def of_heads(wanted: Wanted) -> Document:
    """Return the lookup of one head more than wanted, those first that are due first."""
    return _of_duties(wanted, SHOWN)


def of_alike(wanted: Wanted) -> Document:
    """Return the lookup of groups of cases, for `alike`; of the heads of other kinds, which are few."""
    return _of_duties(wanted, *_grouped(wanted.most)) if wanted.kind is Kind.CASE else of_heads(wanted)


def alike(wanted: Wanted, rows: Sequence[Document]) -> tuple[Sequence[Alike], bool]:
    """Return the heads in the rows of `of_alike`, and whether there are more than were wanted."""
    if wanted.kind is Kind.CASE:
        return [Alike(row["_id"], row["count"]) for row in rows], any(row["more"] for row in rows)
    return [Alike(head, 1) for head in rows[: wanted.most]], len(rows) > wanted.most


def _of_duties(wanted: Wanted, *then: Document) -> Document:
    by = {"localField": "names", "foreignField": "duties.agency", "let": {"names": "$names"}}
    first = {"$match": wanted.visible}, {"$sort": dict(OWED[1:])}, {"$limit": wanted.most + 1}
    pipeline = [*first, *then]
    return {"$lookup": {"from": HEADS[wanted.kind], **by, "pipeline": pipeline, "as": wanted.kind.value}}


@cache
def _grouped(most: int) -> tuple[Document, ...]:
    """Return the steps from heads to rows with their number, and with whether there are more heads than `most`."""
    return (
        {"$project": {"_id": 0, "duties": _duties(), **_besides()}},
        {"$group": {"_id": None, "heads": {"$push": "$$ROOT"}}},
        {"$project": {"heads": {"$slice": ["$heads", most]}, "more": {"$gt": [{"$size": "$heads"}, most]}}},
        {"$unwind": "$heads"},
        {"$group": {"_id": "$heads", "count": {"$sum": 1}, "more": {"$first": "$more"}}},
    )


def _duties() -> Document:
    """Return the expression for the agency's duties in a head, with the keys that decide whether they wait."""
    shown: Document = {"kind": "$$this.kind", "agency": "$$this.agency"}
    for kind, keys in DECIDING.items():
        own = [key.removeprefix(OF_DUTIES) for key in keys if key.startswith(OF_DUTIES)]
        shown |= {key: _only_if({"$eq": ["$$this.kind", kind]}, f"$$this.{key}") for key in own}
    owed = {"$filter": {"input": "$duties", "cond": {"$in": ["$$this.agency", "$$names"]}}}
    return {"$map": {"input": owed, "in": shown}}


def _besides() -> Document:
    """Return the expressions for the other keys of a head that decide whether one of its duties waits."""
    kinds = {"$map": {"input": "$duties", "in": "$$this.kind"}}
    return {
        key: _only_if({"$in": [kind, kinds]}, f"${key}")
        for kind, keys in DECIDING.items()
        for key in keys
        if not key.startswith(OF_DUTIES)
    }


def _only_if(condition: Document, value: str) -> Document:
    return {"$cond": [condition, value, None]}
