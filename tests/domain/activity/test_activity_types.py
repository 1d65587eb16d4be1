"""The rules of each type of activity: training, commendation, breach, budget, task force, guidance."""

from dataclasses import replace
from typing import Any

import pytest

from domain.activity.recorded import AMOUNT_MOST, UpdateBudgetLine
from domain.activity.state.activity import ActivityType, Commended
from domain.kernel.vocabulary import AgencyKind, Post
from tests.support.activities import (
    AWARENESS,
    BREACH,
    BUDGET,
    COMMENDATION,
    COMMUNE,
    GUIDANCE,
    INSPECTION,
    NAMED,
    PPC,
    REPORTING,
    SPEND,
    TASK_FORCE,
    TODAY,
    TOMORROW,
    TRAINING,
    Row,
    recorded,
)
from tests.support.each import each
from tests.support.facts import HEALTH, POLICE, codes, facts, person, verdict
from tests.support.world import LEAD


class TestTraining:
    @pytest.mark.parametrize("command", [TRAINING, AWARENESS])
    def test_not_before_it_was_held(self, command: Any) -> None:
        early = replace(command, held_on=TOMORROW)
        given = facts(person(HEALTH), early)
        assert codes(None, early, given) == ["input.heldOn in-the-future"]

    @pytest.mark.parametrize(
        ("other", "expected"),
        [(None, []), (LEAD, []), (HEALTH, ["own-agency-named"]), ("agency-none", ["agency-unknown"])],
    )
    def test_co_organiser(self, other: str | None, expected: list[str]) -> None:
        command = replace(TRAINING, co_organiser=other)
        assert codes(None, command, facts(person(HEALTH), command)) == [
            f"input.coOrganiser {item}" for item in expected
        ]


class TestCommendation:
    @pytest.mark.parametrize(
        ("commended", "organisation", "expected"),
        [
            (Commended.ORGANISATION, COMMUNE, []),
            (Commended.ORGANISATION, None, []),
            (Commended.ORGANISATION, "agency-none", ["input.organisation agency-unknown"]),
            (Commended.INDIVIDUAL, None, []),
            (Commended.INDIVIDUAL, COMMUNE, ["input.organisation individual-without-agency"]),
        ],
    )
    def test_an_individual_is_nobody_here(
        self, commended: Commended, organisation: str | None, expected: list[str]
    ) -> None:
        command = replace(COMMENDATION, commended=commended, organisation=organisation)
        assert codes(None, command, facts(person(HEALTH), command)) == expected


class TestBreach:
    @each(
        ("by", "agency", "expected"),
        [
            *((PPC, item, []) for item in sorted(REPORTING)),
            *((LEAD, item, []) for item in sorted(REPORTING - {LEAD})),
            (LEAD, PPC, []),
            (PPC, PPC, ["own-breach"]),
            (LEAD, LEAD, ["own-breach"]),
            (PPC, INSPECTION, ["input.agency agency-cannot-answer"]),
            (PPC, "agency-ministry", ["input.agency agency-cannot-answer"]),
            (PPC, "agency-none", ["input.agency agency-unknown"]),
        ],
    )
    def test_about_whom(self, by: str, agency: str, expected: list[str]) -> None:
        command = replace(BREACH, agency=agency)
        assert codes(None, command, facts(person(by, Post.SIGNATORY), command)) == expected

    def test_not_before_it_was_noted(self) -> None:
        command = replace(BREACH, noted_on=TOMORROW)
        assert codes(None, command, facts(person(PPC, Post.SIGNATORY), command)) == ["input.notedOn in-the-future"]


class TestBudget:
    def test_up_to_a_limit(self) -> None:
        over = UpdateBudgetLine(spent=AMOUNT_MOST)
        assert verdict(recorded(BUDGET, HEALTH), over, facts(person(HEALTH), over)) == "amount-too-large"

    @NAMED
    def test_nothing_else_takes_amounts(self, row: Row) -> None:
        expected = "ok" if row.type is ActivityType.BUDGET else "not-a-budget-line"
        assert verdict(row.state(), SPEND, facts(person(HEALTH), SPEND)) == expected


class TestTaskForce:
    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({}, []),
            ({"until": TOMORROW}, []),
            ({"until": TODAY}, ["input.until ends-before-it-begins"]),
            ({"members": ()}, ["input.members members-needed"]),
            ({"members": (LEAD, HEALTH)}, ["input.members[0] head-among-members"]),
            ({"members": ("agency-none",)}, ["input.members[0] agency-unknown"]),
            ({"head": "agency-none"}, ["input.head agency-unknown"]),
        ],
    )
    def test_is_whole(self, changes: dict[str, Any], expected: list[str]) -> None:
        command = replace(TASK_FORCE, **changes)
        assert codes(None, command, facts(person(PPC, Post.SIGNATORY), command)) == expected

    def test_its_agencies_may_see_it(self) -> None:
        assert recorded(TASK_FORCE, PPC, Post.SIGNATORY).readers == (PPC, LEAD, HEALTH, POLICE)


class TestGuidance:
    @pytest.mark.parametrize("kind", AgencyKind)
    def test_never_to_the_press(self, kind: AgencyKind) -> None:
        command = replace(GUIDANCE, addressees=(kind,))
        given = facts(person(LEAD, Post.SIGNATORY), command)
        refused = kind in (AgencyKind.PRESS, AgencyKind.JOURNALISTS, AgencyKind.MINISTRY)
        assert codes(None, command, given) == (["input.addressees[0] not-guided-here"] if refused else [])

    def test_to_somebody(self) -> None:
        command = replace(GUIDANCE, addressees=())
        assert codes(None, command, facts(person(LEAD, Post.SIGNATORY), command)) == [
            "input.addressees addressee-needed"
        ]
