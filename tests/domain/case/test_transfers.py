"""Transfer to the police: under the guards of a decision, and everything else rests meanwhile (Đ3.4).

A transfer from the signature to its end, and what rests meanwhile (Đ3.4).
"""

from dataclasses import fields, replace
from typing import Any

import pytest

from domain.book import BY_COMMAND
from domain.case import appraisal, committee, decisions, execution, expression, requests, rounds, takedowns
from domain.case.closing import CloseCase, ReopenCase
from domain.case.command import NOTIFY
from domain.case.state.case import Case, CaseState, ClosureReason, Informed
from domain.case.state.measures import VerificationResult
from domain.case.state.pathways import PoliceTransfer, ReopeningGround, TransferStatus
from domain.case.transfers import (
    BEFORE_DECISION,
    AnswerTransfer,
    HandOverTransfer,
    ProposeTransfer,
    ReceiveTransfer,
    RecordPoliceOutcome,
    RecordTransferReturn,
    RefuseTransfer,
    ReturnTransfer,
    SignTransfer,
)
from domain.kernel.actor import ActorKind
from domain.kernel.fields import fields_of
from domain.kernel.vocabulary import AgencyKind, Post
from tests.domain.handling import (
    DRAFTER,
    GROUND,
    LONG,
    POLICE,
    REVIEWER,
    SECOND,
    WITH_GROUNDS,
    a_review,
    a_step,
    a_transfer,
    a_verification,
    after,
    an_appraisal,
    rows_of,
    said,
)
from tests.support.each import each
from tests.support.facts import a_case, facts, person
from tests.support.world import KINDS, LEAD

T = TransferStatus
PROPOSE = ProposeTransfer(police=POLICE, provisions=(GROUND,), reasons=LONG, file_index="1. Bản chụp bài viết")
SIGN = SignTransfer(document_number="1/CV")
REFUSE = RefuseTransfer(reasons=LONG)
HAND = HandOverTransfer(record="Bàn giao 12 trang tại trụ sở.", document_number="2/BB")
RECEIVE = ReceiveTransfer()
RETURN = RecordTransferReturn(document_number="3/CAT")
OUTCOME = RecordPoliceOutcome(document_number="4/CAT")
REOPEN = ReopenCase(ground=ReopeningGround.NEW_EVIDENCE, document_number="9/QĐ", reasons=LONG)
HANDLER, HEAD, OFFICER = person(LEAD), person(LEAD, Post.SIGNATORY), person(POLICE)
STATES = {CaseState.CHECKING, CaseState.COORDINATING, CaseState.APPRAISED, CaseState.PROPOSED}
RESTING = {CaseState.TRANSFERRED}


FOUND: dict[str, Any] = {
    "verifications": (a_verification(VerificationResult.FALSE),),
    "expression_reviews": (a_review(),),
}


def found(*made: PoliceTransfer, state: CaseState = CaseState.CHECKING, **changes: Any) -> Case:
    """A case verified as false and found unprotected."""
    return a_case(state, **(FOUND | {"transfers": made} | changes))


def at(status: T, **changes: Any) -> Case:
    """A case whose transfer stands there."""
    state = CaseState.CHECKING if status in (T.DRAFT, T.RETURNED) else CaseState.TRANSFERRED
    return found(a_transfer(status), state=state, **changes)


STEPS = {
    "propose": PROPOSE,
    "sign": SIGN,
    "refuse": REFUSE,
    "hand over": HAND,
    "receive": RECEIVE,
    "return": RETURN,
    "outcome": OUTCOME,
}


class TestWhereItStands:
    def test_one_draft_at_a_time(self) -> None:
        assert said(at(T.DRAFT), PROPOSE, HANDLER) == "transfer-drafted"
        assert said(at(T.RETURNED), PROPOSE, HANDLER) == "ok"

    def test_at_most_ten(self) -> None:
        assert said(found(*(a_transfer(T.RETURNED),) * 10), PROPOSE, HANDLER) == "too-many-transfers"


class TestGrounds:
    """G4, at the draft, the signature and the hand-over."""

    def test_one_at_least(self) -> None:
        assert said(found(), replace(PROPOSE, provisions=()), HANDLER) == "ground-needed"


class TestPersons:
    """G5."""

    @pytest.mark.parametrize(
        ("drafter", "reviewer", "appraiser", "expected"),
        [
            (DRAFTER, REVIEWER, None, "ok"),
            (DRAFTER, DRAFTER, None, "three-persons-needed"),
            (DRAFTER, SECOND, None, "three-persons-needed"),
            (DRAFTER, SECOND, DRAFTER, "three-persons-needed"),
            (DRAFTER, SECOND, REVIEWER, "ok"),
            (DRAFTER, REVIEWER, SECOND, "ok"),
        ],
    )
    def test_are_three_at_least(self, drafter: str, reviewer: str, appraiser: str | None, expected: str) -> None:
        case = found(
            a_transfer(drafted=a_step(by=drafter)),
            expression_reviews=(a_review(officer=reviewer),),
            appraisal=appraiser and an_appraisal(by=appraiser),
        )
        assert said(case, SIGN, HEAD) == expected

    def test_police_that_are_criticised_receive_nothing(self) -> None:
        case = found(concerns=(POLICE,))
        assert said(case, PROPOSE, HANDLER) == "police-concerned"

    def test_who_signed_does_not_bring_it_back(self) -> None:
        case = found(a_transfer(T.SIGNED, signed=a_step(by=SECOND)), state=CaseState.TRANSFERRED)
        assert said(case, REOPEN, HEAD) == "second-person-needed"
        other = found(a_transfer(T.SIGNED, signed=a_step(by="officer-y")), state=CaseState.TRANSFERRED)
        assert said(other, REOPEN, HEAD) == "ok"


class TestPolice:
    @pytest.mark.parametrize("agency", KINDS)
    def test_only_police(self, agency: str) -> None:
        expected = "ok" if KINDS[agency] is AgencyKind.POLICE else "agency-of-another-kind"
        assert said(found(), replace(PROPOSE, police=agency), HANDLER) == expected


CLOSE = CloseCase(ground=ClosureReason.POLICE_OUTCOME, reasons=LONG, informed=Informed.BY_DOCUMENT)


class TestMeanwhile:
    def test_everything_else_rests(self) -> None:
        handling = (
            appraisal,
            committee,
            decisions,
            execution,
            expression,
            requests,
            requests,
            rounds,
            rounds,
            takedowns,
        )
        for row in rows_of(*handling):
            assert row.states is not None
            assert CaseState.TRANSFERRED not in row.states, row.name

    def test_who_may_do_what_in_it(self) -> None:
        rows = [row for row in BY_COMMAND.values() if row.states == frozenset(RESTING) and ActorKind.PERSON in row.by]
        assert {row.name for row in rows} == {
            "handOverTransfer",
            "receiveTransfer",
            "recordTransferReturn",
            "recordPoliceOutcome",
            "answerTransfer",
            "returnTransfer",
        }
        assert set(BEFORE_DECISION) == STATES


class TestTheWay:
    def signed(self) -> Case:
        case = found(state=CaseState.APPRAISED, appraisal=an_appraisal(by="officer-y"))
        return after(after(case, PROPOSE, HANDLER), SIGN, HEAD)

    def received(self) -> Case:
        return after(after(self.signed(), HAND, HANDLER), RECEIVE, OFFICER)

    @each(("command", "status"), [(AnswerTransfer, T.OUTCOME_NOTED), (ReturnTransfer, T.RETURNED)])
    def test_the_police_answer_themselves_and_the_lead_is_told(self, command: Any, status: T) -> None:
        case, answer = self.received(), command(document_number="3/CAT")
        assert after(case, answer, OFFICER).transfers[-1].status is status
        event = BY_COMMAND[command].decide(case, answer, facts(OFFICER, answer))[0]
        assert [job.data["agency"] for job in event.jobs(case)] == [LEAD]
        assert said(case, answer, HANDLER) == "scope-missing"

    def test_refused_it_goes_on_as_before(self) -> None:
        before = found(state=CaseState.APPRAISED, appraisal=an_appraisal())
        assert after(after(before, PROPOSE, HANDLER), REFUSE, HEAD) == before

    @each("reason", ClosureReason)
    @each("status", [T.SIGNED, T.HANDED_OVER, T.RECEIVED, T.OUTCOME_NOTED])
    def test_closed_for_no_other_reason_and_no_sooner(self, status: T, reason: ClosureReason) -> None:
        expected = "ok" if reason is ClosureReason.POLICE_OUTCOME else "closure-needs-its-path"
        if status is not T.OUTCOME_NOTED:
            expected = "police-outcome-needed"
        assert said(at(status), replace(CLOSE, ground=reason), HANDLER) == expected

    def test_an_outcome_closes_no_case_that_is_not_with_the_police(self) -> None:
        case = found(a_transfer(T.OUTCOME_NOTED))
        assert said(case, CLOSE, HANDLER) == "closure-needs-its-path"

    def test_no_field_for_a_person_or_an_offence(self) -> None:
        """X2."""
        names = {field.name for field in fields(PoliceTransfer)}
        commands: list[Any] = [type(command) for command in STEPS.values()]
        names |= {field.name for command in commands for field in fields_of(command)}
        steps = {"drafted", "signed", "handed_over", "received", "returned", "outcome"}
        words = {"provisions", "reason", "reasons", "file_index", "record", "document_number"}
        assert names == steps | words | {"id", "cycle", "police", "status", "public_code"}


class TestJobs:
    @staticmethod
    def ordered(case: Case, command: Any, actor: Any) -> list[tuple[str, str]]:
        given = facts(actor, command, registry=WITH_GROUNDS)
        left = after(case, command, actor)
        made = BY_COMMAND[type(command)].decide(case, command, given)
        return [(job.job, job.data["agency"]) for event in made for job in event.jobs(left)]

    def test_the_police_of_the_hand_over(self) -> None:
        assert self.ordered(at(T.SIGNED), HAND, HANDLER) == [(NOTIFY, POLICE)]

    def test_the_lead_of_the_receipt(self) -> None:
        assert self.ordered(at(T.HANDED_OVER), RECEIVE, OFFICER) == [(NOTIFY, LEAD)]

    @pytest.mark.parametrize("status", [T.SIGNED, T.HANDED_OVER, T.RECEIVED, T.OUTCOME_NOTED])
    def test_the_police_of_a_reopening_while_they_have_the_file(self, status: T) -> None:
        handed = a_step() if status is not T.SIGNED else None
        case = found(a_transfer(status, handed_over=handed), state=CaseState.TRANSFERRED)
        expected = [(NOTIFY, POLICE)] if status in (T.HANDED_OVER, T.RECEIVED) else []
        assert self.ordered(case, REOPEN, HEAD) == expected
