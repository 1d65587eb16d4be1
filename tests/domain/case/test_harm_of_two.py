"""What two agencies do about content that harms a person, and what two persons have done at once.

What waits for whom while content may harm a person, and how long it is kept.
"""

from dataclasses import replace
from typing import Any, ClassVar

import pytest

from domain.case.at_once import EndAtOnce, RecordRelease
from domain.case.closing import CloseCase
from domain.case.decisions import ProposeHandling
from domain.case.duties import duties
from domain.case.harm import IN_WORDS, FindHarm, ReviewHarm
from domain.case.protection import ConfirmProtection, InspectProtection, PassOnProtection
from domain.case.state.case import Case, CaseState, ClosureReason
from domain.case.state.measures import Measure
from domain.case.state.protection import Asker, HarmKind
from domain.case.takedowns import DraftTakedown
from domain.case.withdrawal import ConfirmWithdrawal, RecordProtectionWithdrawal, WithdrawProtection
from domain.erasure.retention import Kept, kept_as
from domain.kernel.actor import SYSTEM, holder_of
from domain.kernel.refusals import camel
from domain.kernel.vocabulary import Post
from domain.rules.duty import DutyKind
from tests.domain.harmful import (
    INSPECTED,
    OF_BEFORE,
    PERSON_GROUND,
    PROTECTING,
    TAKEN_BACK,
    a_request,
    done,
    harmful,
    heard,
)
from tests.support.each import each
from tests.support.facts import HEALTH, LAND, person
from tests.support.handling_commands import good
from tests.support.handling_facts import LATER, LONG, OTHER, REVIEWER, as_officer, attempt, knowing, said
from tests.support.handling_past import Cast, a_closure, case_at
from tests.support.world import LEAD

SIGNATORY = person(LEAD, Post.SIGNATORY)
INSPECTOR = person("agency-inspection", Post.SIGNATORY)
REMOVAL = {"measure": Measure.TAKEDOWN_PROPOSAL, "alternatives": (Measure.WARNING_LETTER,)}


class TestTwoAgencies:
    """Who asks is seen by another agency, two agencies test, and no person does two parts of it."""

    def test_in_words(self) -> None:
        """A test of before counts where a decision rests on it, and nowhere else."""
        case = harmful(CaseState.DECIDED)
        rows = (replace(case.expression_reviews[0], harm=OF_BEFORE),)
        draft = DraftTakedown(provisions=(PERSON_GROUND,), necessity=LONG, alternatives=LONG)
        old = replace(case, expression_reviews=rows, protections=(a_request(confirmed=None),))
        assert heard(old, draft) == "ok"
        undecided = replace(old, state=CaseState.CHECKING, decisions=(), appraisal=None)
        assert heard(undecided, good(FindHarm)) == "G3 harm-of-two-agencies-needed"

    @each(
        ("changes", "expected"),
        [
            ({}, "ok"),
            *(({name: None}, f"input.{camel(name)} answer-in-words") for name in IN_WORDS),
            ({"truth": LONG, "context": f"{LONG.upper()}!"}, "input.aboutWhom answers-repeated"),
        ],
    )
    def test_say_the_facts(self, changes: dict[str, Any], expected: str) -> None:
        assert heard(harmful(CaseState.CHECKING), good(ReviewHarm, **changes)) == expected

    def test_an_agency_that_protects_children_is_known_unless_it_leads(self) -> None:
        for agency, expected in ((HEALTH, "ok"), (LEAD, "G3 asker-not-confirmed")):
            asked = a_request(asker=Asker.CHILD_PROTECTION, agency=agency, confirmed=None)
            assert heard(harmful(CaseState.CHECKING, requests=(asked,)), good(FindHarm)) == expected

    @each(
        ("part", "changes"),
        [("recorded", {"protections": (a_request(officer=person(LEAD).subject),)}), ("tested", {}), ("found", {})],
    )
    def test_nobody_takes_two_parts(self, part: str, changes: dict[str, Any]) -> None:
        me, already = person(LEAD).subject, "G5 took-part-already"
        tests = harmful(CaseState.CHECKING)
        first = replace(tests.expression_reviews[0], officer=me)
        reviews = (first, *tests.expression_reviews[1:]) if part == "tested" else tests.expression_reviews
        if part != "found":
            case = replace(tests, expression_reviews=reviews, **changes)
            for command in (good(FindHarm), good(PassOnProtection), good(ReviewHarm)):
                assert heard(case, command) == already
        case = replace(harmful(CaseState.APPRAISED), expression_reviews=reviews, **changes)
        assert case.appraisal is not None
        appraisal = replace(case.appraisal, officer=me) if part == "found" else case.appraisal
        proposal = good(ProposeHandling, provisions=(PERSON_GROUND,), **REMOVAL)
        assert heard(replace(case, appraisal=appraisal), proposal) == already


class TestAtOnce:
    """Two persons of two agencies act at once; others confirm it within a working day, or it ends."""

    NOW_ASKED: ClassVar[dict[str, Any]] = {"at_once": OTHER, "unheard": LONG}

    @staticmethod
    def once_tested(tester: str = HEALTH, **request: Any) -> Case:
        case = harmful(CaseState.CHECKING, requests=(a_request(**({"confirmed": None} | request)),))
        return replace(case, expression_reviews=(replace(case.expression_reviews[0], agency=tester),))

    @each(
        ("case", "changes", "expected"),
        [
            ({}, {}, "ok"),
            ({"tester": LEAD}, {}, "G5 second-agency-acts-at-once"),
            ({"harm": HarmKind.PRIVATE_DATA}, {}, "input.atOnce harm-not-urgent"),
            ({}, {"unheard": None}, "input.unheard hearing-needed"),
            ({}, {"at_once": "agency-nobody"}, "input.atOnce agency-unknown"),
        ],
    )
    def test_takes_two_agencies(self, case: dict[str, Any], changes: dict[str, Any], expected: str) -> None:
        command = good(ReviewHarm, **(self.NOW_ASKED | changes))
        assert heard(self.once_tested(**case), command) == expected

    def begun(self) -> Case:
        return done(self.once_tested(), good(ReviewHarm, **self.NOW_ASKED))

    def test_tells_the_body_and_is_confirmed_by_others(self) -> None:
        case = self.begun()
        made = case.protections[-1].at_once
        assert made is not None
        assert (made.agency, made.officers, OTHER in case.members) == (OTHER, (REVIEWER, person(LEAD).subject), True)
        assert made.due_at == PROTECTING.calendar.due(LATER, 1)
        tested = self.once_tested()
        of_my_agency = replace(tested.expression_reviews[0], agency=LEAD, officer="officer-colleague")
        tested = replace(tested, expression_reviews=(*tested.expression_reviews, of_my_agency))
        thrice = done(tested, good(ReviewHarm, **self.NOW_ASKED)).protections[-1].at_once
        assert thrice is not None
        assert thrice.officers == made.officers, "the actor speaks for the own agency"
        assert heard(case, good(ReviewHarm, **self.NOW_ASKED), person(LAND)) == "input.atOnce asked-at-once-already"
        assert heard(case, good(FindHarm), SIGNATORY) == "G3 asker-not-confirmed"
        assert heard(case, good(ConfirmProtection), as_officer(REVIEWER, HEALTH)) == "G5 took-part-already"
        found = done(done(case, good(ConfirmProtection), person(LAND)), good(FindHarm), SIGNATORY)
        holds = found.protections[-1].at_once
        assert holds is not None
        assert (holds.upheld_at, holds.ended_at) == (LATER, None)

    def test_ends_unless_it_is_confirmed_and_is_seen_to_be_shown_again(self) -> None:
        case = self.begun()
        made, end = case.protections[-1].at_once, EndAtOnce(request="request-1")
        assert made is not None
        assert heard(case, end, SYSTEM) == "RuleNotMet not-yet-due"
        known = knowing(SYSTEM, end, registry=PROTECTING, now=made.due_at)
        over = attempt(case, end, known)
        assert over.protections[-1].at_once.ended_at == made.due_at
        assert (DutyKind.RELEASE_CONTENT, LEAD) in {(duty.kind, duty.agency) for duty in duties(over)}
        assert said(over, end, known) == "RuleNotMet nothing-at-once"
        back = done(over, good(RecordRelease))
        assert (DutyKind.RELEASE_CONTENT, LEAD) not in {(duty.kind, duty.agency) for duty in duties(back)}
        assert heard(back, good(RecordRelease)) == "RuleNotMet nothing-to-release"
        found = done(done(self.begun(), good(ConfirmProtection), person(LAND)), good(FindHarm), SIGNATORY)
        assert said(found, end, known) == "RuleNotMet nothing-at-once"

    def test_ends_with_what_carried_it(self) -> None:
        ended = (
            done(self.begun(), good(ReviewHarm, office=True, provision=None), person(LAND)),
            done(done(self.begun(), good(RecordProtectionWithdrawal)), good(ConfirmWithdrawal), person(LAND)),
            done(self.begun(), WithdrawProtection(), holder_of("case-1")),
            done(self.begun(), good(CloseCase, ground=ClosureReason.NO_GROUNDS)),
            done(self.begun(), good(InspectProtection, objects=True), INSPECTOR),
        )
        assert [bool(case.protections[-1].at_once and case.protections[-1].at_once.ended_at) for case in ended] == [
            True
        ] * len(ended)
        seen = done(self.begun(), good(InspectProtection, objects=False), INSPECTOR).protections[-1].at_once
        assert seen is not None
        assert seen.runs


class TestWhatWaits:
    @pytest.mark.parametrize(
        ("state", "expected"),
        [
            (CaseState.RECEIVED, {(DutyKind.PROTECT_PERSON, LEAD)}),
            (CaseState.SCREENED, {(DutyKind.PROTECT_PERSON, HEALTH), (DutyKind.PROTECT_PERSON, LEAD)}),
            (CaseState.CHECKING, {(DutyKind.APPRAISE, LEAD), INSPECTED}),
            (CaseState.APPRAISED, {(DutyKind.ACT_ON_FINDING, LEAD), INSPECTED}),
        ],
    )
    def test_in_each_state(self, state: CaseState, expected: set[tuple[DutyKind, str]]) -> None:
        assert {(duty.kind, duty.agency) for duty in duties(harmful(state))} == expected

    def test_protected_content_waits_to_be_closed(self) -> None:
        protected = done(harmful(CaseState.CHECKING), good(ReviewHarm, criticism=True))
        assert {duty.kind for duty in duties(protected)} == {DutyKind.CLOSE, DutyKind.INSPECT_PROTECTION}


class TestKeeping:
    @pytest.mark.parametrize(
        ("requests", "expected"), [((a_request(),), Kept.PROTECTION), ((TAKEN_BACK,), Kept.PROTECTION)]
    )
    def test_is_short_once_somebody_asked(self, requests: Any, expected: Kept) -> None:
        assert kept_as(harmful(CaseState.RESULT_REPORTED, a_closure(Cast()), requests=requests)) is expected

    def test_is_as_before_where_nobody_asked(self) -> None:
        assert kept_as(case_at(CaseState.CLOSED)) is Kept.COMPLETED
        assert kept_as(case_at(CaseState.CHECKING)) is None
