"""Transfer to the police: under the guards of a decision, and everything else rests meanwhile (Đ3.4).

A transfer from the signature to its end, and what rests meanwhile (Đ3.4).
"""

from dataclasses import replace
from typing import Any

import pytest

from domain.case.closing import ReopenCase
from domain.case.command import NOTIFY
from domain.case.state.case import Case, CaseState
from domain.case.state.measures import VerificationResult
from domain.case.state.pathways import PoliceTransfer, ReopeningGround, TransferStatus
from domain.case.transfers import (
    AnswerTransfer,
    HandOverTransfer,
    ProposeTransfer,
    ReceiveTransfer,
    RefuseTransfer,
    ReturnTransfer,
    SignTransfer,
)
from domain.kernel.vocabulary import AgencyKind, Post
from tests.domain.handling import (
    GROUND,
    LONG,
    POLICE,
    a_review,
    a_step,
    a_transfer,
    a_verification,
    after,
    an_appraisal,
    jobs_of,
    said,
)
from tests.support.each import each
from tests.support.facts import a_case, person
from tests.support.world import KINDS, LEAD

T = TransferStatus
PROPOSE = ProposeTransfer(police=POLICE, provisions=(GROUND,), reasons=LONG, file_index="1. Bản chụp bài viết")
SIGN = SignTransfer(document_number="1/CV")
REFUSE = RefuseTransfer(reasons=LONG)
HAND = HandOverTransfer(record="Bàn giao 12 trang tại trụ sở.", document_number="2/BB")
RECEIVE = ReceiveTransfer()
REOPEN = ReopenCase(ground=ReopeningGround.NEW_EVIDENCE, document_number="9/QĐ", reasons=LONG)
HANDLER, HEAD, OFFICER = person(LEAD), person(LEAD, Post.SIGNATORY), person(POLICE)


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


class TestPolice:
    @pytest.mark.parametrize("agency", KINDS)
    def test_only_police(self, agency: str) -> None:
        expected = "ok" if KINDS[agency] is AgencyKind.POLICE else "agency-of-another-kind"
        assert said(found(), replace(PROPOSE, police=agency), HANDLER) == expected


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
        assert [job.data["agency"] for job in jobs_of(case, answer, OFFICER)] == [LEAD]
        assert said(case, answer, HANDLER) == "scope-missing"

    def test_refused_it_goes_on_as_before(self) -> None:
        before = found(state=CaseState.APPRAISED, appraisal=an_appraisal())
        assert after(after(before, PROPOSE, HANDLER), REFUSE, HEAD) == before


class TestJobs:
    @staticmethod
    def ordered(case: Case, command: Any, actor: Any) -> list[tuple[str, str]]:
        return [(job.job, job.data["agency"]) for job in jobs_of(case, command, actor)]

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
