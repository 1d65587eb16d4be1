"""Undone acts against content: of each a notice of restoration can be made (Đ2.2).

A decision whose case was opened again; a proposal of removal taken back after something was removed or labelled, while
its decision stands; a measure on an agency's own page that hid a comment and ended.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from domain.case.ministry import DONE
from domain.case.state.measures import Measure
from domain.case.state.own_measure import OwnMeasureKind

Row = Mapping[str, Any]


def undone_decisions(case: Row) -> Iterator[tuple[Row, Row]]:
    """Each decision that asked something of somebody and is over, with the reopening that ended it."""
    for decision in case["decisions"]:
        if decision["cycle"] < case["cycle"] and decision["measure"] != Measure.OFFICIAL_INFORMATION:
            yield decision, case["reopenings"][decision["cycle"] - 1]


def removed_items(case: Row, cycle: int) -> tuple[Row, ...]:
    """The items of a cycle's proposals that were taken back after something was removed or labelled on them."""
    withdrawn = [takedown for takedown in case["takedowns"] if takedown["cycle"] == cycle and _done(takedown)]
    return tuple(item for takedown in withdrawn for item in takedown["items"])


def withdrawn_removals(case: Row) -> Iterator[Row]:
    """Each proposal of removal of this cycle that was taken back after something was removed or labelled on it."""
    return (takedown for takedown in case["takedowns"] if takedown["cycle"] == case["cycle"] and _done(takedown))


def unhidden(case: Row) -> Iterator[Row]:
    """Each measure that hid a comment on an agency's own page and ended."""
    for measure in case["own_measures"]:
        if measure["ended_at"] is not None and measure["kind"] == OwnMeasureKind.OWN_PAGE_COMMENT_HIDDEN:
            yield measure


def restored_parts(case: Row) -> Iterator[str]:
    """Yield the possible subjects of a notice of restoration: public codes of decisions, keys of removals and of own
    measures."""
    yield from (decision["public_code"] for decision, _ in undone_decisions(case))
    yield from (takedown["id"] for takedown in withdrawn_removals(case))
    yield from (measure["id"] for measure in unhidden(case))


def _done(takedown: Row) -> bool:
    return takedown["withdrawn"] is not None and takedown["outcome"] in DONE
