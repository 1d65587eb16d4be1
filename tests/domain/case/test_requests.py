"""Requests of the lead agency to others, and their answers; no word in them for a person (Đ5.4.b)."""

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from domain.book import BY_COMMAND
from domain.case.command import NOTIFY
from domain.case.requests import REQUEST_OVERDUE, AnswerRequest, NoteRequestOverdue, RequestCoordination
from domain.case.state.case import Case
from domain.case.state.pathways import CoordinationRequest
from domain.kernel.actor import SYSTEM
from domain.kernel.event import Step
from domain.kernel.fields import check, fields_of
from domain.kernel.policy import Scope, permits
from tests.domain.handling import (
    POLICE,
    WITH_GROUNDS,
    a_step,
    after,
    said,
)
from tests.support.facts import LAND, NOW, PROVINCE, a_case, facts, person, sealed
from tests.support.world import KINDS, LEAD

ONE = "request-1"
ASK = RequestCoordination(agency=POLICE, content="Kiểm tra giúp nội dung.", due_days=3)
ANSWER = AnswerRequest(request=ONE, text="Đã kiểm tra, nội dung sai.", document_number="5/CAT")
OVERDUE = NoteRequestOverdue(request=ONE)
ABLE = {kind for kind in KINDS if permits(PROVINCE.role_on(kind, NOW.date()), Scope.OPINION_GIVE)}


def a_request(**changes: Any) -> CoordinationRequest:
    made = CoordinationRequest(id=ONE, cycle=1, agency=POLICE, content=sealed("c"), asked=a_step(), due_at=NOW)
    return replace(made, **changes)


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
        given, left = facts(actor, command, registry=WITH_GROUNDS), after(case, command, actor)
        found = [job for event in BY_COMMAND[type(command)].decide(case, command, given) for job in event.jobs(left)]
        assert [(item.job, item.data.get("agency") or item.data["request"]) for item in found] == expected
        assert [item.due for item in found if item.job == REQUEST_OVERDUE] == (
            [WITH_GROUNDS.calendar.due(NOW, 3)] if command is ASK else []
        )
