"""Documents: the proposal that the ministry require removal (Đ5.1.g), and the notice of restoration.

A restoration follows an upheld complaint, a judgment, or another ground of reopening; a withdrawn proposal of removal;
and the end of a measure on an agency's own page.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.case.state.case import HIDDEN_CLOSURES, CaseState, ClosureReason
from domain.case.state.measures import Measure, OwnMeasureKind
from domain.case.state.pathways import ReopeningGround, RestorationStatus, TakedownAsk
from domain.complaint.state import GRANTED
from domain.document.availability import undone_decisions, unhidden, withdrawn_removals
from domain.document.dating import padded
from domain.paper.context import DocumentContext, day_of, last_day_of, said, written
from domain.paper.findings import findings, places, without_persons
from domain.paper.model import Annex, AnnexedTo, Column, Document, Paragraph, Table

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
    """Return the letter of the People's Committee: the items, the false fact, and the reasons why no milder measure
    suffices."""
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
    for basis in context.bases(case, made["provisions"], issuer, day):
        yield Paragraph(text=f"{basis};")
    yield Paragraph(
        text=f"{context.name(issuer, day)} đề nghị xem xét, yêu cầu {asked} {len(made['items'])} nội dung nêu tại "
        f"Phụ lục kèm theo, thuộc vụ việc {case['code']}. Đề nghị chỉ áp dụng với từng nội dung, không áp dụng với "
        "tài khoản hoặc trang."
    )
    for taken in case["decisions"]:
        if taken["cycle"] == made["cycle"]:
            yield Paragraph(text=f"Đề nghị này thực hiện {context.cited(taken)}.")
    if bodies := "; ".join(context.name(body, day) for body in made["may_order"]):
        yield Paragraph(text=f"Cơ quan có thẩm quyền yêu cầu việc này theo sổ đăng ký: {bodies}.")
    yield from findings(case, made["cycle"], context)
    yield Paragraph(text=f"Sự cần thiết: {said(made['necessity'])}")
    yield Paragraph(text=f"Biện pháp nhẹ hơn đã cân nhắc: {said(made['alternatives'])}")
    due = f" chậm nhất {written(last_day_of(made['reply_due_at']))}" if made["reply_due_at"] else ""
    yield Paragraph(
        text=f"Đề nghị thông báo kết quả cho cơ quan gửi văn bản này{due}. Nếu căn cứ của đề nghị không còn, cơ quan "
        "gửi văn bản sẽ thông báo ngay."
    )


def _items(made: Row) -> Iterator[tuple[str, ...]]:
    for number, item in enumerate(made["items"], start=1):
        shown = without_persons(said(item["captured_text"]))
        yield padded(number), said(item["url"]), shown, written(day_of(item["captured_at"]))


@dataclass(frozen=True, kw_only=True)
class Undone:
    """Contents of a notice of restoration: issuer, addressees, first day, texts, and restored items."""

    agency: str
    day: date
    addressees: tuple[str, ...]
    texts: tuple[str, ...]
    items: tuple[Row, ...] = ()
    decided_by: str | None = None


def restoration_notice(case: Row, part: str, context: DocumentContext) -> Document:
    """Return the notice of restoration. It names no person, and repeats no word of the content."""
    undone = _undone(case, part, context)
    day, agency = undone.day, undone.agency
    other = [undone.decided_by] if undone.decided_by and undone.decided_by != agency else []
    return context.document(
        "TB",
        agency,
        day,
        title=context.say("notice"),
        abstract=context.say("restored_about", code=case["code"]),
        addressees=undone.addressees,
        blocks=tuple(Paragraph(text=text) for text in undone.texts),
        copies=other,
        annexes=(_list(undone.items, context),) if undone.items else (),
        annexed_to=AnnexedTo(kind="Thông báo", whose=context.name(agency, day)),
    )


def _undone(case: Row, part: str, context: DocumentContext) -> Undone:
    for decision, reopening in undone_decisions(case):
        if decision["public_code"] == part:
            return _of_decision(case, decision, reopening, context)
    for takedown in withdrawn_removals(case, case["cycle"]):
        if takedown["id"] == part:
            return _of_removal(case, takedown, context)
    return _of_own(case, next(measure for measure in unhidden(case) if measure["id"] == part), context)


def _both(context: DocumentContext) -> tuple[str, ...]:
    return context.say("publisher"), context.say("place")


def _of_decision(case: Row, decision: Row, reopening: Row, context: DocumentContext) -> Undone:
    day = day_of(reopening["at"])
    items = tuple(item for takedown in withdrawn_removals(case, decision["cycle"]) for item in takedown["items"])
    told = context.say(
        "undone",
        decision=context.cited(decision),
        code=decision["public_code"],
        measure=context.label(Measure(decision["measure"])),
        places=places(case, context),
        day=context.day(day),
    )
    asked = (context.say("uncorrect"),) if decision["measure"] == Measure.CORRECTION_REQUEST else ()
    back = (context.say("put_back", status=context.label(_status(case, decision["cycle"]))),) if items else ()
    return Undone(
        agency=case["lead"],
        day=day,
        addressees=_both(context),
        texts=(told, *_ground(reopening, context), context.say("no_longer"), *asked, *back, *_after(case, context)),
        items=items,
        decided_by=decision["agency"],
    )


def _ground(reopening: Row, context: DocumentContext) -> Iterator[str]:
    ground, redress = context.label(ReopeningGround(reopening["ground"])), context.acts.get(reopening["redress"])
    ruled = [row for row in redress["rulings"] if row["outcome"] in GRANTED] if redress else []
    if ruled:
        yield context.say("ground_ruling", ruling=context.cited(ruled[-1], "ruling_cited"))
    elif reopening["document_number"] is None:
        yield context.say("ground", ground=ground)
    else:
        yield context.say("ground_paper", ground=ground, number=reopening["document_number"])


def _after(case: Row, context: DocumentContext) -> Iterator[str]:
    """Yield later events of the case, as recorded at the version. A hidden case cannot be found by its address."""
    if case["state"] == CaseState.CLOSED:
        yield context.say("closed", reason=context.label(ClosureReason(case["closure"]["reason"])))
    else:
        yield context.say("checked_again")
    if not case["closure"] or case["closure"]["reason"] not in HIDDEN_CLOSURES:
        yield context.say("follow", where=context.page_at("lookup"))


def _status(case: Row, cycle: int) -> RestorationStatus:
    """Return the state of the restoration of items removed in a cycle, by the newest request for restoration."""
    of = {takedown["id"] for takedown in case["takedowns"] if takedown["cycle"] == cycle}
    asked = [restoration for restoration in case["restorations"] if restoration["takedown"] in of]
    if not asked:
        return RestorationStatus.NEEDED
    return RestorationStatus(asked[-1]["outcome"] or asked[-1]["reply"] or RestorationStatus.ASKED)


def _of_removal(case: Row, takedown: Row, context: DocumentContext) -> Undone:
    day = day_of(takedown["withdrawn"]["at"])
    drafted = day_of(takedown["drafted"]["at"])
    told = context.say(
        "withdrawn",
        count=padded(len(takedown["items"])),
        code=case["code"],
        agency=context.name(takedown["drafted"]["agency"], drafted),
        drafted=context.day(drafted),
        day=context.day(day),
    )
    status = context.label(_status(case, takedown["cycle"]))
    return Undone(
        agency=case["lead"],
        day=day,
        addressees=_both(context),
        texts=(told, context.say("put_back", status=status)),
        items=tuple(takedown["items"]),
    )


def _of_own(case: Row, measure: Row, context: DocumentContext) -> Undone:
    day, taken = day_of(measure["ended_at"]), day_of(measure["taken_at"])
    told = context.say(
        "own_undone",
        measure=context.label(OwnMeasureKind(measure["kind"])),
        decision=measure["public_code"] or measure["id"],
        agency=context.name(measure["agency"], taken),
        taken=context.day(taken),
        page=said(measure["page"]),
        day=context.day(day),
    )
    return Undone(
        agency=measure["agency"],
        day=day,
        addressees=(context.say("commenter"),),
        texts=(told, *_own_ground(case, measure, context), context.say("shown_again")),
    )


def _own_ground(case: Row, measure: Row, context: DocumentContext) -> Iterator[str]:
    ended_by = [reopening for reopening in case["reopenings"] if measure["id"] in reopening["measures"]]
    if measure["redress"] is not None:
        yield context.say("own_upheld")
    elif ended_by:
        yield from _ground(ended_by[-1], context)
    else:
        yield context.say("own_lapsed" if measure["lapsed"] else "own_ended")


def _list(items: tuple[Row, ...], context: DocumentContext) -> Annex:
    """Return an annex of the restored items, identified by address alone."""
    columns = (
        Column(title=context.say("number"), share=0.5),
        Column(title=context.say("where"), share=3.9),
        Column(title=context.say("captured"), share=2.6),
    )
    rows = tuple(
        (padded(number), said(item["url"]), context.day(day_of(item["captured_at"])))
        for number, item in enumerate(items, start=1)
    )
    return Annex(title=context.say("items"), blocks=(Table(columns=columns, rows=rows),))
