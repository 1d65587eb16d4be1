"""A walk through the life of a case by what `allowedActions` offers: wherever it comes to, an honest end is in reach.

A few walks of some steps by chance; `CASEBOOK_SEARCH` asks for others, and more. Each act is one that was offered,
with well-formed input: it is refused for that at most, and never for the state, a right or a version.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from domain.book import BY_COMMAND
from domain.case.state.case import Case
from domain.kernel.actor import SYSTEM, Actor
from domain.kernel.refusals import camel
from domain.kernel.roles import Post
from domain.registry.registry import Registry
from domain.rules.action import Action
from scripts.workbench.case_life.inputs import inputs
from scripts.workbench.case_life.lives import ON_CASES, Moment, World, facts_of
from scripts.workbench.case_life.whole import OF_PERSONS, plain_life
from store.facts.state import state_now
from store.process.settings import Settings
from store.store import Store, opened_store
from tests.api.ways_out import truths_that_end
from tests.support.chance import examples
from tests.support.complaints import other
from tests.support.in_process import InProcess
from tests.support.play import Play, a_ground
from tests.support.public import with_others
from tests.support.tokens import Issuer
from tests.support.world import caller

pytestmark = pytest.mark.slow
AGENCIES = ("lead", "health", "land", "ppc", "police")
POSTS = (Post.HANDLER, Post.SIGNATORY)
WALKERS = tuple(f"{agency}.{post.lower()}" for agency in AGENCIES for post in POSTS)
ELSEWHERE = frozenset({"addEvidence", "linkDuplicate"})
"""Acts whose input names something outside the case."""
SHORT = frozenset({"closeCase", "correctReport"})
"""Acts that end a walk early, or lead nowhere; taken seldom."""
STEPS, WALKS, TRIED = 16, 3, 24
ABOUT_INPUT = frozenset({"InvalidInput", "SafeguardNotMet", "RuleNotMet", "LimitReached"})
"""Kinds of refusals that depend on what was sent: a combination of values can break a rule of its own."""


class Walk:
    """One installation, its people, and the case that a walk is about."""

    def __init__(self, api: InProcess, issuer: Issuer, store: Store, portal: BlockingPortal) -> None:
        self.api, self.play, self.store, self.portal = api, Play(api, issuer), store, portal
        self.actions: dict[str, Action] = {action.name: action for action in ON_CASES}

    def now(self) -> datetime:
        return datetime.now(UTC).replace(microsecond=0)

    def case(self) -> Case:
        async def read() -> Any:
            return await state_now(self.store.connection, self.play.case, None)

        found: Case = self.portal.call(read)
        return found

    def registry(self) -> Registry:
        found: Registry = self.portal.call(self.store.registry.current)
        return found

    def actor(self, who: str) -> Actor:
        agency, _, post = who.partition(".")
        token = other(f"agency-{agency}") if post == "other" else caller(f"agency-{agency}", Post(post.upper()))
        found: Actor = self.portal.call(self.store.actor, token)
        return found

    def world(self) -> World:
        """All who could go on, by the acts that lead from one kind of moment to another."""
        people = [self.actor(who) for who in (*WALKERS, "lead.other", "ppc.other")]
        leading = plain_life().leading
        actions = tuple(action for action in ON_CASES if action.name in leading)
        return World(registry=self.registry(), people=(*people, SYSTEM), actions=actions)

    def offers(self, who: str) -> list[str]:
        query = "query($id: ID!) { case(id: $id) { allowedActions(allowed: true) { action } } }"
        found = self.api.ask(self.play.token(who), query, id=self.play.case)["case"]
        rows = found["allowedActions"] if found else []
        return sorted(row["action"] for row in rows if row["action"] not in ELSEWHERE | OF_PERSONS)

    def commands(self, who: str, name: str) -> list[Any]:
        """Well-formed commands for an offer."""
        actor, moment = self.actor(who), Moment(case=self.case(), now=self.now())
        world = World(registry=self.registry(), people=(actor,))
        command = self.actions[name].command
        return list(islice(inputs(command, moment.case, facts_of(world, moment, actor, command)), TRIED))

    def send(self, who: str, command: Any) -> list[dict[str, str]]:
        given = {camel(field.name): as_json(getattr(command, field.name)) for field in fields(command)}
        name = BY_COMMAND[type(command)].name
        problems: list[dict[str, str]] = self.play.sent(who, name, **given)["problems"]
        return problems


def as_json(value: Any) -> Any:
    """A value of a command as a client sends it."""
    if isinstance(value, tuple):
        return [as_json(item) for item in value]
    if isinstance(value, StrEnum):
        return value.value
    return value.isoformat() if hasattr(value, "isoformat") else value


@pytest.fixture(scope="module")
def walk(api: InProcess, issuer: Issuer, installation: dict[str, str]) -> Iterator[Walk]:
    with_others(installation)
    a_ground(api, issuer)
    opened = opened_store(Settings.from_env(installation))
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(opened) as store:
        yield Walk(api, issuer, store, portal)


def test_wherever_offers_lead_an_honest_end_is_in_reach(walk: Walk) -> None:
    came_to, taken = list[str](), Counter[str]()

    class Steps(RuleBasedStateMachine):
        @initialize(number=st.integers(0, 10**6))
        def begins(self, number: int) -> None:
            walk.play.report(url=f"https://tin.example/di-{number}-{uuid4().hex[:8]}")

        @rule(seed=st.integers(0, 10**9))
        def takes_up_an_offer(self, seed: int) -> None:
            chance = Random(seed)
            open = [(who, name) for who in WALKERS for name in walk.offers(who)]
            leading = [(who, name) for who, name in open if name in plain_life().leading]
            if not leading:  # closed, and who could reopen it closed it
                return
            on = [(who, name) for who, name in leading if name not in SHORT]
            among = on if on and chance.randrange(8) else open
            name = chance.choice(sorted({name for _, name in among}))
            who = chance.choice([who for who, offered in among if offered == name])
            tried = walk.commands(who, name)
            if tried:
                problems = walk.send(who, chance.choice(tried))
                taken[name] += not problems
                assert {problem["__typename"] for problem in problems} <= ABOUT_INPUT, (who, name, problems)

        def teardown(self) -> None:
            if walk.play.case:
                case = walk.case()
                came_to.append(case.state.value)
                moment = Moment(case=case, now=walk.now())
                assert any(True for _ in truths_that_end(walk.world(), moment)), (case.state, case.code)

    run_state_machine_as_test(
        Steps,
        settings=settings(
            max_examples=examples(WALKS),
            stateful_step_count=STEPS,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
            deadline=None,
        ),
    )
    assert len(came_to) >= WALKS
    assert len(taken) >= WALKS, "acts of several kinds were carried out"


def test_the_search_finds_where_nobody_can_go_on(walk: Walk) -> None:
    walk.play.report()
    moment, world = Moment(case=walk.case(), now=walk.now()), walk.world()
    alone = World(registry=world.registry, people=(walk.actor("land.handler"), SYSTEM), actions=world.actions)
    assert list(truths_that_end(alone, moment)) == []
