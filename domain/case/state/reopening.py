"""The record of a reopening."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.case.state.findings import Finding
from domain.kernel.event import Sealed


class ReopeningGround(StrEnum):
    """Ground to reopen a case."""

    REDRESS = "REDRESS"
    NEW_EVIDENCE = "NEW_EVIDENCE"
    COMMITTEE_REQUEST = "COMMITTEE_REQUEST"
    COURT_JUDGMENT = "COURT_JUDGMENT"
    INSPECTION_CONCLUSION = "INSPECTION_CONCLUSION"
    LATER_LAW = "LATER_LAW"
    """A later law is more favourable to the person concerned (Luật Xử lý vi phạm hành chính; Luật BHVBQPPL)."""


@dataclass(frozen=True, kw_only=True)
class Reopening:
    """Reopening of a case: reason, time and author; a ruling on a complaint does it without a paper of its own."""

    ground: ReopeningGround
    officer: str
    at: datetime
    from_state: str
    document_number: Sealed | None = None
    reasons: Sealed | None = None
    redress: str | None = None
    to_state: str = "CHECKING"
    """State in which the case goes on; CHECKING in older records, which had no choice."""
    measures: tuple[str, ...] = ()
    """Self-measures that end with it: what was being carried out stops."""
    removals: tuple[str, ...] = ()
    """Proposals of removal that are withdrawn although their review was over: what they rest on is open again."""
    finding: Finding | None = None
    """Finding until then."""
    agency: str | None = None
    """The agency that did it, where it is not the lead: the People's Committee."""
    inspection: str | None = None
    notices: tuple[str, ...] = ()
    """Notices to the press that are given up with it, for the public has not seen them yet."""
