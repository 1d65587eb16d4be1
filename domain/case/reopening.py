"""Reopening: the way back from a closed or decided case, by document and by a second person (Đ2.2).

What was decided stays written; a reopened case runs through the machine again, one cycle later, and whatever was
being carried out stops.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from domain.case.command import CaseEvent, LeadCommand
from domain.case.guards import led_by_actor, this_cycle
from domain.case.notification import told
from domain.case.own_measures import ended, going_on
from domain.case.state.case import Case, CaseState
from domain.case.state.publication_link import IN_HAND, PublicationLink, PublicationState
from domain.case.state.reopening import Reopening, ReopeningGround
from domain.case.takedowns import all_withdrawn, committees_told, reviewed
from domain.kernel.fields import Spec, Words
from domain.kernel.job import Job
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, unguarded
from domain.kernel.roles import Post
from domain.kernel.step import Step
from domain.rules.facts import Facts
from domain.rules.guards import actor_among

REOPENABLE = frozenset(
    {
        CaseState.CLOSED,
        CaseState.DECIDED,
        CaseState.EXECUTING,
        CaseState.RESULT_REPORTED,
        CaseState.TRANSFERRED,
    }
)


def reopening_of(case: Case, ground: ReopeningGround, *, officer: str, at: datetime) -> Reopening:
    """What opening the case again ends and gives up: measures, removals that were reviewed, notices in hand."""
    return Reopening(
        ground=ground,
        officer=officer,
        at=at,
        from_state=case.state.value,
        to_state=goes_on_at(case).value,
        measures=going_on(case),
        removals=reviewed(case),
        finding=case.appraisal.finding if case.appraisal else None,
        notices=in_hand(case),
    )


def in_hand(case: Case) -> tuple[str, ...]:
    """The notices that the public has not seen: they are given up when the case is opened again."""
    return tuple(link.publication for link in case.publications if link.state in IN_HAND)


def goes_on_at(case: Case) -> CaseState:
    """Where a case can go on: what was never screened is received, what nobody took up is screened."""
    if case.assigned is None:
        return CaseState.RECEIVED
    return CaseState.CHECKING if case.focal else CaseState.SCREENED


class CaseReopened(CaseEvent, type="case.reopened"):
    """The case goes back to where it can be checked."""

    reopening: Reopening

    def fold(self, case: Case) -> Case:
        """The next cycle: what was found stays on record and counts no more, open takedowns are withdrawn."""
        made = self.reopening
        step = Step(
            agency=case.lead,
            officer=made.officer,
            at=made.at,
            document_number=made.document_number,
            note=made.reasons,
        )
        return replace(
            case,
            state=CaseState(made.to_state),
            cycle=case.cycle + 1,
            closure=None,
            appraisal=None,
            proposal=None,
            takedowns=all_withdrawn(case, step, made.removals),
            own_measures=ended(case, made.measures, made.at),
            reopenings=(*case.reopenings, made),
            publications=tuple(_given_up(link, made.notices) for link in case.publications),
        )

    def jobs(self, case: Case) -> Iterator[Job]:
        """The committees whose proposals were withdrawn, and police that still have the file, are told."""
        yield from committees_told(case, self, self.reopening.at)
        for transfer in case.transfers:
            if transfer.cycle == case.cycle - 1 and transfer.handed_over and not transfer.over:
                yield told(transfer.police, self)


def _given_up(link: PublicationLink, notices: tuple[str, ...]) -> PublicationLink:
    return replace(link, state=PublicationState.WITHDRAWN) if link.publication in notices else link


class ReopenCase(LeadCommand, scope=Scope.CASE_CLOSE, posts={Post.SIGNATORY}, states=REOPENABLE):
    """Reopen a closed case, with a document that gives the reasons (Đ2.2)."""

    ground: Annotated[ReopeningGround, Spec(doc="Ground of the reopening.")]
    document_number: Annotated[str, Words(doc="Number of the document.", most=60)]
    reasons: Annotated[str, Words(doc="Why.", least=20, most=5_000)]

    @staticmethod
    def may(case: Case, facts: Facts) -> Problem | None:
        """The lead's signatory, and never the person who closed, decided or transferred it (G5)."""
        made_it_so = {case.closure.officer} if case.closure else set()
        made_it_so |= {decision.signatory for decision in this_cycle(case.decisions, case)}
        made_it_so |= {transfer.signed.officer for transfer in this_cycle(case.transfers, case) if transfer.signed}
        if actor_among(made_it_so, facts):
            return unguarded(Guard.G5_TWO_PERSONS, "second-person-needed")
        return led_by_actor(case, facts)

    def decide(self, case: Case, facts: Facts) -> CaseReopened:
        reopening = replace(
            reopening_of(case, self.ground, officer=facts.actor.subject, at=facts.now),
            document_number=facts.sealed["document_number"],
            reasons=facts.sealed["reasons"],
        )
        return CaseReopened(reopening=reopening)
