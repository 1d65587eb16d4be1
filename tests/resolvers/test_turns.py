"""The cases of a page are ready together when their actions are judged: each takes its turn on the loop."""

import asyncio
import json
from typing import Any

import pytest
from graphql import OperationType

from api.graphql.engine import Engine
from api.graphql.execution import TURN_SECONDS
from api.graphql.parameters import Parameters
from domain.book import allowed_actions
from resolvers.root import build, executable
from store.store import Store
from tests.api.test_turns import Hand
from tests.resolvers.asking import context_of
from tests.support.world import LEAD, caller, reported

CASES = 4
PAGE = "{ cases(first: 4) { edges { node { allowedActions { action allowed } } } } }"
WHO = caller(LEAD)


@pytest.mark.parametrize("compiles", [True, False])
async def test_the_loop_looks_between_two_cases(store: Store, monkeypatch: pytest.MonkeyPatch, compiles: bool) -> None:
    for _ in range(CASES):
        await reported(store)
    hand, steps = Hand(), list[str]()

    def judged(*what: Any) -> Any:
        steps.append("case")
        hand.now += 2 * TURN_SECONDS
        return allowed_actions(*what)

    async def look() -> None:
        while True:
            steps.append("look")
            await asyncio.sleep(0)

    monkeypatch.setattr("api.graphql.execution.time", hand)
    monkeypatch.setattr("resolvers.context.allowed_actions", judged)
    context = await context_of(store, WHO)
    parameters = Parameters(query=PAGE, document_id=None, variables={}, operation_name=None)
    engine = Engine(executable(build()), introspection=False, compiles=compiles)
    looking = asyncio.create_task(look())
    answer = await engine.answer(context, parameters, {OperationType.QUERY})
    looking.cancel()
    assert len(json.loads(answer.body)["data"]["cases"]["edges"]) == CASES
    assert steps.count("case") == CASES
    assert "case case" not in " ".join(steps)
