"""All actions, collected. Mutations, inputs, `allowedActions` and the documents come from these rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from domain.activity import activities, difficulties, directives
from domain.administration import agencies, clients, corrections, grants, officers, province, provisions, users
from domain.case import (
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
    notification,
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
from domain.case import regrouping as succession
from domain.complaint import examination
from domain.complaint import filing as complaints
from domain.document import requests as documents
from domain.erasure import data_requests, erasures
from domain.kernel.kind import Kind
from domain.kernel.refusals import MissingRight, Problem
from domain.notification import keys as webhook_keys
from domain.notification import mailings, redelivery, webhooks
from domain.press_question import mandates as spokespersons
from domain.press_question import questions as exchanges
from domain.publication import drafting, linking, publishing
from domain.report import clock as report_clock
from domain.report import compiling, consolidating, reports, schedules
from domain.report import withdrawal as report_withdrawal
from domain.rules.action import Action, denial, standing
from domain.rules.facts import Facts

# Imported for what it registers: reactions of streams to each other.
_ = linking

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
    *notification.ACTIONS,
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
