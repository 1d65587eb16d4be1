"""The only reader of heads: it reads an object by its id, and pages of lists by visibility, filter and order.

Lists are sorted by the time field of their kind (`domain/kernel/vocabulary.py`), newest first, or by ids without one.
Invisible and missing objects get the same answer, because all reads go through this module. Each kind's entry
(`store/kinds/entries.py`) defines who may see the kind; without an entry, only the register may see it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pymongo import ASCENDING, DESCENDING

from domain.kernel.actor import Actor, ActorKind
from domain.kernel.vocabulary import MOMENTS, Kind
from domain.report.state.report import OWED
from store.driver.conditions import (
    COUNT_MOST,
    NOTHING,
    Condition,
    Order,
    Page,
    all_of,
    check_first,
    cursor_of,
    equals,
    one_of,
    place_of,
    within,
)
from store.driver.connection import Connection, Document
from store.heads.collection import HeadCollection, heads_of
from store.kinds.entries import KINDS
from store.kinds.sight import Ways

Written = Callable[[Any], list[Condition]]


def _owed(*more: Condition) -> Written:
    return lambda wanted: [{"state": one_of(OWED)}, *more] if wanted else []


OF_KIND: Final[Mapping[tuple[Kind, str], Written]] = {
    (Kind.REPORT, "outstanding"): _owed(),
    (Kind.REPORT, "overdue"): _owed({"overdue_at": {"$ne": None}}),
    (Kind.PUBLICATION, "finding"): lambda finding: [equals("result.finding", finding)],
    (Kind.PUBLICATION, "issued_since"): lambda since: within("issued_at", since, None),
    (Kind.PUBLICATION, "issued_before"): lambda before: within("issued_at", None, before),
}
"""Conditions that need more than a comparison of one field of the head with a value."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Conditions of a list by name; None means no condition. `reverse` inverts the list's own order."""

    given: Mapping[str, Any] = field(default_factory=dict)
    reverse: bool = False

    def conditions(self, kind: Kind) -> list[Condition]:
        """Return a clause for each condition; `since` and `before` apply to the kind's time field."""
        moment = MOMENTS.get(kind)
        found: list[Condition] = []
        for name, value in self.given.items():
            if value is None:
                continue
            if (kind, name) in OF_KIND:
                found += OF_KIND[kind, name](value)
            elif moment and name in ("since", "before"):
                found += within(moment, *((value, None) if name == "since" else (None, value)))
            else:
                found.append(equals(name, value))
        return found

    def narrowed(self, name: str, value: str) -> "Wanted":
        return Wanted(given={**self.given, name: value}, reverse=self.reverse)

    def used(self) -> tuple[str, ...]:
        """Return the names of the conditions in use, for the access record."""
        return tuple(name for name, value in self.given.items() if value)


ALL: Final = Wanted()


Filter = dict[str, Any]


def ways(actor: Actor, kind: Kind) -> Ways:
    """Return the ways in which the actor may see objects of a kind. The register itself and its operator see
    everything."""
    if actor.kind in (ActorKind.SYSTEM, ActorKind.OPERATOR):
        return None
    return KINDS[kind].sight(actor)


def visible_to(actor: Actor, kind: Kind = Kind.CASE) -> Filter:
    found = ways(actor, kind)
    if found is None:
        return {}
    if not found:
        return NOTHING
    [way] = found.items()
    return all_of(*({field: one_of(values)} for field, values in (way, *KINDS[kind].narrower(actor).items())))


def sees(actor: Actor, kind: Kind, head: Filter) -> bool:
    found = ways(actor, kind)
    if found is None:
        return True
    besides = all(_meets(head[field], values) for field, values in KINDS[kind].narrower(actor).items())
    return besides and any(_meets(head[field], values) for field, values in found.items())


def _meets(value: Any, values: frozenset[str]) -> bool:
    return not values.isdisjoint(value if isinstance(value, list) else [value])


async def page_of(
    heads: HeadCollection,
    conditions: Iterable[Condition],
    first: int,
    after: str | None,
    moment: str | None,
    backward: bool = False,
    reverse: bool = False,
) -> Page:
    """Return a page of a list by a time field, newest first, or in order of ids; `reverse` inverts the order.

    A backward page contains the rows before the cursor. Raise Refused for a bad page size or cursor.
    """
    wanted, most = all_of(*conditions), check_first(first, backward) + 1
    turned = backward is not reverse
    if moment is None:
        place: Condition = {"_id": {"$lt" if turned else "$gt": after}} if after else {}
        found = heads.find(all_of(wanted, place)).sort("_id", DESCENDING if turned else ASCENDING).limit(most)
        return Page.of(await found.to_list(most), first, backward)
    order = Order(moment).turned(turned)

    async def read(narrowed: Condition, count: int) -> list[Document]:
        return await heads.find(narrowed).sort(order.sort).limit(count).to_list(count)

    return Page.of(await order.rows(read, wanted, place_of(after, backward), most), first, backward)


async def count_of(heads: HeadCollection, conditions: Iterable[Condition]) -> int:
    wanted = all_of(*conditions)
    by_id = heads.hint("_id_") if not wanted else {}  # without a condition no index would be chosen
    return await heads.count_documents(wanted, limit=COUNT_MOST, **by_id)


class Heads:
    def __init__(self, connection: Connection, kind: Kind) -> None:
        self._kind, self._heads = kind, heads_of(connection, kind)

    def cursor(self, row: Document) -> str:
        moment = self._moment
        return cursor_of(row[moment], row["_id"]) if moment else str(row["_id"])

    async def any(self, id: str) -> Document | None:
        """Return an object by its id without a visibility check: for public objects and the register's own jobs."""
        return await self._heads.find_one(equals("_id", id))

    async def any_of(self, ids: Iterable[str]) -> Sequence[Document]:
        """Return objects by their ids without a visibility check: for public objects."""
        return await self._heads.find({"_id": {"$in": sorted(set(ids))}}).to_list(None)

    async def one(self, actor: Actor, id: str) -> Document | None:
        return await self._heads.find_one(all_of(equals("_id", id), visible_to(actor, self._kind)))

    async def page(
        self, actor: Actor, first: int, after: str | None, backward: bool = False, wanted: Wanted = ALL
    ) -> Page:
        """Return a page of the visible objects that meet the conditions.

        Raise Refused for a bad page size or cursor.
        """
        return await self._page(first, after, backward, wanted, visible_to(actor, self._kind))

    async def count(self, actor: Actor, wanted: Wanted = ALL) -> int:
        return await self._count(wanted, visible_to(actor, self._kind))

    async def any_page(self, first: int, after: str | None, backward: bool = False, wanted: Wanted = ALL) -> Page:
        """Return a page of all objects without a visibility check: for public objects. Raise Refused for a bad page
        size or cursor."""
        return await self._page(first, after, backward, wanted)

    async def any_count(self, wanted: Wanted = ALL) -> int:
        return await self._count(wanted)

    async def _count(self, wanted: Wanted, *conditions: Condition) -> int:
        return await count_of(self._heads, (*conditions, *wanted.conditions(self._kind)))

    async def _page(
        self, first: int, after: str | None, backward: bool, wanted: Wanted, *conditions: Condition
    ) -> Page:
        narrowed = (*conditions, *wanted.conditions(self._kind))
        return await page_of(self._heads, narrowed, first, after, self._moment, backward, wanted.reverse)

    @property
    def _moment(self) -> str | None:
        return MOMENTS.get(self._kind)

    async def first_pages(
        self, actor: Actor, field: str, ids: Sequence[str], first: int, wanted: Wanted = ALL
    ) -> Mapping[str, Page]:
        """Return the first page of several lists, each with the visible objects that have one of the ids in `field`.

        One query reads all pages. A list whose rows did not all fit into this query is read alone. Raise Refused for a
        bad page size.
        """
        most = (check_first(first) + 1) * len(ids)
        narrowed = all_of({field: one_of(ids)}, visible_to(actor, self._kind), *wanted.conditions(self._kind))
        order = Order(self._moment or "_id").turned(wanted.reverse)
        rows = await self._heads.find(narrowed).sort(order.sort).limit(most).to_list(most)
        found: dict[str, list[Document]] = {id: [] for id in ids}
        for row in rows:
            found[row[field]].append(row)
        crowded = len(rows) == most and len(ids) > 1
        return {
            id: await self.page(actor, first, None, wanted=wanted.narrowed(field, id))
            if crowded and len(those) <= first
            else Page.of(those[: first + 1], first)
            for id, those in found.items()
        }

    async def counts_of(self, actor: Actor, field: str, ids: Sequence[str], wanted: Wanted = ALL) -> Mapping[str, int]:
        """Return the sizes of several lists, each with the visible objects that have one of the ids in `field`.

        One query counts all lists, up to COUNT_MOST rows together; beyond that each list is counted by its own query.
        """
        narrowed = all_of({field: one_of(ids)}, visible_to(actor, self._kind), *wanted.conditions(self._kind))
        steps: list[Document] = [
            {"$match": narrowed},
            {"$limit": COUNT_MOST},
            {"$group": {"_id": f"${field}", "count": {"$sum": 1}}},
        ]
        found = {row["_id"]: row["count"] for row in await self._heads.aggregated(steps)}
        if len(ids) > 1 and sum(found.values()) >= COUNT_MOST:
            return {id: await self.count(actor, wanted.narrowed(field, id)) for id in ids}
        return {id: found.get(id, 0) for id in ids}

    async def some(self, actor: Actor, ids: Iterable[str]) -> Sequence[Document]:
        query = all_of({"_id": {"$in": sorted(set(ids))}}, visible_to(actor, self._kind))
        return await self._heads.find(query).to_list(None)
