"""Finding that content harms a person (Đ2.2). It needs a request for protection, a separate test and a ground that
protects persons.

The test classifies the content. Criticism, reporting in the public interest, and remarks on holders of office and
public figures are protected, whoever requests protection. One answer of yes counts as an ordinary review that found the
content protected. If every answer is no, the facts must be written down. True content can harm too, but the test must
establish whether the content is true. Two agencies test the content, and a third agency verifies the requester. Four
different persons record the request, find harm, draft the measure and sign it.
"""

from collections.abc import Iterator
from typing import Annotated

from domain.case.appraisal import CaseAppraised
from domain.case.at_once import CONFIRM_DAYS, ProtectionBegun, ProtectionUpheld, upheld
from domain.case.command import UNDER_CHECK, CaseCommand
from domain.case.expression import REVIEWS_MOST, ExpressionReviewed, OverturningCommand
from domain.case.grounds import protects_somebody
from domain.case.guards import (
    HARM_STANDS,
    asked_to_protect,
    harm_tests,
    led_by_actor,
    member,
    no_round_open,
    not_concerned,
    not_of_a_partial_body,
    not_of_office_or_press,
    not_of_the_police,
    not_the_appraiser,
    passed_on,
    protection_asked,
    took_no_part_in_it,
)
from domain.case.own_measures import Ended, ends_of_all
from domain.case.protection import orders_removal
from domain.case.state.case import Case, ExpressionConclusion, ExpressionKind, ExpressionReview
from domain.case.state.measures import Appraisal, Finding, Measure
from domain.case.state.protection import URGENT, AtOnce, HarmTest
from domain.kernel.fields import Ref, Spec, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, InvalidInput, Refused, invalid, unguarded
from domain.kernel.text import fold
from domain.kernel.vocabulary import OFFICERS, Kind
from domain.rules.facts import Facts
from domain.rules.guards import refuse_for, required, room_for

IN_WORDS = ("about_whom", "interest", "truth", "context")
"""Fields of a test that contain written answers."""
MEASURES = frozenset({Measure.WARNING_LETTER, Measure.TAKEDOWN_PROPOSAL})
"""Measures that protect a person and punish nobody: a letter that requests the removal of the item, and a proposal of
removal."""


class ReviewHarm(
    OverturningCommand,
    scope=Scope.EXPRESSION_REVIEW,
    posts=OFFICERS,
    states=UNDER_CHECK,
    additive=True,
    restricts=True,
    requires=(
        member,
        not_concerned,
        not_of_a_partial_body,
        protection_asked,
        took_no_part_in_it,
        not_the_appraiser,
        room_for("expression_reviews", REVIEWS_MOST, "too-many-reviews"),
    ),
):
    """Test whether content harms the person who requests protection, as one of two agencies. One answer of yes means
    that freedom of speech protects the content (Đ2.2, G3)."""

    criticism: Annotated[bool, Spec(doc="True if the content criticises, mocks, asks, complains or gives an opinion.")]
    public_interest: Annotated[bool, Spec(doc="True if the content reports a matter of public interest.")]
    office: Annotated[bool, Spec(doc="True if the content is about a holder of an office and concerns the office.")]
    reasons: Annotated[str, Words(doc="Reasons, in words that the person concerned may read.", least=20, most=10_000)]
    provision: Annotated[
        str | None,
        Ref(
            doc="The PERSON_GROUND in force that protects the person. Required if no answer is yes.",
            to=Kind.PROVISION,
            fits=protects_somebody,
        ),
    ] = None
    public_figure: Annotated[
        bool,
        Spec(
            doc=("True if the content is about a public figure and concerns the matter for which this person is known.")
        ),
    ] = False
    about_whom: Annotated[
        str | None,
        Words(
            doc=(
                "The role of the person in the content, and the fact that proves that the content concerns no office "
                "and no public figure. Do not name persons. Required if no answer is yes."
            ),
            least=20,
            most=2_000,
        ),
    ] = None
    interest: Annotated[
        str | None,
        Words(
            doc=("The fact that proves that the content is of no public interest. Required if no answer is yes."),
            least=20,
            most=2_000,
        ),
    ] = None
    truth: Annotated[
        str | None,
        Words(
            doc="Truth of the content as far as you know, and your evidence. Required if no answer is yes.",
            least=20,
            most=2_000,
        ),
    ] = None
    context: Annotated[
        str | None,
        Words(
            doc=(
                "Context of the content: the statements around it, its time and its audience. Required if no answer "
                "is yes."
            ),
            least=20,
            most=2_000,
        ),
    ] = None
    at_once: Annotated[
        str | None,
        Ref(
            doc=(
                "Body that receives an immediate request to hide the content, for a child or an intimate picture. Its"
                " competences in the registry must allow it to order a removal. Only the second agency that tests the"
                " content enters this body. The immediate step ends unless other persons confirm it within one "
                "working day."
            ),
            to=Kind.AGENCY,
        ),
    ] = None
    unheard: Annotated[
        str | None,
        Words(
            doc="Reasons why the publisher of the content is not asked first. Required with `atOnce`.",
            least=20,
            most=2_000,
        ),
    ] = None

    def decide(self, case: Case, facts: Facts) -> tuple[ExpressionReviewed | ProtectionBegun | Ended, ...]:
        """Record the test.

        Raises Refused if the test finds harm in content about an agency or by the press, or in an allegation of
        corruption.
        """
        test = facts.record(HarmTest, self)
        if test.passed:
            self._shown(case, facts)
        review = facts.record(
            ExpressionReview,
            self,
            case,
            role=required(facts.actor.role),
            expression=_kind(test),
            conclusion=ExpressionConclusion.HARMS_PERSON if test.passed else ExpressionConclusion.PROTECTED,
            provision=self.provision if test.passed else None,
            harm=test,
        )
        then = self._begun(case, facts) if test.passed else ends_of_all(case, facts)
        return (ExpressionReviewed(review=review), *then)

    def _begun(self, case: Case, facts: Facts) -> Iterator[ProtectionBegun]:
        """Yield the event of the immediate request, which the second testing agency can make.

        Raises Refused if the request is not allowed.
        """
        if self.at_once is None:
            return
        asked, tests = required(asked_to_protect(case)), harm_tests(case)
        if asked.harm not in URGENT:
            raise Refused(invalid("at_once", "harm-not-urgent"))
        if asked.at_once is not None:
            raise Refused(invalid("at_once", "asked-at-once-already"))
        if all(facts.acts_for(test.agency) for test in tests):
            raise Refused(unguarded(Guard.G5_TWO_PERSONS, "second-agency-acts-at-once"))
        if self.unheard is None:
            raise Refused(invalid("unheard", "hearing-needed"))
        orders_removal("at_once", self.at_once, facts)
        others = (test.officer for test in tests if not facts.acts_for(test.agency))
        made = AtOnce(
            agency=self.at_once,
            officers=(*others, facts.actor.subject),
            begun=facts.step(),
            due_at=facts.registry.calendar.due(facts.now, CONFIRM_DAYS),
            unheard=facts.sealed["unheard"],
        )
        yield ProtectionBegun(request=asked.id, at_once=made)

    def _shown(self, case: Case, facts: Facts) -> None:
        """Raise Refused if the content is exempt, if the ground protects nobody, or if an overturned review lacks a new
        basis."""
        refuse_for(not_of_office_or_press(case, facts))
        refuse_for(*self._unsaid())
        if self.provision is None:
            raise Refused(unguarded(Guard.G3_EXPRESSION, "provision-needed", of="provision"))
        protects_somebody(self.provision, case, facts)
        self.check_overturned(case, facts)

    def _unsaid(self) -> Iterator[InvalidInput]:
        """Yield a fault for each missing or repeated written answer."""
        answers = {name: getattr(self, name) for name in IN_WORDS}
        for name, words in answers.items():
            if words is None:
                yield invalid(name, "answer-in-words")
        said = [fold(words) for words in (self.reasons, *answers.values()) if words is not None]
        if len(set(said)) < len(said):
            yield invalid("about_whom", "answers-repeated")


def _kind(test: HarmTest) -> ExpressionKind:
    """Return the kind of expression that an ordinary review would record for the test."""
    if test.criticism or test.office or test.public_figure:
        return ExpressionKind.CRITICISM
    return ExpressionKind.JOURNALISM if test.public_interest else ExpressionKind.FACT


class FindHarm(
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
        *HARM_STANDS,
        took_no_part_in_it,
    ),
):
    """Conclude, after a request for protection, that content harms a person unlawfully, whether the content is true or
    not (Đ2.2)."""

    standing: Annotated[
        str | None,
        Words(
            doc=(
                "Evidence that the requester is entitled to request protection, in addition to the confirmation by "
                "another agency. Do not copy any identity paper."
            ),
            least=20,
            most=2_000,
        ),
    ] = None
    reasons: Annotated[
        str,
        Words(
            doc=(
                "How the content harms, and the role of the person harmed, such as the child or the guardian. Do not "
                "name persons."
            ),
            least=20,
            most=10_000,
        ),
    ]

    def decide(self, case: Case, facts: Facts) -> tuple[CaseAppraised | ProtectionUpheld, ...]:
        """Record the finding, and uphold a running immediate step."""
        appraisal = facts.record(Appraisal, self, case, finding=Finding.HARMS_PERSON)
        return (CaseAppraised(appraisal=appraisal), *upheld(case, facts))


def check_measure(measure: Measure, alternatives: tuple[Measure, ...]) -> None:
    """Raise Refused if the measure protects nobody, or if a removal is proposed without considering a letter first."""
    if measure not in MEASURES or not MEASURES.issuperset(alternatives):
        raise Refused(invalid("measure", "measure-protects-nobody"))
    if measure is Measure.TAKEDOWN_PROPOSAL and Measure.WARNING_LETTER not in alternatives[:1]:
        raise Refused(invalid("alternatives", "letter-first"))
