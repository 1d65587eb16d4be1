"""Documents: the proposal on a case, the decision, its letters, and the report on its execution."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from domain.case.state.measures import Finding, Measure
from domain.messages import label
from domain.paper.context import DocumentContext, day_of, last_day_of, measure_name, said, written
from domain.paper.coordination import ATTENDED, opinions_of
from domain.paper.findings import findings, places, reported
from domain.paper.model import AnnexedTo, Block, Document, Heading, Level, Paragraph, Signature
from domain.rules.duty import RULES, DutyKind

Row = Mapping[str, Any]
WHO_ANSWERS = "Người, cơ quan, tổ chức đăng tải nội dung tại địa chỉ nêu tại Điều 1"
"""Addressee of a decision. The register does not record the author (X2)."""


def harms(made: Row) -> bool:
    """Return True if a decision protects a person. Then the document must not repeat any word of the report."""
    return bool(made["finding"] == Finding.HARMS_PERSON)


def decided(case: Row, part: str) -> Row:
    return next(taken for taken in case["decisions"] if taken["public_code"] == part)


def decision(case: Row, part: str, context: DocumentContext) -> Document:
    """Return the decision: measure, address, false fact, reasons and remedy. An annex contains the reported words."""
    made = decided(case, part)
    day, agency = date.fromisoformat(made["decided_on"]), made["agency"]
    return context.document(
        "QĐ",
        agency,
        day,
        title=context.say("decision"),
        abstract=context.say("decision_about", code=case["code"]),
        authority=context.head(agency, day),
        bases=(
            *context.bases(case, (*made["provisions"], *made["procedures"]), agency, day),
            *_proposed_by(case["lead"], agency, context, day),
        ),
        blocks=(Heading(text=context.say("resolves"), level=Level.RESOLVES), *_articles(case, made, context)),
        signatures=(context.own_signature(agency),),
        copies=[case["lead"]] if case["lead"] != agency else [],
        first=("Như Điều 5", WHO_ANSWERS),
        annexes=() if harms(made) else (reported(context.say("reported"), case["claim"], context.language),),
        annexed_to=AnnexedTo(kind="Quyết định", whose=context.head(agency, day)),
        cited=made["provisions"],
    )


def _proposed_by(lead: str, agency: str, context: DocumentContext, day: date) -> tuple[str, ...]:
    return (context.say("proposed", agency=context.name(lead, day)),) if lead != agency else ()


def _articles(case: Row, made: Row, context: DocumentContext) -> Iterator[Block]:
    def article(number: int, key: str, **values: object) -> Paragraph:
        return Paragraph(lead=context.say("article", number=number), text=context.say(key, **values))

    measured = article(1, "measure", measure=context.label(Measure(made["measure"])), places=places(case, context))
    yield measured if harms(made) else Paragraph(lead=measured.lead, text=measured.text + context.say("annexed"))
    yield article(2, "harm" if harms(made) else "false")
    yield from findings(case, made["cycle"], context)
    yield article(3, "reasons", reasons=said(made["reasons"]))
    yield from _weighed(case, made, context)
    yield from _late(made, context)
    yield article(4, "complain", notice=said(made["redress_notice"]))
    yield article(5, "in_force", code=made["public_code"], days=REPORT_WITHIN)


def _weighed(case: Row, made: Row, context: DocumentContext) -> Iterator[Paragraph]:
    """Yield the milder measures, then the assessment of the person's reply or the reason why the person was not
    heard."""
    proposal = case["proposal"]
    source = proposal if proposal and proposal["cycle"] == made["cycle"] else made
    if source["alternatives"]:
        measures = "; ".join(context.label(Measure(milder)) for milder in source["alternatives"])
        yield Paragraph(text=context.say("milder", measures=measures, weighing=said(source["weighing"])))
    if made["reply"] is not None:
        yield Paragraph(text=context.say("heard", reply=made["reply"]))
    if made["unheard"] is not None:
        yield Paragraph(text=context.say("unheard", reasons=made["unheard"]))


def _late(made: Row, context: DocumentContext) -> Iterator[Paragraph]:
    """Yield the statement that the limitation period is over, and the reason why the measure is still needed."""
    if made["after_limitation"]:
        day, source = context.day(made["limitation"]["last_day"]), made["limitation"]["source"]
        yield Paragraph(text=context.say("late", day=day, source=source, reasons=said(made["after_limitation"])))


REPORT_WITHIN = RULES[DutyKind.REPORT_RESULT].days
"""Working days for the report of the executing agency (Đ6.1)."""
PUBLISHER = "Cơ quan, tổ chức đăng tải nội dung"


def correction_letter(case: Row, part: str, context: DocumentContext) -> Document:
    """Return the letter that requests the publisher to correct the content. The letter explains how to answer or
    complain."""
    made = decided(case, part)
    day, agency = date.fromisoformat(made["decided_on"]), made["agency"]
    return context.document(
        "",
        agency,
        day,
        abstract=f"đề nghị đính chính nội dung trong vụ việc {case['code']}",
        addressees=(PUBLISHER,),
        blocks=tuple(_correction(case, made, context)),
        copies=[case["lead"]] if case["lead"] != agency else [],
        cited=made["provisions"],
    )


def _correction(case: Row, made: Row, context: DocumentContext) -> Iterator[Paragraph]:
    yield Paragraph(
        text=f"{context.cited(made)} (mã tra cứu công khai: {made['public_code']}) đề nghị đính chính nội dung đăng "
        f"tải tại {places(case, context)}."
    )
    yield from findings(case, made["cycle"], context)
    yield Paragraph(text=f"Lý do: {said(made['reasons'])}")
    yield Paragraph(
        text="Đề nghị quý cơ quan, tổ chức đính chính phần thông tin sai nêu trên bằng hình thức phù hợp với quy định "
        f"của pháp luật và thông báo kết quả cho cơ quan ban hành văn bản này trong {REPORT_WITHIN} ngày làm việc kể "
        "từ ngày nhận văn bản. Phần nội dung khác không thuộc đề nghị."
    )
    yield Paragraph(text=f"Quyền khiếu nại: {said(made['redress_notice'])}")


def proposal(case: Row, part: str, context: DocumentContext) -> Document:
    """Return the proposal to the People's Committee: findings, milder measures, proposed measure."""
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
            Heading(text="III. Ý kiến của các cơ quan"),
            *opinions_of(case, made["cycle"], context),
            Heading(text="IV. Biện pháp nhẹ hơn đã cân nhắc"),
            *(Paragraph(text=f"- {measure_name(alternative)};") for alternative in made["alternatives"]),
            Paragraph(text=said(made["weighing"])),
            Heading(text="V. Phương án đề xuất"),
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
    """Return the record of a file's transfer to the police, who alone decide whether there is a crime. The record names
    no person."""
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
            ATTENDED,
            Paragraph(text=f"Bên nhận: {context.name(taker, day)}."),
            ATTENDED,
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


def result_report(case: Row, part: str, context: DocumentContext) -> Document:
    """Return the report of the executing agency, through the lead agency, to the People's Committee."""
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
        blocks=tuple(_done(case, made, context)),
    )


def _done(case: Row, made: Row, context: DocumentContext) -> Iterator[Heading | Paragraph]:
    yield Heading(text="I. Căn cứ thực hiện")
    for taken in case["decisions"]:
        if taken["cycle"] == made["cycle"]:
            yield Paragraph(text=f"{context.cited(taken)}: {measure_name(taken['measure'])}.")
    yield Heading(text="II. Kết quả thực hiện")
    yield Paragraph(text=f"Thời gian hoàn thành: {written(made['done_on'])}.")
    yield Paragraph(text=said(made["summary"]))


def directive(row: Row, part: str, context: DocumentContext) -> Document:
    """Return the Committee's letter that directs agencies to act, with the deadline of their reports."""
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
