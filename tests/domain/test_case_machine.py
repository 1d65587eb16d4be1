"""The whole life of a case: anybody tries anything, and a model told in plain words says what must come of it."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.book import ACTIONS
from domain.case import decisions, grounds, reopening, round_ends, rounds
from domain.case import guards as case_guards
from domain.case.appraisal import AppraiseCase
from domain.case.closing import CloseCase
from domain.case.decisions import DecideCase, ProposeHandling
from domain.case.expression import ReviewExpression
from domain.case.own_measures import JustifyOwnMeasure
from domain.case.reopening import ReopenCase
from domain.case.round_ends import ConcludeRound
from domain.case.rounds import OpenRound
from domain.case.state.case import CaseState
from domain.kernel.actor import ActorKind
from tests.domain.case_lives import a_whole_life
from tests.domain.life.chance import PROBES, a_beginning, an_act, as_chance_has_it, probe, taken_over, walk
from tests.domain.life.course import Life, doable
from tests.domain.life.people import COMMANDS, ROWS
from tests.domain.life.rights import CLOCKS, RIGHTS
from tests.domain.life.steps import aside, leading, removal
from tests.domain.life.truths import agrees, hangs_together, replays
from tests.support.chance import examples
from tests.support.cuts import Rule, without


class CaseMachine(RuleBasedStateMachine):
    """Anybody tries anything."""

    life: Life
    seen: int

    @initialize(seed=st.integers(0, 999), steps=st.integers(0, 40))
    def begins(self, seed: int, steps: int) -> None:
        """A report, and some way into the life of the case."""
        chance = Random(seed)
        self.life = a_beginning(chance)
        self.seen = 1
        for _ in range(steps):
            as_chance_has_it(self.life, chance)

    @rule(data=st.data())
    def goes_on(self, data: Any) -> None:
        """A step that leads on, which the model knows to be good."""
        if steps := doable(self.life, leading(self.life)):
            command, who = data.draw(st.sampled_from(steps))
            assert self.life.acts(data.draw(st.sampled_from(who)), command) == ""

    @rule(data=st.data())
    def goes_aside(self, data: Any) -> None:
        """Something beside the way."""
        if steps := doable(self.life, [*aside(self.life), *removal(self.life)]):
            command, who = data.draw(st.sampled_from(steps))
            self.life.acts(data.draw(st.sampled_from(who)), command)

    @rule(seed=st.integers(0, 999))
    def anything(self, seed: int) -> None:
        """Anything, by anybody, as it may come."""
        self.life.acts(*an_act(self.life, Random(seed)))

    @rule(seed=st.integers(0, 999))
    def much_is_asked(self, seed: int) -> None:
        """Nothing happens, but the register says what it would say to many acts."""
        probe(self.life, Random(seed), PROBES)

    @rule(hours=st.sampled_from((1, 15, 24, 24 * 4, 24 * 90)))
    def time_passes(self, hours: int) -> None:
        """Deadlines run."""
        self.life.now += timedelta(hours=hours)

    @rule()
    def an_agency_is_taken_over(self) -> None:
        """The health department goes up in the district."""
        taken_over(self.life)

    @invariant()
    def hangs_together(self) -> None:
        if hasattr(self, "life"):
            hangs_together(self.life.case)
            assert self.life.case.cycle >= self.seen
            self.seen = self.life.case.cycle

    @invariant()
    def agrees_with_the_model(self) -> None:
        if hasattr(self, "life"):
            agrees(self.life)

    @invariant()
    def is_what_its_record_says(self) -> None:
        if hasattr(self, "life"):
            replays(self.life)


CaseMachine.TestCase.settings = settings(
    max_examples=examples(40),
    stateful_step_count=30,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestCaseMachine = pytest.mark.slow(CaseMachine.TestCase)


LIVES, STEPS = 40, 80


@pytest.mark.parametrize("seed", range(examples(LIVES)))
def test_a_long_life(seed: int) -> None:
    walk(seed, STEPS)


# What is weakened, and a life in which that is noticed soon: others are lived when it is not noticed there.
NOTICED = (
    (AppraiseCase, case_guards.unprotected, "found-protected", 26),
    (AppraiseCase, case_guards.not_the_reviewer, "reviewer-cannot-appraise", 0),
    (ReviewExpression, case_guards.not_the_appraiser, "appraiser-cannot-review", 9),
    (OpenRound, rounds.OpenRound.decide, "concerned-agency-missing", 0),
    (ConcludeRound, round_ends.meeting_over, "minutes-needed", 2),
    (ProposeHandling, case_guards.unprotected, "finding-allows-no-measure", 2),
    (ProposeHandling, decisions.check_weighed, "correction-first", 9),
    (DecideCase, decisions.three_persons_act, "three-persons-needed", 17),
    (ProposeHandling, grounds.grounds_in_force, "provision-not-in-force", 9),
    (JustifyOwnMeasure, case_guards.unprotected, "found-protected", 17),
    (ReopenCase, reopening.by_another_person, "second-person-needed", 2),
    (CloseCase, CloseCase._without_measure, "closure-needs-its-path", 0),
)


def lives_that_ask_for(name: str, first: int) -> None:
    for seed in (first, *range(LIVES)):
        walk(seed, STEPS, only=name)


@pytest.mark.parametrize(
    ("command", "weak", "code", "life"), NOTICED, ids=[f"{row[0].__name__}-{row[2]}" for row in NOTICED]
)
def test_a_register_without_a_guard_is_noticed(
    command: type, weak: Rule, code: str, life: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ROWS, command, without(ROWS[command], {weak: (code,)}, monkeypatch))
    with pytest.raises(AssertionError):
        lives_that_ask_for(ROWS[command].name, life)


OF_PERSONS = {
    *("openHearing", "answerHearing", "askRestoration", "recordRestorationReply", "recordRestorationOutcome"),
    *("requestProtection", "recordProtectionRequest", "reviewHarm", "findHarm", "passOnProtection"),
    *("withdrawProtection", "recordProtectionWithdrawal", "confirmProtection", "inspectProtection", "endAtOnce"),
    "recordRelease",
    *("moveRecusal", "answerRecusal", "decideRecusal", "undoRecusal"),
    *("withdrawOwnReport", "recordWithdrawal", "confirmWithdrawal", "refuseWithdrawal"),
    *("askForLook", "recordLook", "recordHandover", "withdrawProof"),
}
"""What is owed to the person concerned, and who may act: held by tables of its own, beside the way of the case."""


def test_every_state_is_reached_and_every_action_taken() -> None:
    seen, done = a_whole_life()
    assert set(seen) == set(CaseState)
    elsewhere = {"importCase", "reportContent", "passLead", "nameConcernedByCode", *OF_PERSONS}
    assert set(COMMANDS) - set(done) == elsewhere, "other beginnings, another lead, the public and hearing it"


def test_the_model_tells_of_every_action() -> None:
    """Of each it says who may, and in which states, in words of its own."""
    assert {
        *RIGHTS,
        *CLOCKS,
        "reportCase",
        "importCase",
        "reportContent",
        "nameConcernedByCode",
        *OF_PERSONS,
    } == set(COMMANDS)
    for row in ACTIONS:
        if row.name in RIGHTS:
            assert set(RIGHTS[row.name][2].split()) == set(row.states or CaseState), row.name
        if row.name in CLOCKS:
            assert row.by == {ActorKind.SYSTEM}
            assert set(CLOCKS[row.name].split()) == set(row.states or CaseState), row.name
