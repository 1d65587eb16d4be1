"""What counts, where and when: each place by hand, and the sums of any parts."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.case.checks import StartChecking
from domain.case.intake import ScreenCase
from domain.case.state.case import Case, CaseState, Category, Channel, Closure, ClosureReason, Informed, Receipt
from domain.case.state.pathways import MinistryAnswer, Takedown, TakedownStatus
from domain.complaint.state import Redress, RedressOutcome, RedressState, Ruling
from domain.complaint.terms import Deadline
from domain.kernel.event import Sealed, Step
from domain.kernel.vocabulary import Kind
from domain.report.figures import Counted, Spans, Tally
from domain.report.periods import Period, PeriodKind
from domain.report.statistics import COUNTED, Filter, columns, counted, ordered
from domain.report.tables import LAYOUTS, Layout, Rows, Table
from tests.domain.case_lives import by, to_a_decision
from tests.domain.life.chance import a_beginning, as_chance_has_it
from tests.support.chance import examples
from tests.support.each import each
from tests.support.handling_commands import good

HALF = Period(kind=PeriodKind.FIRST_HALF, year=2026)
SEALED = Sealed("group", "commitment")
NOON = datetime(2026, 3, 1, 5, tzinfo=UTC)


@cache
def lived() -> tuple[Case, ...]:
    """Cases as chance leaves them, some with a decision."""
    found = []
    for seed in range(40):
        chance = Random(seed)
        life = a_beginning(chance)
        for _ in range(25):
            as_chance_has_it(life, chance)
        found.append(life.case)
    life = a_beginning(Random(3))
    for step in (good(ScreenCase), good(StartChecking)):
        by(life, step)
    to_a_decision(life)
    return (*found, life.case)


def whole() -> Spans:
    return Spans.between(datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC))


def tallied(cases: Any, spans: Spans) -> dict[Any, Any]:
    tally = Tally(spans)
    for case in cases:
        tally.add(counted(Kind.CASE, case))
    return tally.sums


@given(st.lists(st.integers(0, 4), min_size=41, max_size=41))
@settings(max_examples=examples(40))
def test_the_counts_of_any_parts_add_up_to_the_counts_of_the_whole(parts: list[int]) -> None:
    spans = whole()
    merged = Tally(spans)
    for part in set(parts):
        merged.merge(tallied([case for case, where in zip(lived(), parts, strict=True) if where == part], spans))
    assert merged.sums == tallied(lived(), spans)


@given(st.integers(0, 2_000))
@settings(max_examples=examples(60))
def test_everything_counts_in_one_of_two_periods_that_meet(days: int) -> None:
    since, until = whole().this.start, whole().this.end
    middle = since + timedelta(days=days)
    both = Tally(Spans.between(since, middle))
    sums = [tallied(lived(), Spans.between(since, middle)), tallied(lived(), Spans.between(middle, until))]
    for item in sums:
        both.merge(item)
    all_in_one = tallied(lived(), whole())
    assert {place: found.this for place, found in both.sums.items() if found.this} == {
        place: found.this for place, found in all_in_one.items()
    }


def test_what_is_counted_has_a_place_in_its_table() -> None:
    for case in lived():
        for item in counted(Kind.CASE, case):
            layout = LAYOUTS[item.table]
            assert item.column in columns(layout)
            assert isinstance(layout.rows, Rows) or item.row in ordered(item.table, {}, {})


def test_the_lives_reach_most_tables_of_cases() -> None:
    assert len({item.table for case in lived() for item in counted(Kind.CASE, case)}) >= 12


def people(value: Any) -> Iterator[str]:
    """Every id of a person, and every sealed text, in a state."""
    if is_dataclass(value):
        for field in fields(value):
            inner = getattr(value, field.name)
            if isinstance(inner, str) and (field.name in ("officer", "focal") or field.name.endswith("_by")):
                yield inner
            yield from people(inner)
    elif isinstance(value, tuple):
        for item in value:
            yield from people(item)


def test_nothing_is_counted_by_person() -> None:
    for case in lived():
        named = set(people(case))
        assert not named & {word for item in counted(Kind.CASE, case) for word in (item.row, item.column)}


def a_case(**changes: Any) -> Case:
    made = Case(
        id="case-1",
        code="CB-1",
        state=CaseState.RECEIVED,
        regulation="14/2021",
        claim=SEALED,
        receipt=Receipt(received_at=NOON, channel=Channel.POST),
        reporter="agency-land",
        lead="agency-lead",
        members=("agency-lead",),
    )
    return replace(made, **changes)


def a_step(days: int = 0) -> Step:
    return Step(agency="agency-lead", officer="officer-1", at=NOON + timedelta(days=days))


def places(case: Case, table: Table) -> list[tuple[str, str, datetime, int]]:
    return [(item.row, item.column, item.at, item.amount) for item in counted(Kind.CASE, case) if item.table is table]


def a_closure(reason: ClosureReason, at: datetime) -> Closure:
    return Closure(reason=reason, at=at, agency="agency-lead", officer="o", reasons=SEALED, informed=Informed.ANONYMOUS)


def test_a_receipt_and_a_closure() -> None:
    closed = a_case(
        category=Category.HEALTH, closure=a_closure(ClosureReason.PROTECTED, NOON + timedelta(days=2, minutes=59))
    )
    at = NOON + timedelta(days=2, minutes=59)
    assert places(closed, Table.RECEIVED) == [("agency-land", "POST", NOON, 1)]
    assert places(closed, Table.OVERVIEW) == [("CLOSED_PROTECTED", "HEALTH", at, 1)]
    assert places(closed, Table.CLOSING_TIME) == [("PROTECTED", "NUMBER", at, 1), ("PROTECTED", "HOURS", at, 48)]
    assert places(closed, Table.MONTHS) == [("M03", "RECEIVED", NOON, 1), ("M03", "CLOSED", at, 1)]


@pytest.mark.parametrize(
    ("areas", "row"), [((), "NONE"), (("area-north",), "area-north"), (("area-north", "area-south"), "MANY")]
)
def test_a_case_of_several_areas_counts_once(areas: tuple[str, ...], row: str) -> None:
    assert [place[0] for place in places(a_case(areas=areas), Table.RECEIVED_AREA)] == [row]


def a_takedown(status: TakedownStatus, **changes: Any) -> Takedown:
    made = Takedown(
        id="t", cycle=1, provisions=(), necessity=SEALED, alternatives=SEALED, drafted=a_step(), status=status
    )
    return replace(made, **changes)


@each(
    ("takedown", "told"),
    [
        (a_takedown(TakedownStatus.DRAFT), []),
        (
            a_takedown(TakedownStatus.PPC_REFUSED, submitted=a_step(), answered=a_step()),
            ["SUBMITTED_PPC", "PPC_REFUSED"],
        ),
        (a_takedown(TakedownStatus.PPC_SIGNED, answered=a_step()), ["PPC_SIGNED"]),
        (a_takedown(TakedownStatus.MINISTRY_REFUSED, replied=a_step()), ["MINISTRY_REFUSED"]),
        (
            a_takedown(TakedownStatus.WITHDRAWN, replied=a_step(), reply=MinistryAnswer.REFUSED, withdrawn=a_step()),
            ["MINISTRY_REFUSED", "WITHDRAWN"],
        ),
        (
            a_takedown(TakedownStatus.REVIEWED, replied=a_step(), reply=MinistryAnswer.ACCEPTED, reviewed=a_step()),
            ["MINISTRY_ACCEPTED", "REVIEWED"],
        ),
        (a_takedown(TakedownStatus.WITHDRAWN, replied=a_step(), withdrawn=a_step()), ["WITHDRAWN"]),
        (a_takedown(TakedownStatus.NO_REPLY, sent=a_step(), no_reply_at=NOON), ["SENT_MINISTRY", "NO_REPLY"]),
    ],
)
def test_the_steps_of_a_proposal_of_removal(takedown: Takedown, told: list[str]) -> None:
    assert [place[0] for place in places(a_case(takedowns=(takedown,)), Table.TAKEDOWNS)] == told


def test_a_complaint_counts_by_its_newest_ruling() -> None:
    due = Deadline(due_at=NOON, days=10, source="LKN", certainty="CONFIRMED")  # type: ignore[arg-type]
    rulings = tuple(
        Ruling(
            level=level,
            outcome=outcome,
            agency="agency-lead",
            officer="o",
            at=NOON + timedelta(days=level),
            decided_on=date(2026, 3, 1),
            number=SEALED,
            reasons=SEALED,
            way_on=SEALED,
        )
        for level, outcome in ((1, RedressOutcome.DISMISSED), (2, RedressOutcome.UPHELD))
    )
    filed = Redress(
        id="redress-1",
        code="KN-1",
        state=RedressState.FINAL,
        at=NOON,
        case="case-1",
        decision="D",
        cycle=1,
        agency="agency-land",
        examining="agency-ppc",
        ticket="t",
        text=SEALED,
        accept_by=due,
        rulings=rulings,
    )
    found = list(counted(Kind.REDRESS, filed, "HEALTH"))
    assert Counted(Table.OVERVIEW, "COMPLAINT_UPHELD", "HEALTH", NOON + timedelta(days=2)) in found
    assert not [item for item in found if item.row == "COMPLAINT_DISMISSED"]
    assert [item.column for item in found if item.table is Table.COMPLAINTS] == ["FILED", "UPHELD"]


@pytest.mark.parametrize(
    ("at", "sums"),
    [
        (HALF.start, (1, 0, 1)),
        (HALF.start - timedelta(milliseconds=1), (0, 1, 0)),
        (HALF.end - timedelta(milliseconds=1), (1, 0, 1)),
        (HALF.end, (0, 0, 0)),
        (HALF.previous().start, (0, 1, 0)),
    ],
)
def test_half_open_spans(at: datetime, sums: tuple[int, int, int]) -> None:
    tally = Tally(Spans.of(HALF))
    tally.add([Counted(Table.RECEIVED, "a", "POST", at)])
    assert tally.sums.get((Table.RECEIVED, "a", "POST"), (0, 0, 0)) == sums


@each(
    ("filter", "kept"),
    [
        (Filter(), True),
        (Filter(category="HEALTH"), True),
        (Filter(category="LAND"), False),
        (Filter(area="area-north"), True),
        (Filter(area="area-south"), False),
        (Filter(channel="POST"), True),
        (Filter(channel="SMS"), False),
        (Filter(finding="FALSE"), False),
        (Filter(agency="agency-land"), True),
        (Filter(agency="agency-lead"), True),
        (Filter(agency="agency-x"), False),
        (Filter(category="HEALTH", agency="agency-x"), False),
    ],
)
def test_a_filter(filter: Filter, kept: bool) -> None:
    assert filter.keeps(a_case(category=Category.HEALTH, areas=("area-north",))) is kept


def test_no_filter_asks_for_a_person_an_account_or_an_address() -> None:
    assert {field.name for field in fields(Filter)} == {"category", "area", "channel", "finding", "agency"}


def test_rows_stand_in_the_order_of_the_registry_never_by_size() -> None:
    tally = Tally(whole())
    for agency, times in (("b", 9), ("a", 1), ("z", 5)):
        tally.add([Counted(Table.MEASURES, agency, "WARNING_LETTER", NOON)] * times)
    assert ordered(Table.MEASURES, tally.sums, {Rows.AGENCY: ("a", "b", "c")}) == ("a", "b", "z")


def test_what_protects_people_stands_first() -> None:
    assert next(iter(LAYOUTS)) is Table.OVERVIEW
    assert ordered(Table.OVERVIEW, {}, {})[:3] == ("CLOSED_PROTECTED", "COMPLAINT_UPHELD", "COMPLAINT_PARTLY")


def test_every_table_has_a_layout_and_every_kind_a_count() -> None:
    assert set(LAYOUTS) == set(Table)
    assert all(isinstance(layout, Layout) for layout in LAYOUTS.values())
    with pytest.raises(KeyError):
        counted(Kind.AGENCY, None)
    assert len(set(COUNTED)) == 8


def test_decisions_count_by_agency_and_measure() -> None:
    decided = [case for case in lived() if case.decisions]
    assert decided
    for case in decided:
        found = places(case, Table.MEASURES)
        assert [item[:2] for item in found] == [(decision.agency, decision.measure) for decision in case.decisions]
