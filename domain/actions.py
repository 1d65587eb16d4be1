"""All actions, collected. Mutations, inputs, `allowedActions` and the documents come from these rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from domain import data_requests, documents, erasures, notices
from domain.action import Action, denial, standing
from domain.activities import activities, difficulties, directives
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
    public_reports,
    recusal,
    referrals,
    reopening,
    requests,
    rounds,
    secrecy,
    takedowns,
    transfers,
)
from domain.facts import Facts
from domain.press import drafting, exchanges, publishing, spokespersons
from domain.redress import complaints, examination
from domain.refusals import MissingRight, Problem
from domain.registrar import agencies, clients, corrections, grants, officers, province, provisions, succession, users
from domain.reporting import clock as report_clock
from domain.reporting import compiling, consolidating, reports, schedules
from domain.reporting import withdrawal as report_withdrawal
from domain.streams import Kind
from domain.telling import keys as webhook_keys
from domain.telling import mailings, redelivery, webhooks

ACTIONS: tuple[Action, ...] = (
    *intake.ACTIONS,
    *checks.ACTIONS,
    *assignment.ACTIONS,
    *secrecy.ACTIONS,
    *succession.ACTIONS,
    *leadership.ACTIONS,
    *recusal.ACTIONS,
    *own_measures.ACTIONS,
    *evidence.ACTIONS,
    *expression.ACTIONS,
    *appraisal.ACTIONS,
    *rounds.ACTIONS,
    *decisions.ACTIONS,
    *execution.ACTIONS,
    *takedowns.ACTIONS,
    *committee.ACTIONS,
    *ministry.ACTIONS,
    *transfers.ACTIONS,
    *requests.ACTIONS,
    *referrals.ACTIONS,
    *duplicates.ACTIONS,
    *closing.ACTIONS,
    *reopening.ACTIONS,
    *notices.ACTIONS,
    *provisions.ACTIONS,
    *directives.ACTIONS,
    *activities.ACTIONS,
    *difficulties.ACTIONS,
    *public_reports.ACTIONS,
    *complaints.ACTIONS,
    *examination.ACTIONS,
    *data_requests.ACTIONS,
    *erasures.ACTIONS,
    *spokespersons.ACTIONS,
    *drafting.ACTIONS,
    *publishing.ACTIONS,
    *exchanges.ACTIONS,
    *reports.ACTIONS,
    *report_withdrawal.ACTIONS,
    *report_clock.ACTIONS,
    *documents.ACTIONS,
    *compiling.ACTIONS,
    *consolidating.ACTIONS,
    *agencies.ACTIONS,
    *officers.ACTIONS,
    *users.ACTIONS,
    *clients.ACTIONS,
    *grants.ACTIONS,
    *webhooks.ACTIONS,
    *webhook_keys.ACTIONS,
    *redelivery.ACTIONS,
    *mailings.ACTIONS,
    *province.ACTIONS,
    *corrections.ACTIONS,
    *schedules.ACTIONS,
)

BY_COMMAND: Mapping[type, Action] = MappingProxyType({action.command: action for action in ACTIONS})


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """Whether an action is open to the caller on this object now, and if not, why."""

    action: str
    allowed: bool
    problem: Problem | None = None


def public_actions(kind: Kind) -> tuple[Action, ...]:
    """The actions the API offers on a kind of stream."""
    return tuple(action for action in ACTIONS if action.public and action.stream is kind)


def allowed_actions(state: Any, kind: Kind, facts: Facts) -> Iterator[Allowed]:
    """Every action on an existing object, with the first reason against it."""
    for action in public_actions(kind):
        if action.creates:
            continue
        if denied := denial(action, facts.actor):
            problem: Problem | None = MissingRight(code=denied.code, missing=denied.missing)
        else:
            problem = standing(action, state, facts)
        yield Allowed(action=action.name, allowed=problem is None, problem=problem)
