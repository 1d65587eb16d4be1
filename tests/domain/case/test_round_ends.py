"""The end of a round: when it may end, how, and that nothing but agreement is agreement (Đ3.2)."""

from datetime import timedelta
from itertools import product

import pytest

from domain.case.rounds import ConcludeRound, RoundOpened
from domain.case.state.case import CaseState
from domain.case.state.round import Meeting, Opinion, RoundMethod, RoundOutcome
from tests.support.each import each
from tests.support.facts import HEALTH, LAND, person, sealed
from tests.support.handling_commands import good
from tests.support.handling_facts import DISTRICT, LATER, LONG, PARTY, TODAY, attempt, knowing, said
from tests.support.handling_past import Cast, Past, a_round, case_at, opinions
from tests.support.world import LEAD


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
        command = good(ConcludeRound)
        moment = opened.round.due_at - (timedelta(0) if due else timedelta(milliseconds=1))
        expected = "ok"
        if method is RoundMethod.MEETING and not minuted:
            expected = "ok" if due else "RuleNotMet minutes-needed"
        if method is RoundMethod.WRITTEN_OPINION and not (answered or due):
            expected = "RuleNotMet answers-due"
        assert said(case, command, knowing(person(LEAD), command, now=moment)) == expected

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
            assert said(case, command, knowing(person(LEAD), command, now=LATER)) == expected

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
        command = good(ConcludeRound, outcome=RoundOutcome.AGREED, agreed_option=LONG)
        known = knowing(person(LEAD), command, now=LATER)
        assert said(case, command, known) == expected
