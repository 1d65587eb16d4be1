"""Documents: the decision on a complaint, and the papers of an inspection of an agency."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from domain.activity.inspections import InspectionKind
from domain.complaint.acts import ACTS
from domain.complaint.state import FIRST, GRANTED, ContestedKind
from domain.document.dating import padded
from domain.messages import label
from domain.paper.context import DocumentContext, day_of, last_day_of, said, written
from domain.paper.coordination import ATTENDED
from domain.paper.findings import reported
from domain.paper.model import AnnexedTo, Block, Document, Heading, Level, Paragraph, Signature
from domain.registry.law import COMPLAINTS_AMENDED

Row = Mapping[str, Any]
AGAINST: Final = {kind: f"against_{kind.lower()}" for kind in ContestedKind}
"""Message keys that name the kind of act against which a complaint is directed."""


def ruling(redress: Row, part: str, context: DocumentContext) -> Document:
    """Return the decision on a complaint: result, reasons and next remedy. It names no complainant, because the
    register has no name."""
    made = next(taken for taken in redress["rulings"] if str(taken["level"]) == part)
    day, agency = date.fromisoformat(made["decided_on"]), made["agency"]
    level = context.say("first_level" if made["level"] == FIRST else "second_level")
    return context.document(
        "QĐ",
        agency,
        day,
        title=context.say("decision"),
        abstract=context.say("ruling_about", code=redress["code"], level=level),
        authority=context.head(agency, day),
        bases=(*context.competence(agency, day), *_law(day, context)),
        blocks=(
            *_considered(redress, made, context),
            Heading(text=context.say("resolves"), level=Level.RESOLVES),
            *_articles(redress, made, context),
        ),
        signatures=(context.own_signature(agency),),
        copies=[redress["agency"]] if redress["agency"] != agency else [],
        first=(f"Người khiếu nại (theo mã tra cứu của khiếu nại {redress['code']})",),
        annexes=(reported(context.say("complaint"), _complaint(redress, made["level"]), context.language),),
        annexed_to=AnnexedTo(kind="Quyết định", whose=context.head(agency, day)),
    )


def _complaint(redress: Row, level: int) -> str | None:
    appeals: list[Row] = redress["appeals"]
    text: str | None = redress["text"] if level == FIRST or not appeals else appeals[-1]["text"]
    return text


def _law(day: date, context: DocumentContext) -> Iterator[str]:
    """Yield the Law on Complaints, and its amendment if the amendment is in force."""
    yield context.say("basis", what=context.say("law"))
    if COMPLAINTS_AMENDED.covers(day):
        yield context.say("basis", what=context.say("law_amended"))


def _considered(redress: Row, made: Row, context: DocumentContext) -> Iterator[Block]:
    """Yield the considered facts: complaint, verification, dialogue and conclusion (Luật Khiếu nại, Điều 31, 40)."""
    yield Heading(text=context.say("complained"))
    yield Paragraph(text=context.say("annexed_complaint", code=redress["code"], act=_act(redress, context)))
    yield Heading(text=context.say("verified"))
    yield Paragraph(text=made["verified"] or _examined(redress, made, context))
    yield Heading(text=context.say("dialogue"))
    yield Paragraph(text=made["dialogue"] or _written(redress, made, context))
    yield Heading(text=context.say("concluded"))
    yield Paragraph(text=context.say(made["outcome"]))
    yield Paragraph(text=said(made["reasons"]))


def _examined(redress: Row, made: Row, context: DocumentContext) -> str:
    begun = [row for row in redress["examinations"] if row["level"] == made["level"]]
    since = day_of(begun[0]["at"]) if begun else date.fromisoformat(made["decided_on"])
    return context.say("examined", agency=context.name(made["agency"], since), day=context.day(since))


def _written(redress: Row, made: Row, context: DocumentContext) -> str:
    count = sum(message["level"] == made["level"] for message in redress["messages"])
    return context.say("written", count=padded(count)) if count else context.say("no_dialogue")


def _act(redress: Row, context: DocumentContext) -> str:
    """Return the name of the act against which a complaint is directed: a decision with its number, any other act with
    its public code."""
    cited = context.cited_by_code(redress["case"], redress["decision"])
    against = context.say(AGAINST[redress["about"]])
    return cited or context.say("by_code", against=against, decision=redress["decision"])


def _articles(redress: Row, made: Row, context: DocumentContext) -> Iterator[Block]:
    granted = made["outcome"] in GRANTED
    done = ACTS[ContestedKind(redress["about"])].undone.value if granted else "kept"
    texts = (
        context.say(done, act=_act(redress, context)),
        context.say("way_on", way_on=said(made["way_on"])),
        context.say("ruling_in_force"),
    )
    for number, text in enumerate(texts, start=1):
        yield Paragraph(lead=context.say("article", number=number), text=text)


def inspection_conclusion(row: Row, part: str, context: DocumentContext) -> Document:
    """Return the letter to the inspected agency. The letter names no person and no case; the agency finds the case in
    the register."""
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
    """Return the minutes of an inspection: time, place, inspectors, subject, findings, and the agency's answer."""
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
            ATTENDED,
            Paragraph(text=f"Cơ quan được kiểm tra: {context.name(inspected, held)}."),
            ATTENDED,
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
    """Yield each answer, oldest first. Without an answer, yield the deadline."""
    for answer in row["answers"]:
        view = "chấp nhận kết luận" if answer["accepted"] else "không chấp nhận kết luận"
        yield Paragraph(text=f"{written(day_of(answer['at'])).capitalize()}, cơ quan {view}. {said(answer['text'])}")
    if not row["answers"]:
        yield Paragraph(text=f"Chưa có ý kiến. Thời hạn trả lời: chậm nhất {written(last_day_of(row['answer_by']))}.")
