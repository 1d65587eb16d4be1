"""Transfer to the police: under the guards of a decision, and everything else rests meanwhile (Đ3.4)."""

from dataclasses import replace
from typing import Any

import pytest

from domain.case.closing import ReopenCase
from domain.case.state.case import Case, CaseState
from domain.case.state.findings import VerificationResult
from domain.case.state.pathways import PoliceTransfer, ReopeningGround, TransferStatus
from domain.case.transfers import (
    HandOverTransfer,
    ProposeTransfer,
    ReceiveTransfer,
    RecordPoliceOutcome,
    RecordTransferReturn,
    RefuseTransfer,
    SignTransfer,
)
from domain.kernel.roles import AgencyKind, Post
from tests.domain.handling import (
    DRAFTER,
    GROUND,
    LONG,
    POLICE,
    REVIEWER,
    SECOND,
    a_review,
    a_step,
    a_transfer,
    a_verification,
    an_appraisal,
    said,
)
from tests.support.facts import a_case, person
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
