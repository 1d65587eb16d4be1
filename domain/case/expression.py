"""Review of free expression, which is required before every step against content (Đ2.2, G3).

Opinion, satire, questions, criticism, complaints and journalism are protected. Protection ends only if one false fact
is shown and a provision in force forbids the statement. The reviewer never belongs to the police, to a Party body, or
to an agency that the claim is about.
"""

from typing import Annotated, Final

from domain.case.command import UNDER_CHECK, CaseCommand, CaseEvent
from domain.case.grounds import grounds_in_force, is_ground
from domain.case.guards import counting, led_or_assigned, not_concerned, not_of_a_partial_body, not_the_appraiser
from domain.case.own_measures import Ended, ends_of_all
from domain.case.state.case import Case, ExpressionConclusion, ExpressionKind, ExpressionReview
from domain.kernel.fields import Ref, Spec, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Refused, invalid, unguarded
from domain.kernel.vocabulary import OFFICERS, Kind
from domain.rules.facts import Facts
from domain.rules.guards import not_of, required, room_for

REVIEWS_MOST = 20


class OverturningCommand(CaseCommand):
    """Review that may overturn an earlier finding of protection."""

    answer: Annotated[
        str | None,
        Words(
            doc=(
                "Answer to the review that found the content protected, point by point, from the new source. Required"
                " for any other conclusion after such a review."
            ),
            least=20,
            most=10_000,
        ),
    ] = None

    def check_overturned(self, case: Case, facts: Facts) -> None:
        """Raise Refused if the review overturns an earlier protection without a new basis (G3).

        Required are a later verification with a new source, a reviewer of another agency, and an answer to the earlier
        review.
        """
        newest = case.expression_reviews[-1:]
        if not newest or newest[0].conclusion is not ExpressionConclusion.PROTECTED:
            return
        shown = counting(case, facts)
        if shown is None or not shown.new_source or shown.at <= newest[0].at:
            raise Refused(unguarded(Guard.G3_EXPRESSION, "protected-stands"))
        if facts.touches(newest[0].agency, (facts.actor.own,)) or not_of((newest[0].agency,), facts):
            raise Refused(unguarded(Guard.G3_EXPRESSION, "protected-by-own-agency"))
        if self.answer is None:
            raise Refused(invalid("answer", "answer-to-review-needed"))


class ExpressionReviewed(CaseEvent, type="case.expression-reviewed", appends="expression_reviews"):
    review: ExpressionReview


RESTRICTING: Final = (("conclusion", ExpressionConclusion.NOT_PROTECTED),)


def not_of_harm(conclusion: str, case: Case, facts: Facts) -> None:
    """Raise Refused if an ordinary review concludes that content harms a person, because harm needs tests by two
    agencies."""
    if conclusion == ExpressionConclusion.HARMS_PERSON:
        raise Refused(invalid("conclusion", "harm-has-its-own-way"))


class ReviewExpression(
    OverturningCommand,
    scope=Scope.EXPRESSION_REVIEW,
    posts=OFFICERS,
    states=UNDER_CHECK,
    additive=True,
    restricts=True,
    requires=(
        led_or_assigned,
        not_of_a_partial_body,
        not_concerned,
        not_the_appraiser,
        room_for("expression_reviews", REVIEWS_MOST, "too-many-reviews"),
    ),
):
    """Record whether freedom of speech or of the press protects the content (Đ2.2, G3)."""

    expression: Annotated[ExpressionKind, Spec(doc="Kind of expression, such as an opinion or satire.")]
    conclusion: Annotated[ExpressionConclusion, Spec(doc="Finding on the protection of the content.", fits=not_of_harm)]
    reasons: Annotated[str, Words(doc="Reasons, in words that the person concerned may read.", least=20, most=10_000)]
    false_fact: Annotated[
        str | None,
        Words(
            doc="The one statement of fact that is false. Required for NOT_PROTECTED.",
            least=10,
            most=2_000,
            needed_with=RESTRICTING,
        ),
    ] = None
    provision: Annotated[
        str | None,
        Ref(
            doc="Provision in force that forbids the statement. Required for NOT_PROTECTED.",
            to=Kind.PROVISION,
            fits=is_ground,
            needed_with=RESTRICTING,
        ),
    ] = None

    def decide(self, case: Case, facts: Facts) -> tuple[ExpressionReviewed | Ended, ...]:
        """Add a review. Without a false fact and a provision in force, only PROTECTED is possible."""
        not_of_harm(self.conclusion, case, facts)
        if self.conclusion is ExpressionConclusion.NOT_PROTECTED:
            self._shown(case, facts)
        review = facts.record(ExpressionReview, self, case, role=required(facts.actor.role))
        ends = ends_of_all(case, facts) if self.conclusion is ExpressionConclusion.PROTECTED else ()
        return (ExpressionReviewed(review=review), *ends)

    def _shown(self, case: Case, facts: Facts) -> None:
        """Raise Refused unless the review shows a false fact and a ground in force on the day of the act (G3)."""
        if self.false_fact is None:
            raise Refused(invalid("false_fact", "false-fact-needed"))
        if self.provision is None:
            raise Refused(unguarded(Guard.G3_EXPRESSION, "provision-needed", of="provision"))
        grounds_in_force(case, (self.provision,), facts, "provision")
        self.check_overturned(case, facts)
