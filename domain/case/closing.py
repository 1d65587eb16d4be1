"""Closing: without a measure (no grounds, protected, taken back, a duplicate), or after its result (Đ2.2, Đ4.5).

Closing as PROTECTED needs no second signature: the way out of the register stays low. A measure or a remedy is
closed only with its result report and a choice about publication, a transfer only with the police's outcome.
"""

from typing import Annotated

from domain.case.command import CaseEvent, LeadCommand
from domain.case.guards import (
    found_protected,
    found_protected_by_another,
    harms_person,
    no_round_open,
    not_concerned,
    passed_on,
    true_issue,
)
from domain.case.own_measures import Ended, ends_of_all
from domain.case.state.case import Case, CaseState, Closure, ClosureReason, Informed, PublicationChoice
from domain.case.state.related import NoticesUnderReview
from domain.case.transfers import outcome_noted
from domain.case.withdrawal import withdrawn
from domain.kernel.fields import Spec, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.rules.facts import Facts

EARLY = frozenset(
    {CaseState.RECEIVED, CaseState.SCREENED, CaseState.CHECKING, CaseState.COORDINATING, CaseState.APPRAISED}
)
WITHOUT_MEASURE = frozenset(
    {ClosureReason.NO_GROUNDS, ClosureReason.PROTECTED, ClosureReason.WITHDRAWN, ClosureReason.DUPLICATE}
)
"""Reasons to end a case before any measure."""


def contradicted(case: Case) -> bool:
    """Return whether a notice that is published, or about to be, tells another end than one that is not published
    (Đ4.5, G6).

    A notice that tells the ruling on a complaint is in line with every end of the case, once it was put right.
    """
    return any(notice.redress is None for notice in case.live_notices)


def no_notice_under_review(case: Case, facts: Facts) -> Problem | None:
    """No notice about the case waits for a spokesperson to look at it again (Đ4.5, G6)."""
    known = facts.known(NoticesUnderReview)
    return unguarded(Guard.G6_PUBLICATION, "notice-under-review") if known and known.there else None


class CaseClosed(CaseEvent, type="case.closed", state=CaseState.CLOSED):
    closure: Closure


def not_concerned_or_protected(case: Case, facts: Facts) -> Problem | None:
    """The claim is not about the actor's agency, unless another agency's review found the content protected (G5)."""
    protected = case.state in EARLY and found_protected_by_another(case, facts)
    return None if protected else not_concerned(case, facts)


def police_are_done(case: Case, facts: Facts) -> Problem | None:
    """The police gave an outcome, if they have the file (Đ3.4)."""
    waits = case.state is CaseState.TRANSFERRED and not outcome_noted(case)
    return RuleNotMet(code="police-outcome-needed") if waits else None


def true_issue_remedied(case: Case, facts: Facts) -> Problem | None:
    """The problem was remedied, if the report turned out to be true (G2)."""
    waits = case.state in EARLY and true_issue(case)
    return unguarded(Guard.G2_EVIDENCE, "true-issue-needs-remedy") if waits else None


def no_notice_contradicts(case: Case, facts: Facts) -> Problem | None:
    """No notice to the press tells another end, unless a result was reported (G6)."""
    stands = case.state is not CaseState.RESULT_REPORTED and contradicted(case)
    return unguarded(Guard.G6_PUBLICATION, "notice-stands") if stands else None


def allegation_passed_on(case: Case, facts: Facts) -> Problem | None:
    """An allegation of corruption was passed on, unless the police have the file (Đ5.3)."""
    return None if case.state is CaseState.TRANSFERRED else passed_on(case, facts)


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
    """Close a case: without a measure (Đ2.2), or after its result was reported (Đ6.1)."""

    ground: Annotated[
        ClosureReason,
        Spec(
            doc="NO_GROUNDS or PROTECTED before a measure, WITHDRAWN once who reported withdrew the report, DUPLICATE "
            "when the case is linked to an earlier one; COMPLETED or REMEDIED after the result; POLICE_OUTCOME once "
            "the police gave one."
        ),
    ]
    reasons: Annotated[str, Words(doc="Why, in writing.", least=20, most=10_000)]
    informed: Annotated[Informed, Spec(doc="How the reporter was informed.")]
    publication: Annotated[
        PublicationChoice | None, Spec(doc="Whether to publish the outcome. Required after a result (Đ4.5).")
    ] = None

    def decide(self, case: Case, facts: Facts) -> tuple[CaseClosed | Ended, ...]:
        """End the case; criticism found protected cannot be filed away under another name (G3)."""
        if case.state is CaseState.RESULT_REPORTED:
            self._after_result(case)
        elif case.state is CaseState.TRANSFERRED:
            self._after_transfer()
        else:
            self._without_measure(case)
        closure = facts.record(Closure, self, reason=self.ground)
        ends = ends_of_all(case, facts) if self.ground in WITHOUT_MEASURE else ()
        return (CaseClosed(closure=closure), *ends)

    def _without_measure(self, case: Case) -> None:
        if self.ground not in WITHOUT_MEASURE:
            raise Refused(invalid("ground", "closure-needs-its-path"))
        if self.ground is ClosureReason.DUPLICATE and case.duplicate_of is None:
            raise Refused(invalid("ground", "closure-needs-link"))
        if self.ground is ClosureReason.WITHDRAWN and not withdrawn(case):
            raise Refused(invalid("ground", "closure-needs-withdrawal"))
        if found_protected(case) and self.ground is not ClosureReason.PROTECTED:
            raise Refused(unguarded(Guard.G3_EXPRESSION, "found-protected"))

    def _after_result(self, case: Case) -> None:
        if self.ground is not (ClosureReason.REMEDIED if true_issue(case) else ClosureReason.COMPLETED):
            raise Refused(invalid("ground", "closure-needs-its-path"))
        if self.publication is None:
            raise Refused(unguarded(Guard.G6_PUBLICATION, "publication-choice-needed"))
        if self.publication is PublicationChoice.PUBLISH and harms_person(case):
            raise Refused(unguarded(Guard.G6_PUBLICATION, "harm-not-told"))
        if self.publication is not PublicationChoice.PUBLISH and contradicted(case):
            raise Refused(unguarded(Guard.G6_PUBLICATION, "notice-stands"))

    def _after_transfer(self) -> None:
        if self.ground is not ClosureReason.POLICE_OUTCOME:
            raise Refused(invalid("ground", "closure-needs-its-path"))
