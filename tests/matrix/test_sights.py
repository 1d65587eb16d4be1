"""No read of the store gives anything to who has no right; each is missed where its filter is taken away."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from domain.kernel.actor import Actor
from domain.kernel.refusals import NEWER_MOST
from domain.kernel.vocabulary import Post
from store.process.settings import Settings
from store.store import Store, opened_store
from tests.matrix.planted import nothing_unseen
from tests.matrix.rich import World
from tests.matrix.sights import BEHIND, READS, Site, held, narrowing, without
from tests.support.world import LEAD, caller


@pytest.fixture
async def store(world: World) -> AsyncIterator[Store]:
    async with opened_store(Settings.from_env(world.api.env)) as opened:
        yield opened


def test_every_filter_of_the_store_is_asked_for_by_itself() -> None:
    assert set(narrowing()) == set(READS)


async def test_who_has_no_right_is_given_nothing(world: World, store: Store) -> None:
    """Who has them is given something. Of two filters that ask the same, each is enough."""
    lead = await store.actor(caller(LEAD, Post.HANDLER))
    nobody = replace(lead, scopes=frozenset())
    for site, read in READS.items():
        assert held(await read(store, lead, world)) > 0, site
        with without(*filter(None, [BEHIND.get(site)])):
            assert held(await read(store, nobody, world)) == 0, site


@pytest.mark.parametrize("site", READS, ids=".".join)
async def test_each_filter_is_missed(world: World, store: Store, site: Site) -> None:
    nobody = replace(await store.actor(caller(LEAD, Post.HANDLER)), scopes=frozenset())
    with without(site, *filter(None, [BEHIND.get(site)])):
        assert held(await READS[site](store, nobody, world)) > 0


async def test_a_conflict_does_not_tell_of_a_notice_that_the_public_has_not_seen(
    world: World, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own office is told when it was drafted; others are where nothing is kept from them."""
    lead = await store.actor(caller(LEAD, Post.HANDLER))
    other = await store.actor(caller("agency-health", Post.HANDLER))
    own, told = await noticed(world, store, lead), await noticed(world, store, other)
    assert told < own
    assert len(own - told) >= len({world.issued, *world.retracted, *world.withheld, "a draft"}), "each was drafted"
    monkeypatch.setattr("store.read.history.unseen", nothing_unseen)
    assert await noticed(world, store, other) == own


async def noticed(world: World, store: Store, actor: Actor) -> set[int]:
    """The versions of the whole case that changed something about notices, as a conflict tells of them."""
    case = world.cases["whole"].id
    head = await store.cases.one(actor, case)
    assert head is not None
    found: set[int] = set()
    for after in range(0, head["n"], NEWER_MOST):
        rows = await store.newer_versions.between(actor, case, after, min(after + NEWER_MOST, head["n"]))
        found |= {row["n"] for row in rows if "publications" in row["changed"]}
    return found
