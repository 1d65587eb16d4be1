"""The decision (Đ4.4, Đ5.1.h)."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from domain.case.state.findings import Finding
from domain.case.state.measures import Measure
from workers.documents.model import AnnexedTo, Block, Document, Heading, Level, Paragraph
from workers.documents.office.context import DocumentContext, said
from workers.documents.office.findings import findings, places
from workers.documents.office.persons import reported

Row = Mapping[str, Any]
WHO_ANSWERS = "Người, cơ quan, tổ chức đăng tải nội dung tại địa chỉ nêu tại Điều 1"
"""Addressee of a decision: the register does not know who wrote a thing (X2)."""


def harms(made: Row) -> bool:
    """Return True if a decision protects a person: then it repeats no word of what was reported."""
    return bool(made["finding"] == Finding.HARMS_PERSON)


def decided(case: Row, part: str) -> Row:
    return next(taken for taken in case["decisions"] if taken["public_code"] == part)


def decision(case: Row, part: str, context: DocumentContext) -> Document:
    """The decision: what, about which address, what is false, why, how to complain. The words reported are an annex."""
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
    yield article(5, "in_force", code=made["public_code"])


def _weighed(case: Row, made: Row, context: DocumentContext) -> Iterator[Paragraph]:
    """The milder measures, and what is made of what the person concerned said, or why nobody asked."""
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
    """That the limitation period is over, and why the measure is needed all the same."""
    if made["after_limitation"]:
        day, source = context.day(made["limitation"]["last_day"]), made["limitation"]["source"]
        yield Paragraph(text=context.say("late", day=day, source=source, reasons=said(made["after_limitation"])))
