"""Orders of lists of cases. No order uses an account, a host, a path or a person (X2)."""

from enum import StrEnum


class CaseOrder(StrEnum):
    """The order of a list of cases."""

    NEWEST = "NEWEST"
    """Order by receipt, newest first."""
    CHANGED = "CHANGED"
    """Order by change, newest first. A case moves to the front after each event."""
    DEADLINE = "DEADLINE"
    """Order by deadline, earliest first. Cases without a deadline come last."""
    CLAIM = "CLAIM"
    """Order by the text of the claim, in Vietnamese alphabetical order."""
