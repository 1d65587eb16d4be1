"""Folding: one function a kind of stream, from a state and an event to the next state.

Folding uses nothing but the event: replaying the record years later gives the same states.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from domain import agencies, checks, closing, expression, intake, notices, officers, province
from domain.access import Access, evolve_access
from domain.case import Case
from domain.registry import Agency, Area, Holidays, Lead, Officer
from domain.streams import Event, Kind

Evolve = Callable[[Any, Event, str], Any]


def evolve_case(state: Case | None, event: Event, id: str) -> Case:
    """Fold one case event. Raises TypeError for an event that cannot follow the state."""
    match state, event:
        case None, intake.CaseReported():
            return intake.received(id, event)
        case None, intake.CaseImported(reported=reported, imported=imported):
            return intake.received(id, reported, imported)
        case Case(), intake.CaseScreened():
            return intake.screened(state, event)
        case Case(), checks.CheckingStarted():
            return checks.started(state, event)
        case Case(), checks.CheckRecorded():
            return checks.recorded(state, event)
        case Case(), expression.ExpressionReviewed():
            return expression.reviewed(state, event)
        case Case(), closing.CaseClosed():
            return closing.closed(state, event)
        case Case(), notices.AgencyNotified():
            return notices.notified(state, event)
    raise TypeError(f"{event.TYPE} does not follow {state}")


EVOLVE: Mapping[Kind, Evolve] = {
    Kind.CASE: evolve_case,
    Kind.AGENCY: agencies.evolve_agency,
    Kind.OFFICER: officers.evolve_officer,
    Kind.LEAD: province.evolve_lead,
    Kind.AREA: province.evolve_area,
    Kind.HOLIDAYS: province.evolve_holidays,
    Kind.ACCESS: evolve_access,
}

STATES: Mapping[Kind, type] = {
    Kind.CASE: Case,
    Kind.AGENCY: Agency,
    Kind.OFFICER: Officer,
    Kind.LEAD: Lead,
    Kind.AREA: Area,
    Kind.HOLIDAYS: Holidays,
    Kind.ACCESS: Access,
}


def fold(kind: Kind, id: str, events: Iterable[Event]) -> Any:
    """The state that the events leave, or None without events."""
    state = None
    for event in events:
        state = EVOLVE[kind](state, event, id)
    return state
