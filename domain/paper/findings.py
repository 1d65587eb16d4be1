"""Findings of a cycle of a case, the place of the content, and reported words with persons masked (X2)."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, Final

from domain.case.state.measures import Finding, VerificationResult
from domain.kernel.masking import spans
from domain.messages import Language
from domain.paper.context import DocumentContext, said
from domain.paper.model import Annex, Paragraph

Row = Mapping[str, Any]


def places(case: Row, context: DocumentContext) -> str:
    known = [address for address in (case["url"], *case["addresses"]) if address is not None]
    if not known:
        return context.say("described")
    return context.say("address" if len(known) == 1 else "addresses", known="; ".join(known))


def findings(case: Row, cycle: int, context: DocumentContext) -> Iterator[Paragraph]:
    """Yield the findings of a cycle: the false fact, the evidence for and against, the conclusion."""
    reviews = [review for review in case["expression_reviews"] if review["cycle"] == cycle]
    if reviews and reviews[-1]["harm"]:
        yield Paragraph(text=context.say("tested"))
    elif reviews:
        yield Paragraph(text=context.say("fact", fact=said(reviews[-1]["false_fact"])))
    for checked in case["verifications"]:
        if checked["cycle"] == cycle:
            yield Paragraph(text=_evidence(checked, context))
    yield from _appraised(case, cycle, context)


def _evidence(checked: Row, context: DocumentContext) -> str:
    result = context.label(VerificationResult(checked["result"]))
    return context.say("evidence", result=result, sources=said(checked["sources"]), contrary=said(checked["contrary"]))


def _appraised(case: Row, cycle: int, context: DocumentContext) -> Iterator[Paragraph]:
    """Yield the conclusion. After a reopening only the finding exists, because the decision contains a copy."""
    if (found := case["appraisal"]) and found["cycle"] == cycle:
        finding = context.label(Finding(found["finding"]))
        yield Paragraph(text=context.say("appraised", finding=finding, reasons=said(found["reasons"])))
        return
    kept = [decision["finding"] for decision in case["decisions"] if decision["cycle"] == cycle and decision["finding"]]
    if kept:
        yield Paragraph(text=context.say("found", finding=context.label(Finding(kept[-1]))))


LEFT_OUT: Final = "[…]"
NOTES: Final[Mapping[Language, str]] = {
    "vi": "Dấu […] thay cho họ tên, số điện thoại, địa chỉ và tài khoản của cá nhân được nêu trong nội dung.",
    "en": "The mark […] replaces names, telephone numbers, addresses and accounts of persons in the text.",
}


def without_persons(text: str) -> str:
    """Return a text with marks in place of data that may identify a person. The patterns are those for notices."""
    found = sorted(spans(text), key=lambda span: (span.start, -span.end))
    edges = [0]
    for span in found:
        if span.end > edges[-1]:
            edges += [max(span.start, edges[-1]), span.end]
    kept = [*edges, len(text)]
    return LEFT_OUT.join(text[start:end] for start, end in list(pairwise(kept))[::2])


def reported(title: str, text: str | None, language: Language = "vi") -> Annex:
    """Return the annex with the reported or received text, in which persons are masked."""
    shown = without_persons(said(text))
    note = (Paragraph(text=NOTES[language]),) if LEFT_OUT in shown else ()
    return Annex(title=title, blocks=(Paragraph(text=shown), *note))
