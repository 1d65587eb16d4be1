"""Official documents that the register makes from its own data: what there is, and from what. Records, no rules."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.evidence_item import SealedFile
from domain.publication import STANDING
from domain.streams import Kind


class DocumentKind(StrEnum):
    """Which document: what it is made from is one part of a case, or a notice to the press."""

    MINUTES = "MINUTES"
    OPINION_REQUEST = "OPINION_REQUEST"
    PROPOSAL = "PROPOSAL"
    DECISION = "DECISION"
    TRANSFER_RECORD = "TRANSFER_RECORD"
    PRESS_NOTICE = "PRESS_NOTICE"


class DocumentFormat(StrEnum):
    """As which file."""

    PDF = "PDF"
    DOCX = "DOCX"


class DocumentState(StrEnum):
    """How far it is."""

    REQUESTED = "REQUESTED"
    COMPILED = "COMPILED"
    FAILED = "FAILED"


MEDIA_TYPES: Mapping[DocumentFormat, str] = {
    DocumentFormat.PDF: "application/pdf",
    DocumentFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True, kw_only=True)
class OfficialDocument:
    """A document made from a version of a stream. Its file lies under a key of that stream and goes with its texts."""

    id: str
    state: DocumentState
    agency: str
    officer: str
    at: datetime
    source: str
    version: int
    kind: DocumentKind
    format: DocumentFormat
    part: str
    file: SealedFile | None = None
    failure: str | None = None
    ended_at: datetime | None = None


Row = Mapping[str, Any]


def offered(kind: Kind, row: Row) -> tuple[tuple[DocumentKind, str], ...]:
    """The documents that a stream's data is enough for, with the part each is about; of a kind, the newest last."""
    if kind is Kind.CASE:
        return tuple(_of_case(row))
    if kind is Kind.PUBLICATION and row["state"] in STANDING:
        return ((DocumentKind.PRESS_NOTICE, str(len(row["versions"]))),)
    return ()


def _of_case(case: Row) -> Iterator[tuple[DocumentKind, str]]:
    for each in case["rounds"]:
        if each["meeting"]:
            yield DocumentKind.MINUTES, each["id"]
        elif each["method"] == "WRITTEN_OPINION":
            yield DocumentKind.OPINION_REQUEST, each["id"]
    if case["proposal"]:
        yield DocumentKind.PROPOSAL, str(case["proposal"]["cycle"])
    for decision in case["decisions"]:
        yield DocumentKind.DECISION, decision["public_code"]
    for transfer in case["transfers"]:
        yield DocumentKind.TRANSFER_RECORD, transfer["id"]
