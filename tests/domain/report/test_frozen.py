"""The frozen data of a report, and what its public edition tells: nothing that can be worked out about a few people."""

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from domain.messages import label
from domain.report.editions import SPANS, Cell, Earlier, Span, _counts, _lines, _links, _ties, public_edition
from domain.report.figures import Counted, Spans, Tally
from domain.report.frozen import Names, frozen_agencies, frozen_tables, spans_data
from domain.report.periods import Period, PeriodKind, month_of
from domain.report.statistics import columns
from domain.report.suppression import SMALL
from domain.report.tables import LAYOUTS, Rows, Table
from tests.domain.report.attacker import solved_by_an_attacker, sure_of
from tests.support.chance import examples
from tests.support.facts import PROVINCE

DAY = date(2026, 12, 14)
FIRST, SECOND = (Period(kind=kind, year=2026) for kind in (PeriodKind.FIRST_HALF, PeriodKind.SECOND_HALF))
YEAR, MONTH = Period(kind=PeriodKind.YEAR, year=2026), Period(kind=PeriodKind.MONTH, year=2026, number=7)
ROWS = {Rows.AGENCY: ("agency-health", "agency-land"), Rows.AREA: ("area-north",), Rows.CLAUSE: ("Đ5.7.b",)}
Data = dict[str, Any]
NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
"""A seed has no smaller ones."""


def a_year(seed: int, most: int, every: float = 0.5, again: Sequence[datetime] = ()) -> list[Counted]:
    """Some of everything, all over two years, and up to twice more on the days named; the same number in two tables is
    the same."""
    chance = Random(seed)
    found: list[Counted] = []
    for table, layout in LAYOUTS.items():
        rows = ROWS.get(layout.rows, ("x",)) if isinstance(layout.rows, Rows) else tuple(layout.rows)
        for row in rows:
            for column in columns(layout):
                if chance.random() < every:
                    at = FIRST.previous().start + timedelta(days=chance.randrange(720))
                    found += [Counted(table, row, column, at)] * chance.randrange(most)
    if again:
        found += [item._replace(at=chance.choice(again)) for item in found for _ in range(chance.randrange(3))]
    return _tied(found, chance)


MADE = (Table.CLOSING_TIME, Table.RECEIVED_AREA, Table.COMPLAINTS, Table.MONTHS, Table.ROUND_TIME, Table.ANSWER_TIME)
"""Tables that count what others count, by something else."""


def _tied(counted: list[Counted], chance: Random) -> list[Counted]:
    """Without those tables, and with the same things counted in them."""
    recorded = {(table, RECORDED) for table in (Table.TAKEDOWNS, Table.LABELS)}
    found = [item for item in counted if item.table not in MADE and (item.table, item.row) not in recorded]
    return found + [other for item in found for other in _also(item, chance)]


RECORDED = "OUTCOME_RECORDED"


def _also(each: Counted, chance: Random) -> Iterator[Counted]:
    """What else counts the same thing."""
    match each.table, each.row:
        case Table.OVERVIEW, row if row.startswith("CLOSED_"):
            yield each._replace(table=Table.CLOSING_TIME, row=row.removeprefix("CLOSED_"), column="NUMBER")
            yield each._replace(table=Table.MONTHS, row=month_of(each.at), column="CLOSED")
        case Table.OVERVIEW, row:
            ruling = {"COMPLAINT_UPHELD": "UPHELD", "COMPLAINT_PARTLY": "PARTLY"}.get(row, "DISMISSED")
            yield each._replace(table=Table.COMPLAINTS, row=chance.choice(ROWS[Rows.AGENCY]), column=ruling)
        case Table.RECEIVED, _:
            field = chance.choice(columns(LAYOUTS[Table.RECEIVED_AREA]))
            yield each._replace(table=Table.RECEIVED_AREA, row="area-north", column=field)
            yield each._replace(table=Table.MONTHS, row=month_of(each.at), column="RECEIVED")
        case Table.ROUNDS, _:
            yield each._replace(table=Table.ROUND_TIME, column="NUMBER")
        case Table.EXCHANGES, _ if each.column == "ANSWERED":
            yield each._replace(table=Table.ANSWER_TIME, column="NUMBER")
        case Table.TAKEDOWN_OUTCOMES, _:
            yield each._replace(table=Table.TAKEDOWNS, row=RECORDED, column="NUMBER")
        case Table.LABEL_OUTCOMES, _:
            yield each._replace(table=Table.LABELS, row=RECORDED, column="NUMBER")


def data_of(period: Period, counted: list[Counted]) -> Data:
    tally = Tally(Spans.of(period))
    tally.add(counted)
    names = Names(registry=PROVINCE, day=DAY, provisions={"provision-1": "Điều 101"}, label=label)
    return {"spans": spans_data(tally.spans), "tables": frozen_tables(tally.sums, names)}


def cells(data: Data) -> dict[Cell, Any]:
    return dict(_counts(data))


def span(data: Data, name: str) -> Span:
    start, end = data["spans"][name]
    return start, end


def told(editions: list[Data], full: dict[Cell, int]) -> set[Cell]:
    """What somebody works out who has all the public editions; `full` are the true counts."""
    assert all(full[one] == full[other] for one, other in _ties(full)), "a world that cannot be: nothing to learn of it"
    known: dict[Cell, int | None] = {}
    for edition in editions:
        known |= {cell: value for cell, value in cells(edition).items() if known.get(cell) is None}
    spans = [span(edition, name) for edition in editions for name in SPANS]
    links, unseen = _links(spans, full)
    lines = [line for edition in editions for line in _lines(edition)]
    relations = [*lines, *links, *_ties(full)]
    hidden = {cell for cell, value in known.items() if value is None} | {
        cell for cell, value in unseen.items() if value
    }
    counts = full | unseen
    loose = perhaps_nothing({cell for cell, value in known.items() if value is None}, full, links, unseen.keys())
    hidden |= loose
    relations = [fromkey for fromkey in dict.fromkeys(relations) if len(fromkey) > 1 and hidden.intersection(fromkey)]
    relations = [
        relation for relation in relations if sum(counts[node] for node in relation[:-1]) == counts[relation[-1]]
    ]
    small = [item for item in hidden if 0 < counts[item] < SMALL]
    found = solved_by_an_attacker(relations, hidden) & set(small)
    return found | sure_of(small, relations, hidden, counts, dict.fromkeys(loose, 0))


def perhaps_nothing(
    masked: set[Cell], full: dict[Cell, int], links: list[tuple[Cell, ...]], unseen: Collection[Cell]
) -> set[Cell]:
    """Where a table is masked with its zeros nobody knows what is 0, nor in the time that is left of another span."""
    withheld = {(cell.table, cell.span) for cell in masked if not full[cell]}
    loose = {cell for cell in masked if (cell.table, cell.span) in withheld}
    before = -1
    while len(loose) > before:
        before = len(loose)
        loose |= {cell for link in links if loose.intersection(link) for cell in link if cell in unseen}
    return loose


@pytest.mark.parametrize("period", [YEAR, MONTH], ids=lambda each: each.key)
@settings(max_examples=examples(8), phases=NO_SHRINKING)
@given(st.integers(0, 10**6), st.sampled_from((3, 8, 40)))
def test_no_masked_count_can_be_worked_out(period: Period, seed: int, most: int) -> None:
    data = data_of(period, a_year(seed, most, 0.15))
    shown = cells(public_edition(data))
    small = {table["id"] for table in data["tables"] if table["small"]}
    full = cells(data)
    assert all(shown[cell] is None for cell, value in full.items() if cell.table in small and 0 < value < SMALL)
    assert all(shown[cell] in (None, value) for cell, value in full.items())
    assert not told([public_edition(data)], full)


def test_the_same_number_in_two_tables_is_masked_in_both() -> None:
    at = SECOND.start
    ends = [Counted(Table.OVERVIEW, "CLOSED_PROTECTED", "HEALTH", at)] * 3
    times = [Counted(Table.CLOSING_TIME, "PROTECTED", column, at) for column in ("NUMBER", "HOURS")] * 3
    more = [Counted(Table.CLOSING_TIME, "COMPLETED", column, at) for column in ("NUMBER", "HOURS")] * 30
    data = data_of(SECOND, [*ends, *times, *more])
    assert any(_ties(cells(data)))
    edition = public_edition(data)
    shown = cells(edition)
    assert shown[Cell("OVERVIEW", span(data, "this"), "CLOSED_PROTECTED", "*")] is None
    assert shown[Cell("CLOSING_TIME", span(data, "this"), "PROTECTED", "NUMBER")] is None
    [table] = [item for item in edition["tables"] if item["id"] == "CLOSING_TIME"]
    hours = dict(zip([row["id"] for row in table["rows"]], table["cells"], strict=True))
    assert hours["PROTECTED"][1][0] is None, "hours of a few tell about the few"


def test_the_months_add_up_to_what_was_received_and_to_what_was_closed() -> None:
    data = data_of(YEAR, a_year(3, 9))
    counts, ties = cells(data), set(_ties(cells(data)))
    for name in SPANS:
        for column, other in (("RECEIVED", ("RECEIVED", "*", "*")), ("CLOSED", ("CLOSING_TIME", "*", "NUMBER"))):
            table, row, total = other
            tie = (Cell("MONTHS", span(data, name), "*", column), Cell(table, span(data, name), row, total))
            assert tie in ties
            assert counts[tie[0]] == counts[tie[1]]
    assert all(counts[Cell("MONTHS", span(data, "this"), "*", column)] for column in ("RECEIVED", "CLOSED"))


def test_a_month_of_few_is_masked_with_another_and_its_total_is_that_of_the_receipts() -> None:
    def received(month: int, times: int) -> list[Counted]:
        at = Period(kind=PeriodKind.MONTH, year=2026, number=month).start
        return [
            item
            for table, row, column in (
                (Table.RECEIVED, "agency-health", "POST"),
                (Table.RECEIVED_AREA, "area-north", "HEALTH"),
                (Table.MONTHS, f"M{month:02}", "RECEIVED"),
            )
            for item in [Counted(table, row, column, at)] * times
        ]

    data = data_of(YEAR, [*received(1, 9), *received(2, 2), *received(3, 8)])
    of_year = span(data, "this")
    total, receipts = Cell("MONTHS", of_year, "*", "RECEIVED"), Cell("RECEIVED", of_year, "*", "*")
    assert (total, receipts) in _ties(cells(data))
    assert cells(data)[total] == cells(data)[receipts] == 19
    shown = cells(public_edition(data))
    months = [shown[Cell("MONTHS", of_year, f"M{month:02}", "RECEIVED")] for month in (1, 2, 3, 4)]
    assert months[1] is None
    assert months.count(None) == 2, "one more, or it is the rest of the total"
    assert (shown[total], months[3]) == (19, 0)
    assert not told([public_edition(data)], cells(data))


def editions_of(counted: list[Counted], periods: tuple[Period, ...]) -> tuple[list[Data], dict[Cell, int]]:
    """The public editions of periods, each made beside those before it, and all true counts."""
    earlier: list[Earlier] = []
    full: dict[Cell, int] = {}
    for period in periods:
        data = data_of(period, counted)
        earlier.insert(0, Earlier(data, public_edition(data, earlier)))
        full |= cells(data)
    return [dict(item.public) for item in earlier], full


def test_what_an_earlier_edition_masked_stays_masked_and_what_it_showed_is_shown() -> None:
    [second, first], full = editions_of(a_year(7, 30), (FIRST, SECOND))
    then = {cell: value for cell, value in cells(first).items() if cell.span == span(first, "this")}
    now = cells(second)
    assert any(value is None for value in then.values())
    assert all(now[cell] is None for cell, value in then.items() if value is None and full[cell])
    assert all(now.get(cell, 0) is not None for cell, value in then.items() if value is not None)
    alone = cells(public_edition(data_of(SECOND, a_year(7, 30))))
    assert any(alone.get(cell, 0) is None for cell, value in then.items() if value is not None), "the control"


NEXT = Period(kind=PeriodKind.FIRST_HALF, year=2027)
DAYS = (FIRST.start, SECOND.start, NEXT.start)


@pytest.mark.slow
@settings(max_examples=examples(6), phases=NO_SHRINKING)
@given(st.integers(0, 10**6), st.sampled_from((2, 4, 8)), st.sampled_from((0.05, 0.1)))
@example(0, 8, 0.15)  # the half year after tells where the second half is 0
def test_editions_side_by_side_tell_no_more(seed: int, most: int, every: float) -> None:
    """A half year, its year, and the half year after it, whose period before is the year without its first half."""
    editions, full = editions_of(a_year(seed, most, every, DAYS), (FIRST, YEAR, NEXT))
    assert not told(editions, full)


@pytest.mark.slow
@settings(max_examples=examples(4), phases=NO_SHRINKING)
@given(st.integers(0, 10**6), st.sampled_from((2, 4, 8)), st.sampled_from((0.05, 0.1)))
@example(766701, 4, 0.1)
@example(766705, 4, 0.1)
@example(315997, 2, 0.15)
def test_a_half_year_told_after_its_year_tells_no_more(seed: int, most: int, every: float) -> None:
    """Where it is 0 tells how much the year's masked counts are at least; then its table is withheld with its zeros,
    and so it is when the other half tells of it."""
    editions, full = editions_of(a_year(seed, most, every, DAYS), (YEAR, FIRST, SECOND))
    assert not told(editions, full)


def withheld(data: Data, full: dict[Cell, int]) -> set[tuple[str, Span]]:
    """The tables that an edition masks with their zeros, each for a span of time."""
    return {(cell.table, cell.span) for cell, value in cells(data).items() if value is None and not full[cell]}


def test_a_table_is_withheld_whole_and_stays_so_and_only_where_zeros_tell() -> None:
    counted = a_year(2, 4, 0.1, DAYS)
    [second, first, year], full = editions_of(counted, (YEAR, FIRST, SECOND))
    found = withheld(first, full)
    assert {table for table, _ in found} == {"OVERVIEW"}
    assert all(value is None for cell, value in cells(first).items() if (cell.table, cell.span) in found)
    assert len(found) < len({(cell.table, cell.span) for cell in cells(first)}) / 4
    assert found <= withheld(second, full)
    assert not withheld(year, full)
    assert not any(withheld(edition, full) for edition in editions_of(counted, (FIRST, SECOND, YEAR))[0])


def test_a_half_year_is_the_difference_of_its_year_and_the_other_half() -> None:
    """The control: a year made without a look at its first half tells of the second."""
    counted = [Counted(Table.REFERRALS, "agency-health", "HANDLED", FIRST.start)] * 20
    counted += [Counted(Table.REFERRALS, "agency-health", "HANDLED", SECOND.start)] * 2
    half, year = data_of(FIRST, counted), data_of(YEAR, counted)
    alone = [public_edition(half), public_edition(year)]
    rest = (span(half, "this")[1], span(year, "this")[1])
    assert Cell("REFERRALS", rest, "agency-health", "HANDLED") in told(alone, cells(half) | cells(year))
    editions, full = editions_of(counted, (FIRST, YEAR))
    assert not told(editions, full)


def test_budgets_and_training_are_about_nobody_and_shown() -> None:
    data = data_of(SECOND, [Counted(Table.TRAININGS, "agency-health", "NUMBER", SECOND.start)])
    [table] = [item for item in public_edition(data)["tables"] if item["id"] == "TRAININGS"]
    assert table["cells"][0][0] == [1, 0, 1]


def test_the_data_is_plain_and_its_totals_add_up() -> None:
    data = data_of(YEAR, a_year(3, 9))
    assert json.loads(json.dumps(data)) == data
    for table in data["tables"]:
        for row, sums in zip(table["cells"], table["row_totals"] or [], strict=table["row_totals"] is not None):
            assert [sum(item[i] for item in row) for i in range(3)] == sums
        if table["total"]:
            assert table["total"] == [sum(total[i] for total in table["column_totals"]) for i in range(3)]


def test_rows_and_columns_have_names_in_both_languages() -> None:
    for table in data_of(YEAR, a_year(3, 9))["tables"]:
        assert table["title"]["vi"] != table["title"]["en"]
        assert all(item["vi"] and item["en"] for item in (*table["rows"], *table["columns"]))


def test_agencies_have_their_names_and_heirs() -> None:
    found = {agency["id"]: agency for agency in frozen_agencies(PROVINCE, DAY)}
    assert found["agency-health"]["heir"] == "agency-health"
    assert found["agency-health"]["focal"] >= 1
