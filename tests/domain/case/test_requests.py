"""Requests to agencies, and referrals to the journalists' association (Đ5.1.b, Đ5.3, Đ5.4.b, Đ5.5.b)."""

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from domain.case.command import NOTIFY
from domain.case.guards import passed_on
from domain.case.requests import (
    REQUEST_OVERDUE,
    AnswerReferral,
    AnswerRequest,
    NoteRequestOverdue,
    ReferCase,
    RequestCoordination,
    RerouteAllegation,
)
from domain.case.state.case import Case
from domain.case.state.pathways import AllegationRoute, CoordinationRequest, Referral, ReferralOutcome
from domain.kernel.actor import SYSTEM
from domain.kernel.event import Step
from domain.kernel.fields import check, fields_of
from domain.kernel.policy import Scope, permits
from domain.kernel.vocabulary import AgencyKind
from tests.domain.handling import (
    INTERNAL,
    JOURNALISTS,
    WITH_GROUNDS,
    a_referral,
    a_request,
    a_review,
    a_step,
    after,
    jobs_of,
    said,
)
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
