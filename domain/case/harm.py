"""Finding that content harms a person: on their request, by a test of its own, on a ground that protects them (Đ2.2).

Nothing here asks whether the content is true. The test asks what it is: criticism, reporting in the public interest,
and what is said of holders of office about their office are protected, whoever asks. One yes is an ordinary review
that found the content protected, and ends as any other.
"""

from typing import Annotated

from domain.case.appraisal import CaseAppraised
from domain.case.command import UNDER_CHECK, CaseCommand
from domain.case.expression import REVIEWS_MOST, ExpressionReviewed, OverturningCommand
from domain.case.grounds import grounds_in_force
from domain.case.guards import (
    HARM_STANDS,
    led_by_actor,
    led_or_assigned,
    no_round_open,
    not_concerned,
    not_of_a_partial_body,
    not_of_office_or_press,
    not_of_the_police,
    not_the_appraiser,
    not_the_reviewer,
    passed_on,
    protection_asked,
)
from domain.case.own_measures import OwnMeasureEnded, ends_of_all
from domain.case.state.case import Case, ExpressionConclusion, ExpressionKind, ExpressionReview
from domain.case.state.findings import Appraisal, Finding
from domain.case.state.measures import Measure
from domain.case.state.protection import HarmTest
from domain.kernel.fields import Ref, Spec, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Refused, invalid, unguarded
from domain.kernel.roles import OFFICERS
from domain.rules.facts import Facts
from domain.rules.requirement import room_for

MEASURES = frozenset({Measure.WARNING_LETTER, Measure.TAKEDOWN_PROPOSAL})
"""What protects a person: a letter that asks to take the item down, and a proposal of removal. It punishes nobody."""


class ReviewHarm(
    OverturningCommand,
    scope=Scope.EXPRESSION_REVIEW,
    posts=OFFICERS,
    states=UNDER_CHECK,
    additive=True,
    restricts=True,
    requires=(
        led_or_assigned,
        not_concerned,
        not_of_a_partial_body,
        protection_asked,
        not_the_appraiser,
        room_for("expression_reviews", REVIEWS_MOST, "too-many-reviews"),
    ),
):
    """Test content that somebody asks to be protected from. One yes means that free speech protects the content (Đ2.2,
    G3)."""

    criticism: Annotated[bool, Spec(doc="Whether the content criticises, mocks, asks, complains or gives an opinion.")]
    public_interest: Annotated[
        bool, Spec(doc="Whether the content reports something that the public has an interest to know.")
    ]
    office: Annotated[
        bool, Spec(doc="Whether the content is about a person who holds an office, and about that office.")
    ]
    reasons: Annotated[str, Words(doc="Why, in words that the person concerned may read.", least=20, most=10_000)]
    provision: Annotated[
        str | None,
        Ref(doc="The PERSON_GROUND in force that protects the person. Required when no answer is yes."),
    ] = None

    def decide(self, case: Case, facts: Facts) -> tuple[ExpressionReviewed | OwnMeasureEnded, ...]:
        """What is about an agency, alleges corruption or is of the press can only be found protected."""
        test = facts.record(HarmTest, self)
        if test.passed:
            self._shown(case, facts)
        role = facts.actor.role
        assert role is not None  # the matrix gives the scope to roles only
        review = facts.record(
            ExpressionReview,
            self,
            case,
            role=role,
            expression=_kind(test),
            conclusion=ExpressionConclusion.HARMS_PERSON if test.passed else ExpressionConclusion.PROTECTED,
            provision=self.provision if test.passed else None,
            harm=test,
        )
        ends = () if test.passed else ends_of_all(case, facts)
        return (ExpressionReviewed(review=review), *ends)

    def _shown(self, case: Case, facts: Facts) -> None:
        """Raises Refused for what no request reaches, without a ground that protects persons, and against a protection
        since which nothing was learnt."""
        if problem := not_of_office_or_press(case, facts):
            raise Refused(problem)
        if self.provision is None:
            raise Refused(unguarded(Guard.G3_EXPRESSION, "provision-needed"))
        grounds_in_force(case, (self.provision,), facts, "provision", protecting=True)
        self.check_overturned(case, facts)


def _kind(test: HarmTest) -> ExpressionKind:
    """What the content is, in the words of an ordinary review."""
    if test.criticism or test.office:
        return ExpressionKind.CRITICISM
    return ExpressionKind.JOURNALISM if test.public_interest else ExpressionKind.FACT


class FindHarm(
    CaseCommand,
    scope=Scope.CASE_APPRAISE,
    posts=OFFICERS,
    states=UNDER_CHECK,
    requires=(no_round_open, not_of_the_police, led_by_actor, not_concerned, passed_on, *HARM_STANDS, not_the_reviewer),
):
    """Conclude, after a request for protection, that content harms a person unlawfully, true or not (Đ2.2)."""

    standing: Annotated[
        str,
        Words(
            doc="How somebody showed that they are the person harmed, their guardian or the agency that protects "
            "children. Do not copy what they showed.",
            least=20,
            most=2_000,
        ),
    ]
    reasons: Annotated[
        str,
        Words(
            doc="How the content harms, and whom. Name nobody: write a part, such as the child or the guardian.",
            least=20,
            most=10_000,
        ),
    ]

    def decide(self, case: Case, facts: Facts) -> CaseAppraised:
        return CaseAppraised(appraisal=facts.record(Appraisal, self, case, finding=Finding.HARMS_PERSON))


def check_measure(measure: Measure, alternatives: tuple[Measure, ...]) -> None:
    """Raises Refused for a measure that protects nobody, and for a removal before a letter was weighed."""
    if measure not in MEASURES or not MEASURES.issuperset(alternatives):
        raise Refused(invalid("measure", "measure-protects-nobody"))
    if measure is Measure.TAKEDOWN_PROPOSAL and Measure.WARNING_LETTER not in alternatives[:1]:
        raise Refused(invalid("alternatives", "letter-first"))
