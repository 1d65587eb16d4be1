"""Verification and appraisal of a case (Đ3.2.a, Đ4.3).

Verification establishes whether the claim is true, and appraisal whether a rule applies. The police verify on request
and never appraise. The appraiser and the expression reviewer are two persons.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from domain.case.command import UNDER_CHECK, CaseCommand, CaseEvent, told
from domain.case.dates import in_time
from domain.case.evidence import SourcedCommand
from domain.case.guards import (
    competent_to,
    counting,
    found_protected,
    judges_its_own_word,
    led_by_actor,
    led_or_assigned,
    no_round_open,
    not_concerned,
    not_of_the_police,
    not_the_reviewer,
    of_its_own_word,
    passed_on,
    this_cycle,
    unprotected,
)
from domain.case.own_measures import Ended, ends_of_all
from domain.case.state.case import Case, CaseState
from domain.case.state.measures import (
    DEVIATES,
    FOLLOWS,
    MEASURABLE,
    Appraisal,
    Finding,
    Verification,
    VerificationResult,
)
from domain.case.state.related import CaseAddresses, KnownSources
from domain.kernel.event import Job, Step
from domain.kernel.fields import Spec, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, invalid, unguarded
from domain.kernel.vocabulary import OFFICERS, Post
from domain.registry.agency import Task
from domain.rules.facts import Facts
from domain.rules.guards import not_of, required, room_for, same_person, second_person

VERIFICATIONS_MOST = 50


class VerificationRecorded(CaseEvent, type="case.verification-recorded", appends="verifications"):
    verification: Verification


class RecordVerification(
    SourcedCommand,
    scope=Scope.CASE_VERIFY,
    posts={Post.HANDLER},
    states=UNDER_CHECK,
    additive=True,
    needs=(CaseAddresses, KnownSources),
    requires=(
        led_or_assigned,
        room_for("verifications", VERIFICATIONS_MOST, "too-many-verifications"),
        competent_to(Task.VERIFY),
    ),
):
    """Record whether the claim is true, the sources, and any evidence against the result (Đ4.3, Đ5.7.b)."""

    result: Annotated[VerificationResult, Spec(doc="Finding on the truth of the claim.")]
    independent: Annotated[
        bool,
        Spec(
            doc=(
                "True if at least one source is independent of the agencies that the claim is about. The lead agency "
                "and the reporting agency must enter an independent source (`sourceKind`)."
            )
        ),
    ]
    sources: Annotated[str, Words(doc="The sources, and what each source states.", least=10, most=10_000)]
    contrary: Annotated[
        str,
        Words(
            doc=("Evidence against the result. If no evidence speaks against the result, write so."),
            least=5,
            most=10_000,
        ),
    ]
    outside_source: Annotated[
        str | None,
        Words(
            doc=(
                "Statement of the source outside the participating agencies, with the page or section of the "
                "statement (G2)."
            ),
            least=10,
            most=2_000,
        ),
    ] = None

    def decide(self, case: Case, facts: Facts) -> VerificationRecorded:
        """Record the verification.

        Raises Refused if the agency calls its work independent without an outside source (G2).
        """
        in_time(case, self, facts)
        source = self.outside_source_row(case, facts)
        own = judges_its_own_word(facts.actor.own, case, facts) or not_of((case.lead, case.reporter), facts)
        if self.independent and source is None and own:
            raise Refused(invalid("source_kind", "outside-source-needed"))
        new = self.new_source(facts)
        return VerificationRecorded(verification=facts.record(Verification, self, case, source=source, new_source=new))


class CaseAppraised(CaseEvent, type="case.appraised", state=CaseState.APPRAISED):
    appraisal: Appraisal


def verified_independently(case: Case, facts: Facts) -> Problem | None:
    """An independent source verified the claim (G2)."""
    newest = counting(case, facts)
    if newest is None or of_its_own_word(newest, case, facts):
        return unguarded(Guard.G2_EVIDENCE, "independent-source-needed")
    return None


def expression_reviewed(case: Case, facts: Facts) -> Problem | None:
    """An expression review of this cycle covers the content, and the claim was not reworded after that review (G3)."""
    reviews = this_cycle(case.expression_reviews, case)
    if not reviews:
        return unguarded(Guard.G3_EXPRESSION, "expression-review-needed")
    stale = case.of_other_words(reviews[-1].at)
    return unguarded(Guard.G3_EXPRESSION, "expression-review-stale") if stale else None


def source_seen_by_another(case: Case, facts: Facts) -> Problem | None:
    """A person other than the appraiser recorded the outside source on which the lead agency relies (G5)."""
    newest = counting(case, facts)
    own_word = newest is not None and judges_its_own_word(newest.agency, case, facts)
    if newest and own_word and same_person(newest.officer, facts.actor.subject, facts):
        return unguarded(Guard.G5_TWO_PERSONS, "verifier-cannot-appraise")
    return None


def appraised_by_another(case: Case, facts: Facts) -> Problem | None:
    """Another person appraised the case (G5)."""
    return second_person(required(case.appraisal).officer, facts)


class AppraiseCase(
    CaseCommand,
    scope=Scope.CASE_APPRAISE,
    posts=OFFICERS,
    states=UNDER_CHECK,
    requires=(
        no_round_open,
        not_of_the_police,
        led_by_actor,
        not_concerned,
        passed_on,
        verified_independently,
        source_seen_by_another,
        expression_reviewed,
        not_the_reviewer,
    ),
):
    """Conclude whether the content is false, true, an opinion, or cannot be verified (Đ3.2.a)."""

    finding: Annotated[Finding, Spec(doc="The conclusion.")]
    reasons: Annotated[str, Words(doc="Reasons for the conclusion.", least=20, most=10_000)]
    deviation: Annotated[
        str | None,
        Words(
            doc=("Reason why the conclusion differs from the verification. Required if it differs."),
            least=20,
            most=5_000,
        ),
    ] = None

    def decide(self, case: Case, facts: Facts) -> tuple[CaseAppraised | Ended, ...]:
        """Record the conclusion about the claim. Raises Refused for a conclusion against protected content (G3)."""
        newest = required(counting(case, facts))
        if self.finding is Finding.HARMS_PERSON:
            raise Refused(invalid("finding", "harm-has-its-own-way"))
        if self.finding in MEASURABLE and (problem := unprotected(case, facts)):
            raise Refused(problem)
        self._compare(newest, case)
        appraisal = facts.record(Appraisal, self, case)
        ends = () if self.finding in MEASURABLE else ends_of_all(case, facts)
        return (CaseAppraised(appraisal=appraisal), *ends)

    def _compare(self, newest: Verification, case: Case) -> None:
        """Raise Refused if the finding contradicts the newest verification, or differs from it without a reason."""
        if self.finding not in FOLLOWS[newest.result] | DEVIATES[newest.result]:
            raise Refused(unguarded(Guard.G2_EVIDENCE, "finding-contradicts-verification"))
        if self.deviation is None and self._differs(newest, case):
            raise Refused(invalid("deviation", "deviation-needed"))

    def _differs(self, newest: Verification, case: Case) -> bool:
        """Return whether the finding differs from the newest verification, or from a verification that found the claim
        true."""
        if self.finding is Finding.OPINION:
            return not found_protected(case)
        last = {verification.agency: verification.result for verification in this_cycle(case.verifications, case)}
        disputed = self.finding in MEASURABLE and VerificationResult.TRUE in last.values()
        return disputed or self.finding not in FOLLOWS[newest.result]


class AppraisalWithdrawn(CaseEvent, type="case.appraisal-withdrawn"):
    """A second person withdrew the appraisal, so the case returns to the check."""

    step: Step

    def fold(self, case: Case) -> Case:
        """Remove the appraisal from the state. The verification and the expression review remain."""
        return replace(case, state=CaseState.CHECKING if case.focal else CaseState.SCREENED, appraisal=None)

    def jobs(self, case: Case) -> Iterator[Job]:
        """Notify the checking agency, unless the checking agency also leads the case."""
        if case.assigned and case.assigned != case.lead:
            yield told(case.assigned, self)


class WithdrawAppraisal(
    CaseCommand,
    posts=OFFICERS,
    scope=Scope.CASE_APPRAISE,
    states={CaseState.APPRAISED},
    requires=(appraised_by_another, led_by_actor),
    writes=AppraisalWithdrawn,
):
    """Withdraw a wrong appraisal, as a second person. The case is checked again (Đ2.2, G5)."""

    reasons: Annotated[str, Words(doc="Reason why the appraisal is wrong.", least=20, most=5_000)]
