"""The dates of case commands (each between two moments), the clock of a report, and the limitation period."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.book import ACTIONS
from domain.case.appraisal import RecordVerification
from domain.case.decisions import DecideCase, ProposeHandling
from domain.case.duties import duties
from domain.case.execution import CorrectService, ReportResult, StartExecution
from domain.case.grounds import limitation_of
from domain.case.intake import ImportCase, ReportCase
from domain.case.own_measures import TakeOwnMeasure
from domain.case.rounds import RecordMeeting
from domain.case.state.case import Case, CaseState, Channel, Medium
from domain.case.state.measures import MILD, Measure
from domain.case.state.pathways import TakedownStatus
from domain.case.state.round import RoundMethod
from domain.case.takedowns import AddTakedownItem
from domain.case.timely import ExplainDelay, late
from domain.kernel.actor import OPERATOR
from domain.kernel.calendar import TermSource, local_date, start_of
from domain.kernel.fields import Dated, Spec, fields_of
from domain.kernel.span import Span
from domain.kernel.vocabulary import Kind, Post
from domain.notification.due import due_in
from domain.registry.entry import LawStatus
from domain.registry.law import TERMS, LegalTerm, TermCertainty, TermOf
from domain.registry.working_days import DaysCounted, Holidays
from domain.rules.duty import DutyKind
from store.kinds.case_heads import owed_fields
from store.record.canonical import plain
from tests.domain.handling import a_takedown
from tests.support.facts import HEALTH, LAND, NOW, PROVINCE, attempt, codes, facts, person, registry
from tests.support.handling_commands import good
from tests.support.handling_facts import LATER, LONG, OLD, REGISTRY, WEIGHED, hear, left
from tests.support.handling_past import Cast, Past, a_decision, a_proposal, an_execution, case_at, case_of, until
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
    whole = hear(row.case, command, row.actor, now=LATER)
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
    def test_nothing_bounds_what_an_undated_record_does_not_say(self) -> None:
        undated = replace(PUBLISHED, published_at=None, receipt=replace(PUBLISHED.receipt, detected_at=None))
        assert hear(undated, good(TakeOwnMeasure, taken_at=NOW - 999 * DAY), person(LAND)) == "ok"


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


HOURS = timedelta(hours=1)


def reported(at: datetime = NOW, known: Any = None, **changes: Any) -> Case:
    command = a_report(**changes)
    given = facts(person(LAND), command, now=at, **({"registry": known} if known else {}))
    made: Case = attempt(None, command, given)
    return made


FRIDAY = datetime(2026, 6, 26, 3, tzinfo=UTC)
MONDAY_OVER = datetime(2026, 6, 29, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "changes", "said"),
    [
        (MONDAY_OVER - timedelta(milliseconds=1), {}, False),
        (MONDAY_OVER, {}, True),
        (MONDAY_OVER, {"published_at": FRIDAY - 90 * 24 * HOURS}, True),  # when it was published is no excuse
        (
            MONDAY_OVER,
            {
                "channel": Channel.POST,
                "document_number": "1",
                "postmark_on": date(2026, 6, 27),
                "delivered_on": date(2026, 6, 29),
            },
            False,  # the letter came on Monday
        ),
        (MONDAY_OVER + 24 * HOURS, {"delivered_on": date(2026, 6, 20), "channel": Channel.EMAIL}, True),
    ],
)
def test_one_working_day_from_friday(at: datetime, changes: dict[str, Any], said: bool) -> None:
    case = reported(at, detected_at=FRIDAY, **changes)
    assert late(case.receipt, PROVINCE.days) is said
    owed = [(duty.agency, duty.since) for duty in duties(case) if duty.kind is DutyKind.EXPLAIN_DELAY]
    assert owed == ([(LAND, at)] if said else [])


def test_a_reason_given_with_the_report_is_enough() -> None:
    case = reported(detected_at=FRIDAY, delay_reason="Mất điện kéo dài tại trụ sở.")
    assert late(case.receipt, PROVINCE.days)
    assert DutyKind.EXPLAIN_DELAY not in {duty.kind for duty in duties(case)}


@pytest.mark.parametrize(("status", "days"), [(LawStatus.ACTIVE, 3), (LawStatus.DRAFT, 1)])
def test_the_confirmed_row_of_the_day_counts(status: LawStatus, days: int) -> None:
    own = next(row for row in TERMS if row.term is TermOf.NOTIFY_LEAD)
    row = replace(own, id="term-1", amount=3, status=status)
    known = registry(others={LegalTerm: {row.id: row}})
    case = reported(known=known, detected_at=FRIDAY)
    assert case.receipt.notify_by == known.calendar.due(FRIDAY, days)


@pytest.mark.parametrize(("day", "said"), [(date(2026, 6, 29), False), (date(2026, 6, 25), True)])
def test_a_day_off_that_is_confirmed_later_ends_the_duty(day: date, said: bool) -> None:
    """One working day from Friday is Tuesday, if Monday turns out to be off."""
    case = reported(MONDAY_OVER, detected_at=FRIDAY)
    counted = (DaysCounted(days=(day,), since=MONDAY_OVER),)
    known = registry(holidays={"h": Holidays(id="h", year=2026, days=(day,), source="TB", counted=counted)})
    head = {"_id": case.id, "receipt": plain(case.receipt), **owed_fields(Kind.CASE, case)}
    found = {due.kind for due in due_in([head], person(LAND), known, MONDAY_OVER)}
    assert (DutyKind.EXPLAIN_DELAY in found) is late(case.receipt, known.days) is said
    command = ExplainDelay(reasons="Mất điện kéo dài tại trụ sở.")
    given = facts(person(LAND), command, now=MONDAY_OVER, registry=known)
    assert codes(case, command, given) == ([] if said else ["no-delay-to-explain"])


LAST = date(2027, 7, 1)


def published(at: datetime | None, medium: Medium = Medium.FORUM, state: CaseState = CaseState.APPRAISED) -> Case:
    return replace(case_at(state), published_at=at, medium=medium)


def on(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("case", "last", "article"),
    [
        (published(on(date(2026, 7, 1))), LAST, "XLVPHC Đ6.1.a: one year from the act"),
        (published(on(date(2024, 2, 29))), date(2025, 2, 28), "BLDS Đ148.3: no such day, so the last of the month"),
        (published(datetime(2026, 6, 30, 17, tzinfo=UTC)), LAST, "a day is one in Việt Nam"),
        (published(on(date(2026, 7, 1)), Medium.PRESS), date(2028, 7, 1), "XLVPHC Đ6.1.a: two years for the press"),
        (published(on(date(2010, 1, 1))), date(2011, 1, 1), "an act of before the law, by its first row"),
        (published(None), LAST, "not known: from the day it was noticed"),
    ],
)
def test_ends(case: Case, last: date, article: str) -> None:
    found = limitation_of(case, REGISTRY)
    assert (found.last_day, found.certainty) == (last, TermCertainty.UNCONFIRMED), article


def test_a_confirmed_row_goes_before_and_the_day_of_the_act_picks_it() -> None:
    own = next(row for row in TERMS if row.term is TermOf.LIMITATION_SANCTION)
    row = replace(own, amount=6, span=Span(since=date(2026, 7, 1)), status=LawStatus.ACTIVE, source="Luật 1")
    known = replace(REGISTRY, others={LegalTerm: {row.id: row}})
    after = limitation_of(published(on(date(2026, 7, 1))), known)
    assert (after.last_day, after.source, after.certainty) == (date(2027, 1, 1), "Luật 1", TermCertainty.LAW)
    assert limitation_of(published(on(date(2026, 6, 30))), known).months == 12
    assert own.basis is TermSource.LAW


def proposing(measure: Measure, day: date, **changes: Any) -> str:
    alternatives = () if measure in MILD else WEIGHED if measure is Measure.TAKEDOWN_PROPOSAL else WEIGHED[:1]
    command = good(ProposeHandling, measure=measure, alternatives=alternatives, **changes)
    return hear(published(on(date(2026, 7, 1))), command, person(LEAD), now=on(day))


@pytest.mark.parametrize("measure", Measure)
def test_a_proposal_after_it(measure: Measure) -> None:
    """XLVPHC Đ65: no sanction; what is none says why; what restricts nobody is free of it."""
    after = date(2027, 7, 2)
    without = "ok" if measure in MILD else "input.afterLimitation limitation-reason-needed"
    if measure is Measure.SANCTION_FILE:
        without = "input.measure limitation-over"
    explained = without if measure is Measure.SANCTION_FILE else "ok"
    assert (proposing(measure, LAST), proposing(measure, after)) == ("ok", without)
    assert proposing(measure, after, after_limitation=LONG) == explained


@pytest.mark.parametrize("measure", Measure)
def test_a_decision_after_it(measure: Measure) -> None:
    """By the day of the decision, which is never before that of the proposal; the reason is the proposal's."""
    case = replace(case_at(CaseState.PROPOSED, Cast(), Past(measure=measure)), published_at=on(date(2025, 7, 1)))
    command = good(DecideCase, measure=measure, unheard=LONG)
    who = person(LEAD, Post.SIGNATORY)
    assert case.proposal is not None
    passed = "limitation-over" if measure is Measure.SANCTION_FILE else "limitation-passed-since"
    for begun, reason, expected in (
        (date(2025, 7, 1), None, "ok"),
        (date(2025, 6, 30), None, "ok" if measure in MILD else f"input.measure {passed}"),
        (date(2025, 6, 30), case.proposal.weighing, f"input.measure {passed}" if passed == "limitation-over" else "ok"),
    ):
        proposal = replace(case.proposal, after_limitation=reason, provisions=(OLD,))
        tried = replace(case, published_at=on(begun), proposal=proposal)
        assert hear(tried, command, who) == expected, (begun, reason)


def test_both_keep_how_it_was_counted_and_why_it_is_needed() -> None:
    old = replace(published(on(date(2025, 1, 5))), proposal=None)
    command = good(
        ProposeHandling,
        measure=Measure.LABEL_PROPOSAL,
        alternatives=WEIGHED[:1],
        provisions=(OLD,),
        after_limitation=LONG,
    )
    made = left(old, command, person(LEAD))
    assert made.proposal.limitation == limitation_of(old, REGISTRY)
    assert made.proposal.after_limitation is not None
    decide = good(DecideCase, measure=Measure.LABEL_PROPOSAL, unheard=LONG)
    decided = left(made, decide, person(LEAD, Post.SIGNATORY)).decisions[-1]
    assert (decided.limitation, decided.after_limitation) == (made.proposal.limitation, made.proposal.after_limitation)
    assert NOW.date() > decided.limitation.last_day
