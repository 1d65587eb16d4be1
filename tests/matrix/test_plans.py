"""Every field of every type, from a rich world, is shown by a plan as graphql-core shows it, and noted alike."""

from itertools import islice

import pytest

from domain.kernel.roles import Post
from store.settings import Settings
from store.store import opened_store
from tests.support.probes import ROOTS, known
from tests.support.rich import World
from tests.support.selections import documents
from tests.support.twice import Twice
from tests.support.world import caller

PIECES = 2
"""Documents of one root that are asked for: most of its fields."""


@pytest.mark.parametrize(
    ("agency", "post"), [("lead", Post.HANDLER), ("inspection", Post.INSPECTOR), ("health", Post.ADMIN)]
)
async def test_what_is_shown_of_anything_is_shown_alike(
    world: World, agency: str, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.graphql.engine.SECONDS_MOST", 600.0)  # a slow machine is no difference
    who, count = caller(f"agency-{agency}", post), 0
    async with opened_store(Settings.from_env(world.api.env)) as store:
        twice = Twice(store)
        for root in ROOTS:
            for document in islice(documents(root, known(world, agency, root)), PIECES):
                plain, planned = await twice.ask(who, document.text, dict(document.variables), warm=True)
                assert planned.same_as(plain), document
                count += 1
    assert twice.by_plan > count / 2, "else hardly anything is compared"
