"""The proposal to handle a case (Đ5.1.c), the decision (Đ4.4, Đ5.1.h), and the record of a transfer (Đ3.4)."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from domain.case.state.findings import Finding
from domain.case.state.measures import Measure
from domain.messages import label
from workers.documents.model import Document, Heading, Level, Paragraph, Signature
from workers.documents.office.context import DocumentContext, day_of, said, written

Row = Mapping[str, Any]


def proposal(case: Row, part: str, context: DocumentContext) -> Document:
    """The submission to the People's Committee: what was found, what milder was weighed, what is proposed."""
    made = case["proposal"]
    day, lead = day_of(made["drafted_at"]), case["lead"]
    committee = context.committee(day)
    return Document(
        symbol=context.symbol("TTr", lead, day),
        issuer=context.issuer(lead, day),
        place=context.place(lead, day),
        day=day,
        made_at=context.made_at,
        title="Tờ trình",
        abstract=f"Đề xuất phương án xử lý vụ việc {case['code']}",
        addressees=(context.name(committee, day),) if committee else (),
        bases=context.bases(case, made["provisions"]),
        blocks=(
            Heading(text="I. Nội dung vụ việc"),
            Paragraph(text=said(case["claim"])),
            Heading(text="II. Kết quả thẩm định"),
            *_appraised(case),
            Heading(text="III. Biện pháp nhẹ hơn đã cân nhắc"),
            *(Paragraph(text=f"- {_measure(alternative)};") for alternative in made["alternatives"]),
            Paragraph(text=said(made["weighing"])),
            Heading(text="IV. Phương án đề xuất"),
            Paragraph(text=f"Biện pháp: {_measure(made['measure'])}."),
            Paragraph(text=said(made["necessity"])),
        ),
        signatures=(context.signature(lead),),
        recipients=context.kept([], day, first=("Như trên",)),
        watermark=context.watermark(lead, day, made["provisions"]),
    )


def _measure(value: str) -> str:
    return label(Measure(value), "vi")


def _appraised(case: Row) -> Iterator[Paragraph]:
    if found := case["appraisal"]:
        yield Paragraph(text=f"Kết luận: {label(Finding(found['finding']), 'vi')}.")
        yield Paragraph(text=said(found["reasons"]))


def decision(case: Row, part: str, context: DocumentContext) -> Document:
    """The decision: measure, reasons, how to complain, who carries it out. Its number is left to the registry."""
    made = next(taken for taken in case["decisions"] if taken["public_code"] == part)
    day, agency = date.fromisoformat(made["decided_on"]), made["agency"]
    return Document(
        symbol=context.symbol("QĐ", agency, day),
        issuer=context.issuer(agency, day),
        place=context.place(agency, day),
        day=day,
        made_at=context.made_at,
        title="Quyết định",
        abstract=f"Về việc xử lý vụ việc {case['code']}",
        authority=context.head(agency, day),
        bases=(*context.bases(case, made["provisions"]), *_proposed_by(case["lead"], agency, context, day)),
        blocks=(
            Heading(text="Quyết định:", level=Level.RESOLVES),
            Paragraph(
                lead="Điều 1.",
                text=f"Áp dụng biện pháp: {_measure(made['measure'])}, đối với nội dung sau: {said(case['claim'])}",
            ),
            Paragraph(lead="Điều 2.", text=f"Lý do: {said(made['reasons'])}"),
            Paragraph(lead="Điều 3.", text=f"Quyền khiếu nại: {said(made['redress_notice'])}"),
            Paragraph(
                lead="Điều 4.",
                text="Quyết định này có hiệu lực kể từ ngày ký. Mã tra cứu công khai của quyết định: "
                f"{made['public_code']}. Các cơ quan, tổ chức, cá nhân có liên quan chịu trách nhiệm thi hành.",
            ),
        ),
        signatures=(context.own_signature(agency),),
        recipients=context.kept([case["lead"]] if case["lead"] != agency else [], day, first=("Như Điều 4",)),
        watermark=context.watermark(agency, day, made["provisions"]),
    )


def _proposed_by(lead: str, agency: str, context: DocumentContext, day: date) -> tuple[str, ...]:
    return (f"Theo đề nghị của {context.name(lead, day)}",) if lead != agency else ()


def transfer_record(case: Row, part: str, context: DocumentContext) -> Document:
    """The record with which a file is handed to the police, who alone say whether there is a crime. Nobody is named."""
    made = next(transfer for transfer in case["transfers"] if transfer["id"] == part)
    given = made["handed_over"] or made["signed"] or made["drafted"]
    day, giver, taker = day_of(given["at"]), made["drafted"]["agency"], made["police"]
    return Document(
        symbol=context.symbol("BB", giver, day),
        issuer=context.issuer(giver, day),
        place=context.place(giver, day),
        day=day,
        made_at=context.made_at,
        title="Biên bản",
        abstract=f"Bàn giao hồ sơ vụ việc {case['code']}",
        bases=context.bases(case, made["provisions"]),
        blocks=(
            Heading(text="I. Các bên"),
            Paragraph(text=f"Bên giao: {context.name(giver, day)}."),
            Paragraph(text=f"Bên nhận: {context.name(taker, day)}."),
            Heading(text="II. Lý do chuyển hồ sơ"),
            Paragraph(text=said(made["reason"])),
            Heading(text="III. Danh mục hồ sơ"),
            Paragraph(text=said(made["file_index"])),
            *_handed_over(made),
        ),
        signatures=(Signature(lines=("Đại diện bên giao",)), Signature(lines=("Đại diện bên nhận",))),
        recipients=context.kept([giver, taker], day),
        watermark=context.watermark(giver, day, made["provisions"]),
    )


def _handed_over(transfer: Row) -> Iterator[Heading | Paragraph]:
    if step := transfer["handed_over"]:
        yield Heading(text="IV. Việc bàn giao")
        yield Paragraph(text=f"Thời gian bàn giao: {written(day_of(step['at']))}.")
        yield Paragraph(text=said(step["note"]))
