"""Folding: one function a kind of stream, from a state and an event to the next state.

Folding uses nothing but the event: replaying the record years later gives the same states.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from domain.access.record import Access
from domain.activity.state.activity import Activity
from domain.activity.state.difficulty import Difficulty
from domain.activity.state.directive import Directive
from domain.case.state.case import Case
from domain.complaint.state import Redress
from domain.document.state import OfficialDocument
from domain.erasure.state import Erasure
from domain.kernel.event import Event, folded
from domain.kernel.kind import Kind
from domain.notification.mailing import Mailing
from domain.notification.webhook import Webhook
from domain.press_question.spokesperson import Spokesperson
from domain.press_question.state import Exchange
from domain.publication.state import Publication
from domain.registry.agency import Agency
from domain.registry.area import Area
from domain.registry.client import Client
from domain.registry.grant import Grant
from domain.registry.holidays import Holidays
from domain.registry.lead import Lead
from domain.registry.officer import Officer
from domain.registry.provision import Provision
from domain.registry.user import User
from domain.report.consolidated import Consolidated
from domain.report.schedule import Schedule
from domain.report.state import Report

Evolve = Callable[[Any, Event, str], Any]


def _self_folding(legacy: Evolve) -> Evolve:
    """An event that folds itself does; others are folded by the function of their kind."""

    def evolve(state: Any, event: Event, id: str) -> Any:
        cls = type(event)
        by_kind = cls.fold is Event.fold and cls.begin is Event.begin
        return (legacy if by_kind else folded)(state, event, id)

    return evolve


_LEGACY: Mapping[Kind, Evolve] = {}

EVOLVE: Mapping[Kind, Evolve] = {kind: _self_folding(_LEGACY.get(kind, folded)) for kind in Kind}
evolve_case = EVOLVE[Kind.CASE]

STATES: Mapping[Kind, type] = {
    Kind.CASE: Case,
    Kind.AGENCY: Agency,
    Kind.OFFICER: Officer,
    Kind.LEAD: Lead,
    Kind.AREA: Area,
    Kind.HOLIDAYS: Holidays,
    Kind.PROVISION: Provision,
    Kind.GRANT: Grant,
    Kind.CLIENT: Client,
    Kind.USER: User,
    Kind.WEBHOOK: Webhook,
    Kind.MAILING: Mailing,
    Kind.DIRECTIVE: Directive,
    Kind.ACTIVITY: Activity,
    Kind.DIFFICULTY: Difficulty,
    Kind.REDRESS: Redress,
    Kind.ERASURE: Erasure,
    Kind.SPOKESPERSON: Spokesperson,
    Kind.PUBLICATION: Publication,
    Kind.EXCHANGE: Exchange,
    Kind.SCHEDULE: Schedule,
    Kind.REPORT: Report,
    Kind.DOCUMENT: OfficialDocument,
    Kind.CONSOLIDATED: Consolidated,
    Kind.ACCESS: Access,
}


def fold(kind: Kind, id: str, events: Iterable[Event]) -> Any:
    """The state that the events leave, or None without events."""
    state = None
    for event in events:
        state = EVOLVE[kind](state, event, id)
    return state
