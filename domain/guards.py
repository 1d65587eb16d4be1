"""Guards that several machines share. `may`-guards look at state and facts; the others raise or list faults."""

from collections.abc import Collection, Iterable
from typing import Protocol, TypeVar

from domain.calendar import local_date
from domain.case import Case, ExpressionConclusion
from domain.casework.coordination import Round
from domain.casework.findings import FALSIFYING, MEASURABLE, Verification
from domain.facts import Facts
from domain.refusals import Guard, InvalidInput, Problem, Refused, invalid, unguarded
from domain.registry import Certainty, Task
from domain.roles import AgencyKind


class Cycled(Protocol):
    """A record that belongs to one run through the machine."""

    @property
    def cycle(self) -> int:
        """The run."""


Record = TypeVar("Record", bound=Cycled)


def led_by_actor(case: Case, facts: Facts) -> Problem | None:
    """Only the lead agency of this case (Đ5.1)."""
    return None if facts.acts_for(case.lead) else unguarded(Guard.G1_COMPETENCE, "lead-agency-only")


def led_or_assigned(case: Case, facts: Facts) -> Problem | None:
    """The lead agency of this case, or the agency it assigned (Đ4.3)."""
    if not facts.acts_for(case.lead, case.assigned):
        return unguarded(Guard.G1_COMPETENCE, "assigned-agency-only")
    return None


def members_only(case: Case, facts: Facts) -> Problem | None:
    """An agency that takes part in the case (Đ3.2)."""
    return None if facts.acts_for(*case.members) else unguarded(Guard.G1_COMPETENCE, "members-only")


def not_concerned(case: Case, facts: Facts) -> Problem | None:
    """Nobody judges a claim about their own agency, about one it took over, or one they hold a post in (Đ2.2, G5)."""
    return not_of(case.concerns, facts)


def not_of(agencies: Collection[str], facts: Facts) -> Problem | None:
    """The actor is of none of the agencies, nor of one that took over any part of them, under no appointment (G5)."""
    if facts.touches(facts.actor.own, agencies):
        return unguarded(Guard.G5_TWO_PERSONS, "agency-concerned")
    if _serves(facts.actor.subject, agencies, facts):
        return unguarded(Guard.G5_TWO_PERSONS, "post-concerned")
    return None


def _serves(officer: str, agencies: Collection[str], facts: Facts) -> bool:
    """Whether the person behind an appointment holds a post today in one of the agencies, or in an heir of a part."""
    if not agencies:
        return False
    held = facts.registry.agencies_of(officer, local_date(facts.now))
    return any(facts.touches(each, agencies) for each in held)


def serves(kinds: frozenset[AgencyKind], facts: Facts) -> bool:
    """Whether the actor holds a post today in an agency of one of the kinds, in whatever agency it acts now."""
    rows = facts.registry.agencies
    held = facts.registry.agencies_of(facts.actor.subject, local_date(facts.now))
    return any(rows[each].kind in kinds for each in held if each in rows)


def same_person(one: str, other: str, facts: Facts) -> bool:
    """Whether two appointments are held by one person, as far as the register can know (G5)."""
    return facts.registry.person(one) == facts.registry.person(other)


def persons(officers: Iterable[str], facts: Facts) -> frozenset[str]:
    """The persons behind appointments, each once (G5)."""
    return frozenset(map(facts.registry.person, officers))


def actor_among(officers: Iterable[str], facts: Facts) -> bool:
    """Whether who acts is one of these persons, under any appointment (G5)."""
    return facts.registry.person(facts.actor.subject) in persons(officers, facts)


def competent(agency: str, task: Task, category: str | None, areas: Iterable[str], facts: Facts) -> None:
    """Raises Refused unless the agency is competent today in the category and all the areas (Đ2.1, G1)."""
    row = facts.registry.agencies.get(agency)
    if row is None or not row.competent(task, category, areas, local_date(facts.now)):
        raise Refused(unguarded(Guard.G1_COMPETENCE, "agency-not-competent"))


def agency_known(field: str, agency: str, facts: Facts) -> list[InvalidInput]:
    """A fault when the field names no agency that exists today."""
    row = facts.registry.agencies.get(agency)
    if row is None or not row.active(local_date(facts.now)):
        return [invalid(field, "agency-unknown")]
    return []


def agency_of_kind(field: str, agency: str, kind: AgencyKind, facts: Facts) -> None:
    """Raises Refused unless the field names an agency of the kind that exists today."""
    if faults := agency_known(field, agency, facts):
        raise Refused(*faults)
    if facts.registry.agencies[agency].kind is not kind:
        raise Refused(invalid(field, "agency-of-another-kind"))


def unprotected(case: Case, facts: Facts) -> Problem | None:
    """No step against what was said unless this cycle's newest review found it unprotected (Đ2.2, G3).

    The review must know all that was verified. A finding, once there is one, must be false or partly false.
    """
    reviews = this_cycle(case.expression_reviews, case)
    if not reviews:
        return unguarded(Guard.G3_EXPRESSION, "expression-review-needed")
    if reviews[-1].conclusion is not ExpressionConclusion.NOT_PROTECTED:
        return unguarded(Guard.G3_EXPRESSION, "found-protected")
    if any(each.at > reviews[-1].at for each in this_cycle(case.verifications, case)):
        return unguarded(Guard.G3_EXPRESSION, "expression-review-stale")
    if case.appraisal is not None and case.appraisal.finding not in MEASURABLE:
        return unguarded(Guard.G3_EXPRESSION, "finding-allows-no-measure")
    return None


def found_protected(case: Case) -> bool:
    """Whether this cycle's newest review found the content protected."""
    reviews = this_cycle(case.expression_reviews, case)
    return bool(reviews) and reviews[-1].conclusion is ExpressionConclusion.PROTECTED


def counting(case: Case, facts: Facts) -> Verification | None:
    """This cycle's newest verification that counts: independent, by an agency and a person the claim is not about."""
    for each in reversed(this_cycle(case.verifications, case)):
        partial = facts.touches(each.agency, case.concerns) or _serves(each.officer, case.concerns, facts)
        if each.independent and not partial:
            return each
    return None


def shown_false(case: Case, facts: Facts) -> Problem | None:
    """No step against what was said unless an independent source shows it false, wholly or in part (Đ4.3, G2)."""
    newest = counting(case, facts)
    if newest is None:
        return unguarded(Guard.G2_EVIDENCE, "independent-source-needed")
    if newest.result not in FALSIFYING:
        return unguarded(Guard.G2_EVIDENCE, "not-verified-as-false")
    return None


def against_content(case: Case, facts: Facts) -> Problem | None:
    """What every step against what was said must pass, at every point of its way (G2, G3)."""
    return unprotected(case, facts) or shown_false(case, facts)


def areas_known(areas: Iterable[str], facts: Facts) -> list[InvalidInput]:
    """A fault when an area is not on the list of today."""
    today = local_date(facts.now)
    for each in areas:
        row = facts.registry.areas.get(each)
        if row is None or row.certainty is not Certainty.CONFIRMED or not row.span.covers(today):
            return [invalid("areas", "area-unknown")]
    return []


def open_round(case: Case) -> Round | None:
    """The round that can still be answered, if any."""
    return next((each for each in case.rounds if each.open), None)


def this_cycle(records: Iterable[Record], case: Case) -> list[Record]:
    """The records made since the case was last opened or reopened, oldest first."""
    return [each for each in records if each.cycle == case.cycle]
