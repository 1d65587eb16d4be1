"""Reopening: the way back from a closed or decided case, by document and by a second person (Đ2.2).

What was decided stays written; a reopened case runs through the machine again, one cycle later, and whatever was
being carried out stops.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from domain.case.command import CaseCommand, CaseEvent
from domain.case.guards import led_by_actor, not_concerned, this_cycle
from domain.case.notification import told
from domain.case.own_measures import ended, going_on
from domain.case.state.case import Case, CaseState
from domain.case.state.publication_link import IN_HAND, PublicationLink, PublicationState
from domain.case.state.related import InspectionOf
from domain.case.state.reopening import Reopening, ReopeningGround
from domain.case.takedowns import all_withdrawn, committees_told, reviewed
from domain.kernel.fields import Ref, Spec, Words
from domain.kernel.job import Job
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, invalid, unguarded
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
    """Return what opening the case again ends and gives up: measures, reviewed removals, notices in hand."""
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
    """Return the state in which a case goes on: received if it was never screened, screened if nobody took it up."""
    if case.assigned is None:
        return CaseState.RECEIVED
    return CaseState.CHECKING if case.focal else CaseState.SCREENED


class CaseReopened(CaseEvent, type="case.reopened"):
    reopening: Reopening

    def fold(self, case: Case) -> Case:
        """The next cycle: what was found stays on record and counts no more, open takedowns are withdrawn."""
        made = self.reopening
        step = Step(
            agency=made.agency or case.lead,
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
        """Told are committees whose proposals were withdrawn, a lead that did not do it, and police with the file."""
        yield from committees_told(case, self, self.reopening.at)
        if self.reopening.agency is not None:
            yield told(case.lead, self)
        for transfer in case.transfers:
            if transfer.cycle == case.cycle - 1 and transfer.handed_over and not transfer.over:
                yield told(transfer.police, self)


def _given_up(link: PublicationLink, notices: tuple[str, ...]) -> PublicationLink:
    return replace(link, state=PublicationState.WITHDRAWN) if link.publication in notices else link


class Reopens(CaseCommand, posts={Post.SIGNATORY}, states=REOPENABLE, needs=(InspectionOf,)):
    """Reopening a case, with a document that gives the reasons."""

    ground: Annotated[ReopeningGround, Spec(doc="Ground of the reopening.")]
    document_number: Annotated[str, Words(doc="Number of the document.", most=60)]
    reasons: Annotated[str, Words(doc="Why.", least=20, most=5_000)]
    inspection: Annotated[
        str | None,
        Ref(
            doc="Finding of an inspection about this case, for the ground `INSPECTION_CONCLUSION`.", to=Kind.INSPECTION
        ),
    ] = None


def by_another_person(case: Case, facts: Facts) -> Problem | None:
    """Another person closed, decided or transferred the case (G5)."""
    made_it_so = {case.closure.officer} if case.closure else set()
    made_it_so |= {decision.signatory for decision in this_cycle(case.decisions, case)}
    made_it_so |= {transfer.signed.officer for transfer in this_cycle(case.transfers, case) if transfer.signed}
    if actor_among(made_it_so, facts):
        return unguarded(Guard.G5_TWO_PERSONS, "second-person-needed")
    return None


def check_inspection(case: Case, command: Reopens, facts: Facts) -> None:
    """Raises Refused for a finding that is about another case or was withdrawn, or that is named for another ground."""
    if command.inspection is None:
        return
    if command.ground is not ReopeningGround.INSPECTION_CONCLUSION:
        raise Refused(invalid("inspection", "inspection-for-its-ground"))
    known = facts.known(InspectionOf)
    if known is None or known.case != case.id or not known.stands:
        raise Refused(invalid("inspection", "inspection-unknown"))


def reopened(case: Case, command: Reopens, facts: Facts, agency: str | None = None) -> CaseReopened:
    """The event of a reopening by an officer, on a paper. Raises Refused."""
    check_inspection(case, command, facts)
    reopening = replace(
        reopening_of(case, command.ground, officer=facts.actor.subject, at=facts.now),
        document_number=facts.sealed["document_number"],
        reasons=facts.sealed["reasons"],
        inspection=command.inspection,
        agency=agency,
    )
    return CaseReopened(reopening=reopening)


class ReopenCase(Reopens, scope=Scope.CASE_CLOSE, requires=(by_another_person, led_by_actor), signed=True):
    """Reopen a closed case, with a document that gives the reasons (Đ2.2)."""

    def decide(self, case: Case, facts: Facts) -> CaseReopened:
        return reopened(case, self, facts)


class ReopenByCommittee(Reopens, scope=Scope.DIRECTIVE_ISSUE, requires=(by_another_person, not_concerned), signed=True):
    """Reopen a case as the People's Committee, which directs the agencies (Đ5.1.h). The lead agency checks it again."""

    def decide(self, case: Case, facts: Facts) -> CaseReopened:
        return reopened(case, self, facts, facts.actor.own)
