"""The frozen data of a report, and what its public edition tells: nothing that can be worked out about a few people."""

import json
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.disclosure import SMALL
from domain.editions import SPANS, Cell, _counts, _lines, _links, _ties, public_edition
from domain.figures import Counted, Spans, Tally
from domain.frozen import frozen_agencies, frozen_tables, spans_data
from domain.periods import Period, PeriodKind
from domain.statistics import columns
from domain.tables import LAYOUTS, Rows, Table
from tests.support.attacker import solved_by_an_attacker
from tests.support.facts import PROVINCE

DAY = date(2026, 12, 14)
FIRST, SECOND = (Period(kind=kind, year=2026) for kind in (PeriodKind.FIRST_HALF, PeriodKind.SECOND_HALF))
YEAR, MONTH = Period(kind=PeriodKind.YEAR, year=2026), Period(kind=PeriodKind.MONTH, year=2026, number=7)
ROWS = {Rows.AGENCY: ("agency-health", "agency-land"), Rows.AREA: ("area-north",), Rows.CLAUSE: ("Đ5.7.b",)}
Data = dict[str, Any]


def a_year(seed: int, most: int, every: float = 0.5) -> list[Counted]:
    """Some of everything, all over two years; the same number in two tables is the same."""
    chance = Random(seed)
    found: list[Counted] = []
    for table, layout in LAYOUTS.items():
        rows = ROWS.get(layout.rows, ("x",)) if isinstance(layout.rows, Rows) else tuple(layout.rows)
        for row in rows:
            for column in columns(layout):
                if chance.random() < every:
                    at = FIRST.previous().start + timedelta(days=chance.randrange(720))
                    found += [Counted(table, row, column, at)] * chance.randrange(most)
    return found


def data_of(period: Period, counted: list[Counted]) -> Data:
    tally = Tally(Spans.of(period))
    tally.add(counted)
    return {
        "spans": spans_data(tally.spans),
        "tables": frozen_tables(tally.sums, PROVINCE, DAY, {"provision-1": "Điều 101"}),
    }


def cells(data: Data) -> dict[Cell, Any]:
    return {cell: value for table in data["tables"] for cell, value in _counts(table)}


def relations_of(data: Data) -> tuple[list[tuple[Cell, ...]], frozenset[Cell]]:
    """What an attacker knows to add up, from the shape of the data alone, and what is never shown."""
    counts = cells(data)
    links, unseen = _links(data["spans"], counts)
    return [*(line for table in data["tables"] for line in _lines(table)), *links], frozenset(unseen)


@pytest.mark.parametrize("period", [FIRST, SECOND, YEAR, MONTH], ids=lambda each: each.key)
@settings(deadline=None, max_examples=12)
@given(st.integers(0, 10**6), st.sampled_from((3, 8, 40)))
def test_no_masked_count_can_be_worked_out(period: Period, seed: int, most: int) -> None:
    data = data_of(period, a_year(seed, most, 0.2))
    shown = cells(public_edition(data))
    small = {table["id"] for table in data["tables"] if table["small"]}
    full = cells(data)
    assert all(shown[cell] is None for cell, value in full.items() if cell.table in small and 0 < value < SMALL)
    assert all(shown[cell] in (None, value) for cell, value in full.items())
    relations, unseen = relations_of(data)
    hidden = frozenset(cell for cell, value in shown.items() if value is None) | unseen
    told = solved_by_an_attacker([each for each in relations if hidden.intersection(each)], hidden)
    assert not {cell for cell in told if full.get(cell)}


def test_each_period_for_itself_would_tell() -> None:
    """The control: without the links between periods a masked count is the difference of two that are shown."""
    at = SECOND.start
    before = [Counted(Table.REFERRALS, "agency-health", "HANDLED", FIRST.start)] * 20
    data = data_of(SECOND, [*before, *[Counted(Table.REFERRALS, "agency-health", "HANDLED", at)] * 2])
    shown = cells(public_edition(data))
    values = [shown[Cell("REFERRALS", span, "agency-health", "HANDLED")] for span in SPANS]
    assert values[0] is None
    assert values.count(None) == 2


def test_the_same_number_in_two_tables_is_masked_in_both() -> None:
    at = SECOND.start
    ends = [Counted(Table.OVERVIEW, "CLOSED_PROTECTED", "HEALTH", at)] * 3
    times = [Counted(Table.CLOSING_TIME, "PROTECTED", column, at) for column in ("NUMBER", "HOURS")] * 3
    more = [Counted(Table.CLOSING_TIME, "COMPLETED", column, at) for column in ("NUMBER", "HOURS")] * 30
    data = data_of(SECOND, [*ends, *times, *more])
    assert any(_ties(cells(data)))
    edition = public_edition(data)
    shown = cells(edition)
    assert shown[Cell("OVERVIEW", "this", "CLOSED_PROTECTED", "*")] is None
    assert shown[Cell("CLOSING_TIME", "this", "PROTECTED", "NUMBER")] is None
    [table] = [each for each in edition["tables"] if each["id"] == "CLOSING_TIME"]
    hours = dict(zip([each["id"] for each in table["rows"]], table["cells"], strict=True))
    assert hours["PROTECTED"][1][0] is None, "hours of a few tell about the few"


def test_what_an_earlier_edition_masked_stays_masked_and_what_it_showed_is_not_masked_in_vain() -> None:
    counted = a_year(7, 30)
    first = public_edition(data_of(FIRST, counted))
    second = public_edition(data_of(SECOND, counted), first)
    then, now = cells(first), cells(second)
    full = cells(data_of(SECOND, counted))
    earlier = {cell._replace(span="previous"): value for cell, value in then.items() if cell.span == "this"}
    assert any(value is None for value in earlier.values())
    assert all(now[cell] is None for cell, value in earlier.items() if value is None and full.get(cell))
    alone = cells(public_edition(data_of(SECOND, counted)))
    hidden_anew = [cell for cell, value in earlier.items() if value is not None and now.get(cell, 0) is None]
    in_vain = [cell for cell, value in earlier.items() if value is not None and alone.get(cell, 0) is None]
    assert len(hidden_anew) < len(in_vain)


def test_budgets_and_training_are_about_nobody_and_shown() -> None:
    data = data_of(SECOND, [Counted(Table.TRAININGS, "agency-health", "NUMBER", SECOND.start)])
    [table] = [each for each in public_edition(data)["tables"] if each["id"] == "TRAININGS"]
    assert table["cells"][0][0] == [1, 0, 1]


def test_the_data_is_plain_and_its_totals_add_up() -> None:
    data = data_of(YEAR, a_year(3, 9))
    assert json.loads(json.dumps(data)) == data
    for table in data["tables"]:
        for row, sums in zip(table["cells"], table["row_totals"] or [], strict=table["row_totals"] is not None):
            assert [sum(each[i] for each in row) for i in range(3)] == sums
        if table["total"]:
            assert table["total"] == [sum(each[i] for each in table["column_totals"]) for i in range(3)]


def test_rows_and_columns_have_names_in_both_languages() -> None:
    for table in data_of(YEAR, a_year(3, 9))["tables"]:
        assert table["title"]["vi"] != table["title"]["en"]
        assert all(each["vi"] and each["en"] for each in (*table["rows"], *table["columns"]))


def test_agencies_have_their_names_and_heirs() -> None:
    found = {each["id"]: each for each in frozen_agencies(PROVINCE, DAY)}
    assert found["agency-health"]["heir"] == "agency-health"
    assert found["agency-health"]["focal"] >= 1
