"""Directives and inspections: who gives them, who answers, and when they are overdue."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from domain.activity import inspections
from domain.activity.directives import (
    OVERDUE,
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
    done,
    facts,
    person,
    sealed,
    stated,
    tried,
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


def a_result(agency: str) -> DirectiveResult:
    return DirectiveResult(agency=agency, officer="o", at=NOW, document_number=sealed("7"), text=sealed("t"))


def a_directive(**changes: Any) -> Directive:
    made = {"id": "directive-1", "state": DirectiveState.OPEN, "agency": PPC, "officer": "o", "due_at": DUE}
    return stated(Directive, changes, addressees=(HEALTH, LAND), **made)


FINDING = RecordInspection(
    inspected=LEAD,
    kind=InspectionKind.NOT_HEARD,
    document_number="5/KL",
    finding="Ba quyết định không nêu lý do vì sao không hỏi người liên quan.",
    recommendation="Mở lại và hỏi người liên quan.",
    answer_days=5,
)
ISSUE = IssueDirective(document_number="3/CT", content=LONG, addressees=(HEALTH, LAND), due_days=5)
HEAD, INSPECTOR = person(PPC, Post.SIGNATORY), person(INSPECTION, Post.INSPECTOR)


@each("agency", KINDS)
def test_a_directive_addresses_the_administration_only(agency: str) -> None:
    refusal = "press-is-not-asked" if agency == "agency-paper" else "not-directed-here"
    command = replace(ISSUE, addressees=(HEALTH, agency) if agency != HEALTH else (HEALTH,))
    assert tried(None, command, HEAD) == ("ok" if agency in DIRECTED else f"input.addressees[1] {refusal}")


def test_a_directive_addresses_somebody_who_exists() -> None:
    assert tried(None, replace(ISSUE, addressees=()), HEAD) == "input.addressees addressee-needed"
    assert tried(None, replace(ISSUE, addressees=("agency-none",)), HEAD) == "input.addressees[0] agency-unknown"
    ended = with_agency(LAND, span=replace(ALWAYS, until=NOW.date()))
    assert tried(None, ISSUE, HEAD, registry=ended) == "input.addressees[1] agency-unknown"


@each(
    ("command", "changes", "code"),
    [
        (ISSUE, {"addressees": tuple(f"agency-{n}" for n in range(31))}, "too-many"),
        (ISSUE, {"addressees": (HEALTH, HEALTH)}, "repeated"),
        *((ISSUE, {"due_days": days}, "number-out-of-range") for days in (0, 251)),
        (ISSUE, {"content": "ngắn"}, "text-too-short"),
        *((FINDING, {"answer_days": days}, "number-out-of-range") for days in (2, 61)),
    ],
)
def test_limits(command: Any, changes: dict[str, Any], code: str) -> None:
    assert [item.code for item in check(replace(command, **changes))] == [code]


def test_a_directive_is_due_after_working_days_and_orders_a_look_at_that_moment() -> None:
    given = facts(HEAD, ISSUE)
    event = ISSUE.decide(None, given)
    made = event.begin("directive-1")
    assert made.due_at == given.registry.calendar.due(NOW, 5)
    assert [(job.job, job.due) for job in event.jobs(made)] == [(OVERDUE, made.due_at)]
    assert made.readers == (PPC, HEALTH, LAND)


def test_the_last_answer_ends_a_directive() -> None:
    once = done(a_directive(), ANSWER, person(HEALTH))
    assert (once.state, once.unanswered) == (DirectiveState.OPEN, (LAND,))
    twice = done(once, ANSWER, person(LAND))
    assert (twice.state, twice.unanswered) == (DirectiveState.ANSWERED, ())


def test_a_directive_is_overdue_once_and_not_before() -> None:
    note = NoteDirectiveOverdue()
    for state, moment, expected in (
        (a_directive(), DUE - timedelta(milliseconds=1), "not-yet-due"),
        (a_directive(), DUE, "ok"),
        (a_directive(overdue_at=DUE), DUE, "overdue-noted"),
    ):
        assert tried(state, note, SYSTEM, now=moment) == expected
    made = attempt(a_directive(results=(a_result(HEALTH),)), note, facts(SYSTEM, now=DUE))
    assert (made.state, made.overdue, made.overdue_at) == (DirectiveState.OPEN, (LAND,), DUE), "who is late is named"


NO_FAULT, RECORDS, TABLE = InspectionKind.NO_FAULT, InspectionKind.RECORDS, "statement-figures-2025:13"
ACCEPTED = AnswerInspection(accepted=True, text=WRITTEN)
NOTE = NoteInspectionOverdue()


def a_finding(**changes: Any) -> InspectionFinding:
    made: InspectionFinding = done(None, FINDING, INSPECTOR)
    return replace(made, **changes)


@each(
    ("changes", "says"),
    [
        *(({"inspected": item}, "ok") for item in sorted({*REPORTING, PPC})),
        ({"inspected": INSPECTION}, "own-breach"),
        ({"inspected": "agency-ministry"}, "input.inspected agency-cannot-answer"),
        ({"inspected": "agency-none"}, "input.inspected agency-unknown"),
        *(({"examined": WRITTEN, "held_on": local_date(NOW) + timedelta(days)}, "ok") for days in (0, -30)),
        ({"examined": WRITTEN, "held_on": local_date(NOW) + timedelta(1)}, "input.heldOn in-the-future"),
        ({"reopen": True}, "input.case case-needed"),
    ],
)
def test_an_inspection_is_recorded_in_order(changes: dict[str, Any], says: str) -> None:
    assert tried(None, replace(FINDING, **changes), INSPECTOR) == says


def test_an_inspection_is_about_no_speech_and_orders_a_look_when_the_term_is_over() -> None:
    assert not [kind for kind in InspectionKind if {"POST", "SPEECH", "CONTENT", "OPINION"} & set(kind.split("_"))]
    assert inspections.recordable(LEAD, facts(INSPECTOR)) is None
    [event] = BY_COMMAND[RecordInspection].decide(None, FINDING, facts(INSPECTOR, FINDING))
    [job] = event.jobs(a_finding())
    assert (job.job, job.due) == (INSPECTION_OVERDUE, a_finding().answer_by)
    assert a_finding().readers == (INSPECTION, LEAD)


@each(
    ("changes", "known", "says"),
    [
        ({"kind": NO_FAULT, "figures": TABLE}, True, "ok"),
        ({"kind": RECORDS, "figures": TABLE, "cells": ("A.HEALTH",)}, True, "ok"),
        ({"kind": NO_FAULT, "figures": TABLE}, False, "input.figures figures-unknown"),
        ({"kind": RECORDS, "cells": ("A.HEALTH",)}, False, "input.figures figures-unknown"),
        ({"kind": RECORDS, "figures": TABLE, "cells": ("A.HEALTH", "B.LAND")}, True, "input.cells[1] cell-unknown"),
        ({"kind": RECORDS, "figures": TABLE}, True, "input.kind recount-kind"),
        ({"kind": NO_FAULT, "figures": TABLE, "cells": ("A.HEALTH",)}, True, "input.kind recount-kind"),
    ],
)
def test_counting_again_agrees_or_names_cells_of_the_table(changes: dict[str, Any], known: bool, says: str) -> None:
    command = replace(FINDING, **changes)
    needs: dict[type[Need], Need] = {TableOf: TableOf(cells=("A.HEALTH", "A.TOTAL"))} if known else {}
    assert tried(None, command, INSPECTOR, needs=needs) == says
    if says == "ok":
        made = done(None, command, INSPECTOR, needs=needs)
        assert made.recount is (Recount.DIFFERS if command.cells else Recount.AGREES)


def test_an_inspection_is_overdue_once_and_not_before() -> None:
    made = a_finding()
    assert tried(made, NOTE, SYSTEM) == "not-yet-due"
    noted = done(made, NOTE, SYSTEM, now=made.answer_by)
    assert (noted.overdue_at, noted.state) == (made.answer_by, InspectionState.OPEN)
    assert tried(noted, NOTE, SYSTEM, now=made.answer_by) == "overdue-noted"


def test_it_waits_for_the_inspected_agency_until_it_answers() -> None:
    [duty] = of_inspection(a_finding())
    due_at = a_finding().answer_by
    assert (duty.kind, duty.agency, duty.due_at, duty.lapsed) == (DutyKind.ANSWER_INSPECTION, LEAD, due_at, False)
    assert [row.lapsed for row in of_inspection(a_finding(overdue_at=NOW))] == [True]
    for state in (InspectionState.ANSWERED, InspectionState.WITHDRAWN):
        assert [*of_inspection(a_finding(state=state))] == []


def test_what_counts() -> None:
    made = done(a_finding(overdue_at=NOW), ACCEPTED, person(LEAD))
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
