"""Closing of a case, and reopening of a closed or decided case by a second person.

No second signature is needed to close a case as PROTECTED, so that protected speech leaves the lists quickly. After a
measure or a remedy, closing requires the result report and a choice about publication. After a transfer to the police,
closing requires the outcome of the police.

Past decisions stay on record. A reopened case begins a new cycle, and running measures stop.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from domain.case.command import CaseCommand, CaseEvent, LeadCommand, told
from domain.case.guards import (
    found_protected,
    found_protected_by_another,
    harms_person,
    led_by_actor,
    no_round_open,
    not_concerned,
    passed_on,
    this_cycle,
    true_issue,
)
from domain.case.own_measures import Ended, ended, ends_of_all, going_on
from domain.case.state.case import Case, CaseState, Closure, ClosureReason, Informed, PublicationChoice
from domain.case.state.pathways import IN_HAND, PublicationLink, PublicationState, Reopening, ReopeningGround
from domain.case.state.related import InspectionOf, NoticesUnderReview
from domain.case.takedowns import all_withdrawn, committees_told, reviewed
from domain.case.transfers import outcome_noted
from domain.case.withdrawal import withdrawn
from domain.kernel.event import Job, Step
from domain.kernel.fields import Ref, Spec, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.vocabulary import Kind, Post
from domain.rules.facts import Facts
from domain.rules.guards import actor_among

EARLY = frozenset(
    {CaseState.RECEIVED, CaseState.SCREENED, CaseState.CHECKING, CaseState.COORDINATING, CaseState.APPRAISED}
)
WITHOUT_MEASURE = frozenset(
    {ClosureReason.NO_GROUNDS, ClosureReason.PROTECTED, ClosureReason.WITHDRAWN, ClosureReason.DUPLICATE}
)
"""Reasons to end a case before any measure."""


def contradicted(case: Case) -> bool:
    """Return whether a public or prepared notice contradicts an end without publication (Đ4.5, G6).

    A notice about the ruling on a complaint does not contradict the end of a remedied case.
    """
    return any(notice.redress is None for notice in case.live_notices)


def no_notice_under_review(case: Case, facts: Facts) -> Problem | None:
    """No notice about the case waits for another review by a spokesperson (Đ4.5, G6)."""
    known = facts.known(NoticesUnderReview)
    return unguarded(Guard.G6_PUBLICATION, "notice-under-review") if known and known.there else None


class CaseClosed(CaseEvent, type="case.closed", state=CaseState.CLOSED):
    closure: Closure


def not_concerned_or_protected(case: Case, facts: Facts) -> Problem | None:
    """The claim is not about the actor's agency, unless another agency's review found the content protected (G5)."""
    protected = case.state in EARLY and found_protected_by_another(case, facts)
    return None if protected else not_concerned(case, facts)


def police_are_done(case: Case, facts: Facts) -> Problem | None:
    """If the file was transferred to the police, the police have given an outcome (Đ3.4)."""
    waits = case.state is CaseState.TRANSFERRED and not outcome_noted(case)
    return RuleNotMet(code="police-outcome-needed") if waits else None


def true_issue_remedied(case: Case, facts: Facts) -> Problem | None:
    """If the reported problem turned out to be true, an agency has remedied the problem (G2)."""
    waits = case.state in EARLY and true_issue(case)
    return unguarded(Guard.G2_EVIDENCE, "true-issue-needs-remedy") if waits else None


def no_notice_contradicts(case: Case, facts: Facts) -> Problem | None:
    """No notice to the press announces an outcome that contradicts the closure, or a result was reported (G6)."""
    stands = case.state is not CaseState.RESULT_REPORTED and contradicted(case)
    return unguarded(Guard.G6_PUBLICATION, "notice-stands") if stands else None


def allegation_passed_on(case: Case, facts: Facts) -> Problem | None:
    """If the report alleges corruption, the allegation was passed on, or the file was transferred to the police
    (Đ5.3).
    """
    return None if case.state is CaseState.TRANSFERRED else passed_on(case, facts)


def ends_here(ground: str, case: Case, facts: Facts) -> None:
    """Raise Refused if a case in its current state cannot end for this reason."""
    if case.state is CaseState.RESULT_REPORTED:
        on_its_path = ground == (ClosureReason.REMEDIED if true_issue(case) else ClosureReason.COMPLETED)
    elif case.state is CaseState.TRANSFERRED:
        on_its_path = ground == ClosureReason.POLICE_OUTCOME
    else:
        _without_measure(ground, case)
        return
    if not on_its_path:
        raise Refused(invalid("ground", "closure-needs-its-path"))


def _without_measure(ground: str, case: Case) -> None:
    if ground not in WITHOUT_MEASURE:
        raise Refused(invalid("ground", "closure-needs-its-path"))
    if ground == ClosureReason.DUPLICATE and case.duplicate_of is None:
        raise Refused(invalid("ground", "closure-needs-link"))
    if ground == ClosureReason.WITHDRAWN and not withdrawn(case):
        raise Refused(invalid("ground", "closure-needs-withdrawal"))
    if found_protected(case) and ground != ClosureReason.PROTECTED:
        raise Refused(unguarded(Guard.G3_EXPRESSION, "found-protected"))


class CloseCase(
    LeadCommand,
    scope=Scope.CASE_CLOSE,
    states=EARLY | {CaseState.RESULT_REPORTED, CaseState.TRANSFERRED},
    needs=(NoticesUnderReview,),
    requires=(
        not_concerned_or_protected,
        no_round_open,
        police_are_done,
        true_issue_remedied,
        no_notice_contradicts,
        no_notice_under_review,
        allegation_passed_on,
    ),
    signed=True,
):
    """Close a case, either without a measure (Đ2.2) or after its result was reported (Đ6.1)."""

    ground: Annotated[
        ClosureReason,
        Spec(
            doc=(
                "NO_GROUNDS or PROTECTED before a measure; WITHDRAWN after the reporter withdrew the report; "
                "DUPLICATE if the case is linked to an earlier one; COMPLETED or REMEDIED after the result; "
                "POLICE_OUTCOME after the police gave an outcome."
            ),
            fits=ends_here,
        ),
    ]
    reasons: Annotated[str, Words(doc="Reasons for closing the case.", least=20, most=10_000)]
    informed: Annotated[Informed, Spec(doc="Way in which the reporter was informed.")]
    publication: Annotated[
        PublicationChoice | None,
        Spec(
            doc="Choice whether the outcome is published. Required after a result (Đ4.5).",
            needed=lambda case, facts: case.state is CaseState.RESULT_REPORTED,
        ),
    ] = None

    def decide(self, case: Case, facts: Facts) -> tuple[CaseClosed | Ended, ...]:
        """End the case. Raises Refused for closing protected criticism under a reason other than PROTECTED (G3)."""
        ends_here(self.ground, case, facts)
        if case.state is CaseState.RESULT_REPORTED:
            self._tells_the_result(case)
        closure = facts.record(Closure, self, reason=self.ground)
        ends = ends_of_all(case, facts) if self.ground in WITHOUT_MEASURE else ()
        return (CaseClosed(closure=closure), *ends)

    def _tells_the_result(self, case: Case) -> None:
        if self.publication is None:
            raise Refused(unguarded(Guard.G6_PUBLICATION, "publication-choice-needed"))
        if self.publication is PublicationChoice.PUBLISH and harms_person(case):
            raise Refused(unguarded(Guard.G6_PUBLICATION, "harm-not-told"))
        if self.publication is not PublicationChoice.PUBLISH and contradicted(case):
            raise Refused(unguarded(Guard.G6_PUBLICATION, "notice-stands"))


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
    """Return the reopening, with the measures, reviewed removals and unpublished notices that the reopening ends."""
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
    """Return the notices that are not public yet. A reopening withdraws these notices."""
    return tuple(link.publication for link in case.publications if link.state in IN_HAND)


def goes_on_at(case: Case) -> CaseState:
    """Return the state of a reopened case: `RECEIVED` if it was never screened, `SCREENED` if no check began."""
    if case.assigned is None:
        return CaseState.RECEIVED
    return CaseState.CHECKING if case.focal else CaseState.SCREENED


class CaseReopened(CaseEvent, type="case.reopened"):
    reopening: Reopening

    def fold(self, case: Case) -> Case:
        """Begin the next cycle.

        Earlier findings remain on record but no longer count. Open proposals of removal are withdrawn.
        """
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
        """Notify the agencies that a reopening affects.

        Notify the committees whose proposals are withdrawn, and the police if they have the file. Notify the lead
        agency if another agency reopened the case.
        """
        yield from committees_told(case, self, self.reopening.at)
        if self.reopening.agency is not None:
            yield told(case.lead, self)
        for transfer in case.transfers:
            if transfer.cycle == case.cycle - 1 and transfer.handed_over and not transfer.over:
                yield told(transfer.police, self)


def _given_up(link: PublicationLink, notices: tuple[str, ...]) -> PublicationLink:
    return replace(link, state=PublicationState.WITHDRAWN) if link.publication in notices else link


class Reopens(CaseCommand, posts={Post.SIGNATORY}, states=REOPENABLE, needs=(InspectionOf,)):
    """Command that reopens a case on the basis of a document with the reasons."""

    ground: Annotated[ReopeningGround, Spec(doc="Ground of the reopening.")]
    document_number: Annotated[str, Words(doc="Number of the document.", most=60)]
    reasons: Annotated[str, Words(doc="Reasons for reopening the case.", least=20, most=5_000)]
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
    """Raise Refused if the finding of an inspection cannot be the basis of the reopening.

    The finding must be about this case and must not be withdrawn. The ground of the reopening must be an inspection.
    """
    if command.inspection is None:
        return
    if command.ground is not ReopeningGround.INSPECTION_CONCLUSION:
        raise Refused(invalid("inspection", "inspection-for-its-ground"))
    known = facts.known(InspectionOf)
    if known is None or known.case != case.id or not known.stands:
        raise Refused(invalid("inspection", "inspection-unknown"))


def reopened(case: Case, command: Reopens, facts: Facts, agency: str | None = None) -> CaseReopened:
    """Return the reopening by an officer, with its document. Raises Refused if the ground is not valid."""
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
