"""Directives: who issues, who answers, what is overdue, how it ends; and that each guard is needed (Đ5.1.h)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.activity.directives import (
    OVERDUE,
    CloseDirective,
    Directive,
    DirectiveResult,
    DirectiveState,
    IssueDirective,
    NoteDirectiveOverdue,
    ReportDirectiveResult,
)
from domain.kernel.actor import SYSTEM
from domain.kernel.fields import check
from domain.kernel.vocabulary import Post
from tests.support.each import each
from tests.support.facts import (
    ALWAYS,
    HEALTH,
    LAND,
    NOW,
    POLICE,
    attempt,
    codes,
    facts,
    person,
    sealed,
    verdict,
    with_agency,
)
from tests.support.world import KINDS, LEAD

PPC = "agency-ppc"
LONG = "Kiểm tra, khắc phục và báo cáo kết quả."
DUE = NOW + timedelta(days=10)
DIRECTED = {LEAD, HEALTH, LAND, POLICE, "agency-district", "agency-commune"}
ANSWER = ReportDirectiveResult(document_number="7/BC", text=LONG)
CLOSE = CloseDirective(reasons="Việc đã được giải quyết bằng văn bản khác.")


def an_issue(**changes: Any) -> IssueDirective:
    fields: dict[str, Any] = {"document_number": "3/CT", "content": LONG, "addressees": (HEALTH, LAND), "due_days": 5}
    return IssueDirective(**(fields | changes))


def a_result(agency: str) -> DirectiveResult:
    return DirectiveResult(agency=agency, officer="o", at=NOW, document_number=sealed("7"), text=sealed("t"))


def a_directive(**changes: Any) -> Directive:
    made = Directive(
        id="directive-1",
        state=DirectiveState.OPEN,
        agency=PPC,
        officer="officer-ppc-signatory",
        at=NOW,
        document_number=sealed("3/CT"),
        content=sealed(LONG),
        addressees=(HEALTH, LAND),
        due_at=DUE,
    )
    return replace(made, **changes)


def issuing(**changes: Any) -> list[str]:
    command = an_issue(**changes)
    return codes(None, command, facts(person(PPC, Post.SIGNATORY), command))


class TestIssuing:
    @each("agency", KINDS)
    def test_addresses_the_administration_only(self, agency: str) -> None:
        refusal = "press-is-not-asked" if agency == "agency-paper" else "not-directed-here"
        expected = [] if agency in DIRECTED else [f"input.addressees[1] {refusal}"]
        assert issuing(addressees=(HEALTH, agency) if agency != HEALTH else (HEALTH,)) == expected

    @pytest.mark.parametrize(
        ("addressees", "code"), [((), " addressee-needed"), (("agency-none",), "[0] agency-unknown")]
    )
    def test_addresses_somebody_who_exists(self, addressees: tuple[str, ...], code: str) -> None:
        assert issuing(addressees=addressees) == [f"input.addressees{code}"]

    def test_an_agency_that_ended_is_not_addressed(self) -> None:
        ended = with_agency(LAND, span=replace(ALWAYS, until=NOW.date()))
        command = an_issue()
        given = facts(person(PPC, Post.SIGNATORY), command, registry=ended)
        assert codes(None, command, given) == ["input.addressees[1] agency-unknown"]

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"addressees": tuple(f"agency-{n}" for n in range(31))}, "too-many"),
            ({"addressees": (HEALTH, HEALTH)}, "repeated"),
            ({"due_days": 0}, "number-out-of-range"),
            ({"due_days": 251}, "number-out-of-range"),
            ({"content": "ngắn"}, "text-too-short"),
        ],
    )
    def test_limits(self, changes: dict[str, Any], code: str) -> None:
        assert [item.code for item in check(an_issue(**changes))] == [code]

    def test_is_due_after_working_days_and_orders_a_look_at_that_moment(self) -> None:
        command = an_issue()
        given = facts(person(PPC, Post.SIGNATORY), command)
        event = command.decide(None, given)
        made = event.begin("directive-1")
        assert made.due_at == given.registry.calendar.due(NOW, 5)
        assert [(job.job, job.due) for job in event.jobs(made)] == [(OVERDUE, made.due_at)]


class TestAnswering:
    def test_the_last_answer_ends_it(self) -> None:
        once = attempt(a_directive(), ANSWER, facts(person(HEALTH), ANSWER))
        assert (once.state, once.unanswered) == (DirectiveState.OPEN, (LAND,))
        twice = attempt(once, ANSWER, facts(person(LAND), ANSWER))
        assert (twice.state, twice.unanswered) == (DirectiveState.ANSWERED, ())


class TestClosing:
    def test_keeps_the_reasons(self) -> None:
        made = attempt(a_directive(), CLOSE, facts(person(PPC, Post.SIGNATORY), CLOSE))
        assert made.state is DirectiveState.CLOSED
        assert made.closing.reasons == sealed(CLOSE.reasons)


class TestOverdue:
    command = NoteDirectiveOverdue()

    @pytest.mark.parametrize(
        ("state", "moment", "expected"),
        [
            (a_directive(), DUE - timedelta(milliseconds=1), "not-yet-due"),
            (a_directive(), DUE, "ok"),
            (a_directive(overdue_at=DUE), DUE, "overdue-noted"),
            (a_directive(state=DirectiveState.ANSWERED), DUE, "transition-not-allowed"),
            (a_directive(state=DirectiveState.CLOSED), DUE, "transition-not-allowed"),
        ],
    )
    def test_when(self, state: Directive, moment: Any, expected: str) -> None:
        assert verdict(state, self.command, facts(SYSTEM, now=moment)) == expected

    def test_names_who_is_late_and_stays_open(self) -> None:
        made = attempt(a_directive(results=(a_result(HEALTH),)), self.command, facts(SYSTEM, now=DUE))
        assert (made.state, made.overdue, made.overdue_at) == (DirectiveState.OPEN, (LAND,), DUE)


class TestFolding:
    def test_readers_are_issuer_and_addressees(self) -> None:
        assert a_directive().readers == (PPC, HEALTH, LAND)
