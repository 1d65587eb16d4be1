"""Content that harms a person: who asks, how it is tested and found, and that nothing else that is true is touched."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from domain.case.decisions import DecideCase, ProposeHandling
from domain.case.duties import duties
from domain.case.harm import MEASURES, FindHarm, ReviewHarm
from domain.case.protection import InspectProtection, PassOnProtection, RecordProtectionRequest, RequestProtection
from domain.case.requests import AnswerRequest
from domain.case.state.case import Case, CaseState, ExpressionConclusion, ExpressionKind, Medium
from domain.case.state.hearing import HearingWay
from domain.case.state.measures import MEASURABLE, Finding, Measure
from domain.case.state.pathways import TakedownItem
from domain.case.state.protection import Asker, HarmKind, OwnPart
from domain.case.takedowns import ApproveTakedown, DraftTakedown
from domain.case.transfers import ProposeTransfer
from domain.case.withdrawal import (
    ConfirmWithdrawal,
    RecordProtectionWithdrawal,
    RefuseWithdrawal,
    WithdrawProtection,
    withdrawn,
)
from domain.kernel.actor import PUBLIC, holder_of
from domain.kernel.vocabulary import Post
from domain.publication.publishable import publishable, publishing_agencies
from domain.rules.duty import DutyKind
from tests.domain.case.test_hearing import a_hearing
from tests.domain.harmful import (
    INSPECTED,
    INSPECTOR,
    OF_HARM,
    PERSON_GROUND,
    TAKEN_BACK,
    a_request,
    done,
    found_harmful,
    harmful,
    heard,
)
from tests.support.each import each
from tests.support.facts import HEALTH, LAND, NOW, POLICE, facts, person, sealed
from tests.support.handling_commands import good
from tests.support.handling_facts import DRAFTER, GROUND, LATER, LONG, OTHER, WEIGHED, attempt, knowing
from tests.support.handling_past import Cast, a_report, a_review, a_verification, case_at, case_of
from tests.support.world import LEAD

SIGNATORY = person(LEAD, Post.SIGNATORY)
REMOVAL = {"measure": Measure.TAKEDOWN_PROPOSAL, "alternatives": (Measure.WARNING_LETTER,)}
ITEM = TakedownItem(officer=DRAFTER, url=sealed("url"), captured_text=sealed("text"), captured_at=NOW)
ASKED = {"nobody": (), "holds": (a_request(),), "taken back": (TAKEN_BACK,)}


class TestNothingElseThatIsTrue:
    """The truth table of every step against content, whatever was found, concluded, asked for and named."""

    @staticmethod
    def admitted(finding: Finding, review: ExpressionConclusion, asked: str, medium: Medium, about: bool) -> bool:
        """What the law of this register admits, said a second time: false and unprotected, or harmful and asked for."""
        if finding is Finding.HARMS_PERSON:
            clear = review is ExpressionConclusion.HARMS_PERSON and asked == "holds"
            return clear and medium is not Medium.PRESS and not about
        return finding in MEASURABLE and review is ExpressionConclusion.NOT_PROTECTED

    @staticmethod
    def case(state: CaseState, found: tuple[Finding, ExpressionConclusion], asked: str, where: Medium) -> Case:
        finding, conclusion = found
        past = replace(OF_HARM, finding=finding, expression=conclusion)
        case = harmful(state, a_verification(Cast()), past=past)
        harms = conclusion is ExpressionConclusion.HARMS_PERSON
        reviews = found_harmful(Cast(), past) if harms else (a_review(Cast(), past),)
        review = case_of(a_report(Cast()), *reviews).expression_reviews
        return replace(case, medium=where, protections=ASKED[asked], expression_reviews=review)

    @pytest.mark.parametrize("about", [False, True])
    def test_is_proposed_decided_justified_or_handed_over(self, about: bool) -> None:
        wrong = []
        rows = product(Finding, ExpressionConclusion, ASKED, (Medium.WEBSITE, Medium.PRESS))
        for finding, review, asked, medium in rows:
            person_way = finding is Finding.HARMS_PERSON
            grounds = (PERSON_GROUND,) if person_way else (GROUND,)
            letter = Measure.WARNING_LETTER
            milder = () if person_way else (Measure.CORRECTION_REQUEST,)
            steps = (
                (CaseState.APPRAISED, good(ProposeHandling, measure=letter, provisions=grounds, alternatives=milder)),
                (CaseState.PROPOSED, good(DecideCase, measure=letter, unheard=LONG)),
                (CaseState.APPRAISED, good(ProposeTransfer, provisions=grounds)),
            )
            for state, command in steps:
                case = self.case(state, (finding, review), asked, medium)
                if case.proposal:
                    proposed = replace(case.proposal, measure=letter, alternatives=(), provisions=grounds)
                    case = replace(case, proposal=proposed)
                case = replace(case, concerns=(LAND,) if about else ())
                actor = SIGNATORY if state is CaseState.PROPOSED else person(LEAD)
                ok = heard(case, command, actor) in ("ok", "RuleNotMet round-needed")
                if ok is not self.admitted(finding, review, asked, medium, about):
                    wrong.append((type(command).__name__, finding, review, asked, medium, heard(case, command, actor)))
        assert wrong == []

    @each("finding", Finding)
    @each("ground", [GROUND, PERSON_GROUND])
    def test_rests_on_a_ground_of_the_other_way(self, finding: Finding, ground: str) -> None:
        """A ground against false content takes down nothing that harms, and one that protects persons nothing else."""
        review = ExpressionConclusion.HARMS_PERSON if finding is Finding.HARMS_PERSON else None
        case = self.case(
            CaseState.APPRAISED, (finding, review or ExpressionConclusion.NOT_PROTECTED), "holds", Medium.WEBSITE
        )
        milder = (Measure.WARNING_LETTER,) if finding is Finding.HARMS_PERSON else WEIGHED
        command = good(ProposeHandling, provisions=(ground,), **(REMOVAL | {"alternatives": milder}))
        rounds = case_at(CaseState.APPRAISED).rounds
        fits = (finding is Finding.HARMS_PERSON) is (ground == PERSON_GROUND)
        assert (heard(replace(case, rounds=rounds), command) == "ok") is (
            fits and finding in MEASURABLE | {Finding.HARMS_PERSON}
        )

    def test_a_case_that_is_about_an_agency_after_the_decision_goes_no_further(self) -> None:
        """A removal stops at every later step once it turns out to be about what an agency does."""
        decided = harmful(CaseState.DECIDED)
        draft = DraftTakedown(provisions=(PERSON_GROUND,), necessity=LONG, alternatives=LONG)
        assert heard(decided, draft) == "ok"
        assert heard(replace(decided, corruption=True), draft) == "G3 about-office"
        with_draft = done(decided, draft)
        (made,) = with_draft.takedowns
        approve = ApproveTakedown(takedown=made.id)
        for changes, expected in (
            ({"concerns": (OTHER,)}, "G3 about-office"),
            ({"protections": (TAKEN_BACK,)}, "G3 request-of-person-needed"),
        ):
            ready = replace(with_draft, takedowns=(replace(made, items=(ITEM,)),), **changes)
            assert heard(ready, approve, SIGNATORY) == expected


class TestWhoConfirmsAndReleases:
    def test_another_agency_confirms_and_inspectors_see_it_once(self) -> None:
        unseen = harmful(CaseState.CHECKING, requests=(a_request(confirmed=None),))
        confirm = (DutyKind.CONFIRM_PROTECTION, HEALTH)
        assert {(duty.kind, duty.agency) for duty in duties(unseen)} == {confirm, INSPECTED}
        seen = done(unseen, good(InspectProtection), INSPECTOR)
        assert {(duty.kind, duty.agency) for duty in duties(seen)} == {confirm}
        assert heard(seen, good(InspectProtection), INSPECTOR) == "RuleNotMet no-protection-to-inspect"


class TestTheTest:
    @each(("criticism", "public_interest", "office"), list(product((False, True), repeat=3)))
    def test_one_yes_protects(self, criticism: bool, public_interest: bool, office: bool) -> None:
        answers = {"criticism": criticism, "public_interest": public_interest, "office": office}
        made = done(harmful(CaseState.CHECKING), good(ReviewHarm, **answers)).expression_reviews[-1]
        clear = not any(answers.values())
        assert made.conclusion is (ExpressionConclusion.HARMS_PERSON if clear else ExpressionConclusion.PROTECTED)
        assert (made.provision is not None) is clear
        assert made.harm is not None
        assert (made.harm.passed, {name: getattr(made.harm, name) for name in answers}) == (clear, answers)
        kinds = {(False, False): ExpressionKind.FACT, (False, True): ExpressionKind.JOURNALISM}
        assert made.expression is kinds.get((criticism or office, public_interest), ExpressionKind.CRITICISM)

    @pytest.mark.parametrize(
        "changes", [{"concerns": (OTHER,)}, {"medium": Medium.PRESS}, {"corruption": True}], ids=str
    )
    def test_finds_protected_what_no_request_reaches(self, changes: dict[str, Any]) -> None:
        case = replace(harmful(CaseState.CHECKING), **changes)
        assert heard(case, good(ReviewHarm)).startswith("G3 ")
        assert heard(case, good(ReviewHarm, office=True, provision=None)) == "ok"


class TestFinding:
    def test_says_how_the_asker_may_ask_and_nothing_else(self) -> None:
        made = done(harmful(CaseState.CHECKING), good(FindHarm)).appraisal
        assert made is not None
        assert (made.finding, made.standing is not None) == (Finding.HARMS_PERSON, False)

    @pytest.mark.parametrize("measure", Measure)
    def test_carries_only_what_protects(self, measure: Measure) -> None:
        command = good(
            ProposeHandling,
            measure=measure,
            provisions=(PERSON_GROUND,),
            alternatives=(Measure.WARNING_LETTER,) if measure is Measure.TAKEDOWN_PROPOSAL else (),
        )
        assert (heard(harmful(CaseState.APPRAISED), command) == "ok") is (measure in MEASURES)

    def test_needs_no_round_and_no_verification(self) -> None:
        """The fast way: nothing about whether it is true is asked of anybody."""
        case = harmful(CaseState.APPRAISED)
        assert (case.rounds, case.verifications) == ((), ())
        proposed = done(case, good(ProposeHandling, provisions=(PERSON_GROUND,), **REMOVAL))
        decided = done(
            proposed, good(DecideCase, unheard=LONG, decided_on=LATER.date(), measure=REMOVAL["measure"]), SIGNATORY
        )
        assert (decided.state, decided.decisions[-1].false_fact) == (CaseState.DECIDED, None)

    def test_tells_nothing_to_the_press(self) -> None:
        case = harmful(CaseState.RESULT_REPORTED)
        assert publishing_agencies(case) == []
        refusal = publishable(case, LEAD, facts(person(LEAD)))
        assert refusal
        assert refusal.code == "harm-not-told"


class TestAsking:
    BY_ANYBODY = RequestProtection(
        harm=HarmKind.CHILD_DATA,
        asker=OwnPart.GUARDIAN,
        claim="Bài đăng để lộ ảnh thẻ học sinh của con tôi.",
        free_of_secrets=True,
        url="https://tin.example/bai/9",
    )

    @pytest.mark.parametrize("part", OwnPart)
    def test_at_the_public_door_begins_a_case_of_the_lead(self, part: OwnPart) -> None:
        command = replace(self.BY_ANYBODY, asker=part)
        case = attempt(None, command, replace(knowing(PUBLIC, command), ticket="ticket", code="CB-2026-000009"))
        (request,) = case.protections
        assert (case.state, case.lead, case.ticket) == (CaseState.RECEIVED, LEAD, "ticket")
        assert (request.asker, request.harm, request.agency) == (Asker(part), HarmKind.CHILD_DATA, None)

    @pytest.mark.parametrize(
        ("agency", "asker", "expected"),
        [
            (LEAD, Asker.GUARDIAN, "ok"),
            (LEAD, Asker.PERSON_HARMED, "ok"),
            (HEALTH, Asker.CHILD_PROTECTION, "ok"),
            (HEALTH, Asker.GUARDIAN, "input.asker asker-by-the-lead"),
            (HEALTH, Asker.PERSON_HARMED, "input.asker asker-by-the-lead"),
        ],
    )
    def test_through_an_agency(self, agency: str, asker: Asker, expected: str) -> None:
        command = good(RecordProtectionRequest, asker=asker)
        assert heard(case_at(CaseState.CHECKING), command, person(agency)) == expected

    def test_is_taken_back_by_its_code_at_any_time(self) -> None:
        for state in (CaseState.RECEIVED, CaseState.CHECKING, CaseState.PROPOSED, CaseState.EXECUTING):
            case = done(harmful(state), WithdrawProtection(), holder_of("case-1"))
            assert case.protections[-1].withdrawn_at == LATER, state
        assert heard(case, WithdrawProtection(), holder_of("case-1")) == "RuleNotMet no-protection-request"

    def test_is_taken_back_on_a_paper_that_another_agency_confirms(self) -> None:
        by_health = harmful(CaseState.EXECUTING, requests=(a_request(agency=HEALTH),))
        for agency, expected in ((LEAD, "ok"), (HEALTH, "ok"), ("agency-land", "G1 lead-agency-only")):
            assert heard(by_health, good(RecordProtectionWithdrawal), person(agency)) == expected
        waiting = done(by_health, good(RecordProtectionWithdrawal), person(LEAD))
        assert (waiting.protections[-1].withdrawn_at, withdrawn(waiting)) == (None, False)
        assert (DutyKind.CONFIRM_WITHDRAWAL, HEALTH) in {(duty.kind, duty.agency) for duty in duties(waiting)}
        for command in (ConfirmWithdrawal, RefuseWithdrawal):
            assert heard(waiting, good(command), SIGNATORY) == "G5 another-agency-needed"
        refused = done(waiting, good(RefuseWithdrawal), person(LAND))
        assert heard(refused, good(ConfirmWithdrawal), person(HEALTH)) == "RuleNotMet no-withdrawal-waits"
        over = done(waiting, good(ConfirmWithdrawal), person(HEALTH))
        assert (over.protections[-1].withdrawn_at, withdrawn(over)) == (LATER, False)

    def test_taken_back_on_paper_is_that_request_alone(self) -> None:
        """What somebody asked since, or took back by the code, is not ended by the paper."""
        waiting = done(harmful(CaseState.CHECKING), good(RecordProtectionWithdrawal), person(LEAD))
        by_code = replace(waiting.protections[-1], withdrawn_at=NOW)
        for rows in ((by_code,), (by_code, a_request(id="request-2"))):
            over = done(replace(waiting, protections=rows), good(ConfirmWithdrawal), person(HEALTH))
            assert over.protections == rows

    def test_is_passed_on_once_the_content_passed_the_test(self) -> None:
        case = done(harmful(CaseState.CHECKING), good(PassOnProtection))
        assert (case.protections[-1].passed_on[0].agency, OTHER in case.members) == (OTHER, True)
        assert [row.agency for row in case.requests] == [OTHER]
        assert heard(case, good(PassOnProtection)) == "input.agency passed-on-already"
        criticism = done(harmful(CaseState.CHECKING), good(ReviewHarm, criticism=True))
        assert heard(criticism, good(PassOnProtection)) == "G3 found-protected"

    def test_passed_on_waits_for_an_answer_of_a_body_in_the_register_alone(self) -> None:
        waits = (DutyKind.ANSWER_REQUEST, POLICE)
        case = done(harmful(CaseState.CHECKING), good(PassOnProtection, agency=POLICE))
        [asked] = case.requests
        assert waits in {(duty.kind, duty.agency) for duty in duties(case)}
        answered = done(case, good(AnswerRequest, request=asked.id), person(POLICE))
        assert waits not in {(duty.kind, duty.agency) for duty in duties(answered)}
        on_paper = done(harmful(CaseState.CHECKING), good(PassOnProtection, agency="agency-ministry"))
        assert (len(on_paper.protections[-1].passed_on), on_paper.requests) == (1, ())

    def test_is_passed_on_without_a_reason_once_who_published_it_had_time_to_answer(self) -> None:
        asked, letter = harmful(CaseState.APPRAISED), good(PassOnProtection, unheard=None)
        for hearing, told in (
            (a_hearing(answer_by=LATER + timedelta(days=1)), "input.unheard hearing-needed"),
            (a_hearing(answer_by=LATER), "ok"),
            (a_hearing(LATER, answer_by=LATER + timedelta(days=1)), "ok"),
            (a_hearing(code=None, answer_by=None, way=HearingWay.NOT_POSSIBLE), "input.unheard hearing-needed"),
            (a_hearing(answer_by=LATER, cycle=2), "input.unheard hearing-needed"),
        ):
            assert heard(replace(asked, hearings=(hearing,)), letter) == told
