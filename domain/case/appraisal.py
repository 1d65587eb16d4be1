"""Verification and appraisal: is the claim true, and does a rule apply (Đ3.2.a, Đ4.3)?

The police verify on request and never appraise. Appraiser and expression reviewer are two persons.
"""

from dataclasses import dataclass, replace
from typing import Annotated

from domain.case.guards import (
    counting,
    found_protected,
    led_by_actor,
    led_or_assigned,
    not_concerned,
    open_round,
    this_cycle,
    unprotected,
)
from domain.case.own_measures import given_up
from domain.case.state.case import Case, CaseState
from domain.case.state.findings import (
    DEVIATES,
    FOLLOWS,
    MEASURABLE,
    Appraisal,
    Finding,
    Verification,
    VerificationResult,
)
from domain.kernel.event import Event
from domain.kernel.fields import Spec, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, LimitReached, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.roles import AgencyKind, Post
from domain.registry.agency import Task
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import competent, same_person, serves

VERIFICATIONS_MOST = 50


class VerificationRecorded(Event, type="case.verification-recorded"):
    """An agency said whether the claim is true."""

    verification: Verification


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
    deviation: Annotated[
        str | None,
        Words(doc="Why it differs from what was verified (needed when it does).", least=20, most=5_000),
    ] = None


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
    """The case's lead agency, when no round is open and the claim is not about itself; no officer of the police."""
    if open_round(case):
        return RuleNotMet(code="round-open")
    if serves(frozenset({AgencyKind.POLICE}), facts):
        return unguarded(Guard.G5_TWO_PERSONS, "police-never-appraise")
    return led_by_actor(case, facts) or not_concerned(case, facts)


def appraise(case: Case, command: AppraiseCase, facts: Facts) -> tuple[Event, ...]:
    """Conclude, with evidence (G2) and after the expression check by another person (G3)."""
    newest = counting(case, facts)
    if newest is None:
        raise Refused(unguarded(Guard.G2_EVIDENCE, "independent-source-needed"))
    reviews = this_cycle(case.expression_reviews, case)
    if not reviews:
        raise Refused(unguarded(Guard.G3_EXPRESSION, "expression-review-needed"))
    if same_person(reviews[-1].officer, facts.actor.subject, facts):
        raise Refused(unguarded(Guard.G5_TWO_PERSONS, "reviewer-cannot-appraise"))
    if command.finding in MEASURABLE and (problem := unprotected(case, facts)):
        raise Refused(problem)
    _held_against(newest, case, command)
    made = Appraisal(
        finding=command.finding,
        agency=facts.actor.own,
        officer=facts.actor.subject,
        at=facts.now,
        cycle=case.cycle,
        reasons=facts.sealed["reasons"],
        deviation=facts.sealed.get("deviation"),
    )
    ended = () if command.finding in MEASURABLE else given_up(case, facts)
    return (CaseAppraised(appraisal=made), *ended)


def _held_against(newest: Verification, case: Case, command: AppraiseCase) -> None:
    """Raises Refused for a finding that contradicts the newest verification, or differs from it without a reason."""
    if command.finding not in FOLLOWS[newest.result] | DEVIATES[newest.result]:
        raise Refused(unguarded(Guard.G2_EVIDENCE, "finding-contradicts-verification"))
    if _differs(newest, case, command.finding) and command.deviation is None:
        raise Refused(invalid("deviation", "deviation-needed"))


def _differs(newest: Verification, case: Case, finding: Finding) -> bool:
    """Whether the finding says other than the newest verification, or goes against an agency that found it true."""
    if finding is Finding.OPINION:
        return not found_protected(case)
    last = {each.agency: each.result for each in this_cycle(case.verifications, case)}
    disputed = finding in MEASURABLE and VerificationResult.TRUE in last.values()
    return disputed or finding not in FOLLOWS[newest.result]


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
