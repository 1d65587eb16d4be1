"""Texts of each document of a case: the case's own data in the words of an office, and nothing else."""

from collections.abc import Callable, Mapping
from typing import Any

from domain.document.state import DocumentKind
from workers.documents.model import Document
from workers.documents.office.agency_report import agency_reading_version, agency_report, report_data
from workers.documents.office.complaints import inspection_conclusion, inspection_minutes, ruling
from workers.documents.office.consolidated import consolidated_report, public_numbers, reading_version
from workers.documents.office.context import DocumentContext
from workers.documents.office.coordination import hearing_invitation, minutes, opinion_request
from workers.documents.office.decisions import (
    correction_letter,
    decision,
    directive,
    proposal,
    result_report,
    transfer_record,
)
from workers.documents.office.press import press_notice
from workers.documents.office.reading import reading_of
from workers.documents.office.removals import removal_proposal, restoration_notice

WRITERS: Mapping[DocumentKind, Callable[[Mapping[str, Any], str, DocumentContext], Document]] = {
    DocumentKind.MINUTES: minutes,
    DocumentKind.OPINION_REQUEST: opinion_request,
    DocumentKind.HEARING_INVITATION: hearing_invitation,
    DocumentKind.HEARING_INVITATION_EN: reading_of(hearing_invitation),
    DocumentKind.PROPOSAL: proposal,
    DocumentKind.DECISION: decision,
    DocumentKind.DECISION_EN: reading_of(decision),
    DocumentKind.CORRECTION_LETTER: correction_letter,
    DocumentKind.REMOVAL_PROPOSAL: removal_proposal,
    DocumentKind.RESULT_REPORT: result_report,
    DocumentKind.TRANSFER_RECORD: transfer_record,
    DocumentKind.RULING: ruling,
    DocumentKind.RULING_EN: reading_of(ruling),
    DocumentKind.RESTORATION_NOTICE: restoration_notice,
    DocumentKind.RESTORATION_NOTICE_EN: reading_of(restoration_notice),
    DocumentKind.DIRECTIVE: directive,
    DocumentKind.INSPECTION_MINUTES: inspection_minutes,
    DocumentKind.INSPECTION_CONCLUSION: inspection_conclusion,
    DocumentKind.PRESS_NOTICE: press_notice,
    DocumentKind.AGENCY_REPORT: agency_report,
    DocumentKind.AGENCY_REPORT_EN: agency_reading_version,
}
"""The writer of each kind, from a row as heads hold it, the part of it that the document is about, and the context."""
DATA: Mapping[DocumentKind, Callable[[Mapping[str, Any]], dict[str, Any]]] = {DocumentKind.AGENCY_REPORT: report_data}
FROZEN: Mapping[DocumentKind, Callable[[Mapping[str, Any], Mapping[str, Any], DocumentContext], Document]] = {
    DocumentKind.CONSOLIDATED_REPORT: consolidated_report,
    DocumentKind.CONSOLIDATED_PUBLIC: public_numbers,
    DocumentKind.CONSOLIDATED_REPORT_EN: reading_version,
}
"""The writer of each kind that is made of a row and of the data that was frozen with it."""
