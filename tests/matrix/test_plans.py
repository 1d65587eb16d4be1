"""Every field of every type, from a rich world, is shown by a plan as graphql-core shows it, and noted alike."""

from itertools import islice

import pytest

from domain.kernel.vocabulary import Post
from store.process.settings import Settings
from store.store import opened_store
from tests.matrix.probes import WHOLE, known
from tests.matrix.rich import World
from tests.support.selections import ROOTS, documents
from tests.support.twice import Twice
from tests.support.world import caller


@pytest.mark.parametrize(
    ("agency", "post", "pieces"),
    [("lead", Post.HANDLER, 2), ("inspection", Post.INSPECTOR, 1), ("health", Post.ADMIN, 1)],
)
async def test_what_is_shown_of_anything_is_shown_alike(
    world: World, agency: str, post: Post, pieces: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`pieces` documents of each root: of the lead agency most of what it may see, of others some."""
    monkeypatch.setattr("api.graphql.engine.SECONDS_MOST", 600.0)  # a slow machine is no difference
    monkeypatch.setattr("api.graphql.engine.COST_MOST", 1_000_000)
    who, count = caller(f"agency-{agency}", post), 0
    async with opened_store(Settings.from_env(world.api.env)) as store:
        twice = Twice(store)
        for root in ROOTS:
            for document in islice(documents(root, known(world, agency, root), WHOLE), pieces):
                plain, planned = await twice.ask(who, document.text, dict(document.variables), warm=True)
                assert planned.same_as(plain), document
                count += 1
    assert twice.by_plan > count / 2, "else hardly anything is compared"
