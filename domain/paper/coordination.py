"""Documents: minutes of a meeting, the letter that requests written opinions, and the invitation to a hearing."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from domain.case.state.hearing import HearingWay
from domain.case.state.round import Position, RoundOutcome
from domain.document.dating import padded
from domain.kernel.calendar import in_utc
from domain.messages import label
from domain.paper.context import DocumentContext, day_of, last_day_of, said, written
from domain.paper.findings import places, reported
from domain.paper.model import AnnexedTo, Block, Column, Document, Heading, Level, Paragraph, Signature, Table

Row = Mapping[str, Any]


def _round(case: Row, part: str) -> Row:
    return next(round for round in case["rounds"] if round["id"] == part)


def minutes(case: Row, part: str, context: DocumentContext) -> Document:
    round = _round(case, part)
    meeting = round["meeting"]
    day = date.fromisoformat(meeting["held_on"])
    return context.document(
        "BB",
        case["lead"],
        day,
        title="Biên bản",
        abstract=f"Họp phối hợp về vụ việc {case['code']}",
        blocks=(
            Heading(text="I. Thời gian, thành phần"),
            Paragraph(text=f"Thời gian: {written(meeting['held_on'])}."),
            Paragraph(text=f"Cơ quan được mời: {'; '.join(context.names(round['invited'], day))}."),
            Paragraph(text=f"Cơ quan dự họp: {'; '.join(context.names(meeting['attended'], day)) or 'không có'}."),
            *_absent(round, context, day),
            Heading(text="II. Nội dung"),
            Heading(text="1. Vấn đề đưa ra họp", level=Level.CLAUSE),
            Paragraph(text=said(round["question"])),
            Heading(text="2. Lý do tổ chức họp", level=Level.CLAUSE),
            Paragraph(text=said(round["method_reason"])),
            Heading(text="3. Diễn biến", level=Level.CLAUSE),
            Paragraph(text=said(meeting["minutes"])),
            Heading(text="III. Ý kiến của các cơ quan"),
            _opinions(round, context, day),
            Heading(text="IV. Kết luận"),
            *_conclusion(round),
        ),
        signatures=(Signature(lines=("Thư ký",)), Signature(lines=("Chủ trì",))),
        copies=round["invited"],
        first=(),
    )


def _absent(round: Row, context: DocumentContext, day: date) -> tuple[Paragraph, ...]:
    away = [agency for agency in round["invited"] if agency not in round["meeting"]["attended"]]
    return (Paragraph(text=f"Cơ quan vắng mặt: {'; '.join(context.names(away, day))}."),) if away else ()


def opinions_of(case: Row, cycle: int, context: DocumentContext) -> Iterator[Block]:
    """Yield the question of each round of a cycle, followed by each agency's opinion."""
    rounds = [round for round in case["rounds"] if round["cycle"] == cycle]
    for round in rounds:
        yield Paragraph(text=f"Vấn đề: {said(round['question'])}")
        yield _opinions(round, context, day_of(round["opened_at"]))
    if not rounds:
        yield Paragraph(text="Không lấy ý kiến: nội dung xâm hại một người.")


def _opinions(round: Row, context: DocumentContext, day: date) -> Block:
    rows = tuple(
        (padded(n), context.name(opinion["agency"], day), label(Position(opinion["position"]), "vi"), _reasons(opinion))
        for n, opinion in enumerate(round["opinions"], start=1)
    )
    columns = (
        Column(title="STT", share=0.5),
        Column(title="Cơ quan", share=2),
        Column(title="Ý kiến", share=1.4),
        Column(title="Nội dung", share=3),
    )
    return Table(columns=columns, rows=rows) if rows else Paragraph(text="Chưa có ý kiến nào được ghi nhận.")


def _reasons(opinion: Row) -> str:
    if opinion["position"] == Position.NO_REPLY:
        return "Không trả lời trong thời hạn; không được coi là đồng ý."
    return said(opinion["text"]) if opinion["officer"] else ""


def _conclusion(round: Row) -> tuple[Paragraph, ...]:
    if round["outcome"] is None:
        return (Paragraph(text="Chưa có kết luận."),)
    found = [Paragraph(text=f"Kết quả: {label(RoundOutcome(round['outcome']), 'vi')}.")]
    if round["agreed_option"] is not None:
        found.append(Paragraph(text=f"Phương án thống nhất: {round['agreed_option']}"))
    if round["dissent"] is not None:
        found.append(Paragraph(text=f"Ý kiến bảo lưu: {round['dissent']}"))
    return tuple(found)


def opinion_request(case: Row, part: str, context: DocumentContext) -> Document:
    """Return the letter that requests written opinions from agencies by a day."""
    round = _round(case, part)
    day = day_of(round["opened_at"])
    return context.document(
        "",
        case["lead"],
        day,
        abstract=f"lấy ý kiến bằng văn bản về vụ việc {case['code']}",
        addressees=context.names(round["invited"], day),
        blocks=tuple(Paragraph(text=text) for text in _request_texts(case, round, context.name(case["lead"], day))),
        annexes=(reported(context.say("reported"), case["claim"]),),
        annexed_to=AnnexedTo(kind="Công văn", whose=context.name(case["lead"], day)),
    )


def _request_texts(case: Row, round: Row, lead: str) -> Iterator[str]:
    yield (
        f"{lead} đang xem xét vụ việc {case['code']} theo Quy chế ban hành kèm theo Quyết định số "
        f"{case['regulation']}. Nội dung được phản ánh được nêu tại Phụ lục kèm theo."
    )
    yield "Vấn đề xin ý kiến:"
    yield said(round["question"])
    yield f"Lý do lấy ý kiến bằng văn bản: {said(round['method_reason'])}"
    yield (
        f"Đề nghị quý cơ quan trả lời bằng văn bản chậm nhất {written(last_day_of(round['due_at']))}, nêu rõ đồng "
        "ý, không đồng ý hoặc không thuộc thẩm quyền, kèm lý do. Việc không trả lời được ghi nhận và không được coi là "
        "đồng ý."
    )


ATTENDED = Paragraph(text=f"Người đại diện: {40 * '.'} Chức vụ: {30 * '.'}")
"""Blank for the participants of a meeting, whom the register does not record."""
BLANK = 30 * "."
"""Blank for the person's mark (the register's term), filled in by hand."""


def hearing_invitation(case: Row, part: str, context: DocumentContext) -> Document:
    """Return the invitation to a hearing, addressed to the publisher of the content. It names no person; the person
    with the code answers."""
    hearing = next(row for row in case["hearings"] if row["id"] == part)
    day, agency = day_of(hearing["asked"]["at"]), hearing["asked"]["agency"]
    return context.document(
        "",
        agency,
        day,
        abstract=context.say("invited_about", code=case["code"]),
        addressees=(context.say("publisher"),),
        blocks=tuple(_asked(case, hearing, context)),
    )


def _asked(case: Row, hearing: Row, context: DocumentContext) -> Iterator[Paragraph]:
    lead = context.name(hearing["asked"]["agency"], day_of(hearing["asked"]["at"]))
    where = places(case, context)
    yield Paragraph(
        text=context.say("invited", lead=lead, places=where, code=case["code"], regulation=case["regulation"])
    )
    yield Paragraph(lead=context.say("question"), text=said(hearing["question"]))
    yield Paragraph(lead=context.say("code"), text=hearing["code"])
    yield Paragraph(lead=context.say("how"), text=context.say("answer_at", where=context.page_at("prove")))
    days, answer_by = context.registry.days, in_utc(hearing["answer_by"])
    yield Paragraph(lead=context.say("term"), text=context.say("answer_by", day=context.day(last_day_of(answer_by))))
    if days.provisional(in_utc(hearing["asked"]["at"]), answer_by):
        yield Paragraph(text=context.say("provisional"))
    yield Paragraph(text=context.say("weighed"))
    if hearing["way"] == HearingWay.LETTER:
        receipt = context.say("receipt_word", code=case["code"])
        yield Paragraph(lead=context.say("receipt"), text=f"{receipt} {BLANK}")
        yield Paragraph(text=context.say("receipt_return"))
