"""Budget lines of an agency's own work under the Regulation, in thousand đồng (Đ8.2)."""

from dataclasses import dataclass
from typing import Annotated

from domain.activity.state.activity import Activity, ActivityState, BudgetLine, Recording, recording
from domain.kernel.event import Event
from domain.kernel.fields import Whole, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import LimitReached, Problem, Refused, RuleNotMet
from domain.kernel.roles import Post
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import own_agency

AMOUNT_MOST = 1_000_000_000
"""Thousand đồng; a line of more is a slip of the pen."""

YEAR_FIRST, YEAR_LAST = 2021, 2100


class BudgetLineRecorded(Event, type="activity.budget-line-recorded"):
    """An agency planned money for a purpose."""

    by: Recording
    budget: BudgetLine


class BudgetLineSpent(Event, type="activity.budget-line-spent"):
    """It spent an amount more."""

    amount: int


@dataclass(frozen=True, kw_only=True)
class RecordBudgetLine:
    """Record what one's own agency plans to spend in a year (Đ8.2)."""

    year: Annotated[int, Whole(doc="The year of the budget.", least=YEAR_FIRST, most=YEAR_LAST)]
    purpose: Annotated[str, Words(doc="What for.", least=5, most=300)]
    planned: Annotated[int, Whole(doc="Planned, in thousand đồng.", least=0, most=AMOUNT_MOST)]
    spent: Annotated[int, Whole(doc="Spent so far, in thousand đồng.", least=0, most=AMOUNT_MOST)] = 0


@dataclass(frozen=True, kw_only=True)
class UpdateBudgetLine:
    """Add what was spent since to a budget line of one's own agency (Đ8.2)."""

    spent: Annotated[int, Whole(doc="Spent in addition, in thousand đồng.", least=1, most=AMOUNT_MOST)]


def plan(state: None, command: RecordBudgetLine, facts: Facts) -> tuple[Event, ...]:
    """Record a line."""
    line = BudgetLine(year=command.year, purpose=facts.sealed["purpose"], planned=command.planned, spent=command.spent)
    return (BudgetLineRecorded(by=recording(facts), budget=line),)


def may_spend(state: Activity, facts: Facts) -> Problem | None:
    """The agency whose line it is."""
    if state.budget is None:
        return RuleNotMet(code="not-a-budget-line")
    return own_agency(state, facts)


def spend(state: Activity, command: UpdateBudgetLine, facts: Facts) -> tuple[Event, ...]:
    """Add an amount; more than was planned is a fact like any other."""
    if state.budget and state.budget.spent + command.spent > AMOUNT_MOST:
        raise Refused(LimitReached(code="amount-too-large", limit=AMOUNT_MOST))
    return (BudgetLineSpent(amount=command.spent),)


ACTIONS = (
    Action(
        command=RecordBudgetLine,
        stream=Kind.ACTIVITY,
        creates=True,
        decide=plan,
        scope=Scope.BUDGET_WRITE,
        posts=frozenset({Post.HANDLER}),
    ),
    Action(
        command=UpdateBudgetLine,
        stream=Kind.ACTIVITY,
        decide=spend,
        scope=Scope.BUDGET_WRITE,
        posts=frozenset({Post.HANDLER}),
        states=frozenset({ActivityState.RECORDED}),
        may=may_spend,
    ),
)
