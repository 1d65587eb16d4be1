"""Access records: who read what and why, and who was refused. One revision a stream, so readers never contend.

Opening a history, evidence or an export is recorded before the answer; other reads are gathered. Public reads
leave no trace (they have no caller).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.kernel.event import Begins


class Purpose(StrEnum):
    """Why a history, evidence or an export is opened (header `Casebook-Purpose`)."""

    HANDLING = "HANDLING"
    INSPECTION = "INSPECTION"
    REDRESS = "REDRESS"
    REPORTING = "REPORTING"
    DATA_SUBJECT_REQUEST = "DATA_SUBJECT_REQUEST"


class Reading(StrEnum):
    """Kind of reading."""

    CASE = "CASE"
    CASES = "CASES"
    HISTORY = "HISTORY"
    EVIDENCE = "EVIDENCE"
    EVENTS = "EVENTS"
    RECORD = "RECORD"
    RECORDS = "RECORDS"
    ACCESS_LOG = "ACCESS_LOG"
    CONTACT = "CONTACT"
    DOCUMENT = "DOCUMENT"
    BUNDLE = "BUNDLE"
    ADMINISTRATION = "ADMINISTRATION"


@dataclass(frozen=True, kw_only=True)
class Read:
    """One reading: the streams opened, or a list with the filter's field names and its count."""

    reading: Reading
    subject: str
    client: str
    at: datetime
    streams: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    count: int = 0
    purpose: Purpose | None = None


class AccessRecorded(Begins["Access"], type="access.recorded"):
    """Readings of one agency's callers, gathered."""

    agency: str
    reads: tuple[Read, ...]

    def begin(self, id: str) -> "Access":
        return Access(id=id, agency=self.agency, reads=self.reads)


class AccessRefused(Begins["Access"], type="access.refused"):
    """Somebody lacked the scope, the competence, or had a conflict of interest."""

    agency: str
    subject: str
    client: str
    at: datetime
    action: str
    code: str
    stream: str | None = None

    def begin(self, id: str) -> "Access":
        return Access(id=id, agency=self.agency, refused=self)


@dataclass(frozen=True, kw_only=True)
class Access:
    """The state of an access stream: what its one event says."""

    id: str
    agency: str
    reads: tuple[Read, ...] = ()
    refused: AccessRefused | None = None
