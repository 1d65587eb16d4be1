"""The conclusion of an inspection about an agency, with what it is asked to do and by when it answers (Đ2.2)."""

from collections.abc import Mapping
from typing import Any

from domain.activity.state.inspection import InspectionKind
from domain.messages import label
from workers.documents.model import Document, Paragraph
from workers.documents.office.context import DocumentContext, day_of, said, written

Row = Mapping[str, Any]


def inspection_conclusion(row: Row, part: str, context: DocumentContext) -> Document:
    """The letter to the agency. It names no person and no case: the agency finds the case in the register."""
    day, agency = day_of(row["at"]), row["agency"]
    return Document(
        symbol=context.symbol("KL", agency, day),
        issuer=context.issuer(agency, day),
        place=context.place(agency, day),
        day=day,
        made_at=context.made_at,
        title="Kết luận",
        abstract="Về việc kiểm tra công tác tiếp nhận, xử lý thông tin theo Quy chế phối hợp",
        addressees=context.names([row["inspected"]], day),
        blocks=(
            Paragraph(lead="1. Nội dung kết luận:", text=label(InspectionKind(row["kind"]), "vi") + "."),
            Paragraph(text=said(row["finding"])),
            Paragraph(lead="2. Kiến nghị:", text=said(row["recommendation"])),
            Paragraph(text=f"Đề nghị trả lời chậm nhất {written(day_of(row['answer_by']))}."),
        ),
        signatures=(context.signature(agency),),
        recipients=context.kept(agency, [], day, first=("Như trên",)),
        watermark=context.watermark(agency, day, []),
    )
