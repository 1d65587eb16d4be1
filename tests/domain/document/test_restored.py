"""What a notice of restoration is about."""

from typing import Any

import pytest

from domain.case.ministry import DONE
from domain.document.availability import removed_items, withdrawn_removals

OUTCOME = next(iter(DONE))


def a_case(**changes: Any) -> dict[str, Any]:
    takedown = {
        "cycle": 1,
        "withdrawn": {"at": "x"},
        "outcome": OUTCOME,
        "items": [{"id": "one"}, {"id": "two"}],
    } | changes
    return {"cycle": 1, "takedowns": [takedown]}


@pytest.mark.parametrize(
    ("changes", "found"),
    [({}, ("one", "two")), ({"cycle": 2}, ()), ({"withdrawn": None}, ()), ({"outcome": None}, ())],
)
def test_removals_of_the_cycle_that_were_taken_back_once_done(changes: dict[str, Any], found: tuple[str, ...]) -> None:
    case = a_case(**changes)
    assert tuple(item["id"] for item in removed_items(case, 1)) == found
    assert [*withdrawn_removals(case)] == [takedown for takedown in case["takedowns"] if found]
