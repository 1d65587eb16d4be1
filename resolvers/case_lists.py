"""Lists of the objects about a case, as the caller may see them. One query reads the first pages for all cases of an
answer, and another query counts the objects."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, NamedTuple, TypeVar

from domain.kernel.vocabulary import Kind
from resolvers.gathering import gathered
from resolvers.kinds import LISTED
from resolvers.pages import ListPage, Paging, page_of, wanted_of
from resolvers.request import Request
from store.driver.conditions import Page
from store.heads.reader import Heads, Wanted

T = TypeVar("T")

AT_ONCE = 1_000
"""Most lists that are read together: ten lists for each case of a page."""


class Asked(NamedTuple):
    """Common part of the lists that one query reads. `given` maps the conditions to their values."""

    kind: Kind
    key: str
    size: int
    given: tuple[tuple[str, Any], ...]
    reverse: bool

    @property
    def wanted(self) -> Wanted:
        return Wanted(given=dict(self.given), reverse=self.reverse)


class CaseLists:
    def __init__(self, context: Request) -> None:
        self._context = context

    async def page(self, kind: Kind, key: str, case: str, given: Mapping[str, Any]) -> ListPage | None:
        """Return a page, recorded as read; None if the caller lacks the kind's scopes. Raise Refused for an invalid
        page."""
        entry, actor = LISTED[kind], self._context.actor
        if actor.scopes.isdisjoint(entry.scopes):
            return None
        paging = Paging.of(given["first"], given["after"], None, None)
        narrowed = wanted_of(given["filter"], given["order_by"])
        heads, wanted = self._context.store.heads[kind], narrowed.narrowed(key, case)
        asked = Asked(kind, key, paging.size, tuple(narrowed.given.items()), narrowed.reverse)
        if paging.cursor is None:
            page = await self._first_pages.load((asked, case))
        else:
            page = await heads.page(actor, *paging, wanted)
        if page.rows and entry.reading:
            streams = tuple(row["_id"] for row in page.rows)
            self._context.store.access.note(
                actor, entry.reading, streams=streams, count=len(streams), purpose=self._context.purpose
            )
        return page_of(page, paging, heads.cursor, partial(self._counts.load, (asked, case)))

    @gathered(AT_ONCE, kept=False)
    async def _first_pages(self, loaded: list[tuple[Asked, str]]) -> list[Page]:
        def read(heads: Heads, asked: Asked, ids: list[str]) -> Awaitable[Mapping[str, Page]]:
            return heads.first_pages(self._context.actor, asked.key, ids, asked.size, asked.wanted)

        return await self._together(loaded, read)

    @gathered(AT_ONCE, kept=False)
    async def _counts(self, loaded: list[tuple[Asked, str]]) -> list[int]:
        def count(heads: Heads, asked: Asked, ids: list[str]) -> Awaitable[Mapping[str, int]]:
            return heads.counts_of(self._context.actor, asked.key, ids, asked.wanted)

        return await self._together(loaded, count)

    async def _together(
        self, loaded: list[tuple[Asked, str]], read: Callable[[Heads, Asked, list[str]], Awaitable[Mapping[str, T]]]
    ) -> list[T]:
        """Read the requested data of several cases, with one query for each kind of request."""
        cases: dict[Asked, list[str]] = defaultdict(list)
        for asked, case in loaded:
            cases[asked].append(case)
        found: dict[tuple[Asked, str], T] = {}
        for asked, ids in cases.items():
            of_cases = await read(self._context.store.heads[asked.kind], asked, ids)
            found |= {(asked, id): each for id, each in of_cases.items()}
        return [found[of] for of in loaded]
