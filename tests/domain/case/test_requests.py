"""Ways on from a case: requests, referrals to the journalists' association (Đ5.1.b, Đ5.3, Đ5.4.b, Đ5.5.b), and
transfers to the police under the guards of a decision, while everything else rests (Đ3.4).
"""

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from domain.case import committee, leadership, links, ministry, requests, takedowns, transfers
from domain.case.closing import ReopenCase
from domain.case.command import NOTIFY
from domain.case.guards import passed_on
from domain.case.leadership import CaseRegrouped
from domain.case.requests import (
    REQUEST_OVERDUE,
    AnswerReferral,
    AnswerRequest,
    NoteRequestOverdue,
    ReferCase,
    RequestCoordination,
    RerouteAllegation,
)
from domain.case.state import pathways
from domain.case.state.case import Case, CaseState
from domain.case.state.measures import VerificationResult
from domain.case.state.pathways import (
    AllegationRoute,
    CoordinationRequest,
    PoliceTransfer,
    Referral,
    ReferralOutcome,
    ReopeningGround,
    TakedownStatus,
    TransferStatus,
)
from domain.case.transfers import (
    AnswerTransfer,
    HandOverTransfer,
    ProposeTransfer,
    ReceiveTransfer,
    RefuseTransfer,
    ReturnTransfer,
    SignTransfer,
)
from domain.kernel.actor import SYSTEM
from domain.kernel.event import Sealed, Step
from domain.kernel.fields import Words, check, fields_of
from domain.kernel.policy import Scope, permits
from domain.kernel.vocabulary import AgencyKind, Post
from tests.domain.handling import (
    GROUND,
    INTERNAL,
    JOURNALISTS,
    LONG,
    WITH_GROUNDS,
    a_referral,
    a_request,
    a_review,
    a_step,
    a_takedown,
    a_transfer,
    a_verification,
    after,
    an_appraisal,
    jobs_of,
    rows_of,
    said,
)
from tests.support.each import each
from tests.support.facts import LAND, NOW, POLICE, PROVINCE, a_case, facts, person, sealed
from tests.support.world import KINDS, LEAD

ONE = "request-1"
ASK = RequestCoordination(agency=POLICE, content="Kiểm tra giúp nội dung.", due_days=3)
ANSWER = AnswerRequest(request=ONE, text="Đã kiểm tra, nội dung sai.", document_number="5/CAT")
OVERDUE = NoteRequestOverdue(request=ONE)
ABLE = {kind for kind in KINDS if permits(PROVINCE.role_on(kind, NOW.date()), Scope.OPINION_GIVE)}


def asked(*made: CoordinationRequest, **changes: Any) -> Case:
    return a_case(requests=made, **changes)


class TestWho:
    def test_the_police_answer_and_the_press_is_not_asked(self) -> None:
        assert POLICE in ABLE
        assert {"agency-paper", "agency-ppc", "agency-ministry"}.isdisjoint(ABLE)


class TestAsking:
    @pytest.mark.parametrize("agency", KINDS)
    def test_an_agency_that_can_answer(self, agency: str) -> None:
        refusal = "press-is-not-asked" if agency == "agency-paper" else "agency-cannot-be-asked"
        expected = "ok" if agency in ABLE - {LEAD} else refusal
        command = replace(ASK, agency=agency)
        assert said(a_case(), command, person(LEAD)) == expected

    def test_that_exists(self) -> None:
        assert said(a_case(), replace(ASK, agency="agency-nobody"), person(LEAD)) == "agency-unknown"

    def test_within_limits(self) -> None:
        assert said(asked(*(a_request(),) * 50), ASK, person(LEAD)) == "too-many-requests"
        assert [item.code for item in check(replace(ASK, due_days=61))] == ["number-out-of-range"]


class TestAnswering:
    def test_once(self) -> None:
        case = after(asked(a_request()), ANSWER, person(POLICE))
        (made,) = case.requests
        assert made.answered is not None
        assert (made.answered.agency, made.answered.note) == (POLICE, sealed(ANSWER.text))
        assert said(case, ANSWER, person(POLICE)) == "not-asked"
        second = replace(case, requests=(*case.requests, a_request(id="request-2")))
        assert said(second, ANSWER, person(POLICE)) == "answered-already"

    def test_ones_own_request_only(self) -> None:
        case = asked(a_request(agency=LAND), a_request(id="request-2"))
        assert said(case, ANSWER, person(POLICE)) == "not-asked"
        assert said(case, replace(ANSWER, request="request-9"), person(POLICE)) == "request-unknown"

    def test_with_no_word_for_a_person(self) -> None:
        """X2: neither the answer nor its record has a field for an identity."""
        assert {field.name for field in fields_of(AnswerRequest)} == {"request", "text", "document_number"}
        assert {field.name for field in fields(Step)} == {"agency", "officer", "at", "document_number", "note"}


class TestDeadline:
    def test_is_noted_once_and_not_before(self) -> None:
        case = asked(a_request())
        assert said(case, OVERDUE, SYSTEM, now=NOW - timedelta(milliseconds=1)) == "not-yet-due"
        noted = after(case, OVERDUE, SYSTEM)
        assert noted.requests[0].overdue_at == NOW
        assert said(noted, OVERDUE, SYSTEM) == "overdue-noted"

    def test_not_when_it_was_answered(self) -> None:
        assert said(asked(a_request(answered=a_step())), OVERDUE, SYSTEM) == "answered-already"

    @pytest.mark.parametrize(
        ("command", "actor", "expected"),
        [
            (ASK, person(LEAD), [(NOTIFY, POLICE), (REQUEST_OVERDUE, "id-1")]),
            (ANSWER, person(POLICE), [(NOTIFY, LEAD)]),
            (OVERDUE, SYSTEM, [(NOTIFY, LEAD)]),
        ],
    )
    def test_what_is_ordered(self, command: Any, actor: Any, expected: list[tuple[str, str]]) -> None:
        case = asked(*(() if command is ASK else (a_request(),)))
        found = jobs_of(case, command, actor)
        assert [(item.job, item.data.get("agency") or item.data["request"]) for item in found] == expected
        assert [item.due for item in found if item.job == REQUEST_OVERDUE] == (
            [WITH_GROUNDS.calendar.due(NOW, 3)] if command is ASK else []
        )


REFERRAL = "referral-1"
REFER = ReferCase(agency=JOURNALISTS, subject="Điều 3 của mười điều quy định đạo đức.")
NO_BREACH = AnswerReferral(referral=REFERRAL, outcome=ReferralOutcome.NO_BREACH, document_number="1/HNB")
REROUTE = RerouteAllegation(agency=INTERNAL, route=AllegationRoute.DENUNCIATION, document_number="2/CV")


def reviewed(**changes: Any) -> Case:
    return a_case(**({"expression_reviews": (a_review(),)} | changes))


class TestReferring:
    @pytest.mark.parametrize("agency", KINDS)
    def test_to_the_association_only(self, agency: str) -> None:
        expected = "ok" if KINDS[agency] is AgencyKind.JOURNALISTS else "agency-of-another-kind"
        command = replace(REFER, agency=agency)
        assert said(reviewed(), command, person(LEAD)) == expected

    def test_lets_it_read_the_case(self) -> None:
        assert after(reviewed(), REFER, person(LEAD)).members == (*a_case().members, JOURNALISTS)


class TestAnsweringAReferral:
    @pytest.mark.parametrize("outcome", ReferralOutcome)
    def test_once_with_an_outcome(self, outcome: ReferralOutcome) -> None:
        case = after(reviewed(referrals=(a_referral(),)), replace(NO_BREACH, outcome=outcome), person(JOURNALISTS))
        (made,) = case.referrals
        assert (made.outcome, made.answered and made.answered.agency) == (outcome, JOURNALISTS)
        assert said(case, NO_BREACH, person(JOURNALISTS)) == "not-asked"
        second = replace(case, referrals=(*case.referrals, a_referral(id="referral-2")))
        assert said(second, NO_BREACH, person(JOURNALISTS)) == "answered-already"

    def test_one_that_is_there(self) -> None:
        unknown = replace(NO_BREACH, referral="referral-9")
        assert said(reviewed(referrals=(a_referral(),)), unknown, person(JOURNALISTS)) == "referral-unknown"

    def test_names_nobody(self) -> None:
        """X2: whom it was about stays in the association's file."""
        assert {field.name for field in fields_of(AnswerReferral)} == {"referral", "outcome", "document_number"}
        assert {field.name for field in fields_of(ReferCase)} == {"agency", "subject"}
        recorded = {"id", "cycle", "agency", "subject", "sent", "outcome", "answered"}
        assert {field.name for field in fields(Referral)} == recorded


class TestRerouting:
    @pytest.mark.parametrize("agency", KINDS)
    def test_to_internal_affairs_only(self, agency: str) -> None:
        expected = "ok" if KINDS[agency] is AgencyKind.PARTY_INTERNAL_AFFAIRS else "receives-no-allegation"
        command = replace(REROUTE, agency=agency)
        assert said(a_case(), command, person(LEAD)) == expected

    def test_never_to_the_body_that_it_is_about(self) -> None:
        case = a_case(concerns=(INTERNAL,), corruption=True)
        assert said(case, REROUTE, person(LEAD)) == "receives-no-allegation"
        instead = after(case, replace(REROUTE, agency="agency-inspection"), person(LEAD))
        assert passed_on(instead, facts(person(LEAD), REROUTE)) is None


class TestJobs:
    @pytest.mark.parametrize(
        ("command", "agency", "told"),
        [(REFER, LEAD, JOURNALISTS), (NO_BREACH, JOURNALISTS, LEAD), (REROUTE, LEAD, INTERNAL)],
    )
    def test_who_is_told(self, command: Any, agency: str, told: str) -> None:
        found = jobs_of(reviewed(referrals=(a_referral(),)), command, person(agency))
        assert [(item.job, item.data["agency"]) for item in found] == [(NOTIFY, told)]


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


class TestJobsOfATransfer:
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


MODULES = (takedowns, committee, ministry, transfers, requests, requests, links)
OLD, NEW = "agency-old", "agency-new"


def waiting(*, over: bool) -> Case:
    """A case in which everything was asked of the former agency, and is settled or not."""
    answered = a_step() if over else None
    return a_case(
        CaseState.DECIDED,
        takedowns=(a_takedown(TakedownStatus.PPC_REFUSED if over else TakedownStatus.SUBMITTED_PPC, committee=OLD),),
        transfers=(a_transfer(TransferStatus.RETURNED if over else TransferStatus.HANDED_OVER, police=OLD),),
        requests=(a_request(OLD, answered=answered),),
        referrals=(a_referral(OLD, answered=answered),),
    )


class TestSuccession:
    @pytest.mark.parametrize("over", [False, True])
    def test_what_waits_for_an_agency_waits_for_its_successor(self, over: bool) -> None:
        case = CaseRegrouped(former=OLD, successor=NEW).fold(waiting(over=over))
        who = {case.takedowns[0].committee, case.transfers[0].police}
        who |= {case.requests[0].agency, case.referrals[0].agency}
        assert who == ({OLD} if over else {NEW})

    @pytest.mark.parametrize("over", [False, True])
    def test_and_the_part_is_not_settled_before(self, over: bool) -> None:
        assert (OLD in set(leadership.with_a_part(waiting(over=over)))) is not over

    def test_others_are_left_alone(self) -> None:
        case = waiting(over=False)
        assert CaseRegrouped(former="agency-third", successor=NEW).fold(case) == replace(
            case, members=(*case.members, NEW)
        )


class TestWords:
    def test_every_text_of_a_command_is_sealed(self) -> None:
        specs = [field.spec for row in rows_of(*MODULES) for field in fields_of(row.command)]
        texts = [spec for spec in specs if isinstance(spec, Words)]
        assert texts
        assert all(spec.sealed for spec in texts)

    def test_no_record_holds_a_text_in_the_clear(self) -> None:
        """What is a plain string in a record is an id; X2: none of them is of a person outside the agencies."""
        ids = {
            "id",
            "officer",
            "committee",
            "ministry",
            "police",
            "agency",
            "of",
            "public_code",
            "takedown",
            "inspection",
        }
        ids |= {"redress", "publication", "from_state", "to_state"}
        records = [var for var in vars(pathways).values() if hasattr(var, "__dataclass_fields__") and var is not Sealed]
        for record in records:
            plain = {field.name for field in fields(record) if field.type in (str, str | None)}
            assert plain <= ids, record
