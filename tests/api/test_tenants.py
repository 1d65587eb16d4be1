"""Two agencies asking at the same time, in one event loop, share nothing that one of them may not see."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from domain.kernel.vocabulary import Post
from resolvers import history
from resolvers.context import RequestContext
from resolvers.request import Request
from store.store import Store
from tests.support.inside import asking
from tests.support.patience import PATIENCE
from tests.support.tokens import Issuer
from tests.support.world import a_report, caller

AGENCIES = ("agency-land", "agency-health")
QUERY = """{ me { agency { id } } cases(first: 50) { totalCount edges { node { id reporter { id }
  history(first: 5) { edges { node { streamId agency { id } } } } } } } }"""


class Watched:
    """Opens histories as the product does, and lets a batch go on only when the other agency's waits as well."""

    def __init__(self) -> None:
        self.together, self.batches = asyncio.Barrier(len(AGENCIES)), list[tuple[str, set[str]]]()
        self._open = history.open_all

    async def __call__(self, context: Request, cases: list[str]) -> list[None]:
        self.batches.append((context.actor.own, set(cases)))
        async with asyncio.timeout(PATIENCE):
            await self.together.wait()
        return await self._open(context, cases)


async def test_no_batch_and_no_answer_holds_rows_of_another_agency(
    store: Store, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    own: dict[str, set[str]] = {}
    for agency in AGENCIES:
        made = [await store.execute(caller(agency), a_report(), command_id=uuid4()) for _ in range(3)]
        own[agency] = {item.stream for item in made}
    watched = Watched()
    monkeypatch.setattr(history, "open_all", watched)

    async with asking(store, issuer) as client:

        async def ask(agency: str) -> Any:
            token = issuer.token(caller(agency, Post.AUDITOR))
            headers = {"Authorization": f"Bearer {token}", "Casebook-Purpose": "HANDLING"}
            return (await client.post("/graphql", json={"query": QUERY}, headers=headers)).json()["data"]

        for _ in range(3):  # again, over whatever a first time may have kept
            watched.batches.clear()
            for agency, data in zip(AGENCIES, await asyncio.gather(*map(ask, AGENCIES)), strict=True):
                assert data["me"]["agency"]["id"] == agency
                nodes = [edge["node"] for edge in data["cases"]["edges"]]
                assert {node["id"] for node in nodes} == own[agency]
                events = [event["node"]["streamId"] for node in nodes for event in node["history"]["edges"]]
                assert set(events) == own[agency]
            assert sorted(watched.batches) == sorted(own.items())


async def test_a_context_makes_its_own_loader() -> None:
    """What the test above would not see if loaders were kept: each request has one, and no two the same."""
    made: list[Any] = []
    nothing: Any = dict.fromkeys(("store", "caller", "actor", "registry", "now", "correlation", "purpose"))
    for _ in range(2):
        context = RequestContext(**nothing)
        made += [context.cases.opened, context.cases.opened]
    assert made[0] is made[1]
    assert made[2] is made[3]
    assert made[0] is not made[2]
