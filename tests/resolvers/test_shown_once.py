"""A code and a key that a command made are shown again to who lost the answer, for a while and not for ever."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Post
from resolvers.notification import SHOWN_FOR
from resolvers.root import build
from store.store import Store
from tests.resolvers.test_roots import with_scopes
from tests.support.acts import A_REPORT
from tests.support.clock import TestClock
from tests.support.handling_facts import LONG
from tests.support.world import LEAD, caller, reported

SCHEMA = build()
CALLED = {**A_REPORT, "channel": "PHONE", "channelNote": "Người dân gọi điện, đề nghị được báo kết quả."}
ASKED = {"kind": "ACCESS", "text": LONG, "shownInPerson": True}
HOOK = {"name": "Trang", "address": "https://trang.example/nhan", "topics": ["CASE_CHANGED"]}


async def answer(store: Store, mutation: str, shown: str, given: dict[str, Any]) -> Any:
    """What a mutation of the lead agency's administrator or handler shows."""
    name = f"{mutation[0].upper()}{mutation[1:]}Input"
    query = f"mutation($input: {name}!) {{ {mutation}(input: $input) {{ {shown} replayed problems {{ code }} }} }}"
    who = caller(LEAD, Post.ADMIN if mutation == "registerWebhook" else Post.HANDLER)
    context = replace(await with_scopes(store, *Scope), caller=who)
    found = await SCHEMA.execute(query, variable_values={"input": given}, context_value=context)
    assert found.errors is None, found.errors
    assert found.data is not None
    assert found.data[mutation]["problems"] == []
    return found.data[mutation]


@pytest.mark.parametrize(
    ("mutation", "shown", "given"),
    [
        ("reportCase", "followCode", CALLED | {"codeSecret": uuid4().hex}),
        ("recordDataRequest", "followCode", ASKED | {"codeSecret": uuid4().hex}),
        ("registerWebhook", "secret", HOOK),
    ],
    ids=["report", "request", "webhook"],
)
async def test_is_shown_again_for_a_while_and_not_for_ever(
    store: Store, clock: TestClock, mutation: str, shown: str, given: dict[str, Any]
) -> None:
    about = {"target": (await reported(store)).stream} if mutation == "recordDataRequest" else {}
    sent = {"commandId": str(uuid4()), **about, **given}
    made = (await answer(store, mutation, shown, sent))[shown]
    assert made
    for seconds, expected in ((SHOWN_FOR.total_seconds() - 5, made), (10, None)):
        clock.forward(seconds=seconds)
        again = await answer(store, mutation, shown, sent)
        assert (again["replayed"], again[shown]) == (True, expected)
