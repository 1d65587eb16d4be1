"""Reopening: the way back from a closed or decided case, by document and by a second person (Đ2.2).

What was decided stays written; a reopened case runs through the machine again, one cycle later, and whatever was
being carried out stops.
"""

from dataclasses import dataclass, replace
from typing import Annotated

from domain.case.guards import led_by_actor, this_cycle
from domain.case.own_measures import ended, going_on
from domain.case.state.case import Case, CaseState
from domain.case.state.publication_link import IN_HAND, PublicationLink, PublicationState
from domain.case.state.reopening import Reopening, ReopeningGround
from domain.case.takedowns import all_withdrawn, reviewed
from domain.kernel.event import Event
from domain.kernel.fields import Spec, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, unguarded
from domain.kernel.roles import Post
from domain.kernel.step import Step
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import actor_among


class CaseReopened(Event, type="case.reopened"):
    """The case goes back to where it can be checked."""

    reopening: Reopening


@dataclass(frozen=True, kw_only=True)
class ReopenCase:
    """Open a case again, by a document that says why (Đ2.2)."""

    ground: Annotated[ReopeningGround, Spec(doc="What brings the case back.")]
    document_number: Annotated[str, Words(doc="Number of the document.", most=60)]
    reasons: Annotated[str, Words(doc="Why.", least=20, most=5_000)]


def may_reopen(case: Case, facts: Facts) -> Problem | None:
    """The lead's signatory, and never the person who closed, decided or transferred it (G5)."""
    made_it_so = {case.closure.officer} if case.closure else set()
    made_it_so |= {each.signatory for each in case.decisions if each.cycle == case.cycle}
    made_it_so |= {each.signed.officer for each in this_cycle(case.transfers, case) if each.signed}
    if actor_among(made_it_so, facts):
        return unguarded(Guard.G5_TWO_PERSONS, "second-person-needed")
    return led_by_actor(case, facts)


def reopen(case: Case, command: ReopenCase, facts: Facts) -> tuple[Event, ...]:
    """Open the case again."""
    made = Reopening(
        ground=command.ground,
        officer=facts.actor.subject,
        at=facts.now,
        from_state=case.state.value,
        document_number=facts.sealed["document_number"],
        reasons=facts.sealed["reasons"],
        to_state=goes_on_at(case).value,
        measures=going_on(case),
        removals=reviewed(case),
        finding=case.appraisal.finding if case.appraisal else None,
        notices=in_hand(case),
    )
    return (CaseReopened(reopening=made),)


def in_hand(case: Case) -> tuple[str, ...]:
    """The notices that the public has not seen: they are given up when the case is opened again."""
    return tuple(each.publication for each in case.publications if each.state in IN_HAND)


def goes_on_at(case: Case) -> CaseState:
    """Where a case can go on: what was never screened is received, what nobody took up is screened."""
    if case.assigned is None:
        return CaseState.RECEIVED
    return CaseState.CHECKING if case.focal else CaseState.SCREENED


def reopened(case: Case, event: CaseReopened) -> Case:
    """The case in its next cycle: what was found stays on record and counts no more, open takedowns are withdrawn."""
    it = event.reopening
    step = Step(agency=case.lead, officer=it.officer, at=it.at, document_number=it.document_number, note=it.reasons)
    return replace(
        case,
        state=CaseState(it.to_state),
        cycle=case.cycle + 1,
        closure=None,
        appraisal=None,
        proposal=None,
        takedowns=all_withdrawn(case, step, it.removals),
        own_measures=ended(case, it.measures, it.at),
        reopenings=(*case.reopenings, event.reopening),
        publications=tuple(_given_up(each, it.notices) for each in case.publications),
    )


def _given_up(link: PublicationLink, notices: tuple[str, ...]) -> PublicationLink:
    return replace(link, state=PublicationState.WITHDRAWN) if link.publication in notices else link


REOPENABLE = frozenset(
    {
        CaseState.CLOSED,
        CaseState.DECIDED,
        CaseState.EXECUTING,
        CaseState.RESULT_REPORTED,
        CaseState.TRANSFERRED,
    }
)

ACTIONS = (
    Action(
        command=ReopenCase,
        stream=Kind.CASE,
        decide=reopen,
        scope=Scope.CASE_CLOSE,
        posts=frozenset({Post.SIGNATORY}),
        states=REOPENABLE,
        may=may_reopen,
    ),
)
