"""What a report says otherwise than the one before it."""

from domain.report.figures import changes
from domain.report.tables import Table


def test_a_number_that_differs_is_listed_and_a_table_that_the_earlier_report_lacks_is_not() -> None:
    received = {"id": "RECEIVED", "rows": [{"id": "a"}], "columns": [{"id": "POST"}], "cells": [[[2, 0, 2]]]}
    before = {"spans": {"this": ["x", "y"]}, "tables": [received]}
    recount = {
        (Table.RECEIVED, "a", "POST"): 3,
        (Table.RECEIVED, "b", "POST"): 1,
        (Table.MONTHS, "M01", "RECEIVED"): 4,
    }
    found = changes(recount, before, "consolidated-1", [], more=False)
    assert found["numbers"] == [["RECEIVED", "a", "POST", 2, 3], ["RECEIVED", "b", "POST", 0, 1]]
    months = {**received, "id": "MONTHS", "rows": [{"id": "M01"}], "columns": [{"id": "RECEIVED"}]}
    again = changes(recount, {**before, "tables": [received, months]}, "consolidated-1", [], more=False)
    assert ["MONTHS", "M01", "RECEIVED", 2, 4] in again["numbers"]
