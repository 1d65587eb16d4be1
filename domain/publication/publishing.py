"""Bringing a notice before the public and answering for it: approved by a second person, issued on time, corrected,
retracted, each for a reason that the public reads (Đ4.5, G5, G6).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, Any

from domain.case.state.publication_link import STANDING, PublicationState
from domain.case.state.reopening import ReopeningGround
from domain.kernel.actor import ActorKind
from domain.kernel.event import Event, Sealed
from domain.kernel.fields import Spec, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.roles import Post
from domain.kernel.step import Step
from domain.press_question.mandates import speaking
from domain.publication.drafting import PublicationDrafted, evolve_drafting, fit_to_print, own, own_result
from domain.publication.masking import spans
from domain.publication.state import CaseResult, Publication, PublicChange, PublicVersion, Retraction, RetractionGround
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import actor_among

EMBARGO_MOST = timedelta(days=90)


class PublicationApproved(Event, type="publication.approved"):
    """The spokesperson approved it; with `release_at` it waits for that moment."""

    step: Step
    release_at: datetime | None = None


class PublicationIssued(Event, type="publication.issued"):
    """The public can read it; `result` is how the result stands by then, if something of it moved."""

    at: datetime
    result: CaseResult | None = None


class PublicationCorrected(Event, type="publication.corrected"):
    """Other words took its place."""

    step: Step
    result: CaseResult


class PublicationConfirmed(Event, type="publication.confirmed"):
    """The case was opened again and came to the same result: the notice stands."""

    step: Step
    result: CaseResult


class PublicationRetracted(Event, type="publication.retracted"):
    """The agency took it back; the tombstone stays."""

    retraction: Retraction


class ReviewBegun(Event, type="publication.under-review"):
    """The case was opened again: the public is told so at once."""

    at: datetime
    ground: ReopeningGround


class PublicationHalted(Event, type="publication.halted"):
    """The case was opened again before the public saw the notice, which is given up."""

    step: Step


@dataclass(frozen=True, kw_only=True)
class ApprovePublication:
    """Approve a notice as the agency's spokesperson; with a moment of release, it is issued then (Đ5.7.c)."""

    release_at: Annotated[
        datetime | None, Spec(doc="When it is issued by the register, at most 90 days ahead; else when one says so.")
    ] = None


@dataclass(frozen=True, kw_only=True)
class IssuePublication:
    """Bring an approved notice before the public now, also before its moment of release (Đ4.5)."""


@dataclass(frozen=True, kw_only=True)
class IssueOnTime:
    """Issue a notice whose moment of release has come (an act of the register itself)."""


@dataclass(frozen=True, kw_only=True)
class IssueCorrection:
    """Put the correction in the notice's place, as the spokesperson (Đ4.5)."""


@dataclass(frozen=True, kw_only=True)
class ConfirmPublication:
    """Say that a notice under review stands: the case came to the same result again (Đ4.5)."""

    reason: Annotated[str, Words(doc="Why it stands, for the public.", least=10, most=2_000)]


@dataclass(frozen=True, kw_only=True)
class RetractPublication:
    """Take a notice back. Its place says so and why; earlier words stay readable, save personal data (Đ4.5)."""

    ground: Annotated[RetractionGround, Spec(doc="Why.")]
    reason: Annotated[str, Words(doc="Why, for the public.", least=10, most=2_000)]


def approve(state: Publication, command: ApprovePublication, facts: Facts) -> tuple[Event, ...]:
    """Approve: the spokesperson, and never who wrote it or answered for a finding (G5)."""
    speaking(state.agency, state.case, facts)
    second_person(state, facts)
    fit_to_print(state, facts)
    if command.release_at is not None and not facts.now < command.release_at <= facts.now + EMBARGO_MOST:
        raise Refused(invalid("release_at", "release-out-of-range", most=EMBARGO_MOST.days))
    return (PublicationApproved(step=facts.step(), release_at=command.release_at),)


def second_person(state: Publication, facts: Facts) -> None:
    """Raises Refused for who wrote the words or answered for a finding in them, under any appointment (G5)."""
    wording = state.open_wording
    answered = {each.officer for each in wording.findings if each.officer}
    if actor_among({wording.officer, *answered}, facts):
        raise Refused(unguarded(Guard.G5_TWO_PERSONS, "second-person-needed"))


def issue(state: Publication, command: IssuePublication, facts: Facts) -> tuple[Event, ...]:
    """Issue it now."""
    speaking(state.agency, state.case, facts)
    return (_issued(state, facts),)


def issue_on_time(state: Publication, command: IssueOnTime, facts: Facts) -> tuple[Event, ...]:
    """Issue it, not before its moment and not about another result than was approved."""
    assert state.release_at is not None  # the state is EMBARGOED
    if facts.now < state.release_at:
        raise Refused(RuleNotMet(code="embargo-runs"))
    return (_issued(state, facts),)


def _issued(state: Publication, facts: Facts) -> PublicationIssued:
    """The very result that was approved, with the last day to complain that holds now."""
    result = fit_to_print(state, facts)
    return PublicationIssued(at=facts.now, result=None if result == state.result else result)


def issue_correction(state: Publication, command: IssueCorrection, facts: Facts) -> tuple[Event, ...]:
    """Correct: with the result that the ground has now, the case or a complaint, approved by a second person."""
    speaking(state.agency, state.case, facts)
    second_person(state, facts)
    return (PublicationCorrected(step=facts.step(), result=fit_to_print(state, facts)),)


def confirm(state: Publication, command: ConfirmPublication, facts: Facts) -> tuple[Event, ...]:
    """Let a notice under review stand, if the new result says the same."""
    naming_nobody(command.reason)
    speaking(state.agency, state.case, facts)
    result = own_result(replace(state, correction=None), facts)
    said = state.versions[-1].result
    if (result.finding, result.measure, result.outcome) != (said.finding, said.measure, said.outcome):
        raise Refused(unguarded(Guard.G6_PUBLICATION, "result-changed"))
    return (PublicationConfirmed(step=facts.step(note="reason"), result=result),)


def retract(state: Publication, command: RetractPublication, facts: Facts) -> tuple[Event, ...]:
    """Take it back; nothing may stand in the way of that but the right to speak, and a reason that names nobody."""
    naming_nobody(command.reason)
    speaking(state.agency, state.case, facts)
    made = Retraction(ground=command.ground, officer=facts.actor.subject, at=facts.now, reason=facts.sealed["reason"])
    return (PublicationRetracted(retraction=made),)


def naming_nobody(reason: str) -> None:
    """Raises Refused for a reason in which the masking check finds anything: it is read at once, by everybody."""
    if spans(reason):
        raise Refused(invalid("reason", "reason-points-at-somebody"))


def evolve_publication(state: Publication | None, event: Event, id: str) -> Publication:
    """Fold one event of a notice. Raises TypeError for one that cannot follow."""
    match state, event:
        case None, PublicationDrafted() as it:
            return Publication(
                id=id,
                state=PublicationState.DRAFT,
                agency=it.agency,
                case=it.case,
                form=it.form,
                redress_notice=it.redress_notice,
                wording=it.wording,
                result=it.result,
                drafted_at=it.at,
            )
        case Publication(), _:
            after = evolve_drafting(state, event) or _public(state, event)
            if after is not None:
                return after
    raise TypeError(f"{event.TYPE} does not follow {state}")


def _public(state: Publication, event: Event) -> Publication | None:
    match event:
        case PublicationApproved(step=step, release_at=release_at):
            then = PublicationState.EMBARGOED if release_at else PublicationState.APPROVED
            return replace(state, state=then, approved=step, release_at=release_at)
        case PublicationHalted(step=step):
            return replace(state, state=PublicationState.WITHDRAWN, withdrawn=step, release_at=None)
        case PublicationIssued(at=at, result=result):
            said = replace(state, result=result or state.result)
            return replace(said, state=PublicationState.ISSUED, versions=(_version(said, PublicChange.ISSUED, at),))
        case PublicationCorrected(step=step, result=result) if state.correction:
            said = replace(state, wording=state.correction.wording, result=result, approved=step)
            shown = _version(said, PublicChange.CORRECTED, step.at, state.correction.reason)
            return replace(said, state=PublicationState.CORRECTED, correction=None, review_since=None).showing(shown)
        case PublicationConfirmed(step=step, result=result):
            said = replace(state, result=result, review_since=None)
            return said.showing(_version(said, PublicChange.CONFIRMED, step.at, step.note))
        case ReviewBegun(at=at, ground=ground):
            shown = replace(_version(state, PublicChange.UNDER_REVIEW, at), ground=ground)
            return replace(state, review_since=at).showing(shown)
        case PublicationRetracted(retraction=made):
            shown = _version(state, PublicChange.RETRACTED, made.at, made.reason)
            gone = replace(state, state=PublicationState.RETRACTED, retraction=made, correction=None, review_since=None)
            return gone.showing(shown)
    return None


def _version(state: Publication, change: PublicChange, at: datetime, reason: Sealed | None = None) -> PublicVersion:
    return PublicVersion(
        change=change,
        at=at,
        title=state.wording.title,
        claim=state.wording.claim,
        text=state.wording.text,
        result=state.result,
        reason=reason,
    )


def corrected(state: Publication, facts: Facts) -> Problem | None:
    """It is one's own notice, and a correction of it was written."""
    return own(state, facts) or (None if state.correction else RuleNotMet(code="no-correction"))


def reviewed(state: Publication, facts: Facts) -> Problem | None:
    """It is one's own notice, and it is under review."""
    return own(state, facts) or (None if state.review_since else RuleNotMet(code="not-under-review"))


def _row(
    command: type,
    decide: Any,
    states: frozenset[PublicationState],
    may: Callable[[Publication, Facts], Problem | None] = own,
) -> Action:
    return Action(
        command=command,
        stream=Kind.PUBLICATION,
        decide=decide,
        scope=Scope.PRESS_ISSUE,
        posts=frozenset({Post.SPOKESPERSON}),
        states=frozenset(each.value for each in states),
        may=may,
    )


ACTIONS = (
    _row(ApprovePublication, approve, frozenset({PublicationState.CHECKED})),
    _row(IssuePublication, issue, frozenset({PublicationState.APPROVED, PublicationState.EMBARGOED})),
    _row(IssueCorrection, issue_correction, STANDING, corrected),
    _row(ConfirmPublication, confirm, STANDING, reviewed),
    _row(RetractPublication, retract, STANDING),
    Action(
        command=IssueOnTime,
        stream=Kind.PUBLICATION,
        decide=issue_on_time,
        states=frozenset({PublicationState.EMBARGOED.value}),
        additive=True,
        by=frozenset({ActorKind.SYSTEM}),
    ),
)
