"""From frozen numbers to a report that was sent: drafted, reviewed by a second person, signed, sent, superseded (Đ6.3).

Numbers are never typed in and never change here. What the register cannot know, the number, the day and the signatory
of the paper, is entered and never made up.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Annotated

from domain.kernel.calendar import local_date
from domain.kernel.event import Event
from domain.kernel.fields import Ref, Spec, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.roles import AgencyKind, Post
from domain.kernel.step import Step
from domain.report.compiling import ConsolidatedScheduled, evolve_compiling, own, scheduled
from domain.report.consolidated import (
    Consolidated,
    ConsolidatedState,
    ConsolidatedType,
    PartText,
    ReportPart,
    Sending,
    Signature,
)
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import actor_among, agency_of_kind

TEXT_MOST = 50_000


class ConsolidatedDrafted(Event, type="consolidated.drafted"):
    """A part was written, or written anew."""

    text: PartText


class ConsolidatedReviewed(Event, type="consolidated.reviewed"):
    """A second person found it good."""

    step: Step


class ConsolidatedReturned(Event, type="consolidated.returned"):
    """It went back to be written anew, with reasons."""

    step: Step


class ConsolidatedSigned(Event, type="consolidated.signed"):
    """It was signed."""

    signature: Signature


class ConsolidatedSent(Event, type="consolidated.sent"):
    """It went to the People's Committee."""

    sending: Sending


class ConsolidatedSuperseded(Event, type="consolidated.superseded"):
    """A new edition takes its place; `edition` is its number."""

    step: Step
    edition: int


@dataclass(frozen=True, kw_only=True)
class DraftConsolidated:
    """Write a part of the report, or write it anew (Đ6.3)."""

    part: Annotated[ReportPart, Spec(doc="The part, I to VII.")]
    text: Annotated[str, Words(doc="Its words; numbers stand in the tables.", least=2, most=TEXT_MOST)]


@dataclass(frozen=True, kw_only=True)
class ReviewConsolidated:
    """Find the report good, as a second person."""


@dataclass(frozen=True, kw_only=True)
class ReturnConsolidated:
    """Give the report back to be written anew."""

    reasons: Annotated[str, Words(doc="What is to be mended.", least=10, most=5_000)]


@dataclass(frozen=True, kw_only=True)
class SignConsolidated:
    """Enter that the report was signed: number, day and signatory as they stand on the paper."""

    number: Annotated[str, Words(doc="Number of the document.", most=60)]
    signed_on: Annotated[date, Spec(doc="Day of the document; not before the numbers were frozen.")]
    signatory: Annotated[str, Words(doc="Who signed: office and name as on the paper.", least=3, most=200)]


@dataclass(frozen=True, kw_only=True)
class SendConsolidated:
    """Enter that the signed report went to the People's Committee (Đ6.3)."""

    recipient: Annotated[str, Ref(doc="The People's Committee of the province.")]


@dataclass(frozen=True, kw_only=True)
class SupersedeConsolidated:
    """Have a new edition compiled, with reasons: frozen numbers are never edited."""

    reasons: Annotated[str, Words(doc="Why.", least=10, most=5_000)]


def draft(state: Consolidated, command: DraftConsolidated, facts: Facts) -> tuple[Event, ...]:
    """Write a part."""
    text = PartText(part=command.part, officer=facts.actor.subject, at=facts.now, text=facts.sealed["text"])
    return (ConsolidatedDrafted(text=text),)


def may_review(state: Consolidated, facts: Facts) -> Problem | None:
    """All parts are there, and who reviews wrote none of them (G5)."""
    if problem := own(state, facts):
        return problem
    if {each.part for each in state.texts} < set(ReportPart):
        return RuleNotMet(code="parts-missing")
    return _second(state, facts)


def _second(state: Consolidated, facts: Facts) -> Problem | None:
    if actor_among(state.drafters, facts):
        return unguarded(Guard.G5_TWO_PERSONS, "second-person-needed")
    return None


def review(state: Consolidated, command: ReviewConsolidated, facts: Facts) -> tuple[Event, ...]:
    """Find it good."""
    return (ConsolidatedReviewed(step=facts.step()),)


def give_back(state: Consolidated, command: ReturnConsolidated, facts: Facts) -> tuple[Event, ...]:
    """Give it back."""
    return (ConsolidatedReturned(step=facts.step(note="reasons")),)


def may_sign(state: Consolidated, facts: Facts) -> Problem | None:
    """Not somebody who wrote it (G5)."""
    return own(state, facts) or _second(state, facts)


def sign(state: Consolidated, command: SignConsolidated, facts: Facts) -> tuple[Event, ...]:
    """Enter the signature."""
    assert state.frozen is not None  # REVIEWED
    if command.signed_on > local_date(facts.now):
        raise Refused(invalid("signed_on", "in-the-future"))
    if command.signed_on < local_date(state.frozen.at):
        raise Refused(invalid("signed_on", "before-the-freeze"))
    made = Signature(
        agency=facts.actor.own,
        officer=facts.actor.subject,
        at=facts.now,
        number=facts.sealed["number"],
        signed_on=command.signed_on,
        signatory=facts.sealed["signatory"],
    )
    return (ConsolidatedSigned(signature=made),)


def send(state: Consolidated, command: SendConsolidated, facts: Facts) -> tuple[Event, ...]:
    """Enter that it went out, to the People's Committee and nobody else."""
    agency_of_kind("recipient", command.recipient, AgencyKind.PPC, facts)
    return (ConsolidatedSent(sending=Sending(recipient=command.recipient, step=facts.step())),)


def may_supersede(state: Consolidated, facts: Facts) -> Problem | None:
    """The report of a period; numbers of another span are simply compiled anew."""
    if problem := own(state, facts):
        return problem
    return RuleNotMet(code="periodic-only") if state.type is ConsolidatedType.AD_HOC else None


def supersede(state: Consolidated, command: SupersedeConsolidated, facts: Facts) -> tuple[Event, ...]:
    """Order a new edition; it is scheduled by a job that derives from this event."""
    return (ConsolidatedSuperseded(step=facts.step(note="reasons"), edition=state.edition + 1),)


def evolve_consolidated(state: Consolidated | None, event: Event, id: str) -> Consolidated:
    """Fold one event of a consolidated report. Raises TypeError for one that cannot follow."""
    match state, event:
        case None, ConsolidatedScheduled() as it:
            return scheduled(id, it)
        case Consolidated(), ConsolidatedDrafted(text=text):
            others = tuple(each for each in state.texts if each.part is not text.part)
            texts = tuple(sorted((*others, text), key=lambda each: tuple(ReportPart).index(each.part)))
            return replace(state, state=ConsolidatedState.DRAFT, texts=texts)
        case Consolidated(), ConsolidatedReviewed(step=step):
            return replace(state, state=ConsolidatedState.REVIEWED, reviewed=step)
        case Consolidated(), ConsolidatedReturned(step=step):
            return replace(state, state=ConsolidatedState.DRAFT, reviewed=None, returns=(*state.returns, step))
        case Consolidated(), ConsolidatedSigned(signature=made):
            return replace(state, state=ConsolidatedState.SIGNED, signature=made)
        case Consolidated(), ConsolidatedSent(sending=sending):
            return replace(state, state=ConsolidatedState.SENT, sending=sending)
        case Consolidated(), ConsolidatedSuperseded(step=step):
            return replace(state, state=ConsolidatedState.SUPERSEDED, superseded=step)
        case Consolidated(), _ if (after := evolve_compiling(state, event)) is not None:
            return after
    raise TypeError(f"{event.TYPE} does not follow {state}")


_lead = partial(
    Action,
    stream=Kind.CONSOLIDATED,
    scope=Scope.REPORT_COMPILE,
    posts=frozenset({Post.HANDLER, Post.SIGNATORY}),
    may=own,
)

ACTIONS = (
    _lead(
        command=DraftConsolidated,
        decide=draft,
        states=frozenset({ConsolidatedState.FROZEN_DATA, ConsolidatedState.DRAFT}),
    ),
    _lead(command=ReviewConsolidated, decide=review, states=frozenset({ConsolidatedState.DRAFT}), may=may_review),
    _lead(command=ReturnConsolidated, decide=give_back, states=frozenset({ConsolidatedState.REVIEWED})),
    _lead(
        command=SignConsolidated,
        decide=sign,
        posts=frozenset({Post.SIGNATORY}),
        states=frozenset({ConsolidatedState.REVIEWED}),
        may=may_sign,
    ),
    _lead(command=SendConsolidated, decide=send, states=frozenset({ConsolidatedState.SIGNED})),
    _lead(
        command=SupersedeConsolidated,
        decide=supersede,
        posts=frozenset({Post.SIGNATORY}),
        states=frozenset(
            {
                ConsolidatedState.FROZEN_DATA,
                ConsolidatedState.DRAFT,
                ConsolidatedState.REVIEWED,
                ConsolidatedState.SIGNED,
                ConsolidatedState.SENT,
            }
        ),
        may=may_supersede,
    ),
)
