"""Lists of what is about a case, as the caller may see it. The first pages of all cases of an answer are one query."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property, partial
from typing import Any, NamedTuple

from strawberry.dataloader import DataLoader

from domain.kernel.vocabulary import Kind
from resolvers.kinds import LISTED
from resolvers.pages import ListPage, Paging, page_of, wanted_of
from resolvers.request import Request
from store.driver.conditions import Page
from store.heads.reader import Wanted

AT_ONCE = 1_000
"""Lists that are read together: of a page of cases, ten of each."""


class Asked(NamedTuple):
    """Common part of the lists that one query reads; `given` are the conditions and their values."""

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
        """A page, noted as read; None without a scope that the kind needs. Raises Refused for a bad page."""
        entry, actor = LISTED[kind], self._context.actor
        if actor.scopes.isdisjoint(entry.scopes):
            return None
        paging = Paging.of(given["first"], given["after"], None, None)
        narrowed = wanted_of(given["filter"], given["order_by"])
        heads, wanted = entry.heads(self._context.store), narrowed.narrowed(key, case)
        if paging.cursor is None:
            asked = Asked(kind, key, paging.size, tuple(narrowed.given.items()), narrowed.reverse)
            page = await self._gathered.load((asked, case))
        else:
            page = await heads.page(actor, *paging, wanted)
        if page.rows and entry.reading:
            streams = tuple(row["_id"] for row in page.rows)
            self._context.store.access.note(
                actor, entry.reading, streams=streams, count=len(streams), purpose=self._context.purpose
            )
        return page_of(page, paging, heads.cursor, partial(heads.count, actor, wanted))

    @cached_property
    def _gathered(self) -> DataLoader[tuple[Asked, str], Page]:
        return DataLoader(self._first_pages, max_batch_size=AT_ONCE, cache=False)

    async def _first_pages(self, loaded: list[tuple[Asked, str]]) -> list[Page]:
        cases: dict[Asked, list[str]] = defaultdict(list)
        for asked, case in loaded:
            cases[asked].append(case)
        found: dict[tuple[Asked, str], Page] = {}
        for asked, ids in cases.items():
            heads = LISTED[asked.kind].heads(self._context.store)
            pages = await heads.first_pages(self._context.actor, asked.key, ids, asked.size, asked.wanted)
            found |= {(asked, id): page for id, page in pages.items()}
        return [found[of] for of in loaded]
