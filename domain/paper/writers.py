"""Writers of documents, one for each kind of document that the data of one row fully describe."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from domain.document.state import DocumentKind
from domain.paper.complaints import inspection_conclusion, inspection_minutes, ruling
from domain.paper.context import DocumentContext
from domain.paper.coordination import hearing_invitation, minutes, opinion_request
from domain.paper.decisions import correction_letter, decision, directive, proposal, result_report, transfer_record
from domain.paper.model import Document, Paragraph
from domain.paper.press import press_notice
from domain.paper.removals import removal_proposal, restoration_notice
from domain.paper.words import READING, WORDS_NOTE

Writer = Callable[[Mapping[str, Any], str, DocumentContext], Document]


def reading_of(write: Writer) -> Writer:
    """Return the writer of the reading version: the same data in English, without number and signature.

    Every page is marked as a reading version. Only a document whose fixed words exist in both languages has a reading
    version.
    """

    def written(row: Mapping[str, Any], part: str, context: DocumentContext) -> Document:
        english = replace(context, language="en")
        made = write(row, part, english)
        return replace(
            made,
            symbol="",
            title=made.title or english.say("letter"),
            blocks=(Paragraph(text=WORDS_NOTE), *made.blocks),
            signatures=(),
            recipients=(),
            annexed_to=None,
            notice=READING,
            language="en",
        )

    return written


WRITERS: Mapping[DocumentKind, Writer] = {
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
}
"""Writer of each kind of document. The function takes a row from a head, the part of the row, and the context."""
