"""Consolidated report after its numbers are frozen: it is drafted, reviewed by a second person, signed, sent, and
superseded (Đ6.3).

Numbers are never typed in and never change here. Only an officer enters the number, the day and the signatory of the
paper document, which the register cannot derive.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated

from domain.kernel.calendar import local_date
from domain.kernel.event import Follows, Job, Step
from domain.kernel.fields import Ref, Spec, Words
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.vocabulary import AgencyKind, Kind, Post
from domain.kernel.wording import Exempt
from domain.report.command import CompilerCommand, submissions_again
from domain.report.state.consolidated import Consolidated, ConsolidatedState, PartText, ReportPart, Sending, Signature
from domain.report.state.report import ReportType
from domain.rules.facts import Facts
from domain.rules.guards import actor_among, agency_of_kind, of_kind, required

TEXT_MOST = 50_000
NEW_EDITION = "new-edition"
NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII")
"""Roman numerals of the parts on the paper, in the order of `ReportPart`."""
REVIEWED = frozenset({ConsolidatedState.REVIEWED})
SUPERSEDABLE = frozenset(
    {
        ConsolidatedState.FROZEN_DATA,
        ConsolidatedState.DRAFT,
        ConsolidatedState.REVIEWED,
        ConsolidatedState.SIGNED,
        ConsolidatedState.SENT,
    }
)


def wrote_none(report: Consolidated, facts: Facts) -> Problem | None:
    """The actor wrote no text of the report (G5)."""
    if actor_among(report.drafters, facts):
        return unguarded(Guard.G5_TWO_PERSONS, "second-person-needed")
    return None


class ConsolidatedDrafted(Follows[Consolidated], type="consolidated.drafted"):
    """A part of the report was written, or its text was replaced."""

    text: PartText

    def fold(self, report: Consolidated) -> Consolidated:
        others = (text for text in report.texts if text.part is not self.text.part)
        texts = sorted((*others, self.text), key=lambda text: tuple(ReportPart).index(text.part))
        return replace(report, state=ConsolidatedState.DRAFT, texts=tuple(texts))

    def jobs(self, report: Consolidated) -> Iterator[Job]:
        return submissions_again(report)


class DraftConsolidated(CompilerCommand, states={ConsolidatedState.FROZEN_DATA, ConsolidatedState.DRAFT}):
    """Write a part of the report, or replace its text (Đ6.3)."""

    part: Annotated[ReportPart, Spec(doc="Part of the report, I to VII.")]
    text: Annotated[str, Words(doc="Text of the part. The tables contain the numbers.", least=2, most=TEXT_MOST)]

    def decide(self, report: Consolidated, facts: Facts) -> ConsolidatedDrafted:
        return ConsolidatedDrafted(text=facts.record(PartText, self))


class ConsolidatedReviewed(
    Follows[Consolidated], type="consolidated.reviewed", state=ConsolidatedState.REVIEWED, sets={"reviewed": "step"}
):
    step: Step

    def jobs(self, report: Consolidated) -> Iterator[Job]:
        return submissions_again(report)


def all_parts_there(report: Consolidated, facts: Facts) -> Problem | None:
    """Every part of the report has a text."""
    written = {text.part for text in report.texts}
    missing = [numeral for numeral, part in zip(NUMERALS, ReportPart, strict=True) if part not in written]
    return RuleNotMet(code="parts-missing", params={"parts": ", ".join(missing)}) if missing else None


class ReviewConsolidated(
    CompilerCommand,
    states={ConsolidatedState.DRAFT},
    writes=ConsolidatedReviewed,
    requires=(all_parts_there, wrote_none),
):
    """Approve the report as a second person."""


class ConsolidatedReturned(Follows[Consolidated], type="consolidated.returned"):
    step: Step

    def fold(self, report: Consolidated) -> Consolidated:
        return replace(report, state=ConsolidatedState.DRAFT, reviewed=None, returns=(*report.returns, self.step))


class ReturnConsolidated(CompilerCommand, states=REVIEWED, writes=ConsolidatedReturned):
    """Return the report to its writers for correction."""

    reasons: Annotated[str, Words(doc="Text that must be corrected, with the mistake.", least=10, most=5_000)]


class ConsolidatedSigned(Follows[Consolidated], type="consolidated.signed", state=ConsolidatedState.SIGNED):
    signature: Signature


class SignConsolidated(CompilerCommand, posts={Post.SIGNATORY}, states=REVIEWED, requires=(wrote_none,), signed=True):
    """Record the signature on the paper document: its number, its date and the signatory."""

    number: Annotated[str, Words(doc="Number of the document.", most=60)]
    signed_on: Annotated[date, Spec(doc="Date of the document, not before the numbers were frozen.")]
    signatory: Annotated[
        str,
        Words(
            doc="Office and name of the person who signed, as on the paper.", least=3, most=200, exempt=Exempt.OFFICE
        ),
    ]

    def decide(self, report: Consolidated, facts: Facts) -> ConsolidatedSigned:
        """Record the signature. Raises Refused for a date before the freeze or after today."""
        if self.signed_on > local_date(facts.now):
            raise Refused(invalid("signed_on", "in-the-future"))
        if self.signed_on < local_date(required(report.frozen).at):
            raise Refused(invalid("signed_on", "before-the-freeze"))
        return ConsolidatedSigned(signature=facts.record(Signature, self))


class ConsolidatedSent(Follows[Consolidated], type="consolidated.sent", state=ConsolidatedState.SENT):
    sending: Sending


class SendConsolidated(CompilerCommand, states={ConsolidatedState.SIGNED}):
    """Record that the signed report was sent to the People's Committee (Đ6.3)."""

    recipient: Annotated[
        str,
        Ref(
            doc="The provincial People's Committee, which receives the report.",
            to=Kind.AGENCY,
            fits=of_kind(AgencyKind.PPC),
        ),
    ]

    def decide(self, report: Consolidated, facts: Facts) -> ConsolidatedSent:
        """Record the sending. Raises Refused for any recipient other than the provincial People's Committee."""
        agency_of_kind("recipient", self.recipient, AgencyKind.PPC, facts)
        return ConsolidatedSent(sending=facts.record(Sending, self))


class ConsolidatedSuperseded(Follows[Consolidated], type="consolidated.superseded"):
    """A new edition replaces the report; `edition` is the number of the new edition."""

    step: Step
    edition: int

    def fold(self, report: Consolidated) -> Consolidated:
        return replace(report, state=ConsolidatedState.SUPERSEDED, superseded=self.step)

    def jobs(self, report: Consolidated) -> Iterator[Job]:
        yield Job(job=NEW_EDITION, data={"edition": str(self.edition)})


def periodic(report: Consolidated, facts: Facts) -> Problem | None:
    """The report is about a period; numbers of a freely chosen span are ordered again instead."""
    return RuleNotMet(code="periodic-only") if report.type is ReportType.AD_HOC else None


class SupersedeConsolidated(CompilerCommand, posts={Post.SIGNATORY}, states=SUPERSEDABLE, requires=(periodic,)):
    """Order a new edition of the report, with reasons. Frozen numbers are never edited."""

    reasons: Annotated[str, Words(doc="Reasons for the new edition.", least=10, most=5_000)]

    def decide(self, report: Consolidated, facts: Facts) -> ConsolidatedSuperseded:
        """Supersede the report. A job that this event orders schedules the new edition."""
        return ConsolidatedSuperseded(step=facts.step(note="reasons"), edition=report.edition + 1)
