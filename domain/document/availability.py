"""Official documents that can be made from the data of a case, a notice to the press, or a report.

A notice of restoration can be made for each undone act (Đ2.2). The undone acts are:

- a decision whose case was reopened;
- a proposal of removal that was withdrawn after a removal or labelling, while its decision is still in force;
- an ended measure on an agency's own page that had hidden a comment.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from domain.activity.inspections import InspectionState
from domain.case.ministry import DONE
from domain.case.state.measures import Measure, OwnMeasureKind
from domain.case.state.pathways import STANDING, TakedownStatus
from domain.document.state import CASE_FILES, READING_VERSIONS, AvailableDocuments, DocumentKind, FileSight
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Kind
from domain.report.state.report import ReportType

Row = Mapping[str, Any]


def undone_decisions(case: Row) -> Iterator[tuple[Row, Row]]:
    """Yield each undone decision that required something of a person, with the reopening that undid the decision."""
    for decision in case["decisions"]:
        if decision["cycle"] < case["cycle"] and decision["measure"] != Measure.OFFICIAL_INFORMATION:
            yield decision, case["reopenings"][decision["cycle"] - 1]


def withdrawn_removals(case: Row, cycle: int) -> Iterator[Row]:
    """Yield the cycle's proposals of removal that were withdrawn after a removal or labelling."""
    for takedown in case["takedowns"]:
        if takedown["cycle"] == cycle and takedown["withdrawn"] is not None and takedown["outcome"] in DONE:
            yield takedown


def unhidden(case: Row) -> Iterator[Row]:
    """Yield each ended measure of an agency on its own page that hid a comment."""
    for measure in case["own_measures"]:
        if measure["ended_at"] is not None and measure["kind"] == OwnMeasureKind.OWN_PAGE_COMMENT_HIDDEN:
            yield measure


def restored_parts(case: Row) -> Iterator[str]:
    """Yield the possible subjects of a notice of restoration: public codes of decisions, and keys of removals and own
    measures."""
    yield from (decision["public_code"] for decision, _ in undone_decisions(case))
    yield from (takedown["id"] for takedown in withdrawn_removals(case, case["cycle"]))
    yield from (measure["id"] for measure in unhidden(case))


_REPORT = (DocumentKind.AGENCY_REPORT, DocumentKind.AGENCY_REPORT_EN)
_CONSOLIDATED = (
    DocumentKind.CONSOLIDATED_REPORT,
    DocumentKind.CONSOLIDATED_PUBLIC,
    DocumentKind.CONSOLIDATED_REPORT_EN,
)


NOT_SENT = frozenset({TakedownStatus.PPC_REFUSED, TakedownStatus.WITHDRAWN})
"""States in which a proposal of removal is not sent, because it was refused or withdrawn."""


def available_documents(kind: Kind, row: Row) -> AvailableDocuments:
    """Return the documents that can be made from a stream's data, each with its part. Within a kind the newest comes
    last."""
    found = tuple(_available(kind, row))
    reading = ((READING_VERSIONS[document], part) for document, part in found if document in READING_VERSIONS)
    return (*found, *reading)


def _available(kind: Kind, row: Row) -> AvailableDocuments:
    if kind is Kind.CASE:
        return tuple(_of_case(row))
    if kind is Kind.PUBLICATION and row["state"] in STANDING:
        return ((DocumentKind.PRESS_NOTICE, str(len(row["versions"]))),)
    if kind is Kind.REDRESS:
        return tuple((DocumentKind.RULING, str(ruling["level"])) for ruling in row["rulings"])
    if kind is Kind.DIRECTIVE:
        return ((DocumentKind.DIRECTIVE, ""),)
    if kind is Kind.INSPECTION and row["state"] != InspectionState.WITHDRAWN:
        minutes = ((DocumentKind.INSPECTION_MINUTES, ""),) if row["examined"] else ()
        return (*minutes, (DocumentKind.INSPECTION_CONCLUSION, ""))
    if kind is Kind.REPORT:
        return tuple((document, str(len(row["submissions"]))) for document in _REPORT)
    if kind is Kind.CONSOLIDATED and row["frozen"]:
        return tuple((document, str(row["edition"])) for document in _CONSOLIDATED if not _unpublished(document, row))
    return ()


def case_files(kind: Kind, scopes: Collection[Scope]) -> AvailableDocuments:
    """Return the whole case file for a caller who may read the history. The file contains what this caller may read."""
    if kind is not Kind.CASE or {Scope.AUDIT_READ, Scope.AUDIT_READ_ALL}.isdisjoint(scopes):
        return ()
    sight = FileSight.ALL if Scope.AUDIT_READ_ALL in scopes else FileSight.OWN
    return tuple((document, sight.value) for document in sorted(CASE_FILES))


def _unpublished(kind: DocumentKind, report: Row) -> bool:
    """Return True for an ad-hoc report. It has no public edition, because its span matches no other report."""
    return kind is DocumentKind.CONSOLIDATED_PUBLIC and report["type"] == ReportType.AD_HOC


def _of_case(case: Row) -> Iterator[tuple[DocumentKind, str]]:
    for round in case["rounds"]:
        if round["meeting"]:
            yield DocumentKind.MINUTES, round["id"]
        elif round["method"] == "WRITTEN_OPINION":
            yield DocumentKind.OPINION_REQUEST, round["id"]
    for hearing in case["hearings"]:
        if hearing["code"]:
            yield DocumentKind.HEARING_INVITATION, hearing["id"]
    if case["proposal"]:
        yield DocumentKind.PROPOSAL, str(case["proposal"]["cycle"])
    for decision in case["decisions"]:
        yield DocumentKind.DECISION, decision["public_code"]
        if decision["measure"] == Measure.CORRECTION_REQUEST:
            yield DocumentKind.CORRECTION_LETTER, decision["public_code"]
    for takedown in case["takedowns"]:
        if takedown["items"] and takedown["status"] not in NOT_SENT:
            yield DocumentKind.REMOVAL_PROPOSAL, takedown["id"]
    for result in case["results"]:
        yield DocumentKind.RESULT_REPORT, str(result["cycle"])
    for transfer in case["transfers"]:
        yield DocumentKind.TRANSFER_RECORD, transfer["id"]
    for part in restored_parts(case):
        yield DocumentKind.RESTORATION_NOTICE, part
