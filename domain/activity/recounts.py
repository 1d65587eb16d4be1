"""Recounts of public statistics: an inspector records that a table agrees, or which of its cells differ.

The numbers are not recorded, because a masked number could identify a person.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.kernel.refusals import Refused, invalid, misfit
from domain.rules.facts import Facts, Need

CELLS_MOST: Final = 50
"""Largest number of cells in one finding. If more cells differ, the finding lists the first ones."""


class Recount(StrEnum):
    """Result of counting public statistics again."""

    AGREES = "AGREES"
    DIFFERS = "DIFFERS"
    WITHDRAWN = "WITHDRAWN"
    """The inspecting body withdrew its finding about the table."""


@dataclass(frozen=True, kw_only=True)
class TableOf(Need):
    """Cells of the table that a command names, as `<row>.<column>`."""

    cells: Collection[str]


def recounted(figures: str | None, cells: Sequence[str], *, faultless: bool, facts: Facts) -> Recount | None:
    """Return the result of the recount; None for a finding that is about no table.

    Raises Refused for an unknown table or cell, for cells in a finding without faults, and for a finding of faults
    without cells.
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
