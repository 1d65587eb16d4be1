"""Verification and appraisal: is the claim true, and does a rule apply (Đ3.2.a, Đ4.3)?

The police verify on request and never appraise. Appraiser and expression reviewer are two persons.
"""

from dataclasses import dataclass, replace
from typing import Annotated

from domain.action import Action
from domain.case import Case, CaseState, ExpressionConclusion
from domain.coordination import Round
from domain.facts import Facts
from domain.fields import Spec, Words
from domain.findings import MEASURABLE, Appraisal, Finding, Verification, VerificationResult
from domain.guards import competent, led_by_actor, led_or_assigned, not_concerned, this_cycle
from domain.policy import Scope
from domain.refusals import Guard, LimitReached, Problem, Refused, RuleNotMet, unguarded
from domain.registry import Task
from domain.roles import Post
from domain.streams import Event, Kind

VERIFICATIONS_MOST = 50


@dataclass(frozen=True, kw_only=True)
class VerificationRecorded(Event, type="case.verification-recorded"):
    """An agency said whether the claim is true."""

    verification: Verification


@dataclass(frozen=True, kw_only=True)
class CaseAppraised(Event, type="case.appraised"):
    """The lead agency concluded."""

    appraisal: Appraisal


@dataclass(frozen=True, kw_only=True)
class RecordVerification:
    """Record whether the claim is true, by which sources, and what speaks against it (Đ4.3, Đ5.7.b)."""

    result: Annotated[VerificationResult, Spec(doc="Whether the claim is true.")]
    independent: Annotated[
        bool, Spec(doc="Whether at least one source is independent of the agencies the claim is about.")
    ]
    sources: Annotated[str, Words(doc="The sources, and what each says.", least=10, most=10_000)]
    contrary: Annotated[str, Words(doc="What speaks against it; say so if nothing does.", least=5, most=10_000)]


@dataclass(frozen=True, kw_only=True)
class AppraiseCase:
    """Conclude whether the content is false, true, an opinion, or cannot be verified (Đ3.2.a)."""

    finding: Annotated[Finding, Spec(doc="The conclusion.")]
    reasons: Annotated[str, Words(doc="Why.", least=20, most=10_000)]


def verify(case: Case, command: RecordVerification, facts: Facts) -> tuple[Event, ...]:
    """Add a verification by the assigned agency or the lead (G1)."""
    if len(case.verifications) >= VERIFICATIONS_MOST:
        raise Refused(LimitReached(code="too-many-verifications", limit=VERIFICATIONS_MOST))
    competent(facts.actor.own, Task.VERIFY, case.category, case.areas, facts)
    made = Verification(
        id=facts.new_id,
        agency=facts.actor.own,
        officer=facts.actor.subject,
        at=facts.now,
        cycle=case.cycle,
        result=command.result,
        independent=command.independent,
        sources=facts.sealed["sources"],
        contrary=facts.sealed["contrary"],
    )
    return (VerificationRecorded(verification=made),)


def may_appraise(case: Case, facts: Facts) -> Problem | None:
    """The case's lead agency, when no round is open and the claim is not about itself."""
    if open_round(case):
        return RuleNotMet(code="round-open")
    return led_by_actor(case, facts) or not_concerned(case, facts)


def appraise(case: Case, command: AppraiseCase, facts: Facts) -> tuple[Event, ...]:
    """Conclude, with evidence (G2) and after the expression check by another person (G3)."""
    if not any(_independent(each, case, facts) for each in this_cycle(case.verifications, case)):
        raise Refused(unguarded(Guard.G2_EVIDENCE, "independent-source-needed"))
    reviews = this_cycle(case.expression_reviews, case)
    if not reviews:
        raise Refused(unguarded(Guard.G3_EXPRESSION, "expression-review-needed"))
    if reviews[-1].officer == facts.actor.subject:
        raise Refused(unguarded(Guard.G5_TWO_PERSONS, "reviewer-cannot-appraise"))
    if command.finding in MEASURABLE and reviews[-1].conclusion is ExpressionConclusion.PROTECTED:
        raise Refused(unguarded(Guard.G3_EXPRESSION, "found-protected"))
    made = Appraisal(
        finding=command.finding,
        agency=facts.actor.own,
        officer=facts.actor.subject,
        at=facts.now,
        cycle=case.cycle,
        reasons=facts.sealed["reasons"],
    )
    return (CaseAppraised(appraisal=made),)


def _independent(verification: Verification, case: Case, facts: Facts) -> bool:
    return verification.independent and not facts.touches(verification.agency, case.concerns)


def open_round(case: Case) -> Round | None:
    """The round that can still be answered, if any."""
    return next((each for each in case.rounds if each.open), None)


def verified(case: Case, event: VerificationRecorded) -> Case:
    """The case with one more verification."""
    return replace(case, verifications=(*case.verifications, event.verification))


def appraised(case: Case, event: CaseAppraised) -> Case:
    """The case with its conclusion."""
    return replace(case, state=CaseState.APPRAISED, appraisal=event.appraisal)


ACTIONS = (
    Action(
        command=RecordVerification,
        stream=Kind.CASE,
        decide=verify,
        scope=Scope.CASE_VERIFY,
        posts=frozenset({Post.HANDLER}),
        states=frozenset({CaseState.CHECKING, CaseState.COORDINATING}),
        may=led_or_assigned,
        additive=True,
    ),
    Action(
        command=AppraiseCase,
        stream=Kind.CASE,
        decide=appraise,
        scope=Scope.CASE_APPRAISE,
        posts=frozenset({Post.HANDLER, Post.SIGNATORY}),
        states=frozenset({CaseState.CHECKING, CaseState.COORDINATING}),
        may=may_appraise,
    ),
)
