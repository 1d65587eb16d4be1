"""The proposal that the ministry require the removal of single items, or a label on them (Đ5.1.g)."""

from collections.abc import Iterator, Mapping
from typing import Any

from domain.case.state.pathways import TakedownAsk
from domain.document.dating import padded
from workers.documents.model import Annex, AnnexedTo, Column, Document, Paragraph, Table
from workers.documents.office.context import DocumentContext, day_of, said, written
from workers.documents.office.findings import findings
from workers.documents.office.persons import without_persons

Row = Mapping[str, Any]
ASKED = {TakedownAsk.REMOVAL: "gỡ bỏ", TakedownAsk.LABEL: "gắn nhãn thông tin sai sự thật đối với"}
ITEMS = {
    TakedownAsk.REMOVAL: "Danh mục nội dung đề nghị gỡ bỏ",
    TakedownAsk.LABEL: "Danh mục nội dung đề nghị gắn nhãn",
}
COLUMNS = (
    Column(title="STT", share=0.5),
    Column(title="Địa chỉ", share=2.4),
    Column(title="Nội dung ghi nhận", share=3),
    Column(title="Ngày ghi nhận", share=1.4),
)


def removal_proposal(case: Row, part: str, context: DocumentContext) -> Document:
    """The letter of the People's Committee: which items, what is false, why nothing milder is enough."""
    made = next(takedown for takedown in case["takedowns"] if takedown["id"] == part)
    asks = TakedownAsk(made["asks"])
    day = day_of((made["answered"] or made["submitted"] or made["drafted"])["at"])
    issuer = made["committee"] or context.committee(day) or case["lead"]
    return context.document(
        "",
        issuer,
        day,
        abstract=f"đề nghị yêu cầu {ASKED[asks]} nội dung trong vụ việc {case['code']}",
        addressees=(context.name(made["ministry"], day),) if made["ministry"] else (),
        blocks=tuple(_texts(case, made, context, issuer)),
        copies=[case["lead"]] if case["lead"] != issuer else [],
        annexes=(Annex(title=ITEMS[asks], blocks=(Table(columns=COLUMNS, rows=tuple(_items(made))),)),),
        annexed_to=AnnexedTo(kind="Công văn", whose=context.name(issuer, day)),
        cited=made["provisions"],
    )


def _texts(case: Row, made: Row, context: DocumentContext, issuer: str) -> Iterator[Paragraph]:
    day, asked = day_of(made["drafted"]["at"]), ASKED[TakedownAsk(made["asks"])]
    yield Paragraph(
        text=f"{context.name(issuer, day)} đề nghị xem xét, yêu cầu {asked} {len(made['items'])} nội dung nêu tại "
        f"Phụ lục kèm theo, thuộc vụ việc {case['code']}. Đề nghị chỉ áp dụng với từng nội dung, không áp dụng với "
        "tài khoản hoặc trang."
    )
    if bodies := "; ".join(context.name(body, day) for body in made["may_order"]):
        yield Paragraph(text=f"Cơ quan có thẩm quyền yêu cầu việc này theo sổ đăng ký: {bodies}.")
    for basis in context.bases(case, made["provisions"], issuer, day):
        yield Paragraph(text=f"{basis};")
    yield from findings(case, made["cycle"], context)
    yield Paragraph(text=f"Sự cần thiết: {said(made['necessity'])}")
    yield Paragraph(text=f"Biện pháp nhẹ hơn đã cân nhắc: {said(made['alternatives'])}")
    yield Paragraph(
        text="Đề nghị thông báo kết quả cho cơ quan gửi văn bản này. Nếu căn cứ của đề nghị không còn, cơ quan gửi văn "
        "bản sẽ thông báo ngay."
    )


def _items(made: Row) -> Iterator[tuple[str, ...]]:
    for number, item in enumerate(made["items"], start=1):
        shown = without_persons(said(item["captured_text"]))
        yield padded(number), said(item["url"]), shown, written(day_of(item["captured_at"]))
