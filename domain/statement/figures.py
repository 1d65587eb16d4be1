"""Tables of the public register: the number of acts of each kind in the lines of a year, and its public statistics.

Each table is a line in a stream of tables, so it has a number and an index in the log. Anybody with the other lines can
count again. Small counts of the statistics are masked: inspectors count these again.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

FIGURES: Final = "figures"
"""Name in place of the agency in the ids of streams of tables."""
WITHHELD: Final = "WITHHELD"
"""Kind under which a withheld line is counted until another line opens it."""


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Lines 1 to `until` of a stream, counted by kind of act."""

    stream: str
    until: int
    kinds: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class PublicRow:
    """Row of the public statistics; None is a masked number."""

    name: str
    counts: tuple[int | None, ...]
    total: int | None


@dataclass(frozen=True, kw_only=True)
class PublicYear:
    """The public statistics of a year."""

    year: int
    columns: tuple[str, ...]
    lines: tuple[PublicRow, ...]
    restorations: tuple[PublicRow, ...]
    protections: tuple[PublicRow, ...]
    totals: tuple[int | None, ...]
    total: int | None
    signed: int
    on_paper: int


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Table of a year, with the public statistics after its end."""

    year: int
    lines: tuple[Counted, ...]
    statistics: PublicYear | None = None


def counted(stream: str, lines: Iterable[Any]) -> Counted:
    """Return the counts of some lines, each of type `Statement`. A withheld line counts as withheld until a later line
    opens it."""
    found, until = Counter[str](), 0
    for until, line in enumerate(lines, start=1):  # noqa: B007  # the number of the last one is used
        found[str(line.act.kind) if line.act else WITHHELD] += 1
        if line.opens:
            found[WITHHELD] -= 1
    return Counted(stream=stream, until=until, kinds={kind: number for kind, number in found.items() if number})


def of_year(streams: Iterable[str], year: int) -> list[str]:
    """Return the streams that the table of a year counts, in order."""
    return sorted(name for name in streams if name.endswith(f"-{year}") and f"-{FIGURES}-" not in name)


TOTAL: Final = "TOTAL"
"""Name of the total row or column in the name of a cell."""


def cells(table: PublicYear) -> dict[str, int | None]:
    """Return the numbers of public statistics by cell, as `<row>.<column>`; a masked one is None."""
    columns = (*table.columns, TOTAL)
    rows = [(row.name, (*row.counts, row.total)) for row in (*table.lines, *table.restorations, *table.protections)]
    rows.append((TOTAL, (*table.totals, table.total)))
    return {f"{name}.{column}": count for name, counts in rows for column, count in zip(columns, counts, strict=True)}


def is_masked(shown: Any, whole: Any) -> bool:
    """Return whether a shown table equals the unmasked one, apart from masked numbers."""
    if isinstance(shown, Mapping) and isinstance(whole, Mapping):
        return shown.keys() == whole.keys() and all(is_masked(shown[key], whole[key]) for key in shown)
    if isinstance(shown, list | tuple) and isinstance(whole, list | tuple):
        return len(shown) == len(whole) and all(map(is_masked, shown, whole))
    return bool(shown == whole or (shown is None and isinstance(whole, int)))
