"""The letter that asks a publisher to put right what is false (Đ3.2.a)."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from workers.documents.model import Document, Paragraph
from workers.documents.office.context import DocumentContext, said
from workers.documents.office.decisions import decided
from workers.documents.office.findings import findings, places

Row = Mapping[str, Any]
PUBLISHER = "Cơ quan, tổ chức đăng tải nội dung"


def correction_letter(case: Row, part: str, context: DocumentContext) -> Document:
    """The letter that asks whoever published the content to correct it, and says how to answer or complain."""
    made = decided(case, part)
    day, agency = date.fromisoformat(made["decided_on"]), made["agency"]
    return context.document(
        "",
        agency,
        day,
        abstract=f"đề nghị đính chính nội dung trong vụ việc {case['code']}",
        addressees=(PUBLISHER,),
        blocks=(*_correction(case, made, context, context.head(agency, day)),),
        copies=[case["lead"]] if case["lead"] != agency else [],
        cited=made["provisions"],
    )


def _correction(case: Row, made: Row, context: DocumentContext, head: str) -> Iterator[Paragraph]:
    yield Paragraph(
        text=f"{head} đã quyết định đề nghị đính chính nội dung đăng tải tại {places(case, context)} (mã tra cứu công "
        f"khai của quyết định: {made['public_code']})."
    )
    yield from findings(case, made["cycle"], context)
    yield Paragraph(text=f"Lý do: {said(made['reasons'])}")
    yield Paragraph(
        text="Đề nghị quý cơ quan, tổ chức đính chính phần thông tin sai nêu trên bằng hình thức phù hợp với quy định "
        "của pháp luật và thông báo kết quả cho cơ quan ban hành văn bản này. Phần nội dung khác không thuộc đề nghị."
    )
    yield Paragraph(text=f"Quyền khiếu nại: {said(made['redress_notice'])}")
