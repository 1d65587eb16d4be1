"""Withdrawals of a report, or of a request for protection. Records, no rules. Who withdraws is not kept (X2)."""

from dataclasses import dataclass
from datetime import datetime

from domain.kernel.step import Step


@dataclass(frozen=True, kw_only=True)
class Withdrawal:
    """A withdrawal by who reported: by the code, or on a paper that an officer recorded and another agency confirms."""

    id: str
    cycle: int
    at: datetime
    paper: Step | None = None
    confirmed: Step | None = None
    refused: Step | None = None
    request: str | None = None
    """The request for protection that the paper withdraws; None for the report."""

    @property
    def counts(self) -> bool:
        """Return whether it is withdrawn."""
        return self.paper is None or self.confirmed is not None

    @property
    def waits(self) -> bool:
        return not self.counts and self.refused is None
