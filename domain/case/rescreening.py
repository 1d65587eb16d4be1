"""Rescreening: correction of the field, the areas or the checking agency of a case before its appraisal (Đ5.1.a).

The lead of a case may not choose the verifying agency. If the matter leaves the field of another agency, that agency
must confirm, and earlier verifications no longer count. An allegation of corruption remains recorded.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Final

from domain.case.command import CaseCommand, CaseEvent, LeadCommand, ToldToLead, told
from domain.case.guards import no_round_open, standing_verifications
from domain.case.intake import AREAS_MOST, verifies_something, verifies_there
from domain.case.reports import not_appraised
from domain.case.state.case import Case, CaseState, Category, with_members, with_row
from domain.case.state.rescreening import Rescreening, Screening
from domain.kernel.event import Job, Step
from domain.kernel.fields import Ref, Refs, Spec, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.vocabulary import OFFICERS, Kind, Post
from domain.registry.agency import Task
from domain.rules.facts import Facts
from domain.rules.guards import (
    areas_known,
    competent,
    may_be_asked,
    refuse_for,
    required,
    room_for,
    second_person,
    serves_any,
)

RESCREENINGS_MOST: Final = 10
SCREENED: Final = frozenset({CaseState.SCREENED, CaseState.CHECKING, CaseState.COORDINATING})


def waiting_rescreening(case: Case) -> Rescreening | None:
    """Return this cycle's rescreening that awaits an agency not concerned; None without one."""
    reopened = [row.at for row in case.reopenings]
    return next((row for row in case.rescreenings if row.waits and _awaited(row, case, reopened)), None)


def _awaited(row: Rescreening, case: Case, reopened: list[datetime]) -> bool:
    return row.loses not in case.concerns and all(at <= row.asked.at for at in reopened)


def no_rescreening_waits(case: Case, facts: Facts) -> Problem | None:
    """No rescreening waits to be confirmed."""
    return RuleNotMet(code="rescreening-waits") if waiting_rescreening(case) else None


def some_rescreening_waits(case: Case, facts: Facts) -> Problem | None:
    """A rescreening waits to be confirmed."""
    return None if waiting_rescreening(case) else RuleNotMet(code="no-rescreening-waits")


def actor_loses_the_matter(case: Case, facts: Facts) -> Problem | None:
    """The matter would leave the field of the actor's agency (Đ4.3)."""
    waiting = waiting_rescreening(case)
    own = waiting is None or facts.acts_for(waiting.loses)
    return None if own else unguarded(Guard.G1_COMPETENCE, "assigned-agency-only")


def asked_by_another(case: Case, facts: Facts) -> Problem | None:
    """Another person asked for the rescreening (G5)."""
    waiting = waiting_rescreening(case)
    return second_person(waiting.asked.officer, facts) if waiting else None


def without_post_in_lead(case: Case, facts: Facts) -> Problem | None:
    """No agency in which the actor holds a post leads the case (G5)."""
    own = serves_any(facts.actor.subject, (case.lead,), facts)
    return unguarded(Guard.G5_TWO_PERSONS, "another-agency-looks") if own else None


class RescreeningAsked(CaseEvent, type="case.rescreening-asked", appends="rescreenings"):
    rescreening: Rescreening

    def jobs(self, case: Case) -> Iterator[Job]:
        if self.rescreening.loses:
            yield told(self.rescreening.loses, self)


class CaseRescreened(CaseEvent, type="case.rescreened"):
    """The field, the areas or the checking agency of a case were corrected. `moved` is True if another agency checks
    now."""

    rescreening: str
    step: Step
    category: Category
    areas: tuple[str, ...]
    assigned: str
    moved: bool
    corruption: bool = False

    def fold(self, case: Case) -> Case:
        return replace(
            with_row(case, "rescreenings", self.rescreening, done=self.step),
            state=CaseState.SCREENED if self.moved else case.state,
            focal=None if self.moved else case.focal,
            category=self.category,
            areas=self.areas,
            assigned=self.assigned,
            assigned_at=self.step.at if self.moved else case.assigned_at,
            reassigned_from=None if self.moved else case.reassigned_from,
            corruption=case.corruption or self.corruption,
            members=with_members(case, self.assigned),
        )

    def jobs(self, case: Case) -> Iterator[Job]:
        yield told(self.assigned, self)


class RescreeningRefused(ToldToLead, type="case.rescreening-refused"):
    """The agency that would lose the matter stated that the matter is in its field."""

    rescreening: str
    step: Step

    def fold(self, case: Case) -> Case:
        return with_row(case, "rescreenings", self.rescreening, refused=self.step)


def put_right(case: Case, row: Rescreening, facts: Facts) -> CaseRescreened:
    """Return the event that applies a rescreening."""
    left = case.category is Category.ANTI_CORRUPTION and row.after.category != Category.ANTI_CORRUPTION
    return CaseRescreened(
        rescreening=row.id,
        step=facts.step(),
        category=Category(row.after.category),
        areas=row.after.areas,
        assigned=row.after.assigned,
        moved=facts.heir(row.after.assigned) != facts.heir(case.assigned or ""),
        corruption=left,
    )


class RescreenCase(
    LeadCommand,
    scope=Scope.CASE_INTAKE,
    posts={Post.HANDLER},
    states=SCREENED,
    requires=(
        no_round_open,
        not_appraised,
        no_rescreening_waits,
        room_for("rescreenings", RESCREENINGS_MOST, "too-many-rescreenings"),
    ),
):
    """Correct the field, the areas or the checking agency after screening. If the matter leaves another agency's field,
    that agency must confirm. Earlier verifications must then be repeated (Đ5.1.a)."""

    reasons: Annotated[str, Words(doc="Mistake in the screening, with reasons.", least=20, most=2_000)]
    category: Annotated[
        Category | None, Spec(doc=("The field of administration; null leaves the field unchanged."))
    ] = None
    areas: Annotated[
        tuple[str, ...] | None,
        Refs(doc="Areas of the province; null leaves the areas unchanged.", most=AREAS_MOST, to=Kind.AREA),
    ] = None
    assigned: Annotated[
        str | None,
        Ref(
            doc=(
                "Agency that checks; null leaves the agency unchanged. The agency must be competent in the field "
                "and the areas (G1)."
            ),
            to=Kind.AGENCY,
            fits=verifies_something,
            narrowed_by=("category", "areas"),
            fits_beside=verifies_there,
        ),
    ] = None

    def decide(self, case: Case, facts: Facts) -> tuple[RescreeningAsked | CaseRescreened, ...]:
        """Rescreen at once, unless the matter leaves the field of an agency other than the lead agency."""
        before, after = screening_of(case), self._after(case)
        if (before.category, before.areas) == (after.category, after.areas):
            raise Refused(invalid("category", "screening-unchanged"))
        refuse_for(*areas_known(after.areas, facts), *may_be_asked("assigned", after.assigned, facts))
        competent(after.assigned, Task.VERIFY, Category(after.category), after.areas, facts)
        loses = loser(case, after, facts)
        row = Rescreening(id=facts.new_id, asked=facts.step(note="reasons"), before=before, after=after, loses=loses)
        asked = RescreeningAsked(rescreening=row)
        return (asked,) if loses else (asked, put_right(case, row, facts))

    def _after(self, case: Case) -> Screening:
        now = screening_of(case)
        return Screening(
            category=self.category.value if self.category else now.category,
            areas=now.areas if self.areas is None else self.areas,
            assigned=self.assigned or now.assigned,
        )


def loser(case: Case, after: Screening, facts: Facts) -> str | None:
    """Return the agency that loses the matter, other than the lead agency and the agencies concerned.

    The agency is one whose verification would no longer count, or else the present or the previous checking agency. The
    previous agency is included, because the lead agency could otherwise choose the verifying agency in two steps.
    """
    before = screening_of(case)
    if (before.category, before.assigned) == (after.category, after.assigned):
        return None
    stays = facts.heir(after.assigned)
    finders = [row.agency for row in standing_verifications(case)]
    checkers = [agency for agency in (case.assigned, case.reassigned_from) if agency and facts.heir(agency) != stays]
    others = (agency for agency in (*finders, *checkers) if not facts.acts_for(agency))
    return next((agency for agency in others if not facts.touches(agency, case.concerns)), None)


def screening_of(case: Case) -> Screening:
    return Screening(category=required(case.category).value, areas=case.areas, assigned=required(case.assigned))


class OnRescreening(
    CaseCommand,
    scope=Scope.CASE_VERIFY,
    posts=OFFICERS,
    states=SCREENED,
    requires=(some_rescreening_waits, actor_loses_the_matter, asked_by_another),
):
    """Answer of the agency whose field the matter would leave."""

    reasons: Annotated[str, Words(doc="Reasons for the answer.", least=10, most=2_000)]


class ConfirmRescreening(OnRescreening, requires=(without_post_in_lead, no_round_open, not_appraised)):
    """Confirm that the matter is not in your agency's field (Đ5.1.a)."""

    def decide(self, case: Case, facts: Facts) -> CaseRescreened:
        """Confirm the rescreening. Raises Refused if the new agency is no longer competent (G1)."""
        waiting = required(waiting_rescreening(case))
        after = waiting.after
        competent(after.assigned, Task.VERIFY, Category(after.category), after.areas, facts)
        return replace(put_right(case, waiting, facts), step=facts.step(note="reasons"))


class RefuseRescreening(OnRescreening):
    """State that the matter is in your agency's field, so that it continues to check (Đ5.1.a)."""

    def decide(self, case: Case, facts: Facts) -> RescreeningRefused:
        waiting = required(waiting_rescreening(case))
        return RescreeningRefused(rescreening=waiting.id, step=facts.step(note="reasons"))
