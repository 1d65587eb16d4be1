"""Notice to the press as the agency distributes it. The document contains only the public view of the notice (Đ4.5)."""

from collections.abc import Mapping
from typing import Any

from domain.document.dating import day_in_words
from domain.paper.context import DocumentContext, SourceGone, day_of, said
from domain.paper.model import Document, Heading, Paragraph
from domain.publication.public import PublicText, PublicView, public_view


def press_notice(notice: Mapping[str, Any], part: str, context: DocumentContext) -> Document:
    """Return a notice to the press as a document. Raises SourceGone for a notice that is no longer public."""
    view = public_view(notice)
    if view is None or view.current is None:
        raise SourceGone(notice["_id"])
    day, current = day_of(view.current.at), view.current
    return context.document(
        "TC",
        view.agency,
        day,
        title="Thông cáo báo chí",
        abstract=said(current.title),
        blocks=(
            Heading(text="I. Nội dung được xem xét"),
            Paragraph(text=said(current.claim)),
            Heading(text="II. Kết quả"),
            Paragraph(text=said(current.text)),
            *_result(view, current, context.cited_by_code(notice["case"], current.result.public_code)),
        ),
        first=("Các cơ quan báo chí",),
    )


def _result(view: PublicView, text: PublicText, decision: str | None) -> list[Heading | Paragraph]:
    found: list[Heading | Paragraph] = []
    if text.reason:
        found.append(Paragraph(text=f"Lý do đính chính: {text.reason}"))
    if text.result.public_code:
        named = decision or "Quyết định"
        found.append(Paragraph(text=f"{named}; mã tra cứu công khai: {text.result.public_code}."))
    if view.redress_notice:
        found += [Heading(text="III. Quyền khiếu nại"), Paragraph(text=view.redress_notice)]
    if text.result.complain_by:
        found.append(Paragraph(text=f"Thời hạn khiếu nại: đến hết {day_in_words(text.result.complain_by)}."))
    return found
