"""Guards that several kinds of case commands share. Each guard reads state and facts and returns the problem, or None.

An address is judged by its text alone (X1), in the forms of `domain/kernel/sites.py`.
"""

from collections.abc import Collection, Iterable
from functools import partial
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

from domain.case.state.case import Case, ExpressionConclusion, ExpressionReview, Medium
from domain.case.state.measures import FALSIFYING, MEASURABLE, Finding, Verification
from domain.case.state.protection import Asker, ProtectionRequest
from domain.case.state.related import CaseAddresses
from domain.case.state.round import Round
from domain.kernel.calendar import local_date
from domain.kernel.plain_reading import links, read_plainly
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.text import normal_url, url_fault
from domain.kernel.vocabulary import AgencyKind
from domain.registry.agency import Task
from domain.rules.facts import Facts
from domain.rules.guards import (
    Requirement,
    acting_competent,
    actor_among,
    not_of,
    same_person,
    serves,
    serves_any,
    unmet,
)


class Cycled(Protocol):
    """Record that belongs to one cycle. A cycle begins when the case is opened or reopened."""

    @property
    def cycle(self) -> int:
        """Return the number of the cycle."""


Record = TypeVar("Record", bound=Cycled)
HARM_AGENCIES = 2
"""Number of agencies that must test content before it can be found to harm a person."""
PARTIAL = frozenset({AgencyKind.POLICE, AgencyKind.PARTY_PROPAGANDA, AgencyKind.PARTY_INTERNAL_AFFAIRS})
"""Bodies whose officers never review expression, in any of their posts."""
ADVISING = PARTIAL - {AgencyKind.POLICE}
"""Party bodies. They advise, and never count as the outside agency that a finding or a round needs."""


def led_by_actor(case: Case, facts: Facts) -> Problem | None:
    """The actor's agency leads the case (Đ5.1)."""
    return None if facts.acts_for(case.lead) else unguarded(Guard.G1_COMPETENCE, "lead-agency-only")


def led_or_assigned(case: Case, facts: Facts) -> Problem | None:
    """The actor's agency leads the case or is assigned to check it (Đ4.3)."""
    if not facts.acts_for(case.lead, case.assigned):
        return unguarded(Guard.G1_COMPETENCE, "assigned-agency-only")
    return None


def member(case: Case, facts: Facts) -> Problem | None:
    """The actor's agency takes part in the case (Đ3.2)."""
    return None if facts.acts_for(*case.members) else unguarded(Guard.G1_COMPETENCE, "members-only")


def competent_to(task: Task) -> Requirement:
    """Require that the actor's agency may do the task today, in the case's category and areas (Đ2.1, G1)."""
    return partial(_competent_to, task=task)


def _competent_to(case: Case, facts: Facts, *, task: Task) -> Problem | None:
    """The actor's agency is competent today to {task} in the category and all areas of the case (Đ2.1, G1).

    `{task}` is filled in where the rule is shown.
    """
    return acting_competent(task, case.category, case.areas, facts)


def not_of_the_police(case: Case, facts: Facts) -> Problem | None:
    """The actor holds no post in an agency of the police: the police never appraise (G5)."""
    if serves(frozenset({AgencyKind.POLICE}), facts):
        return unguarded(Guard.G5_TWO_PERSONS, "police-never-appraise")
    return None


def not_of_a_partial_body(case: Case, facts: Facts) -> Problem | None:
    """The actor holds no post in the police or a Party body, whose officers never review expression (G5)."""
    return unguarded(Guard.G5_TWO_PERSONS, "reviewer-of-partial-body") if serves(PARTIAL, facts) else None


def asked_of_actor(agencies: Iterable[str], facts: Facts) -> Problem | None:
    """The actor's agency is one of the agencies that received the question (Đ5.4.b, Đ5.5.b)."""
    return None if facts.acts_for(*agencies) else unguarded(Guard.G1_COMPETENCE, "not-asked")


def not_concerned(case: Case, facts: Facts) -> Problem | None:
    """The claim is not about the actor's agency, an agency it succeeded, or an agency where the actor has a post (Đ2.2,
    G5)."""
    return not_of(case.concerns, facts)


def not_the_appraiser(case: Case, facts: Facts) -> Problem | None:
    """The actor did not appraise the case (Đ2.2, G5).

    A review can follow an appraisal, if a round was opened about the appraisal.
    """
    if case.appraisal is not None and same_person(case.appraisal.officer, facts.actor.subject, facts):
        return unguarded(Guard.G5_TWO_PERSONS, "appraiser-cannot-review")
    return None


def not_the_reviewer(case: Case, facts: Facts) -> Problem | None:
    """The actor did not write the newest expression review (G3, G5)."""
    newest = this_cycle(case.expression_reviews, case)[-1:]
    if newest and same_person(newest[0].officer, facts.actor.subject, facts):
        return unguarded(Guard.G5_TWO_PERSONS, "reviewer-cannot-appraise")
    return None


def unprotected(case: Case, facts: Facts) -> Problem | None:
    """The newest expression review of this cycle found the content unprotected (Đ2.2, G3).

    The review must be newer than every verification. An appraisal, if there is one, must have found the claim false or
    partly false.
    """
    reviews = [review for review in this_cycle(case.expression_reviews, case) if _binds(review, case, facts)]
    if not reviews:
        return unguarded(Guard.G3_EXPRESSION, "expression-review-needed")
    if reviews[-1].conclusion is ExpressionConclusion.HARMS_PERSON:
        return unguarded(Guard.G3_EXPRESSION, "harm-has-its-own-way")
    if reviews[-1].conclusion is not ExpressionConclusion.NOT_PROTECTED:
        return unguarded(Guard.G3_EXPRESSION, "found-protected")
    since = reviews[-1].at
    newer = any(verification.at > since for verification in this_cycle(case.verifications, case))
    if newer or case.of_other_words(since):
        return unguarded(Guard.G3_EXPRESSION, "expression-review-stale")
    if case.appraisal is not None and case.appraisal.finding not in MEASURABLE:
        return unguarded(Guard.G3_EXPRESSION, "finding-allows-no-measure")
    return None


def _binds(review: ExpressionReview, case: Case, facts: Facts) -> bool:
    """Return whether a review counts. A review does not count if an agency concerned made it and found no
    protection.
    """
    return review.conclusion is ExpressionConclusion.PROTECTED or not found_by_concerned(review, case, facts)


def found_by_concerned(finding: Verification | ExpressionReview, case: Case, facts: Facts) -> bool:
    """Return whether the claim is about the finding agency, or an agency where its officer has or then had a post
    (G5)."""
    of_officer = serves_any(finding.officer, case.concerns, facts, since=finding.at)
    return of_officer or facts.touches(finding.agency, case.concerns)


def found_protected(case: Case) -> bool:
    """Return whether this cycle's newest review found the content protected."""
    reviews = this_cycle(case.expression_reviews, case)
    return bool(reviews) and reviews[-1].conclusion is ExpressionConclusion.PROTECTED


def found_protected_by_another(case: Case, facts: Facts) -> bool:
    """Return whether an agency not concerned found the content protected in this cycle's newest review (G5)."""
    reviews = this_cycle(case.expression_reviews, case)
    return found_protected(case) and not found_by_concerned(reviews[-1], case, facts)


def true_issue(case: Case) -> bool:
    """Return whether the reported problem is true. A true problem needs a remedy and allows no measure (Đ5.7.b)."""
    return case.appraisal is not None and case.appraisal.finding is Finding.TRUE_ISSUE


def standing_verifications(case: Case) -> list[Verification]:
    """Return this cycle's verifications of the case's current claim and field, oldest first."""
    rows = this_cycle(case.verifications, case)
    return [row for row in rows if not case.of_other_words(row.at) and not case.of_other_field(row.at)]


def counting(case: Case, facts: Facts) -> Verification | None:
    """Return this cycle's newest independent verification by an agency and a person not concerned."""
    for verification in reversed(standing_verifications(case)):
        if not verification.independent or found_by_concerned(verification, case, facts):
            continue
        if carries(verification, case, facts):
            return verification
    return None


def carries(verification: Verification, case: Case, facts: Facts) -> bool:
    """Return whether a verification copied from the earlier linked case still counts.

    The link must be older than this case's verification, and the verification must count in the earlier case. If the
    earlier case is not loaded (`allowedActions`), the verification is assumed to count.
    """
    if verification.carried is None:
        return True
    if case.duplicate_of is None or case.links[-1].linked.at > verification.at:
        return False
    earlier: Any = facts.linked.get(case.duplicate_of)
    newest = counting(earlier, facts) if earlier else None
    return earlier is None or (newest is not None and newest.result is verification.result)


def judges_its_own_word(agency: str, case: Case, facts: Facts) -> bool:
    """Return whether an agency leads or reported the case, or is a full or partial successor of the lead or reporting
    agency.

    A verification by that agency is not independent (Đ4.3, G2).
    """
    return facts.touches(agency, (case.lead, case.reporter))


def of_its_own_word(verification: Verification, case: Case, facts: Facts) -> bool:
    """Return whether the lead or reporting agency verified the claim without a source outside the agencies."""
    return verification.source is None and judges_its_own_word(verification.agency, case, facts)


def speak_from_outside(agencies: Iterable[str], case: Case, facts: Facts) -> bool:
    """Return whether one of these agencies is competent in the case and independent.

    An independent agency does not lead the case, is not concerned and is not a Party body (Đ3.2).
    """
    rows, day, inside = facts.registry.agencies, local_date(facts.now), (case.lead, *case.concerns)
    return any(
        row.kind not in ADVISING
        and any(row.competent(task, case.category, case.areas, day) for task in (Task.VERIFY, Task.DECIDE))
        for agency in map(facts.heir, agencies)
        if not facts.touches(agency, inside) and (row := rows.get(agency))
    )


def somebody_outside(case: Case, facts: Facts) -> Problem | None:
    """At least one agency is competent in the case, does not lead it and is not concerned (Đ3.2)."""
    found = speak_from_outside(facts.registry.agencies, case, facts)
    return None if found else RuleNotMet(code="competent-agency-missing")


def passed_on(case: Case, facts: Facts) -> Problem | None:
    """If the claim alleges corruption, the allegation was passed on to a body that the claim is not about (Đ5.3)."""
    known = any(not facts.touches(row.agency, case.concerns) for row in case.reroutings)
    return RuleNotMet(code="allegation-not-passed-on") if case.alleges_corruption and not known else None


def shown_false(case: Case, facts: Facts) -> Problem | None:
    """An independent source shows that the claim is false, wholly or in part (Đ4.3, G2)."""
    newest = counting(case, facts)
    if newest is None:
        return unguarded(Guard.G2_EVIDENCE, "independent-source-needed")
    if newest.result not in FALSIFYING:
        return unguarded(Guard.G2_EVIDENCE, "not-verified-as-false")
    return None


def open_to_measures(case: Case, facts: Facts) -> Problem | None:
    """The content is unprotected and shown to be false, or it was found to harm a person (G2, G3)."""
    required = HARM_STANDS if harms_person(case) else (unprotected, shown_false)
    return unmet(required, case, facts)


def harms_person(case: Case) -> bool:
    """Return whether the content was found to harm a person. Measures against harmful content have their own
    requirements."""
    return case.appraisal is not None and case.appraisal.finding is Finding.HARMS_PERSON


def asked_to_protect(case: Case) -> ProtectionRequest | None:
    """Return the request for protection that was not withdrawn; None if there is no such request."""
    return next((request for request in case.protections[-1:] if request.withdrawn_at is None), None)


def not_of_office_or_press(case: Case, facts: Facts) -> Problem | None:
    """The claim is about no agency and alleges no corruption, and the press did not publish the content (Đ2.2, G3)."""
    if case.concerns or case.alleges_corruption:
        return unguarded(Guard.G3_EXPRESSION, "about-office")
    if case.medium is Medium.PRESS:
        return unguarded(Guard.G3_EXPRESSION, "press-by-its-own-law")
    return None


def protection_asked(case: Case, facts: Facts) -> Problem | None:
    """A request for protection is open (G3)."""
    return None if asked_to_protect(case) else unguarded(Guard.G3_EXPRESSION, "request-of-person-needed")


def harm_tests(case: Case) -> list[ExpressionReview]:
    """Return the tests of harm with written answers that follow the newest review of another kind in this cycle."""
    found: list[ExpressionReview] = []
    for review in this_cycle(case.expression_reviews, case):
        harms = review.conclusion is ExpressionConclusion.HARMS_PERSON and review.harm is not None
        found = [*found, review] if harms else []
    return [test for test in found if test.harm and test.harm.in_words and not case.of_other_words(test.at)]


def decided_before(case: Case) -> bool:
    """Return whether a decision of this cycle is based on a test without written answers.

    Tests without written answers precede the rule that requires tests by two agencies.
    """
    newest = this_cycle(case.expression_reviews, case)[-1:]
    return bool(this_cycle(case.decisions, case)) and any(row.harm and not row.harm.in_words for row in newest)


def found_to_harm(case: Case, facts: Facts) -> Problem | None:
    """Persons of two agencies found that the content harms; one of them has no post in the lead agency (G3)."""
    reviews = this_cycle(case.expression_reviews, case)
    if found_protected(case):
        return unguarded(Guard.G3_EXPRESSION, "found-protected")
    if not reviews or reviews[-1].conclusion is not ExpressionConclusion.HARMS_PERSON:
        return unguarded(Guard.G3_EXPRESSION, "harm-review-needed")
    if case.of_other_words(reviews[-1].at):
        return unguarded(Guard.G3_EXPRESSION, "expression-review-stale")
    tests = harm_tests(case)
    outside = any(not serves_any(test.officer, (case.lead,), facts, since=test.at) for test in tests)
    agencies = facts.heirs(test.agency for test in tests) if outside else ()
    few = len(agencies) < HARM_AGENCIES and not decided_before(case)
    return unguarded(Guard.G3_EXPRESSION, "harm-of-two-agencies-needed") if few else None


def protection_confirmed(case: Case, facts: Facts) -> Problem | None:
    """An agency that neither leads the case nor recorded the request confirmed the identity of the requester (G3)."""
    asked = asked_to_protect(case)
    known = asked is None or asked.confirmed or _of_a_protector(asked, case, facts) or decided_before(case)
    return None if known else unguarded(Guard.G3_EXPRESSION, "asker-not-confirmed")


def _of_a_protector(asked: ProtectionRequest, case: Case, facts: Facts) -> bool:
    """Return whether an agency that protects children made the request in its own name and does not lead the case."""
    own = asked.asker is Asker.CHILD_PROTECTION and asked.agency is not None
    return own and facts.heir(asked.agency or "") != facts.heir(case.lead)


def took_no_part_in_it(case: Case, facts: Facts) -> Problem | None:
    """The actor did not record or confirm the request for protection, test or judge the content, or draft the measure
    (G5).

    This guard applies only to a case about content that harms a person.
    """
    asked, way = asked_to_protect(case), [test.officer for test in harm_tests(case)]
    if asked is None:
        return None
    way += [asked.officer] if asked.officer else []
    way += [asked.confirmed.step.officer] if asked.confirmed else []
    way += [case.appraisal.officer] if case.appraisal and harms_person(case) else []
    way += [case.proposal.drafted_by] if case.proposal and harms_person(case) else []
    same = actor_among(way, facts) and (case.appraisal is None or harms_person(case))
    return unguarded(Guard.G5_TWO_PERSONS, "took-part-already") if same else None


HARM_TESTED = (protection_asked, not_of_office_or_press, found_to_harm)
HARM_STANDS = (*HARM_TESTED, protection_confirmed)
"""Guards on every step against content that harms a person."""


def no_round_open(case: Case, facts: Facts) -> Problem | None:
    """No round of coordination is open, because a round must end before this step (Đ3.2)."""
    return RuleNotMet(code="round-open") if open_round(case) else None


def round_is_open(case: Case, facts: Facts) -> Problem | None:
    """A round of coordination is open (Đ3.2)."""
    return None if open_round(case) else RuleNotMet(code="no-round-open")


def open_round(case: Case) -> Round | None:
    return next((round for round in case.rounds if round.open), None)


def this_cycle(records: Iterable[Record], case: Case) -> list[Record]:
    """Return the records made since the case was last opened or reopened, oldest first."""
    return [record for record in records if record.cycle == case.cycle]


def foreign_address(value: str, normal: Collection[str]) -> int | None:
    """Return the position, from 1, of the first address in a text that is not among the given addresses; None if all
    are."""
    read, places = read_plainly(value)
    hosts = {urlsplit(address).netloc for address in normal}
    for link in links(read):
        if link.bare.lower() in hosts:  # who published it, named by the host
            continue
        if url_fault(link.address) or normal_url(link.address) not in normal:
            return (places[link.start] if places else link.start) + 1
    return None


def about_no_other_place(command: object, facts: Facts, *names: str) -> None:
    """Raise Refused if a binding text contains an address that does not belong to the case (X6).

    The refusal contains the position of the address.
    """
    addresses = facts.known(CaseAddresses)
    normal = addresses.normal if addresses else frozenset()
    for name in names:
        value: str | None = getattr(command, name)
        if value and (at := foreign_address(value, normal)):
            raise Refused(invalid(name, "text-of-another-place", at=at))
