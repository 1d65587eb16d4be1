"""Terms, grounds and what is recounted after a change of law."""

import csv
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from domain.activity.directives import Directive, DirectiveState
from domain.activity.duties import of_directive
from domain.administration.holidays import ConfirmHolidays, CorrectHolidays, DoubtHolidays, SetHolidays
from domain.case.grounds import grounds_in_force
from domain.case.state.case import CaseState, Medium
from domain.complaint.terms import counted, shown
from domain.kernel.actor import OPERATOR, SYSTEM
from domain.kernel.calendar import last_day, local_date
from domain.kernel.refusals import Refused
from domain.kernel.span import Span
from domain.kernel.vocabulary import Post
from domain.registry.entry import Certainty, LawStatus
from domain.registry.law import TermOf, TermUnit, term_on, unit_of
from domain.registry.provision import Provision, ProvisionReach
from domain.registry.working_days import OWN_DAYS_OFF, DaysCounted, Holidays, WorkingDays
from domain.report.reports import NoteReportOverdue
from domain.rules.duty import deadline_of
from domain.rules.guards import still_runs
from scripts.cli.seed.load import LISTED as WRONG
from tests.domain.law.years import CONFIRMED
from tests.support.decided import READ
from tests.support.facts import LAND, codes, done, facts, faults, person, registry, stated, verdict
from tests.support.handling_facts import knowing, provision
from tests.support.handling_past import case_at
from tests.support.reporting import a_report
from tests.support.world import LEAD

BEGUN: Final = datetime(2028, 1, 3, 2, tzinfo=UTC)
LATER: Final = datetime(2028, 1, 4, 2, tzinfo=UTC)
OLDER: Final = datetime(2027, 12, 1, 2, tzinfo=UTC)


def year(*counted: tuple[datetime, tuple[int, ...]]) -> Holidays:
    """The days off of January 2028, as they counted from moments on."""
    rows = tuple(DaysCounted(days=tuple(date(2028, 1, day) for day in days), since=since) for since, days in counted)
    return Holidays(id="holidays-2028", year=2028, days=rows[-1].days, source="TB", counted=rows)


@pytest.mark.parametrize(
    ("row", "last"),
    [
        (year((OLDER, ())), 6),  # known before it began: nothing moves
        (year((LATER, (5,))), 7),  # a day off becomes known: one day longer
        (year((LATER, (6,))), 7),  # the last day itself
        (year((LATER, (5, 6, 7))), 11),  # over a weekend: 4, 10 and 11 January
        (year((LATER, (20,))), 6),  # after it ended
        (year((OLDER, (4,)), (LATER, ())), 7),  # a day off is taken away: what was told stays
    ],
)
def test_three_working_days_from_3_january(row: Holidays, last: int) -> None:
    days = WorkingDays([row])
    told = days.at(BEGUN).due(BEGUN, 3)
    assert last_day(days.recounted(BEGUN, told)) == date(2028, 1, last)


def test_a_last_day_off_passes_on_and_is_late_only_after_it() -> None:
    told = WorkingDays([]).known.due(BEGUN, 3)
    known = registry(holidays={"h": year((LATER, (6,)))})
    facts = replace(knowing(person(LAND), None, now=told), registry=known)
    problem = still_runs(told, facts)
    assert problem is not None
    assert problem.code == "term-computed-again"
    assert still_runs(told, replace(facts, now=known.days.rolled(told))) is None


def test_a_report_is_late_only_after_a_last_day_off() -> None:
    report, note = a_report(), NoteReportOverdue()
    told = report.term.due_at
    off = DaysCounted(days=(last_day(told),), since=told - timedelta(days=3))
    row = Holidays(id="h", year=told.year, days=off.days, source="TB", counted=(off,))
    known = replace(facts(SYSTEM, note, now=told), registry=registry(holidays={"h": row}))
    assert verdict(report, note, known) == "term-computed-again", "its job comes again"
    assert verdict(report, note, replace(known, now=known.registry.days.rolled(told))) == "ok"


def test_an_inbox_counts_a_directive_as_the_register_does() -> None:
    told = WorkingDays([]).known.due(BEGUN, 3)
    days = WorkingDays([year((LATER, (5,)))])
    fields = {"id": "d", "state": DirectiveState.OPEN, "agency": "ppc", "officer": "o", "at": BEGUN, "due_at": told}
    (duty,) = of_directive(stated(Directive, {}, addressees=(LAND,), **fields))
    assert deadline_of(duty, days) == days.recounted(BEGUN, told) > told


def test_what_one_person_entered_counts_for_nothing() -> None:
    drafted = replace(year((LATER, (4, 5, 6))), certainty=Certainty.UNCONFIRMED, counted=())
    days = WorkingDays([drafted])
    told = days.known.due(BEGUN, 3)
    assert last_day(days.recounted(BEGUN, told)) == date(2028, 1, 6)
    assert days.provisional(BEGUN, told)


LISTED: Final = Holidays(id="holidays-2026", year=2026, days=WRONG, source="0.1.0")
DOUBTED_AT: Final = datetime(2026, 8, 25, 2, tzinfo=UTC)
TOLD_BEFORE: Final = datetime(2026, 8, 27, 2, tzinfo=UTC) - timedelta(days=3)
RIGHT: Final = Holidays(
    id="holidays-2026-right",
    year=2026,
    days=tuple(sorted(OWN_DAYS_OFF[2026])),
    source="TB",
    counted=(DaysCounted(days=tuple(sorted(OWN_DAYS_OFF[2026])), since=DOUBTED_AT + timedelta(days=1)),),
)


def doubted(row: Holidays) -> Holidays:
    made: Holidays = done(row, DoubtHolidays(reasons="Thiếu thông báo nghỉ Quốc khánh."), OPERATOR, now=DOUBTED_AT)
    return made


def test_a_year_that_is_doubted_is_provisional_and_no_term_becomes_shorter() -> None:
    """Six working days from 24 August 2026: until 1 September by the old list, until 4 September by the right one."""
    told = WorkingDays([LISTED]).known.due(TOLD_BEFORE, 6)
    assert last_day(told) == date(2026, 9, 1)
    row = doubted(LISTED)
    for days in (WorkingDays([row]), WorkingDays([row, RIGHT])):
        assert last_day(days.recounted(TOLD_BEFORE, told)) == date(2026, 9, 4)
        assert days.at(TOLD_BEFORE) == WorkingDays([LISTED]).known
    assert WorkingDays([row]).provisional(TOLD_BEFORE, told)
    assert not WorkingDays([row, RIGHT]).provisional(TOLD_BEFORE, told)


def test_days_that_only_the_doubted_list_has_stay_off_until_a_row_comes() -> None:
    """A term is never counted over a day on which agencies may be closed."""
    row = doubted(replace(LISTED, days=(*WRONG, date(2026, 9, 3)), worked=(date(2026, 9, 5),)))
    days = WorkingDays([row]).known
    assert [days.is_working(date(2026, 9, day)) for day in (1, 3, 5)] == [False, False, False]
    assert WorkingDays([row, RIGHT]).known.is_working(date(2026, 9, 3))


def test_what_is_doubted_is_entered_and_confirmed_by_two() -> None:
    row = doubted(LISTED)
    confirm = ConfirmHolidays(source="TB", on=date(2026, 8, 1), **READ)
    given = facts(person(LEAD, Post.ADMIN), confirm, now=DOUBTED_AT)
    assert [code.split()[-1] for code in codes(row, confirm, given)] == ["row-refused"]
    again = SetHolidays(year=2026, days=RIGHT.days, source="TB")
    known = registry(holidays={row.id: row})
    entered = done(None, again, person(LEAD, Post.ADMIN), now=DOUBTED_AT, registry=known)
    assert entered.certainty is Certainty.UNCONFIRMED


def test_a_year_has_one_row_also_after_a_doubt() -> None:
    """Else two lists would count together: a row is not corrected beside another one, nor the other one entered."""
    row = doubted(LISTED)
    correct = CorrectHolidays(days=RIGHT.days, source="TB", on=date(2026, 8, 1))
    admin = person(LEAD, Post.ADMIN)
    beside = registry(holidays={row.id: row, RIGHT.id: RIGHT})
    assert faults(row, correct, admin, now=DOUBTED_AT, registry=beside) == ["year-entered"]
    waiting = done(row, correct, admin, now=DOUBTED_AT, registry=registry(holidays={row.id: row}))
    again = SetHolidays(year=2026, days=RIGHT.days, source="TB")
    known = registry(holidays={row.id: waiting})
    assert faults(None, again, admin, now=DOUBTED_AT, registry=known) == ["input.year year-entered"]
    older = replace(LISTED, days=(*WRONG, date(2026, 6, 1)))
    assert WorkingDays([older, RIGHT]).known == WorkingDays([RIGHT]).known


TABLE: Final = Path(__file__).with_name("terms.csv").read_text(encoding="utf-8")
ROWS: Final = list(csv.DictReader(TABLE.splitlines(), delimiter=";"))


def confirmed(years: str) -> dict[str, Holidays]:
    return {year: CONFIRMED[year] for year in years.split()}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["act"])
def test_a_term_ends_on_the_day_that_the_law_says(row: dict[str, str]) -> None:
    term, begins = TermOf(row["term"]), datetime.fromisoformat(row["begins"])
    known = registry(holidays=confirmed(row["known"]))
    day = local_date(begins)
    if unit_of(term) is TermUnit.WORKING_DAYS:
        due = known.calendar.due(begins, term_on(term, day, known).amount)
        provisional = known.days.provisional(begins, due)
    else:
        found = shown(counted(term, day, known, remote=row["where"] == "remote"), known)
        due, provisional = found.due_at, found.provisional
    expected = date.fromisoformat(row["last day"]), row["provisional"] == "yes"
    assert (last_day(due), provisional) == expected, row["source"]


M, R = Medium, ProvisionReach
SOCIAL: Final = (M.SOCIAL_NETWORK, M.FORUM, M.VIDEO, M.MESSAGING)
CARRIED: Final = {R.ANYBODY: tuple(M), R.PRESS: (M.PRESS,), R.SITE: (M.WEBSITE,), R.USERS: SOCIAL, R.OPERATOR: ()}
"""By hand: an article of the Law on the Press is about works of the press; a duty of an operator is about no post."""
BEFORE, CHANGE = date(2026, 6, 1), date(2026, 7, 1)
OLD: Final = provision("provision-old", span=Span(since=date(2020, 4, 15), until=CHANGE))
MILDER: Final = provision("provision-milder", span=Span(since=CHANGE), milder_than=("provision-old",))


def says(id: str, *rows: Provision, medium: Medium = M.SOCIAL_NETWORK, day: date = BEFORE) -> str:
    published = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
    case = replace(case_at(CaseState.APPRAISED), medium=medium, published_at=published)
    known = knowing(person(LAND), None, now=datetime(2026, 12, 1, tzinfo=UTC))
    facts = replace(known, registry=replace(known.registry, provisions={row.id: row for row in rows}))
    try:
        grounds_in_force(case, [id], facts)
    except Refused as refused:
        return refused.problems[0].code
    return "ok"


@pytest.mark.parametrize("reach", R)
@pytest.mark.parametrize("medium", M)
def test_a_ground_carries_what_it_is_about(reach: ProvisionReach, medium: Medium) -> None:
    row = replace(OLD, reach=reach)
    assert says(row.id, row, medium=medium) == ("ok" if medium in CARRIED[reach] else "provision-other-publisher")


@pytest.mark.parametrize(
    ("cited", "milder", "day", "expected"),
    [
        (OLD, MILDER, BEFORE, "milder-law-applies"),
        (MILDER, MILDER, BEFORE, "ok"),
        (OLD, replace(MILDER, milder_than=()), BEFORE, "ok"),
        (replace(MILDER, milder_than=()), replace(MILDER, milder_than=()), BEFORE, "provision-not-in-force"),
        (OLD, replace(MILDER, status=LawStatus.DRAFT), BEFORE, "ok"),
        (OLD, replace(MILDER, span=Span(since=CHANGE, until=date(2026, 11, 1))), BEFORE, "ok"),
        (MILDER, MILDER, date(2020, 1, 1), "provision-not-in-force"),
        (MILDER, MILDER, CHANGE, "ok"),
    ],
)
def test_the_milder_law_of_today_applies(cited: Provision, milder: Provision, day: date, expected: str) -> None:
    assert says(cited.id, OLD, milder, day=day) == expected


def test_no_milder_law_reaches_back_to_the_days_of_a_draft() -> None:
    """One person enters a draft alone, so a draft must not make an act punishable that no law forbade on its day."""
    draft = replace(OLD, status=LawStatus.DRAFT)
    assert says(MILDER.id, draft, MILDER) == "provision-not-in-force"
