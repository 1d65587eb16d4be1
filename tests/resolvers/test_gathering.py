"""A request is gone with its answer: its readers and loaders make no cycle that waits for the garbage collector."""

import gc
from functools import cached_property
from inspect import getmembers_static
from typing import Any
from weakref import ref

from domain.case.state.related import NoticesUnderReview
from domain.kernel.vocabulary import Kind
from resolvers.gathering import Gathered
from store.heads.collection import heads_of
from store.heads.to_state import state_in
from store.store import Store
from tests.resolvers.asking import context_of
from tests.support.clock import TestClock
from tests.support.press import a_spokesperson, decided, issued
from tests.support.world import LEAD, caller


def made_of(holder: Any) -> list[Any]:
    """Everything that an object makes when it is first read."""
    made = (cached_property, Gathered)
    return [getattr(holder, name) for name, each in getmembers_static(type(holder)) if isinstance(each, made)]


async def test_readers_and_loaders_go_with_their_request(store: Store) -> None:
    context = await context_of(store, caller(LEAD))
    await context.related.one("case-" + "0" * 32)
    readers = made_of(context)
    loaders = [loader for reader in readers for loader in made_of(reader)]
    assert len(readers) > 5
    assert len(loaders) > 5
    left = [ref(each) for each in (context, *readers, *loaders) if type(each).__weakrefoffset__]
    gc.disable()
    try:
        del context, readers, loaders
        assert [each() for each in left if each() is not None] == []
    finally:
        gc.enable()


async def test_each_notice_of_a_case_may_be_the_one_under_review(store: Store, clock: TestClock) -> None:
    await a_spokesperson(store)
    case = await decided(store, clock)
    notices, heads = [await issued(case), await issued(case)], heads_of(store.connection, Kind.PUBLICATION)

    async def under_review() -> bool:
        guards = (await context_of(store, caller(LEAD))).guard_facts
        found = await guards.needs(Kind.CASE, state_in(Kind.CASE, await case.head()), [NoticesUnderReview])
        return found == {NoticesUnderReview: NoticesUnderReview(there=True)}

    assert not await under_review()
    for notice in notices:
        await heads.update_one({"_id": notice.id}, {"$set": {"review_since": clock.now}})
        assert await under_review()
        await heads.update_one({"_id": notice.id}, {"$set": {"review_since": None}})
