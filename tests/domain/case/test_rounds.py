"""Rounds: who opens, answers and ends them, that silence stays silence (Đ3.2, Đ5.1.c); and ways back (Đ2.2)."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from domain.case.appraisal import WithdrawAppraisal
from domain.case.decisions import DecideCase, WithdrawProposal
from domain.case.rounds import (
    ConcludeRound,
    GiveOpinion,
    LapseRound,
    OpenRound,
    OpinionGiven,
    RecordMeeting,
    RoundLapsed,
    RoundOpened,
)
from domain.case.state.case import Case, CaseState
from domain.case.state.measures import Finding
from domain.case.state.round import Meeting, Opinion, Position, RoundMethod, RoundOutcome
from domain.kernel.actor import SYSTEM
from domain.kernel.vocabulary import Post
from domain.registry.agency import Succession
from tests.support.each import each
from tests.support.facts import ALWAYS, HEALTH, LAND, NOW, PROVINCE, attempt, person, sealed
from tests.support.handling_commands import good
from tests.support.handling_facts import (
    COMMUNE,
    DISTRICT,
    LATER,
    LONG,
    PARTY,
    REGISTRY,
    TODAY,
    a_registry,
    hear,
    knowing,
    left,
    said,
)
from tests.support.handling_past import (
    Cast,
    Past,
    a_conclusion,
    a_round,
    an_appraisal,
    case_at,
    case_of,
    opinions,
    until,
)
from tests.support.world import LEAD

PAPER = "agency-paper"
MEETING = Past(method=RoundMethod.MEETING)


class TestOpening:
    def asking(self, *invited: str, **changes: Any) -> str:
        case = case_at(CaseState.CHECKING, Cast(concerns=(DISTRICT, HEALTH)))
        return hear(case, good(OpenRound, invited=invited), person(LEAD), **changes)

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
            assert hear(case, command, person(LEAD)) == expected

    def test_calls_for_no_campaign(self) -> None:
        command = good(OpenRound, invited=(HEALTH,), question="Đề nghị viết bài phản bác trên báo.")
        says = hear(case_at(CaseState.CHECKING), command, person(LEAD))
        assert says == "input.question text-asks-for-campaign"

    def test_an_agency_that_ended_is_not_asked(self) -> None:
        rows = PROVINCE.agencies
        ended = replace(rows[COMMUNE], span=replace(rows[COMMUNE].span, until=TODAY))
        known = a_registry(agencies={**rows, COMMUNE: ended})
        assert self.asking(DISTRICT, HEALTH, COMMUNE, registry=known) == "input.invited[2] agency-unknown"


class TestAnswering:
    @pytest.mark.parametrize("position", Position)
    def test_no_reply_is_never_given(self, position: Position) -> None:
        heard = hear(case_at(CaseState.COORDINATING), good(GiveOpinion, position=position), person(HEALTH))
        assert heard == ("input.position no-reply-is-not-given" if position is Position.NO_REPLY else "ok")


class TestSilence:
    """Silence is noted as NO_REPLY, at the lapse or at the end, and never as consent."""

    DUE = a_round(Cast()).due_at
    GIVEN = (OpinionGiven(round="round-1", opinion=opinions(health="AGREE")[0]),)

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
        case = case_at(CaseState.COORDINATING, Cast(), Past(), *self.GIVEN)
        made = left(case, good(LapseRound), SYSTEM, now=LATER)
        assert self.heard(made) == {HEALTH: (Position.AGREE, "officer-x"), LAND: (Position.NO_REPLY, None)}
        assert (made.rounds[0].lapsed_at, made.rounds[0].open) == (LATER, True)

    def test_a_lapse_with_nobody_silent_is_noted_too(self) -> None:
        both = [OpinionGiven(round="round-1", opinion=opinion) for opinion in opinions(health="AGREE", land="AGREE")]
        case = case_at(CaseState.COORDINATING, Cast(), Past(), *both)
        made = left(case, good(LapseRound), SYSTEM, now=LATER)
        assert made.rounds[0].lapsed_at == self.DUE
        assert len(made.rounds[0].opinions) == 2

    def test_it_is_noted_once_also_when_the_round_lapsed_before_its_end(self) -> None:
        asked = case_at(CaseState.COORDINATING)
        for case in (asked, left(asked, good(LapseRound), SYSTEM, now=LATER)):
            ended = left(case, good(ConcludeRound), person(LEAD), now=LATER)
            assert [opinion.position for opinion in ended.rounds[0].opinions] == [Position.NO_REPLY] * 2

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
        assert hear(self.CASE, good(RecordMeeting, **changes), person(LEAD), now=LATER) == expected


class TestConcluding:
    @each("method", RoundMethod)
    @each("minuted", [True, False])
    @each("answered", [True, False])
    @each("due", [True, False])
    def test_when(self, method: RoundMethod, minuted: bool, answered: bool, due: bool) -> None:
        """A meeting needs its minutes, written opinions all answers, or the time to be over."""
        heard = opinions(health="AGREE", land="NO_COMPETENCE") if answered else opinions(health="AGREE")
        meeting = Meeting(held_on=TODAY, attended=(), minutes=sealed("minutes")) if minuted else None
        opened = RoundOpened(round=a_round(Cast(), Past(method=method), opinions=heard, meeting=meeting))
        case = case_at(CaseState.CHECKING, Cast(), Past(), opened)
        moment = opened.round.due_at - (timedelta(0) if due else timedelta(milliseconds=1))
        expected = "ok"
        if method is RoundMethod.MEETING and not minuted:
            expected = "ok" if due else "RuleNotMet minutes-needed"
        if method is RoundMethod.WRITTEN_OPINION and not (answered or due):
            expected = "RuleNotMet answers-due"
        assert hear(case, good(ConcludeRound), person(LEAD), now=moment) == expected

    @pytest.mark.parametrize(("outcome", "option"), list(product(RoundOutcome, ["Đề nghị đính chính.", None])))
    def test_how(self, outcome: RoundOutcome, option: str | None) -> None:
        command = ConcludeRound(outcome=outcome, agreed_option=option)
        known = knowing(person(LEAD), command, now=LATER)
        opened = RoundOpened(round=a_round(Cast(), opinions=opinions(health="AGREE")))
        case = case_at(CaseState.CHECKING, Cast(), Past(), opened)
        if outcome is RoundOutcome.AGREED and option is None:
            assert said(case, command, known) == "input.agreedOption agreed-option-needed"
            return
        made = attempt(case, command, known)
        back = outcome is RoundOutcome.MORE_EVIDENCE
        assert made.state is (CaseState.CHECKING if back else CaseState.COORDINATING)
        assert (made.rounds[0].outcome, made.rounds[0].agreed_option) == (outcome, sealed(option) if option else None)

    @pytest.mark.parametrize(
        ("heard", "needed"),
        [
            (opinions(health="DISAGREE", land="AGREE"), True),
            (opinions(health="DISAGREE", land="AGREE") + opinions(health="AGREE"), False),
            (opinions(health="AGREE", land="AGREE") + opinions(land="DISAGREE"), True),
            (opinions(health="NO_COMPETENCE", land="NO_REPLY"), False),
        ],
    )
    def test_whoever_differs_in_the_end_is_heard(self, heard: tuple[Opinion, ...], needed: bool) -> None:
        opened = RoundOpened(round=a_round(Cast(), opinions=heard))
        case = case_at(CaseState.CHECKING, Cast(), Past(), opened)
        for dissent, expected in ((None, "input.dissent dissent-needed" if needed else "ok"), ("Có ý khác.", "ok")):
            command = good(ConcludeRound, dissent=dissent)
            assert hear(case, command, person(LEAD), now=LATER) == expected

    @pytest.mark.parametrize(
        ("heard", "attended", "expected"),
        [
            (opinions(), (), "RuleNotMet nobody-agreed"),
            (opinions(health="NO_COMPETENCE", land="NO_REPLY"), (), "RuleNotMet nobody-agreed"),
            (opinions(lead="AGREE"), (), "RuleNotMet nobody-agreed"),
            (opinions(district="AGREE"), (), "RuleNotMet nobody-agreed"),
            (opinions(health="AGREE") + opinions(health="NO_COMPETENCE"), (), "RuleNotMet nobody-agreed"),
            (opinions(health="AGREE"), (), "ok"),
            (opinions(), (LEAD, DISTRICT), "RuleNotMet nobody-agreed"),
            (opinions(), (HEALTH,), "ok"),
            (opinions(health="NO_REPLY"), (HEALTH,), "ok"),
            (opinions(health="NO_COMPETENCE"), (HEALTH,), "RuleNotMet nobody-agreed"),
            (opinions(health="DISAGREE"), (HEALTH,), "RuleNotMet nobody-agreed"),
            (opinions(party="AGREE"), (), "RuleNotMet nobody-agreed"),
            (opinions(), (PARTY,), "RuleNotMet nobody-agreed"),
        ],
    )
    def test_agreed_only_with_somebody_who_agreed(
        self, heard: tuple[Opinion, ...], attended: tuple[str, ...], expected: str
    ) -> None:
        """Neither the lead's own word, nor that of those concerned, nor silence is agreement."""
        cast = Cast(invited=(HEALTH, LAND, DISTRICT, PARTY), concerns=(DISTRICT,))
        meeting = Meeting(held_on=TODAY, attended=attended, minutes=sealed("minutes")) if attended else None
        method = Past(method=RoundMethod.MEETING if attended else RoundMethod.WRITTEN_OPINION)
        opened = RoundOpened(round=a_round(cast, method, opinions=heard, meeting=meeting))
        case = case_at(CaseState.CHECKING, cast, Past(), opened)
        dissent = LONG if any(opinion.position is Position.DISAGREE for opinion in heard) else None
        command = good(ConcludeRound, outcome=RoundOutcome.AGREED, agreed_option=LONG, dissent=dissent)
        known = knowing(person(LEAD), command, now=LATER)
        assert said(case, command, known) == expected


HANDLER, SIGNATORY = person(LEAD), person(LEAD, Post.SIGNATORY)
FOUND = case_of(*until(CaseState.CHECKING), an_appraisal(Cast()))
"""Appraised before anybody was asked."""


class TestAnAppraisal:
    def test_is_withdrawn_and_the_case_is_checked_again(self) -> None:
        again = left(FOUND, good(WithdrawAppraisal), HANDLER, now=LATER)
        assert (again.state, again.appraisal, again.cycle) == (CaseState.CHECKING, None, 1)
        assert (again.verifications, again.expression_reviews) == (FOUND.verifications, FOUND.expression_reviews)

    def test_that_nobody_checks_any_more_goes_back_to_who_takes_it_up(self) -> None:
        again = left(replace(FOUND, focal=None), good(WithdrawAppraisal), HANDLER, now=LATER)
        assert again.state is CaseState.SCREENED

    @pytest.mark.parametrize("finding", Finding)
    def test_of_any_finding_can_be_withdrawn(self, finding: Finding) -> None:
        case = case_of(*until(CaseState.CHECKING), an_appraisal(Cast(), finding=finding))
        assert hear(case, good(WithdrawAppraisal), HANDLER, now=LATER) == "ok"


class TestAProposal:
    PROPOSED = case_at(CaseState.PROPOSED)

    def test_is_withdrawn_by_one_person_and_nobody_decides_it(self) -> None:
        again = left(self.PROPOSED, good(WithdrawProposal), HANDLER, now=LATER)
        assert (again.state, again.proposal, again.appraisal) == (CaseState.APPRAISED, None, self.PROPOSED.appraisal)
        assert hear(again, good(DecideCase), SIGNATORY, now=LATER).startswith("TransitionNotAllowed from APPRAISED")


class TestARound:
    ASKED = left(FOUND, good(OpenRound, invited=(HEALTH, LAND)), HANDLER, now=LATER)

    def test_on_what_was_appraised_leaves_the_appraisal(self) -> None:
        assert (self.ASKED.state, self.ASKED.appraisal) == (CaseState.COORDINATING, FOUND.appraisal)

    @pytest.mark.parametrize(
        ("outcome", "state"),
        [(RoundOutcome.NOT_AGREED, CaseState.APPRAISED), (RoundOutcome.MORE_EVIDENCE, CaseState.CHECKING)],
    )
    def test_leads_back_to_it_unless_more_evidence_is_needed(self, outcome: RoundOutcome, state: CaseState) -> None:
        case = case_of(*until(CaseState.CHECKING), an_appraisal(Cast()))
        case = replace(case, state=CaseState.COORDINATING, rounds=(a_round(Cast()),))
        ended = left(case, good(ConcludeRound, outcome=outcome), HANDLER, now=LATER)
        assert ended.state is state
        assert ended.appraisal == (FOUND.appraisal if state is CaseState.APPRAISED else None)
