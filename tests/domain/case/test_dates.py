"""The dates of case commands: each lies between two moments, and is refused by its own path outside them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from domain.book import ACTIONS
from domain.case.appraisal import RecordVerification
from domain.case.decisions import DecideCase
from domain.case.execution import CorrectService, ReportResult, StartExecution
from domain.case.intake import ImportCase, ReportCase
from domain.case.own_measures import TakeOwnMeasure
from domain.case.rounds import RecordMeeting
from domain.case.state.case import CaseState, Channel
from domain.case.state.pathways import TakedownStatus
from domain.case.state.round import RoundMethod
from domain.case.takedowns import AddTakedownItem
from domain.kernel.actor import OPERATOR
from domain.kernel.calendar import local_date, start_of
from domain.kernel.fields import Dated, Spec, fields_of
from domain.kernel.vocabulary import Kind, Post
from tests.domain.handling import a_takedown
from tests.support.facts import HEALTH, LAND, NOW, person
from tests.support.handling_commands import good
from tests.support.handling_facts import LATER, LONG, knowing, said
from tests.support.handling_past import (
    REMEDY,
    Cast,
    Past,
    a_decision,
    a_proposal,
    an_execution,
    case_at,
    case_of,
    until,
)
from tests.support.world import LEAD, a_report

DAY, TICK = timedelta(days=1), timedelta(milliseconds=1)
TODAY = local_date(NOW)
WAS = NOW - 9 * DAY
"""When the content was published, in the cases that know it."""
ITEM = AddTakedownItem(takedown="takedown-1", url="https://tin.example/1", captured_text="Đóng cửa.", captured_at=NOW)
OLDER = ImportCase(claim=LONG, url="https://tin.example/1", source="tep.csv", row=1, reporter=LAND)
LETTER = a_report(
    channel=Channel.POST,
    document_number="1",
    published_at=WAS,
    detected_at=WAS,
    postmark_on=TODAY - 5 * DAY,
    delivered_on=TODAY,
)
LEADER, HEAD = person(LEAD), person(LEAD, Post.SIGNATORY)
LATE = Past(published_at=WAS)


@dataclass(frozen=True)
class Row:
    """A date, what it lies between, and who gives the command in which case; the bounds are told by hand."""

    field: str
    first: date | datetime | None
    last: date | datetime
    command: Any
    case: Any
    actor: Any
    early: str = "date-too-early"
    late: str = "in-the-future"

    @property
    def name(self) -> str:
        """How the table calls it."""
        return f"{type(self.command).__name__}.{self.field}"

    def heard(self, value: date | datetime) -> list[str]:
        """What is said of the command with that date, about that date."""
        return heard(self, replace(self.command, **{self.field: value}))


def heard(row: Row, command: Any) -> list[str]:
    """What is said of a command."""
    whole = said(row.case, command, knowing(row.actor, command, now=LATER))
    return [] if whole == "ok" else whole.split("; ")


EXECUTING = case_of(*until(CaseState.PROPOSED), a_decision(Cast(), decided_on=TODAY + DAY))
STARTED = case_of(*until(CaseState.PROPOSED), a_decision(Cast(), decided_on=TODAY + DAY), an_execution(Cast()))
PROPOSED = case_of(*until(CaseState.APPRAISED), a_proposal(drafted_at=NOW + DAY))
PUBLISHED = case_at(CaseState.EXECUTING, Cast(), LATE)
PUBLISHED_CHECKED = case_at(CaseState.CHECKING, Cast(), LATE)
TABLE = (
    Row("source_on", None, LATER.date(), good(RecordVerification), PUBLISHED_CHECKED, person(HEALTH)),
    Row("detected_at", start_of(date(2021, 7, 4)), LATER, a_report(), None, person(LAND)),
    Row("published_at", None, NOW, a_report(detected_at=NOW), None, person(LAND), late="date-too-late"),
    Row("postmark_on", local_date(WAS), LATER.date(), replace(LETTER, delivered_on=LATER.date()), None, person(LAND)),
    Row("delivered_on", TODAY - 5 * DAY, LATER.date(), LETTER, None, person(LAND)),
    Row("published_at", None, LATER, OLDER, None, OPERATOR),
    Row("taken_at", WAS, LATER, good(TakeOwnMeasure, served_on=LATER.date()), PUBLISHED, person(LAND)),
    Row("served_on", TODAY + DAY, LATER.date(), good(TakeOwnMeasure, taken_at=NOW + DAY), PUBLISHED, person(LAND)),
    Row(
        "held_on",
        TODAY,
        LATER.date(),
        good(RecordMeeting),
        case_at(CaseState.COORDINATING, Cast(), Past(method=RoundMethod.MEETING)),
        LEADER,
    ),
    Row("decided_on", TODAY + DAY, LATER.date(), good(DecideCase), PROPOSED, HEAD),
    Row("served_on", TODAY + DAY, LATER.date(), good(StartExecution), EXECUTING, LEADER),
    Row("served_on", TODAY + DAY, LATER.date(), good(CorrectService), STARTED, LEADER),
    Row(
        "done_on",
        TODAY + DAY,
        LATER.date(),
        good(ReportResult),
        replace(PUBLISHED, decisions=EXECUTING.decisions),
        person(HEALTH),
    ),
    Row("captured_at", WAS, LATER, ITEM, replace(PUBLISHED, takedowns=(a_takedown(TakedownStatus.DRAFT),)), LEADER),
)
NAMES = [item.name for item in TABLE]


def step(moment: date | datetime) -> timedelta:
    """The smallest step from a moment of this kind."""
    return TICK if isinstance(moment, datetime) else DAY


@pytest.mark.parametrize("row", TABLE, ids=NAMES)
class TestEveryDate:
    def test_may_be_its_first_and_its_last_moment(self, row: Row) -> None:
        assert row.heard(row.last) == []
        assert row.first is None or row.heard(row.first) == []

    def test_may_not_lie_outside_them(self, row: Row) -> None:
        path = "".join(word.capitalize() for word in row.field.split("_"))
        path = f"input.{path[0].lower()}{path[1:]}"
        assert f"{path} {row.late}" in row.heard(row.last + step(row.last))
        if row.first is not None:
            assert row.heard(row.first - step(row.first)) == [f"{path} {row.early}"]


class TestWhatACaseDoesNotKnow:
    def test_a_true_problem_may_be_put_right_from_its_report_on(self) -> None:
        case, command = case_at(CaseState.EXECUTING, Cast(), REMEDY), good(ReportResult)
        for day, expected in ((TODAY, "ok"), (TODAY - DAY, "input.doneOn date-too-early")):
            command = replace(command, done_on=day)
            assert said(case, command, knowing(person(HEALTH), command, now=LATER)) == expected

    def test_nothing_bounds_what_an_undated_record_does_not_say(self) -> None:
        undated = replace(PUBLISHED, published_at=None, receipt=replace(PUBLISHED.receipt, detected_at=None))
        command = good(TakeOwnMeasure, taken_at=NOW - 999 * DAY)
        assert said(undated, command, knowing(person(LAND), command)) == "ok"

    def test_detection_bounds_what_has_no_day_of_publication(self) -> None:
        case = replace(PUBLISHED, published_at=None)
        command = good(TakeOwnMeasure, taken_at=NOW - TICK)
        assert said(case, command, knowing(person(LAND), command)) == "input.takenAt date-too-early"


def of_cases() -> Iterator[tuple[type, str, Spec]]:
    """Every date of every command on a case."""
    for row in ACTIONS:
        for item in fields_of(row.command) if row.stream is Kind.CASE else ():
            if item.type in (date, datetime):
                yield row.command, item.name, item.spec


class TestTheTable:
    def test_has_every_date_of_every_command_on_a_case(self) -> None:
        assert sorted(NAMES) == sorted(f"{command.__name__}.{name}" for command, name, _ in of_cases())
        assert {type(spec) for _, _, spec in of_cases()} == {Dated}

    def test_only_publication_and_sources_have_no_first_moment(self) -> None:
        free = {(command, name) for command, name, spec in of_cases() if isinstance(spec, Dated) and not spec.since}
        of_sources = {(RecordVerification, "source_on")}
        assert free == {(ReportCase, "published_at"), (ImportCase, "published_at")} | of_sources
