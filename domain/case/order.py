"""Orders of lists of cases. There is no order by account, host, path or person (X2)."""

from enum import StrEnum


class CaseOrder(StrEnum):
    """The order of a list of cases."""

    NEWEST = "NEWEST"
    """Last received first."""
    CHANGED = "CHANGED"
    """Last changed first: a case moves to the front when something happens to it."""
    DEADLINE = "DEADLINE"
    """Earliest deadline first; cases without a deadline last."""
    CLAIM = "CLAIM"
    """By the claim, in Vietnamese order."""
