"""What was taken back counts for nothing; the golden bytes have an example of every kind that can be."""

from domain.kernel.event import EVENTS, folded
from domain.kernel.vocabulary import Kind, kind_of
from domain.report.statistics import COUNTED, counted
from store.record.canonical import from_bytes
from tests.support.golden import OLD

OTHERWISE = {
    Kind.CASE: "closed as withdrawn: counted as closed",
    Kind.REDRESS: "in a line of its own: who complains may take it back",
    Kind.PUBLICATION: "by what came before the public, which cannot be taken back",
}
"""Kinds of which a withdrawn one counts, and how."""


def test_what_was_withdrawn_counts_for_nothing() -> None:
    found: dict[Kind, int] = {}
    for stream, (lines, _) in OLD.items():
        kind, state = kind_of(stream), None
        for type, data in lines:
            state = folded(state, from_bytes(EVENTS[type], data.encode()), stream)
            if kind in COUNTED and kind not in OTHERWISE and getattr(state, "state", None) == "WITHDRAWN":
                found[kind] = found.get(kind, 0) + len(list(counted(kind, state)))
    assert found == {Kind.ACTIVITY: 0, Kind.INSPECTION: 0}
