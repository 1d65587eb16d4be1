"""Lists of heads as connections: read in either direction, and counted only when the count is asked for."""

from functools import partial

from resolvers.pages import ListPage, Paging, page_of, used
from resolvers.request import Request
from store.heads.reader import Heads


async def list_of(context: Request, heads: Heads, paging: Paging, **conditions: str | None) -> ListPage:
    """A page of the objects of one kind that the caller may see, with these values where one is given."""
    size, cursor, backward = paging
    page = await heads.page(context.actor, size, cursor, backward, **conditions)
    return page_of(page, paging, heads.cursor, partial(heads.count, context.actor, **conditions), used(conditions))


async def open_list_of(heads: Heads, paging: Paging, **conditions: str | None) -> ListPage:
    size, cursor, backward = paging
    page = await heads.any_page(size, cursor, backward, **conditions)
    return page_of(page, paging, heads.cursor, partial(heads.any_count, **conditions), used(conditions))
