"""Findings of a cycle of a case, and the place of the content, for every document that rests on it."""

from collections.abc import Iterator, Mapping
from typing import Any

from domain.case.state.findings import Finding, VerificationResult
from workers.documents.model import Paragraph
from workers.documents.office.context import DocumentContext, said

Row = Mapping[str, Any]


def places(case: Row, context: DocumentContext) -> str:
    known = [address for address in (case["url"], *case["addresses"]) if address is not None]
    if not known:
        return context.say("described")
    return context.say("address" if len(known) == 1 else "addresses", known="; ".join(known))


def findings(case: Row, cycle: int, context: DocumentContext) -> Iterator[Paragraph]:
    """Yield the findings of a cycle: the fact that is false, the evidence for and against, the conclusion."""
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
    """The conclusion. Its reasons go when the case is opened again; the decision keeps which finding it was."""
    if (found := case["appraisal"]) and found["cycle"] == cycle:
        finding = context.label(Finding(found["finding"]))
        yield Paragraph(text=context.say("appraised", finding=finding, reasons=said(found["reasons"])))
        return
    kept = [decision["finding"] for decision in case["decisions"] if decision["cycle"] == cycle and decision["finding"]]
    if kept:
        yield Paragraph(text=context.say("found", finding=context.label(Finding(kept[-1]))))
