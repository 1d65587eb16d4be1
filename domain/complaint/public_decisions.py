"""What anybody may know of a decision whose address they hold: ground, date, agency, deadline, how to complain (Đ4.4).

Only an exact address finds it. Nothing is said of a case that has no decision, nor of one closed as protected or
without grounds: to the asker such a case is no case.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.case.state.case import Case
from domain.case.state.measures import Decision, Measure, Service
from domain.complaint.filing_term import TermStart, file_term
from domain.complaint.terms import Deadline
from domain.kernel.calendar import local_date
from domain.kernel.event import Sealed
from domain.registry.registry import Registry


class Standing(StrEnum):
    """Whether a decision is still valid."""

    IN_FORCE = "IN_FORCE"
    UNDONE = "UNDONE"


@dataclass(frozen=True, kw_only=True)
class PublicDecision:
    """A decision as anybody may know it; `redress_notice` was written for the person concerned, `grounds` are ids."""

    code: str
    standing: Standing
    measure: Measure
    decided_on: date
    agency: str
    grounds: tuple[str, ...]
    complain_by: Deadline
    complain_from: TermStart
    redress_notice: Sealed
    served: Service | None


def last_decision(case: Case) -> Decision | None:
    """The decision that anybody may ask for; None for a case that hides or has none."""
    return None if case.hidden or not case.decisions else case.decisions[-1]


def named_decision(case: Case, code: str) -> Decision | None:
    """The decision of that public code; None for a case that hides or has no such one."""
    if case.hidden:
        return None
    return next((decision for decision in case.decisions if decision.public_code == code), None)


def public_decision(case: Case, registry: Registry, today: date) -> PublicDecision | None:
    """What is answered about a case to somebody who asks on a day; None when there is nothing to be told.

    Who was handed nothing comes to know of the decision by this answer at the latest: the time runs from then.
    """
    made = last_decision(case)
    if made is None:
        return None
    term = file_term(case, made, registry, today)
    told = [execution.served for execution in case.executions if execution.cycle == made.cycle]
    return PublicDecision(
        code=made.public_code,
        standing=Standing.IN_FORCE if made.cycle == case.cycle else Standing.UNDONE,
        measure=made.measure,
        decided_on=made.decided_on,
        agency=_name(made, registry),
        grounds=made.provisions,
        complain_by=term.due,
        complain_from=term.start,
        redress_notice=made.redress_notice,
        served=told[-1].service if told else None,
    )


def _name(made: Decision, registry: Registry) -> str:
    row = registry.agencies.get(made.agency)
    name = row.name_on(local_date(made.at)) if row else None
    return name.name if name else made.agency
