"""Guards that several machines share. `may`-guards look at state and facts; the others raise or list faults."""

from collections.abc import Iterable

from domain.calendar import local_date
from domain.case import Case
from domain.facts import Facts
from domain.refusals import Guard, InvalidInput, Problem, Refused, invalid, unguarded
from domain.registry import Certainty, Task


def led_by_actor(case: Case, facts: Facts) -> Problem | None:
    """Only the lead agency of this case (Đ5.1)."""
    if facts.actor.agency != case.lead:
        return unguarded(Guard.G1_COMPETENCE, "lead-agency-only")
    return None


def led_or_assigned(case: Case, facts: Facts) -> Problem | None:
    """The lead agency of this case, or the agency it assigned (Đ4.3)."""
    if facts.actor.agency not in (case.lead, case.assigned):
        return unguarded(Guard.G1_COMPETENCE, "assigned-agency-only")
    return None


def not_concerned(case: Case, facts: Facts) -> Problem | None:
    """Nobody judges a claim about their own agency (Đ2.2, G5)."""
    if facts.actor.agency in case.concerns:
        return unguarded(Guard.G5_TWO_PERSONS, "agency-concerned")
    return None


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


def areas_known(areas: Iterable[str], facts: Facts) -> list[InvalidInput]:
    """A fault when an area is not on the list of today."""
    today = local_date(facts.now)
    for each in areas:
        row = facts.registry.areas.get(each)
        if row is None or row.certainty is not Certainty.CONFIRMED or not row.span.covers(today):
            return [invalid("areas", "area-unknown")]
    return []
