"""Directives and inspections: who gives them, who answers, and when they are overdue."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.activity import inspections
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
from domain.activity.duties import of_inspection
from domain.activity.inspections import (
    INSPECTION_OVERDUE,
    AnswerInspection,
    InspectionFinding,
    InspectionFollowed,
    InspectionHeeded,
    InspectionKind,
    InspectionState,
    NoteInspectionOverdue,
    RecordInspection,
    followed,
)
from domain.activity.recounts import Recount, TableOf
from domain.book import BY_COMMAND
from domain.case.closing import CaseReopened, ReopenByCommittee, ReopenCase
from domain.case.state.case import CaseState
from domain.case.state.pathways import ReopeningGround
from domain.case.state.related import InspectionOf
from domain.kernel.actor import SYSTEM
from domain.kernel.calendar import local_date
from domain.kernel.fields import check
from domain.kernel.vocabulary import Post
from domain.report.counted import of_inspection as counted
from domain.rules.duty import DutyKind
from domain.rules.facts import Need
from tests.support.activities import INSPECTION, REPORTING
from tests.support.activities import LONG as WRITTEN
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
from tests.support.handling_commands import good
from tests.support.handling_facts import PPC, knowing, said
from tests.support.handling_past import case_at
from tests.support.world import KINDS, LEAD

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


FINDING = RecordInspection(
    inspected=LEAD,
    kind=InspectionKind.NOT_HEARD,
    document_number="5/KL",
    finding="Ba quyết định không nêu lý do vì sao không hỏi người liên quan.",
    recommendation="Mở lại và hỏi người liên quan.",
    answer_days=5,
)
NO_FAULT, RECORDS, TABLE = InspectionKind.NO_FAULT, InspectionKind.RECORDS, "statement-figures-2025:13"
ACCEPTED = AnswerInspection(accepted=True, text=WRITTEN)
NOTE = NoteInspectionOverdue()


def a_finding(**changes: Any) -> InspectionFinding:
    made: InspectionFinding = attempt(None, FINDING, facts(person(INSPECTION, Post.INSPECTOR), FINDING))
    return replace(made, **changes)


class TestRecording:
    @each(
        ("agency", "expected"),
        [
            *((item, []) for item in sorted({*REPORTING, PPC})),
            (INSPECTION, ["own-breach"]),
            ("agency-ministry", ["input.inspected agency-cannot-answer"]),
            ("agency-none", ["input.inspected agency-unknown"]),
        ],
    )
    def test_about_whoever_can_answer(self, agency: str, expected: list[str]) -> None:
        command = replace(FINDING, inspected=agency)
        assert codes(None, command, facts(person(INSPECTION, Post.INSPECTOR), command)) == expected

    @pytest.mark.parametrize(("days", "expected"), [(0, []), (-30, []), (1, ["input.heldOn in-the-future"])])
    def test_it_was_held_before_it_is_recorded(self, days: int, expected: list[str]) -> None:
        command = replace(FINDING, examined=WRITTEN, held_on=local_date(NOW) + timedelta(days))
        assert codes(None, command, facts(person(INSPECTION, Post.INSPECTOR), command)) == expected

    def test_a_case_is_named_where_one_has_to_be_reopened(self) -> None:
        command = replace(FINDING, reopen=True)
        assert codes(None, command, facts(person(INSPECTION, Post.INSPECTOR), command)) == ["input.case case-needed"]
        assert inspections.recordable(LEAD, facts(person(INSPECTION, Post.INSPECTOR), command)) is None

    def test_the_term_has_limits(self) -> None:
        for days in (2, 61):
            assert [fault.code for fault in check(replace(FINDING, answer_days=days))] == ["number-out-of-range"]

    def test_no_finding_is_about_speech(self) -> None:
        assert not [kind for kind in InspectionKind if {"POST", "SPEECH", "CONTENT", "OPINION"} & set(kind.split("_"))]

    def test_it_orders_a_look_when_the_term_is_over(self) -> None:
        [event] = BY_COMMAND[RecordInspection].decide(None, FINDING, facts(person(INSPECTION, Post.INSPECTOR), FINDING))
        [job] = event.jobs(a_finding())
        assert (job.job, job.due) == (INSPECTION_OVERDUE, a_finding().answer_by)


class TestCountingAgain:
    @each(
        ("changes", "known", "expected"),
        [
            ({"kind": NO_FAULT, "figures": TABLE}, True, []),
            ({"kind": RECORDS, "figures": TABLE, "cells": ("A.HEALTH",)}, True, []),
            ({"kind": NO_FAULT, "figures": TABLE}, False, ["input.figures figures-unknown"]),
            ({"kind": RECORDS, "cells": ("A.HEALTH",)}, False, ["input.figures figures-unknown"]),
            (
                {"kind": RECORDS, "figures": TABLE, "cells": ("A.HEALTH", "B.LAND")},
                True,
                ["input.cells[1] cell-unknown"],
            ),
            ({"kind": RECORDS, "figures": TABLE}, True, ["input.kind recount-kind"]),
            ({"kind": NO_FAULT, "figures": TABLE, "cells": ("A.HEALTH",)}, True, ["input.kind recount-kind"]),
        ],
    )
    def test_it_agrees_or_names_cells_of_the_table(
        self, changes: dict[str, Any], known: bool, expected: list[str]
    ) -> None:
        command = replace(FINDING, **changes)
        needs: dict[type[Need], Need] = {TableOf: TableOf(cells=("A.HEALTH", "A.TOTAL"))} if known else {}
        asked = replace(facts(person(INSPECTION, Post.INSPECTOR), command), needs=needs)
        assert codes(None, command, asked) == expected
        if not expected:
            made = attempt(None, command, asked)
            assert made.recount is (Recount.DIFFERS if command.cells else Recount.AGREES)


class TestOverdueInspection:
    def test_once_and_not_before(self) -> None:
        made = a_finding()
        late = replace(facts(SYSTEM, NOTE), now=made.answer_by)
        assert verdict(made, NOTE, facts(SYSTEM, NOTE)) == "not-yet-due"
        noted = attempt(made, NOTE, late)
        assert (noted.overdue_at, noted.state) == (made.answer_by, InspectionState.OPEN)
        assert verdict(noted, NOTE, late) == "overdue-noted"
        answered = attempt(made, ACCEPTED, facts(person(LEAD), ACCEPTED))
        assert verdict(answered, NOTE, late) == "transition-not-allowed"


def test_it_waits_for_the_inspected_agency_until_it_answers() -> None:
    [duty] = of_inspection(a_finding())
    assert (duty.kind, duty.agency, duty.due_at, duty.lapsed) == (
        DutyKind.ANSWER_INSPECTION,
        LEAD,
        a_finding().answer_by,
        False,
    )
    assert [row.lapsed for row in of_inspection(a_finding(overdue_at=NOW))] == [True]
    for state in (InspectionState.ANSWERED, InspectionState.WITHDRAWN):
        assert [*of_inspection(a_finding(state=state))] == []


def test_who_may_see_it() -> None:
    assert a_finding().readers == (INSPECTION, LEAD)


def test_what_counts() -> None:
    made = attempt(a_finding(overdue_at=NOW), ACCEPTED, facts(person(LEAD), ACCEPTED))
    assert [(row.row, row.column) for row in counted(made)] == [(LEAD, "NOT_HEARD"), (LEAD, "ANSWERED"), (LEAD, "LATE")]
    assert [*counted(a_finding(state=InspectionState.WITHDRAWN))] == []


class TestReopeningOnIt:
    """The lead, or the People's Committee, opens the case again and names the finding."""

    case = case_at(CaseState.CLOSED)
    ground = ReopeningGround.INSPECTION_CONCLUSION

    def reopening(self, known: InspectionOf | None, **changes: Any) -> str:
        command = good(ReopenCase, **({"ground": self.ground, "inspection": "inspection-1"} | changes))
        needs: dict[type[Need], Need] = {InspectionOf: known} if known else {}
        return said(self.case, command, replace(knowing(person(LEAD, Post.SIGNATORY), command), needs=needs))

    def test_the_committee_reopens_and_the_lead_is_told(self) -> None:
        command = good(ReopenByCommittee)
        given = knowing(person(PPC, Post.SIGNATORY), command)
        assert said(self.case, command, given) == "ok"
        made = attempt(self.case, command, given)
        assert (made.state, made.reopenings[-1].agency, made.cycle) == (CaseState.CHECKING, PPC, 2)
        [event] = BY_COMMAND[ReopenByCommittee].decide(self.case, command, given)
        assert [job.data["agency"] for job in event.jobs(made)] == [made.lead]

    def test_the_finding_says_that_it_was_followed(self) -> None:
        command = good(ReopenCase, ground=self.ground, inspection="inspection-1")
        there = InspectionOf(id="inspection-1", case=self.case.id, stands=True)
        given = replace(knowing(person(LEAD, Post.SIGNATORY), command), needs={InspectionOf: there})
        [event] = BY_COMMAND[ReopenCase].decide(self.case, command, given)
        assert isinstance(event, CaseReopened)
        after = event.fold(self.case)
        [linked] = followed(after, event, given)
        heeded = InspectionFollowed(at=given.now, cycle=2)
        assert (linked.stream, linked.event) == ("inspection-1", InspectionHeeded(followed=heeded))
        assert linked.event.fold(a_finding()).followed == heeded
        other = replace(event, reopening=replace(event.reopening, inspection=None))
        assert [*followed(after, other, given)] == []


def test_agencies_of_the_table_are_there() -> None:
    assert {HEALTH, LAND} < REPORTING
