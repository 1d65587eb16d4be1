"""The invitation to be heard before a measure is proposed (Đ2.2): the question, the code and the term."""

from collections.abc import Iterator, Mapping
from typing import Any

from domain.case.state.hearing import HearingWay
from domain.kernel.calendar import in_utc
from workers.documents.model import Document, Paragraph
from workers.documents.office.context import DocumentContext, day_of, last_day_of, said
from workers.documents.office.findings import places

Row = Mapping[str, Any]
BLANK = 30 * "."
"""Room on the paper for the register's word, which the person writes by hand."""


def hearing_invitation(case: Row, part: str, context: DocumentContext) -> Document:
    """The letter to whoever published the content. It names nobody: who has the code answers."""
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
