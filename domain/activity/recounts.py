"""Counting public statistics again: an inspector says whether a table agrees, or which of its cells differ.

The numbers are said nowhere: a masked one could name somebody.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.kernel.refusals import Refused, invalid, misfit
from domain.rules.facts import Facts, Need

CELLS_MOST: Final = 50
"""Cells that one finding names; of a table that differs in more, it names the first."""


class Recount(StrEnum):
    """Result of counting public statistics again."""

    AGREES = "AGREES"
    DIFFERS = "DIFFERS"
    WITHDRAWN = "WITHDRAWN"
    """The inspecting body withdrew its finding."""


@dataclass(frozen=True, kw_only=True)
class TableOf(Need):
    """The cells of the table that a command names, as `<row>.<column>`."""

    cells: Collection[str]


def recounted(figures: str | None, cells: Sequence[str], *, faultless: bool, facts: Facts) -> Recount | None:
    """Return the result; None for a finding about no table.

    Raises Refused for a table or a cell that is not there, and for cells beside a finding of no fault, or none beside
    another.
    """
    if figures is None and not cells:
        return None
    if (table := facts.known(TableOf)) is None:
        raise Refused(invalid("figures", "figures-unknown"))
    if unknown := list(misfit("cells", "cell-unknown", cells, table.cells.__contains__)):
        raise Refused(*unknown)
    if faultless is bool(cells):
        raise Refused(invalid("kind", "recount-kind"))
    return Recount.DIFFERS if cells else Recount.AGREES
