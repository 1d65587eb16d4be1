"""Folding: one function a kind of stream, from a state and an event to the next state.

Folding uses nothing but the event: replaying the record years later gives the same states.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from domain import companions, documents, erasures, notices
from domain.access import Access, evolve_access
from domain.activities import activities, difficulties, directives
from domain.activities.activity import Activity
from domain.activities.difficulty import Difficulty
from domain.activities.directive import Directive
from domain.case import Case
from domain.casework import (
    appraisal,
    assignment,
    checks,
    closing,
    committee,
    decisions,
    duplicates,
    evidence,
    execution,
    expression,
    intake,
    leadership,
    ministry,
    own_measures,
    recusal,
    referrals,
    reopening,
    requests,
    rounds,
    secrecy,
    takedowns,
    transfers,
)
from domain.erasure import Erasure
from domain.official import OfficialDocument
from domain.press import exchanges, publishing, spokespersons
from domain.press.exchange import Exchange
from domain.press.publication import Publication
from domain.press.spokesperson import Spokesperson
from domain.redress import examination
from domain.redress.complaint import Redress
from domain.registrar import agencies, clients, grants, officers, province, provisions, succession, users
from domain.registrar.client import Client
from domain.registrar.grant import Grant
from domain.registrar.provision import Provision
from domain.registrar.user import User
from domain.registry import Agency, Area, Holidays, Lead, Officer, Schedule
from domain.reporting import consolidating, schedules
from domain.reporting import events as report_events
from domain.reporting.consolidated import Consolidated
from domain.reporting.report import Report
from domain.streams import Event, Kind
from domain.telling import mailings, webhooks
from domain.telling.mailing import Mailing
from domain.telling.webhook import Webhook

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
        case Case(), assignment.CaseReassigned():
            return assignment.reassigned(state, event)
        case Case(), assignment.FocalNamed():
            return assignment.focal_named(state, event)
        case Case(), checks.CheckRecorded():
            return checks.recorded(state, event)
        case Case(), expression.ExpressionReviewed():
            return expression.reviewed(state, event)
        case Case(), closing.CaseClosed():
            return closing.closed(state, event)
        case Case(), notices.AgencyNotified():
            return notices.notified(state, event)
        case Case(), appraisal.VerificationRecorded():
            return appraisal.verified(state, event)
        case Case(), appraisal.CaseAppraised():
            return appraisal.appraised(state, event)
        case Case(), leadership.LeadPassed():
            return leadership.passed(state, event)
        case Case(), succession.CaseRegrouped():
            return succession.regrouped(state, event)
        case Case(), secrecy.PaperFileNamed():
            return secrecy.named(state, event)
        case Case(), recusal.OfficerRecused():
            return recusal.recused(state, event)
        case Case(), evidence.EvidenceAdded():
            return evidence.added(state, event)
        case Case(), reopening.CaseReopened():
            return reopening.reopened(state, event)
        case Case(), _:
            return _by_part(state, event)
    raise TypeError(f"{event.TYPE} does not follow {state}")


PARTS = (
    rounds.evolve_round,
    own_measures.evolve_own_measure,
    decisions.evolve_decision,
    execution.evolve_execution,
    takedowns.evolve_takedown,
    committee.evolve_committee,
    ministry.evolve_ministry,
    transfers.evolve_transfer,
    requests.evolve_request,
    referrals.evolve_referral,
    duplicates.evolve_duplicate,
    companions.noted,
)
"""Machines within a case; each folds its own events and answers None for others."""


def _by_part(state: Case, event: Event) -> Case:
    for part in PARTS:
        if (after := part(state, event)) is not None:
            return after
    raise TypeError(f"{event.TYPE} does not follow {state}")


EVOLVE: Mapping[Kind, Evolve] = {
    Kind.CASE: evolve_case,
    Kind.AGENCY: agencies.evolve_agency,
    Kind.OFFICER: officers.evolve_officer,
    Kind.LEAD: province.evolve_lead,
    Kind.AREA: province.evolve_area,
    Kind.HOLIDAYS: province.evolve_holidays,
    Kind.PROVISION: provisions.evolve_provision,
    Kind.GRANT: grants.evolve_grant,
    Kind.CLIENT: clients.evolve_client,
    Kind.USER: users.evolve_user,
    Kind.WEBHOOK: webhooks.evolve_webhook,
    Kind.MAILING: mailings.evolve_mailing,
    Kind.DIRECTIVE: directives.evolve_directive,
    Kind.ACTIVITY: activities.evolve_activity,
    Kind.DIFFICULTY: difficulties.evolve_difficulty,
    Kind.REDRESS: examination.evolve_redress,
    Kind.ERASURE: erasures.evolve_erasure,
    Kind.SPOKESPERSON: spokespersons.evolve_spokesperson,
    Kind.PUBLICATION: publishing.evolve_publication,
    Kind.EXCHANGE: exchanges.evolve_exchange,
    Kind.SCHEDULE: schedules.evolve_schedule,
    Kind.REPORT: report_events.evolve_report,
    Kind.DOCUMENT: documents.evolve_document,
    Kind.CONSOLIDATED: consolidating.evolve_consolidated,
    Kind.ACCESS: evolve_access,
}

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
