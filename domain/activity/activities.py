"""Activities of all types: how their events fold, how one is withdrawn, and the rows of them all.

Nothing recorded is corrected: the agency withdraws it with reasons and records it anew; the history stays.
"""

from dataclasses import dataclass, replace
from typing import Annotated, Any

from domain.activity import breaches, budgets, commendations, guidances, task_forces, trainings
from domain.activity.state.activity import (
    SIGNED,
    Activity,
    ActivityState,
    ActivityType,
    Breach,
    BudgetLine,
    Recording,
    Withdrawal,
)
from domain.kernel.event import Event
from domain.kernel.fields import Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import MissingRight, Problem
from domain.kernel.roles import Post
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import own_agency


class ActivityWithdrawn(Event, type="activity.withdrawn"):
    """The agency took it back."""

    withdrawal: Withdrawal


@dataclass(frozen=True, kw_only=True)
class WithdrawActivity:
    """Take back an activity of one's own agency that was recorded wrongly; the history stays."""

    reasons: Annotated[str, Words(doc="What was wrong.", least=10, most=2_000)]


def may_withdraw(state: Activity, facts: Facts) -> Problem | None:
    """The agency that recorded it; what a head signed, a signatory."""
    if problem := own_agency(state, facts):
        return problem
    if state.type in SIGNED and Post.SIGNATORY not in facts.actor.posts:
        return MissingRight(code="post-missing", missing=Post.SIGNATORY)
    return None


def withdraw(state: Activity, command: WithdrawActivity, facts: Facts) -> tuple[Event, ...]:
    """Take it back."""
    made = Withdrawal(officer=facts.actor.subject, at=facts.now, reasons=facts.sealed["reasons"])
    return (ActivityWithdrawn(withdrawal=made),)


def evolve_activity(state: Activity | None, event: Event, id: str) -> Activity:
    """Fold one activity event. Raises TypeError for one that cannot follow."""
    match state, event:
        case None, _:
            return _begun(event, id)
        case Activity(breach=Breach() as breach), breaches.BreachAnswered(answer=answer):
            return replace(state, breach=replace(breach, answers=(*breach.answers, answer)))
        case Activity(budget=BudgetLine() as line), budgets.BudgetLineSpent(amount=amount):
            return replace(state, budget=replace(line, spent=line.spent + amount))
        case Activity(), ActivityWithdrawn(withdrawal=withdrawal):
            return replace(state, state=ActivityState.WITHDRAWN, withdrawal=withdrawal)
    raise TypeError(f"{event.TYPE} does not follow {state}")


def _begun(event: Event, id: str) -> Activity:
    match event:
        case trainings.TrainingRecorded(by=by, training=training):
            return _recorded(id, by, ActivityType.TRAINING, training=training)
        case trainings.AwarenessRecorded(by=by, awareness=awareness):
            return _recorded(id, by, ActivityType.AWARENESS, awareness=awareness)
        case commendations.CommendationProposed(by=by, commendation=commendation):
            return _recorded(id, by, ActivityType.COMMENDATION, commendation=commendation)
        case breaches.BreachRecorded(by=by, breach=breach):
            return _recorded(id, by, ActivityType.BREACH, breach=breach)
        case budgets.BudgetLineRecorded(by=by, budget=budget):
            return _recorded(id, by, ActivityType.BUDGET, budget=budget)
        case task_forces.TaskForceSetUp(by=by, task_force=task_force):
            return _recorded(id, by, ActivityType.TASK_FORCE, task_force=task_force)
        case guidances.GuidanceIssued(by=by, guidance=guidance):
            return _recorded(id, by, ActivityType.GUIDANCE, guidance=guidance)
    raise TypeError(f"{event.TYPE} begins no activity")


def _recorded(id: str, by: Recording, type: ActivityType, **record: Any) -> Activity:
    return Activity(id=id, type=type, agency=by.agency, officer=by.officer, at=by.at, **record)


ACTIONS = (
    *trainings.ACTIONS,
    *commendations.ACTIONS,
    *breaches.ACTIONS,
    *budgets.ACTIONS,
    *task_forces.ACTIONS,
    *guidances.ACTIONS,
    Action(
        command=WithdrawActivity,
        stream=Kind.ACTIVITY,
        decide=withdraw,
        scope=Scope.ACTIVITY_WRITE,
        posts=frozenset({Post.HANDLER, Post.SIGNATORY}),
        states=frozenset({ActivityState.RECORDED}),
        may=may_withdraw,
    ),
)
