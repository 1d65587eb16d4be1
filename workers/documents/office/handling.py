"""The proposal to handle a case (Đ5.1.c), and the record of a transfer (Đ3.4)."""

from collections.abc import Iterator, Mapping
from typing import Any

from domain.case.state.findings import Finding
from domain.messages import label
from workers.documents.model import AnnexedTo, Document, Heading, Paragraph, Signature
from workers.documents.office.context import DocumentContext, day_of, measure_name, said, written
from workers.documents.office.findings import places
from workers.documents.office.persons import reported

Row = Mapping[str, Any]


def proposal(case: Row, part: str, context: DocumentContext) -> Document:
    """The submission to the People's Committee: what was found, what milder was weighed, what is proposed."""
    made = case["proposal"]
    day, lead = day_of(made["drafted_at"]), case["lead"]
    committee = context.committee(day)
    return context.document(
        "TTr",
        lead,
        day,
        title="Tờ trình",
        abstract=f"Đề xuất phương án xử lý vụ việc {case['code']}",
        addressees=(context.name(committee, day),) if committee else (),
        bases=context.bases(case, made["provisions"], lead, day),
        blocks=(
            Heading(text="I. Nội dung vụ việc"),
            Paragraph(text=f"Nội dung đăng tải tại {places(case, context)}, được nêu tại Phụ lục kèm theo."),
            Heading(text="II. Kết quả thẩm định"),
            *_appraised(case),
            Heading(text="III. Biện pháp nhẹ hơn đã cân nhắc"),
            *(Paragraph(text=f"- {measure_name(alternative)};") for alternative in made["alternatives"]),
            Paragraph(text=said(made["weighing"])),
            Heading(text="IV. Phương án đề xuất"),
            Paragraph(text=f"Biện pháp: {measure_name(made['measure'])}."),
            Paragraph(text=said(made["necessity"])),
        ),
        annexes=(reported(context.say("reported"), case["claim"]),),
        annexed_to=AnnexedTo(kind="Tờ trình", whose=context.name(lead, day)),
        cited=made["provisions"],
    )


def _appraised(case: Row) -> Iterator[Paragraph]:
    if found := case["appraisal"]:
        yield Paragraph(text=f"Kết luận: {label(Finding(found['finding']), 'vi')}.")
        yield Paragraph(text=said(found["reasons"]))


def transfer_record(case: Row, part: str, context: DocumentContext) -> Document:
    """The record with which a file is handed to the police, who alone say whether there is a crime. Nobody is named."""
    made = next(transfer for transfer in case["transfers"] if transfer["id"] == part)
    given = made["handed_over"] or made["signed"] or made["drafted"]
    day, giver, taker = day_of(given["at"]), made["drafted"]["agency"], made["police"]
    return context.document(
        "BB",
        giver,
        day,
        title="Biên bản",
        abstract=f"Bàn giao hồ sơ vụ việc {case['code']}",
        bases=context.bases(case, made["provisions"], giver, day),
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
        copies=[giver, taker],
        first=(),
        cited=made["provisions"],
    )


def _handed_over(transfer: Row) -> Iterator[Heading | Paragraph]:
    if step := transfer["handed_over"]:
        yield Heading(text="IV. Việc bàn giao")
        yield Paragraph(text=f"Thời gian bàn giao: {written(day_of(step['at']))}.")
        yield Paragraph(text=said(step["note"]))
