"""The decision on a complaint, at the first and the second level (Law on Complaints, Art. 31 and 40)."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from domain.complaint.state import FIRST, ContestedKind, RedressOutcome
from domain.messages import label
from workers.documents.model import AnnexedTo, Block, Document, Heading, Level, Paragraph
from workers.documents.office.context import DocumentContext, said
from workers.documents.office.persons import reported

Row = Mapping[str, Any]
LAW = "Căn cứ Luật Khiếu nại ngày 11 tháng 11 năm 2011"


def ruling(redress: Row, part: str, context: DocumentContext) -> Document:
    """The decision on a complaint: the result, why, and the way on. Who complains stands nowhere in the register."""
    made = next(taken for taken in redress["rulings"] if str(taken["level"]) == part)
    day, agency = date.fromisoformat(made["decided_on"]), made["agency"]
    symbol = context.symbol("QĐ", agency, day)
    level = "lần đầu" if made["level"] == FIRST else "lần hai"
    return Document(
        symbol=symbol,
        issuer=context.issuer(agency, day),
        place=context.place(agency, day),
        day=day,
        made_at=context.made_at,
        title="Quyết định",
        abstract=f"Về việc giải quyết khiếu nại {redress['code']} ({level})",
        authority=context.head(agency, day),
        bases=(LAW,),
        blocks=(Heading(text="Quyết định:", level=Level.RESOLVES), *_articles(redress, made)),
        signatures=(context.own_signature(agency),),
        recipients=context.kept(
            agency,
            [redress["agency"]] if redress["agency"] != agency else [],
            day,
            first=(f"Người khiếu nại (theo mã tra cứu của khiếu nại {redress['code']})",),
        ),
        annexes=(reported("Nội dung khiếu nại", _complaint(redress, made["level"])),),
        annexed_to=AnnexedTo(kind="Quyết định", whose=context.head(agency, day)),
        watermark=context.watermark(agency, day, []),
    )


def _complaint(redress: Row, level: int) -> str | None:
    appeals: list[Row] = redress["appeals"]
    text: str | None = redress["text"] if level == FIRST or not appeals else appeals[-1]["text"]
    return text


def _articles(redress: Row, made: Row) -> Iterator[Block]:
    outcome = label(RedressOutcome(made["outcome"]), "vi")
    own = redress["about"] == ContestedKind.OWN_MEASURE
    against = "biện pháp tự xử lý trên trang của cơ quan" if own else "quyết định"
    yield Paragraph(
        lead="Điều 1.",
        text=f"Kết quả giải quyết khiếu nại đối với {against} có mã tra cứu công khai {redress['decision']}: "
        f"{outcome}. Nội dung khiếu nại được nêu tại Phụ lục kèm theo Quyết định này.",
    )
    yield Paragraph(lead="Điều 2.", text=f"Lý do: {said(made['reasons'])}")
    yield Paragraph(lead="Điều 3.", text=f"Quyền khiếu nại tiếp, khởi kiện: {said(made['way_on'])}")
    yield Paragraph(
        lead="Điều 4.",
        text="Quyết định này có hiệu lực theo quy định của Luật Khiếu nại. Các cơ quan, tổ chức, cá nhân có liên quan "
        "chịu trách nhiệm thi hành.",
    )
