"""Rounds: who opens, answers and ends them; who is asked; and that silence stays silence (Đ3.2, Đ5.1.c)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.case.rounds import (
    ConcludeRound,
    GiveOpinion,
    LapseRound,
    OpenRound,
    OpinionGiven,
    RecordMeeting,
    RoundLapsed,
)
from domain.case.state.case import Case, CaseState
from domain.case.state.round import Opinion, Position, RoundMethod
from domain.kernel.actor import SYSTEM
from domain.registry.agency import Succession
from tests.support.each import each
from tests.support.facts import ALWAYS, HEALTH, LAND, NOW, PROVINCE, person
from tests.support.handling_commands import good
from tests.support.handling_facts import (
    COMMUNE,
    DISTRICT,
    LATER,
    PARTY,
    REGISTRY,
    TODAY,
    a_registry,
    attempt,
    knowing,
    said,
)
from tests.support.handling_past import Cast, Past, a_conclusion, a_round, case_at, opinions
from tests.support.world import LEAD

PAPER = "agency-paper"
MEETING = Past(method=RoundMethod.MEETING)


class TestOpening:
    def asking(self, *invited: str, **changes: Any) -> str:
        case = case_at(CaseState.CHECKING, Cast(concerns=(DISTRICT, HEALTH)))
        command = good(OpenRound, invited=invited)
        return said(case, command, knowing(person(LEAD), command, **changes))

    @each(
        ("invited", "expected"),
        [
            ((DISTRICT, HEALTH, COMMUNE), "ok"),
            ((COMMUNE, LEAD, HEALTH, DISTRICT), "ok"),
            ((DISTRICT, COMMUNE), "input.invited concerned-agency-missing"),
            ((HEALTH, COMMUNE), "input.invited concerned-agency-missing"),
            ((), "input.invited concerned-agency-missing"),
            ((DISTRICT, HEALTH), "input.invited competent-agency-missing"),
            ((DISTRICT, HEALTH, LEAD), "input.invited competent-agency-missing"),
            ((DISTRICT, HEALTH, PARTY), "input.invited competent-agency-missing"),
            ((DISTRICT, HEALTH, PARTY, COMMUNE), "ok"),
            ((DISTRICT, HEALTH, "agency-nobody"), "input.invited[2] agency-unknown"),
            (("agency-x", "agency-y"), "input.invited[0] agency-unknown; input.invited[1] agency-unknown"),
            ((DISTRICT, HEALTH, COMMUNE, PAPER), "input.invited[3] press-is-not-asked"),
        ],
    )
    def test_asks_all_whom_it_is_about_and_one_it_is_not(self, invited: tuple[str, ...], expected: str) -> None:
        assert self.asking(*invited) == expected

    @pytest.mark.parametrize(
        ("former", "heir", "whole", "expected"),
        [
            (COMMUNE, PAPER, True, "input.invited[2] press-is-not-asked"),
            (LEAD, COMMUNE, False, "input.invited competent-agency-missing"),
        ],
    )
    def test_neither_the_press_by_its_former_name_nor_who_took_the_lead_over(
        self, former: str, heir: str, whole: bool, expected: str
    ) -> None:
        over = Succession(successor=heir, on=ALWAYS.since, whole=whole, source="QĐ 9")
        row = replace(REGISTRY.agencies[former], successions=(over,))
        law = replace(REGISTRY, agencies={**REGISTRY.agencies, former: row})
        assert self.asking(DISTRICT, HEALTH, COMMUNE, registry=law) == expected

    def test_a_newspaper_concerned_is_heard_and_not_asked(self) -> None:
        case = case_at(CaseState.CHECKING, Cast(concerns=(PAPER, HEALTH)))
        for invited, expected in (((HEALTH, COMMUNE), "ok"), ((COMMUNE,), "input.invited concerned-agency-missing")):
            command = good(OpenRound, invited=invited)
            assert said(case, command, knowing(person(LEAD), command)) == expected

    def test_calls_for_no_campaign(self) -> None:
        command = good(OpenRound, invited=(HEALTH,), question="Đề nghị viết bài phản bác trên báo.")
        says = said(case_at(CaseState.CHECKING), command, knowing(person(LEAD), command))
        assert says == "input.question text-asks-for-campaign"

    def test_an_agency_that_ended_is_not_asked(self) -> None:
        rows = PROVINCE.agencies
        ended = replace(rows[COMMUNE], span=replace(rows[COMMUNE].span, until=TODAY))
        known = a_registry(agencies={**rows, COMMUNE: ended})
        assert self.asking(DISTRICT, HEALTH, COMMUNE, registry=known) == "input.invited[2] agency-unknown"


class TestAnswering:
    @pytest.mark.parametrize("position", Position)
    def test_no_reply_is_never_given(self, position: Position) -> None:
        command = good(GiveOpinion, position=position)
        heard = said(case_at(CaseState.COORDINATING), command, knowing(person(HEALTH), command))
        assert heard == ("input.position no-reply-is-not-given" if position is Position.NO_REPLY else "ok")


class TestSilence:
    """Silence is noted as NO_REPLY, at the lapse or at the end, and never as consent."""

    DUE = a_round(Cast()).due_at
    GIVEN = (OpinionGiven(round="round-1", opinion=opinions(health="AGREE")[0]),)

    @pytest.mark.parametrize(
        ("moment", "expected"),
        [(timedelta(milliseconds=-1), "RuleNotMet not-yet-due"), (timedelta(0), "ok"), (timedelta(days=9), "ok")],
    )
    def test_the_register_notes_it_when_the_time_is_over(self, moment: timedelta, expected: str) -> None:
        command = good(LapseRound)
        known = knowing(SYSTEM, command, now=self.DUE + moment)
        assert said(case_at(CaseState.COORDINATING), command, known) == expected

    @pytest.mark.parametrize("command", [LapseRound(round="round-1"), LapseRound(round="round-2")])
    def test_once_and_of_that_round_only(self, command: LapseRound) -> None:
        known = knowing(SYSTEM, command, now=LATER)
        fresh = case_at(CaseState.COORDINATING)
        assert said(fresh, command, known) == ("ok" if command.round == "round-1" else "RuleNotMet no-round-open")
        silent = tuple(Opinion(agency=item, position=Position.NO_REPLY, at=NOW) for item in (HEALTH, LAND))
        lapsed = case_at(CaseState.COORDINATING, Cast(), Past(), RoundLapsed(round="round-1", silent=silent))
        assert said(lapsed, command, known) == "RuleNotMet no-round-open"
        over = case_at(CaseState.COORDINATING, Cast(), Past(), a_conclusion(Cast()))
        assert said(over, command, known) == "RuleNotMet no-round-open"

    def test_at_the_lapse_who_answered_is_not_silent(self) -> None:
        command = good(LapseRound)
        case = case_at(CaseState.COORDINATING, Cast(), Past(), *self.GIVEN)
        made = attempt(case, command, knowing(SYSTEM, command, now=LATER))
        assert self.heard(made) == {HEALTH: (Position.AGREE, "officer-x"), LAND: (Position.NO_REPLY, None)}
        assert (made.rounds[0].lapsed_at, made.rounds[0].open) == (LATER, True)

    def test_a_lapse_with_nobody_silent_is_noted_too(self) -> None:
        command = good(LapseRound)
        both = [OpinionGiven(round="round-1", opinion=opinion) for opinion in opinions(health="AGREE", land="AGREE")]
        case = case_at(CaseState.COORDINATING, Cast(), Past(), *both)
        made = attempt(case, command, knowing(SYSTEM, command, now=LATER))
        assert made.rounds[0].lapsed_at == self.DUE
        assert len(made.rounds[0].opinions) == 2

    def test_it_is_noted_once_when_the_round_lapsed_before_its_end(self) -> None:
        lapse, end = good(LapseRound), good(ConcludeRound)
        case = attempt(case_at(CaseState.COORDINATING), lapse, knowing(SYSTEM, lapse, now=LATER))
        case = attempt(case, end, knowing(person(LEAD), end, now=LATER))
        assert [opinion.position for opinion in case.rounds[0].opinions] == [Position.NO_REPLY] * 2

    def heard(self, case: Case) -> dict[str, tuple[Position, str | None]]:
        return {opinion.agency: (opinion.position, opinion.officer) for opinion in case.rounds[0].opinions}


class TestMeeting:
    CASE = case_at(CaseState.COORDINATING, Cast(), MEETING)

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({}, "ok"),
            ({"attended": (HEALTH, LAND, LEAD)}, "ok"),
            ({"attended": (HEALTH, DISTRICT)}, "input.attended[1] attended-uninvited"),
        ],
    )
    def test_minutes(self, changes: dict[str, Any], expected: str) -> None:
        command = good(RecordMeeting, **changes)
        assert said(self.CASE, command, knowing(person(LEAD), command, now=LATER)) == expected
