"""Access records: who read data and why, refused callers, sign-ins and failed sign-ins, and results of verifications.

Each record is a stream of one revision, so readers never contend.

The record of an opened history, piece of evidence or export is written before the answer. Records of other readings are
gathered. Public readings leave no record, because they have no caller.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain.kernel.actor import Process
from domain.kernel.event import Begins, OwnAct, Sealed

SEARCHES = "searches"
"""Subject of a reading in which cases were searched by words."""
LOG = "log"
"""Subject of a verification, which concerns the whole log and no single object."""
NO_AGENCY = ""


class Purpose(StrEnum):
    """Purpose for which a history, evidence or an export is opened (header `Casebook-Purpose`)."""

    HANDLING = "HANDLING"
    INSPECTION = "INSPECTION"
    REDRESS = "REDRESS"
    REPORTING = "REPORTING"
    DATA_SUBJECT_REQUEST = "DATA_SUBJECT_REQUEST"


class Reading(StrEnum):
    """Kind of data that was read, in an access record."""

    CASE = "CASE"
    CASES = "CASES"
    HISTORY = "HISTORY"
    EVIDENCE = "EVIDENCE"
    ATTACHMENT = "ATTACHMENT"
    EVENTS = "EVENTS"
    RECORD = "RECORD"
    RECORDS = "RECORDS"
    ACCESS_LOG = "ACCESS_LOG"
    CONTACT = "CONTACT"
    CLAIM = "CLAIM"
    DOCUMENT = "DOCUMENT"
    BUNDLE = "BUNDLE"
    ADMINISTRATION = "ADMINISTRATION"


@dataclass(frozen=True, kw_only=True)
class Read:
    """One reading: either the opened streams, or a list. For a list: the field names of its filter, its count and the
    words searched."""

    reading: Reading
    subject: str
    client: str
    at: datetime
    streams: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    count: int = 0
    purpose: Purpose | None = None
    words: Sealed | None = None


class SignInOutcome(StrEnum):
    """Result of an attempt to sign in, or to set a password with two codes."""

    SIGNED_IN = "SIGNED_IN"
    WRONG_PASSWORD = "WRONG_PASSWORD"
    WRONG_CODE = "WRONG_CODE"
    THROTTLED = "THROTTLED"
    ENROLLED = "ENROLLED"
    ENROLMENT_FAILED = "ENROLMENT_FAILED"
    SESSIONS_ENDED = "SESSIONS_ENDED"
    PASSWORD_CHANGED = "PASSWORD_CHANGED"
    PASSKEY_ADDED = "PASSKEY_ADDED"
    PASSKEY_ENDED = "PASSKEY_ENDED"
    WRONG_PASSKEY = "WRONG_PASSKEY"


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """Attempts at an account with the same outcome; `at` is the time of the first."""

    user: str
    outcome: SignInOutcome
    at: datetime
    count: int = 1


@dataclass(frozen=True, kw_only=True)
class FindingCount:
    code: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Verification:
    """Completed verification. `size` is the number of log entries when the verification began."""

    began: datetime
    ended: datetime
    size: int
    faults: int = 0
    notes: int = 0
    findings: tuple[FindingCount, ...] = ()
    """Number of findings for each code, in the order of the codes."""
    successions: tuple[str, ...] = ()
    """SHA-256 of each key rotation note. With these digests the log itself identifies its keys."""


@dataclass(frozen=True, kw_only=True)
class Access:
    id: str
    agency: str
    reads: tuple[Read, ...] = ()
    refused: "AccessRefused | None" = None
    sign_ins: tuple[SignIn, ...] = ()
    verification: Verification | None = None


class AccessRecorded(Begins[Access], type="access.recorded"):
    """Readings by callers of one agency, gathered into one record."""

    agency: str
    reads: tuple[Read, ...]


class AccessRefused(Begins[Access], type="access.refused"):
    """Refusal for a missing scope, a missing competence or a conflict of interest."""

    agency: str
    subject: str
    client: str
    at: datetime
    action: str
    code: str
    stream: str | None = None

    def begin(self, id: str) -> Access:
        return Access(id=id, agency=self.agency, refused=self)


class SignInsRecorded(Begins[Access], type="access.sign-ins"):
    agency: str
    sign_ins: tuple[SignIn, ...]


class VerificationRecorded(Begins[Access], type="access.verified"):
    verification: Verification

    def begin(self, id: str) -> Access:
        return Access(id=id, agency=NO_AGENCY, verification=self.verification)


RECORD_ACCESS: Final = "recordAccess"
"""Name of the action that writes all access records."""
OwnAct(
    action=RECORD_ACCESS,
    writes=(AccessRecorded, AccessRefused, SignInsRecorded),
    by=frozenset({Process.API, Process.WORKER}),
)
OwnAct(action=RECORD_ACCESS, writes=(VerificationRecorded,), by=frozenset({Process.VERIFIER, Process.CLI}))
