"""The expression check: no adverse step without it (Đ2.2, G3).

Opinion, satire, questions, criticism, complaints and journalism are protected unless one false fact is shown
and a provision in force forbids saying it. The reviewer is never of the police, of a Party body, or of an
agency that the claim is about.
"""

from dataclasses import dataclass, replace
from typing import Annotated

from domain.case.grounds import grounds_in_force
from domain.case.guards import found_protected, not_concerned, this_cycle
from domain.case.own_measures import given_up
from domain.case.state.case import Case, CaseState, ExpressionConclusion, ExpressionKind, ExpressionReview
from domain.kernel.event import Event
from domain.kernel.fields import Ref, Spec, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, LimitReached, Problem, Refused, invalid, unguarded
from domain.kernel.roles import AgencyKind, Post
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import serves

REVIEWS_MOST = 20
PARTIAL = frozenset({AgencyKind.POLICE, AgencyKind.PARTY_PROPAGANDA, AgencyKind.PARTY_INTERNAL_AFFAIRS})
"""Bodies none of whose officers reviews expression, in whichever of their posts."""


class ExpressionReviewed(Event, type="case.expression-reviewed"):
    """A reviewer said whether freedom of speech or of the press covers the content."""

    review: ExpressionReview


@dataclass(frozen=True, kw_only=True)
class ReviewExpression:
    """Say whether freedom of speech or of the press covers the content (Đ2.2, G3)."""

    expression: Annotated[ExpressionKind, Spec(doc="What kind of utterance it is.")]
    conclusion: Annotated[ExpressionConclusion, Spec(doc="Whether it is protected.")]
    reasons: Annotated[str, Words(doc="Why, in words that the person concerned may read.", least=20, most=10_000)]
    false_fact: Annotated[
        str | None,
        Words(doc="The one statement of fact that is false (needed for NOT_PROTECTED).", least=10, most=2_000),
    ] = None
    provision: Annotated[str | None, Ref(doc="The provision in force that forbids it (needed for NOT_PROTECTED).")] = (
        None
    )


def may_review(case: Case, facts: Facts) -> Problem | None:
    """The lead or the assigned agency reviews, never about itself, and by nobody who also serves a partial body.

    The police, Party bodies, press and journalists are kept out by the matrix, which gives them no scope.
    """
    if not facts.acts_for(case.lead, case.assigned):
        return unguarded(Guard.G1_COMPETENCE, "assigned-agency-only")
    if serves(PARTIAL, facts):
        return unguarded(Guard.G5_TWO_PERSONS, "reviewer-of-partial-body")
    return not_concerned(case, facts)


def review(case: Case, command: ReviewExpression, facts: Facts) -> tuple[Event, ...]:
    """Add a review; without a false fact and a provision in force only PROTECTED can be concluded."""
    if len(case.expression_reviews) >= REVIEWS_MOST:
        raise Refused(LimitReached(code="too-many-reviews", limit=REVIEWS_MOST))
    if command.conclusion is ExpressionConclusion.NOT_PROTECTED:
        _shown(case, command, facts)
    role = facts.actor.role
    assert role is not None  # the matrix gives the scope to roles only
    made = ExpressionReview(
        id=facts.new_id,
        agency=facts.actor.own,
        role=role,
        officer=facts.actor.subject,
        at=facts.now,
        cycle=case.cycle,
        expression=command.expression,
        conclusion=command.conclusion,
        reasons=facts.sealed["reasons"],
        false_fact=facts.sealed.get("false_fact"),
        provision=command.provision,
    )
    ended = given_up(case, facts) if command.conclusion is ExpressionConclusion.PROTECTED else ()
    return (ExpressionReviewed(review=made), *ended)


def _shown(case: Case, command: ReviewExpression, facts: Facts) -> None:
    """Raises Refused unless a false fact and a ground in force on the day of the act are shown (G3)."""
    if command.false_fact is None:
        raise Refused(invalid("false_fact", "false-fact-needed"))
    if command.provision is None:
        raise Refused(unguarded(Guard.G3_EXPRESSION, "provision-needed"))
    grounds_in_force(case, (command.provision,), facts, "provision")
    if found_protected(case) and not _learnt_since(case):
        raise Refused(unguarded(Guard.G3_EXPRESSION, "protected-stands"))


def _learnt_since(case: Case) -> bool:
    """Whether anything was verified after the newest review: without it, a second opinion overturns no protection."""
    newest = this_cycle(case.expression_reviews, case)[-1]
    return any(each.at > newest.at for each in this_cycle(case.verifications, case))


def reviewed(case: Case, event: ExpressionReviewed) -> Case:
    """The case with one more review."""
    return replace(case, expression_reviews=(*case.expression_reviews, event.review))


ACTIONS = (
    Action(
        command=ReviewExpression,
        stream=Kind.CASE,
        decide=review,
        scope=Scope.EXPRESSION_REVIEW,
        posts=frozenset({Post.HANDLER, Post.SIGNATORY}),
        states=frozenset({CaseState.CHECKING, CaseState.COORDINATING}),
        may=may_review,
        additive=True,
    ),
)
