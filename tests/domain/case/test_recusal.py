"""Recusal: by one's own word at once, of another by a motion that the Committee decides; then nothing (Đ2.2, G5)."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from domain.case.checks import RecordCheck
from domain.case.duties import duties
from domain.case.recusal import (
    AnswerRecusal,
    DecideRecusal,
    MoveRecusal,
    OfficerRecused,
    RecuseOfficer,
    UndoRecusal,
    no_motion_runs,
    pending,
)
from domain.case.state.case import Case, CaseState, ExpressionConclusion, ExpressionKind, ExpressionReview
from domain.kernel.vocabulary import Post, Role
from domain.rules.duty import DutyKind
from tests.support.each import each
from tests.support.facts import HEALTH, LAND, NOW, person, sealed
from tests.support.handling_commands import good
from tests.support.handling_facts import BOTH, COMMUNE, LONG, PPC, REGISTRY, as_officer, attempt, hear, knowing, left
from tests.support.handling_past import Cast, Past, case_at
from tests.support.world import KINDS, LEAD, officer

ME, BOSS = officer(HEALTH, Post.HANDLER), officer(LEAD, Post.SIGNATORY)
COMMITTEE, REVIEWS = person(PPC, Post.SIGNATORY), officer(HEALTH, Post.SIGNATORY)
after = partial(left, new_id="recusal-1")
IN_TIME, LATE = NOW + timedelta(hours=1), NOW + timedelta(days=30)


def motion(whom: str, **changes: Any) -> Any:
    return good(MoveRecusal, officer=whom, **changes)


def moved_on(whom: str, by: Any = None, case: Case | None = None) -> Any:
    return after(case or case_at(CaseState.CHECKING), motion(whom), by or person(LEAD))


class TestOneself:
    @each("agency", sorted(set(KINDS) - {"agency-paper", "agency-ministry"}))
    @each("post", BOTH)
    @each("state", CaseState)
    def test_goes_at_once_in_every_state(self, agency: str, post: Post, state: CaseState) -> None:
        me = person(agency, post)
        command = good(RecuseOfficer, officer=me.subject)
        assert after(case_at(state), command, me).recused == (me.subject,)

    def test_only_as_an_officer_who_is_known(self) -> None:
        assert hear(case_at(CaseState.CHECKING), good(RecuseOfficer, officer="officer-nobody"), person(LEAD)) == (
            "input.officer officer-not-appointed"
        )


class TestAMotion:
    CASE = case_at(CaseState.CHECKING, Cast(), Past())

    @pytest.mark.parametrize(
        ("whom", "by", "says"),
        [
            (ME, person(LEAD), "ok"),
            (BOSS, person(LAND), "ok"),
            (BOSS, person("agency-inspection", Post.INSPECTOR), "ok"),
            (officer(LEAD, Post.HANDLER), person(LEAD), "RuleNotMet recuse-yourself"),
            (officer(PPC, Post.SIGNATORY), person(LEAD), "input.officer officer-not-in-case"),
            (officer("agency-inspection", Post.INSPECTOR), person(LEAD), "input.officer officer-not-in-case"),
            (officer(COMMUNE, Post.HANDLER), person(LEAD), "input.officer officer-not-in-case"),
            ("officer-nobody", person(LEAD), "input.officer officer-not-appointed"),
            (ME, person(COMMUNE), "G1 members-only"),
        ],
    )
    def test_names_somebody_who_takes_part(self, whom: str, by: Any, says: str) -> None:
        assert hear(self.CASE, motion(whom), by) == says

    @each("above", [PPC, "agency-inspection"])
    def test_never_reaches_who_decides_or_inspects(self, above: str) -> None:
        """Also where they take part, and also by another post of the same person."""
        inside = replace(self.CASE, members=(*self.CASE.members, above))
        posts = (Post.SIGNATORY,) if above == PPC else (Post.INSPECTOR,)
        for by in (person(LEAD), person(LAND), person("agency-inspection", Post.INSPECTOR)):
            if by.agency != above:
                assert hear(inside, motion(officer(above, posts[0])), by) == "G5 recusal-of-those-above"
        two = replace(REGISTRY, subjects={"someone": (ME, officer(above, posts[0]))})
        assert hear(self.CASE, motion(ME), person(LEAD), registry=two) == "G5 recusal-of-those-above"

    def test_of_the_lead_never_reaches_another_agencys_reviewer(self) -> None:
        case = replace(self.CASE, expression_reviews=(a_review(HEALTH, ME),))
        assert hear(case, motion(ME), person(LEAD)) == "G3 recusal-of-reviewer"
        assert hear(case, motion(ME), person(LAND)) == "ok", "the reviewer does not block it"
        two = replace(REGISTRY, subjects={"someone": (officer(LAND, Post.HANDLER), officer(LEAD, Post.AUDITOR))})
        assert hear(case, motion(ME), person(LAND), registry=two) == "G3 recusal-of-reviewer", "a post in the lead"
        own = replace(self.CASE, expression_reviews=(a_review(LEAD, BOSS),))
        assert hear(own, motion(BOSS), person(LEAD)) == "ok", "the lead's own reviewer may be named"

    def test_is_one_at_a_time_and_one_a_ground(self) -> None:
        case = moved_on(ME)
        assert hear(case, motion(ME, ground="BENEFIT"), person(LAND)) == "RuleNotMet recusal-moved-already"
        case = after(case, good(DecideRecusal, granted=False), COMMITTEE, now=LATE)
        assert hear(case, motion(ME), person(LAND)) == "RuleNotMet recusal-moved-already", "the same ground"
        assert hear(case, motion(ME, ground="BENEFIT"), person(LAND)) == "ok"


class TestItsAnswer:
    def test_is_the_officers_alone(self) -> None:
        case, answer = moved_on(ME), good(AnswerRecusal)
        assert hear(case, answer, person(HEALTH, Post.SIGNATORY)) == "G1 recusal-of-another"
        answered = after(case, answer, person(HEALTH))
        assert hear(answered, answer, person(HEALTH)) == "RuleNotMet answered-already"
        assert hear(case, good(AnswerRecusal, recusal="recusal-9"), person(HEALTH)) == "input.recusal recusal-unknown"

    def test_comes_before_the_decision_while_there_is_time(self) -> None:
        case, decision = moved_on(ME), good(DecideRecusal)
        assert hear(case, decision, COMMITTEE, now=IN_TIME) == "RuleNotMet recusal-not-answered"
        assert hear(case, decision, COMMITTEE, now=LATE) == "ok"
        assert hear(after(case, good(AnswerRecusal), person(HEALTH)), decision, COMMITTEE, now=IN_TIME) == "ok"


class TestItsDecision:
    def test_keeps_the_officer_out_or_not(self) -> None:
        for granted in (True, False):
            case = after(moved_on(ME), good(DecideRecusal, granted=granted), COMMITTEE, now=LATE)
            assert case.recused == ((ME,) if granted else ())
            check = good(RecordCheck)
            assert hear(case, check, person(HEALTH), now=LATE) == ("G5 recused" if granted else "ok")

    @pytest.mark.parametrize("other", [LEAD, HEALTH])
    def test_is_of_nobody_with_a_post_in_the_agencies_of_the_motion(self, other: str) -> None:
        two = replace(REGISTRY, subjects={"someone": (COMMITTEE.subject, officer(other, Post.AUDITOR))})
        assert hear(moved_on(ME), good(DecideRecusal), COMMITTEE, now=LATE, registry=two) == "G5 post-concerned"

    @pytest.mark.parametrize("same", [ME, officer(LAND, Post.HANDLER)])
    def test_is_neither_the_officers_nor_the_movers(self, same: str) -> None:
        case = moved_on(ME, person(LAND))
        two = replace(REGISTRY, subjects={"someone": (COMMITTEE.subject, same)})
        assert hear(case, good(DecideRecusal), COMMITTEE, now=LATE, registry=two) in (
            "G5 second-person-needed",
            "G5 recused",
        )


class TestWhileItRuns:
    PROPOSED = case_at(CaseState.PROPOSED)

    def test_and_signs_again_when_the_committee_lets_its_term_pass(self) -> None:
        case = moved_on(BOSS, person(LAND), self.PROPOSED)
        assert no_motion_runs(case, knowing(person(LEAD, Post.SIGNATORY), None, now=LATE)) is None

    def test_it_is_owed_by_the_officer_and_the_committee(self) -> None:
        for state in (CaseState.CHECKING, CaseState.CLOSED):
            case = moved_on(ME, case=case_at(state))
            owed = {duty.kind: duty for duty in duties(case) if "RECUSAL" in duty.kind}
            assert (owed[DutyKind.ANSWER_RECUSAL].officer, owed[DutyKind.ANSWER_RECUSAL].agency) == (ME, HEALTH)
            assert owed[DutyKind.DECIDE_RECUSAL].agency == Role.PPC
            case = after(case, good(DecideRecusal), COMMITTEE, now=LATE)
            assert [duty for duty in duties(case) if "RECUSAL" in duty.kind] == []

    def test_it_ends_when_the_officer_goes_by_own_word(self) -> None:
        case = after(moved_on(ME), good(RecuseOfficer, officer=ME), person(HEALTH))
        assert pending(case) == ()


class TestUndoing:
    OLD = case_at(CaseState.CHECKING, Cast(), Past(), OfficerRecused(officer=ME, by=BOSS, at=NOW, reasons=sealed(LONG)))
    """As the lead alone kept an officer out in the version before."""
    UNDO = good(UndoRecusal, officer=ME)

    def test_an_old_recusal_holds_until_the_committee_undoes_it(self) -> None:
        assert hear(self.OLD, good(RecordCheck), person(HEALTH)) == "G5 recused"
        back = after(self.OLD, self.UNDO, COMMITTEE)
        assert back.recused == ()
        assert hear(back, good(RecordCheck), person(HEALTH)) == "ok"
        assert hear(back, self.UNDO, COMMITTEE) == "RuleNotMet nobody-recused"

    def test_is_by_another_person_than_moved_or_granted_it(self) -> None:
        case = after(moved_on(ME), good(DecideRecusal), COMMITTEE, now=LATE)
        assert hear(case, self.UNDO, COMMITTEE, now=LATE) == "G5 second-person-needed"
        other = as_officer("officer-ppc-third", PPC, Post.SIGNATORY)
        assert after(case, self.UNDO, other, now=LATE).recused == ()

    def test_is_of_nobody_with_a_post_in_the_lead_agency(self) -> None:
        two = replace(REGISTRY, subjects={"someone": (COMMITTEE.subject, officer(LEAD, Post.AUDITOR))})
        assert hear(self.OLD, self.UNDO, COMMITTEE, registry=two) == "G5 post-concerned"

    def test_names_somebody_who_is_out(self) -> None:
        command = good(UndoRecusal, officer=officer(LAND, Post.HANDLER))
        assert hear(self.OLD, command, COMMITTEE) == "input.officer officer-not-recused"

    def test_reaches_every_appointment_of_the_person(self) -> None:
        two = replace(REGISTRY, subjects={"someone": (ME, REVIEWS)})
        out = replace(self.OLD, recused=(ME, REVIEWS))
        known = knowing(COMMITTEE, self.UNDO, registry=two)
        assert attempt(out, self.UNDO, known).recused == ()

    def test_lets_a_new_motion_come(self) -> None:
        case = after(moved_on(ME), good(DecideRecusal), COMMITTEE, now=LATE)
        back = after(case, self.UNDO, as_officer("officer-ppc-third", PPC, Post.SIGNATORY), now=LATE)
        assert hear(back, motion(ME), person(LAND)) == "ok"


def a_review(agency: str, by: str) -> ExpressionReview:
    return ExpressionReview(
        id="review-1",
        agency=agency,
        role=Role.DEPT,
        officer=by,
        at=NOW,
        cycle=1,
        expression=ExpressionKind.CRITICISM,
        conclusion=ExpressionConclusion.PROTECTED,
        reasons=sealed(LONG),
    )
