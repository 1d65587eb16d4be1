"""Texts of each document of a case, in official wording. They contain only data of the case itself."""

from collections.abc import Callable, Mapping
from typing import Any

from domain.document.state import DocumentKind
from domain.paper import writers
from domain.paper.context import DocumentContext
from domain.paper.model import Document
from workers.documents.office.agency_report import agency_reading_version, agency_report, report_data
from workers.documents.office.consolidated import consolidated_report, public_numbers, reading_version

WRITERS: Mapping[DocumentKind, Callable[[Mapping[str, Any], str, DocumentContext], Document]] = {
    **writers.WRITERS,
    DocumentKind.AGENCY_REPORT: agency_report,
    DocumentKind.AGENCY_REPORT_EN: agency_reading_version,
}
"""Functions that write a document, by its kind, from a head's row, the part concerned, and the context."""
DATA: Mapping[DocumentKind, Callable[[Mapping[str, Any]], dict[str, Any]]] = {DocumentKind.AGENCY_REPORT: report_data}
FROZEN: Mapping[DocumentKind, Callable[[Mapping[str, Any], Mapping[str, Any], DocumentContext], Document]] = {
    DocumentKind.CONSOLIDATED_REPORT: consolidated_report,
    DocumentKind.CONSOLIDATED_PUBLIC: public_numbers,
    DocumentKind.CONSOLIDATED_REPORT_EN: reading_version,
}
"""Functions that write a document, by its kind, from a row and the data frozen with it."""
