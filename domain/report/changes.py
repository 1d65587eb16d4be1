"""Differences of a report from the one before it: numbers and versions of the same span of time.

before        id of the report it is compared with
span          that report's span, [start, end)
numbers       [table, row, column, before, now] of the places that differ, sorted; of tables that both have
streams       [stream, version before, version now] whose counts in the span differ; 0: not counted before
more          whether there are more than are listed
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from domain.report.figures import Place
from domain.report.tables import Table

NUMBERS_MOST, STREAMS_MOST = 2_000, 2_000

Data = dict[str, Any]


def changes(
    recount: Mapping[Place, int],
    before: Mapping[str, Any],
    id: str,
    streams: Sequence[Sequence[Any]],
    more: bool,
) -> Data:
    """The list of what changed; `recount` are the numbers of the earlier report's span as they are counted now."""
    numbers = list(_numbers(recount, before))
    return {
        "before": id,
        "span": before["spans"]["this"],
        "numbers": numbers[:NUMBERS_MOST],
        "streams": [list(stream) for stream in streams[:STREAMS_MOST]],
        "more": more or len(numbers) > NUMBERS_MOST or len(streams) > STREAMS_MOST,
    }


def _numbers(recount: Mapping[Place, int], before: Mapping[str, Any]) -> Iterator[list[Any]]:
    then, told = dict(_then(before)), {table["id"] for table in before["tables"]}
    for place in sorted({*(place for place in recount if place[0] in told), *then}):
        if recount.get(place, 0) != then.get(place, 0):
            yield [*place, then.get(place, 0), recount.get(place, 0)]


def _then(before: Mapping[str, Any]) -> Iterator[tuple[Place, int]]:
    for table in before["tables"]:
        for row, cells in zip(table["rows"], table["cells"], strict=True):
            for column, sums in zip(table["columns"], cells, strict=True):
                if sums[0]:
                    yield (Table(table["id"]), row["id"], column["id"]), sums[0]
