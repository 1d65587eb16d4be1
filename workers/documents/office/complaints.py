"""The decision on a complaint, at the first and the second level (Law on Complaints, Art. 31 and 40)."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from domain.complaint.state import FIRST, ContestedKind, RedressOutcome
from domain.registry.unconfirmed_law import COMPLAINTS_AMENDED
from workers.documents.model import AnnexedTo, Block, Document, Heading, Level, Paragraph
from workers.documents.office.context import DocumentContext, said
from workers.documents.office.persons import reported

Row = Mapping[str, Any]
AGAINST: Final = {kind: f"against_{kind.lower()}" for kind in ContestedKind}
"""Keys of the words that name what a complaint is against."""


def ruling(redress: Row, part: str, context: DocumentContext) -> Document:
    """The decision on a complaint: the result, why, and the way on. Who complains stands nowhere in the register."""
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
        blocks=(Heading(text=context.say("resolves"), level=Level.RESOLVES), *_articles(redress, made, context)),
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
    """The Law on Complaints, with its amendment from the day on which that is in force."""
    yield context.say("basis", what=context.say("law"))
    if COMPLAINTS_AMENDED.covers(day):
        yield context.say("basis", what=context.say("law_amended"))


def _articles(redress: Row, made: Row, context: DocumentContext) -> Iterator[Block]:
    outcome = context.label(RedressOutcome(made["outcome"]))
    against = context.say(AGAINST[redress["about"]])
    texts = (
        context.say("ruled", against=against, decision=redress["decision"], outcome=outcome),
        context.say("because", reasons=said(made["reasons"])),
        context.say("way_on", way_on=said(made["way_on"])),
        context.say("ruling_in_force"),
    )
    for number, text in enumerate(texts, start=1):
        yield Paragraph(lead=context.say("article", number=number), text=text)
