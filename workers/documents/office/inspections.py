"""The papers of an inspection of an agency: its minutes, and the conclusion that the agency answers (Đ2.2)."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from domain.activity.inspections import InspectionKind
from domain.messages import label
from workers.documents.model import Document, Heading, Paragraph, Signature
from workers.documents.office.context import DocumentContext, day_of, last_day_of, said, written

Row = Mapping[str, Any]


def inspection_conclusion(row: Row, part: str, context: DocumentContext) -> Document:
    """The letter to the agency. It names no person and no case: the agency finds the case in the register."""
    day, agency = day_of(row["at"]), row["agency"]
    return context.document(
        "KL",
        agency,
        day,
        title="Kết luận",
        abstract="Về việc kiểm tra công tác tiếp nhận, xử lý thông tin theo Quy chế phối hợp",
        addressees=context.names([row["inspected"]], day),
        blocks=(
            Paragraph(lead="1. Nội dung kết luận:", text=label(InspectionKind(row["kind"]), "vi") + "."),
            Paragraph(text=said(row["finding"])),
            Paragraph(lead="2. Kiến nghị:", text=said(row["recommendation"])),
            Paragraph(text=f"Đề nghị trả lời chậm nhất {written(last_day_of(row['answer_by']))}."),
        ),
    )


def inspection_minutes(row: Row, part: str, context: DocumentContext) -> Document:
    """The minutes: when, by whom and where, what was looked at, what was found, and what the agency says to it."""
    held = date.fromisoformat(row["held_on"]) if row["held_on"] else day_of(row["at"])
    agency, inspected = row["agency"], row["inspected"]
    return context.document(
        "BB",
        agency,
        held,
        title="Biên bản",
        abstract="Kiểm tra công tác tiếp nhận, xử lý thông tin theo Quy chế phối hợp",
        blocks=(
            Heading(text="I. Thời gian, thành phần"),
            Paragraph(text=f"Thời gian: {written(held)}."),
            Paragraph(text=f"Cơ quan kiểm tra: {context.name(agency, held)}."),
            Paragraph(text=f"Cơ quan được kiểm tra: {context.name(inspected, held)}."),
            Heading(text="II. Nội dung đã xem xét"),
            Paragraph(text=said(row["examined"])),
            Heading(text="III. Kết quả kiểm tra"),
            Paragraph(text=f"Kết luận: {label(InspectionKind(row['kind']), 'vi')}."),
            Paragraph(text=said(row["finding"])),
            Heading(text="IV. Kiến nghị"),
            Paragraph(text=said(row["recommendation"])),
            Heading(text="V. Ý kiến của cơ quan được kiểm tra"),
            *_answered(row),
        ),
        signatures=(
            Signature(lines=("Đại diện cơ quan", "được kiểm tra")),
            Signature(lines=("Đại diện cơ quan", "kiểm tra")),
        ),
        copies=[agency, inspected],
        first=(),
    )


def _answered(row: Row) -> Iterator[Paragraph]:
    """Each answer, oldest first; without one, by when it is owed."""
    for answer in row["answers"]:
        view = "chấp nhận kết luận" if answer["accepted"] else "không chấp nhận kết luận"
        yield Paragraph(text=f"{written(day_of(answer['at'])).capitalize()}, cơ quan {view}. {said(answer['text'])}")
    if not row["answers"]:
        yield Paragraph(text=f"Chưa có ý kiến. Thời hạn trả lời: chậm nhất {written(last_day_of(row['answer_by']))}.")
