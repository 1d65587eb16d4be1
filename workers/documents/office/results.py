"""The report on how a decision was carried out (Đ6.1), and a directive of the People's Committee (Đ5.1.h)."""

from collections.abc import Iterator, Mapping
from typing import Any

from workers.documents.model import Document, Heading, Paragraph
from workers.documents.office.context import DocumentContext, day_of, last_day_of, measure_name, said, written

Row = Mapping[str, Any]


def result_report(case: Row, part: str, context: DocumentContext) -> Document:
    """Report of the agency that carried a decision out, through the lead agency, to the People's Committee."""
    made = next(result for result in case["results"] if str(result["cycle"]) == part)
    day, agency = day_of(made["at"]), made["agency"]
    committee = context.committee(day)
    return context.document(
        "BC",
        agency,
        day,
        title="Báo cáo",
        abstract=f"Kết quả thực hiện xử lý vụ việc {case['code']}",
        addressees=tuple(
            dict.fromkeys(context.name(to, day) for to in (committee, case["lead"]) if to and to != agency)
        ),
        blocks=tuple(_done(case, made)),
    )


def _done(case: Row, made: Row) -> Iterator[Heading | Paragraph]:
    yield Heading(text="I. Căn cứ thực hiện")
    for taken in case["decisions"]:
        if taken["cycle"] == made["cycle"]:
            decided = written(taken["decided_on"])
            yield Paragraph(
                text=f"Quyết định có mã tra cứu công khai {taken['public_code']}, {decided}: "
                f"{measure_name(taken['measure'])}."
            )
    yield Heading(text="II. Kết quả thực hiện")
    yield Paragraph(text=f"Thời gian hoàn thành: {written(made['done_on'])}.")
    yield Paragraph(text=said(made["summary"]))


def directive(row: Row, part: str, context: DocumentContext) -> Document:
    """The letter with which the Committee tells agencies what to do, and by when to report on it."""
    day, agency = day_of(row["at"]), row["agency"]
    return context.document(
        "",
        agency,
        day,
        abstract="chỉ đạo thực hiện Quy chế phối hợp",
        addressees=context.names(list(row["addressees"]), day),
        blocks=(
            Paragraph(text=said(row["content"])),
            Paragraph(text=f"Đề nghị báo cáo kết quả chậm nhất {written(last_day_of(row['due_at']))}."),
        ),
    )
