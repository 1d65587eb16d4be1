"""No file of a case gives an agency a word of what it may not see: marks are looked for in all that its pages say."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.document.state import CASE_FILES
from domain.kernel.vocabulary import Post
from store.process.settings import Settings
from store.store import Store, opened_store
from tests.matrix.rich import AGENCIES, World
from tests.support.world import caller
from workers import case_file
from workers.documents.case_file import Proof, laid


async def unsealed(store: Store, case: str, version: int) -> Proof:
    """A proof for a world without a sealer: it says nothing of a case but its id."""
    note = f"{store.connection.origin}\n1\nAAAA\n"
    places = tuple(range(version))
    return Proof(origin=store.connection.origin, stream=case, places=places, leaf="0" * 64, size=1, note=note)


async def files(world: World, agency: str) -> dict[str, str]:
    """All that is set on the pages of the files that an agency's officer may ask for, by case."""
    found: dict[str, str] = {}
    async with opened_store(Settings.from_env(world.api.env)) as store:
        store.history.changes = once(store.history.changes)  # type: ignore[method-assign]  # the same of both languages
        actor = await store.actor(
            caller(f"agency-{agency}", Post.INSPECTOR if agency == "inspection" else Post.HANDLER)
        )
        for case in world.cases.values():
            source = await store.sources.visible(actor, case.id)
            for kind, part in source.available if source else ():
                if kind not in CASE_FILES:
                    continue
                asked = {"source": case.id, "version": source.version, "kind": kind.value, "part": part}  # type: ignore[union-attr]
                asked |= {"agency": actor.own, "officer": actor.subject, "at": datetime.now(UTC).replace(tzinfo=None)}
                found[f"{case.id} {kind}"] = await text_of(store, asked)
    return found


def once(ask: Any) -> Any:
    """What a reader may know of a step is the same in every language: it is found once."""
    known: dict[tuple[Any, ...], Any] = {}

    async def changes(*about: Any) -> Any:
        if about not in known:
            known[about] = await ask(*about)
        return known[about]

    return changes


async def text_of(store: Store, asked: dict[str, Any]) -> str:
    """What a file says, before it is set."""
    stood = await store.sources.at(asked["source"], asked["version"])
    assert stood is not None
    return json.dumps(laid(await case_file.case_file(store, asked, stood)), ensure_ascii=False)


@pytest.mark.parametrize("agency", AGENCIES)
def test_no_file_says_a_word_of_what_an_agency_may_not_see(
    world: World, monkeypatch: pytest.MonkeyPatch, agency: str
) -> None:
    monkeypatch.setattr(case_file, "_proof", unsealed)
    made = asyncio.run(files(world, agency))
    hidden = [marked for marked in world.everything if agency not in marked.seen_by]
    assert [(id, marked.mark) for id, text in made.items() for marked in hidden if marked.mark in text] == []
    assert [(id, mark) for id, text in made.items() for mark in world.withheld.values() if mark in text] == []
    seen = [case for case in world.cases.values() if agency in case.seen_by]
    assert len(made) == 2 * len(seen), "in both languages"
    assert all(case.mark in made[f"{case.id} CASE_FILE"] for case in seen)
