"""Budget lines of an agency's own work under the Regulation, in thousand đồng (Đ8.2)."""

from dataclasses import replace
from typing import Annotated

from domain.activity.command import ActivityCommand, RecordCommand, recorded, recording
from domain.activity.state.activity import Activity, ActivityType, BudgetLine, Recording
from domain.kernel.event import Begins, Follows
from domain.kernel.fields import Whole, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import LimitReached, Problem, Refused, RuleNotMet
from domain.kernel.roles import Post
from domain.rules.facts import Facts
from domain.rules.guards import own_agency

AMOUNT_MOST = 1_000_000_000
"""Thousand đồng; a line of more is a slip of the pen."""

YEAR_FIRST, YEAR_LAST = 2021, 2100


class BudgetLineRecorded(Begins[Activity], type="activity.budget-line-recorded"):
    by: Recording
    budget: BudgetLine

    def begin(self, id: str) -> Activity:
        return recorded(id, self.by, ActivityType.BUDGET, budget=self.budget)


class RecordBudgetLine(RecordCommand, scope=Scope.BUDGET_WRITE, posts={Post.HANDLER}):
    """Record what your agency plans to spend in a year (Đ8.2)."""

    year: Annotated[int, Whole(doc="The year of the budget.", least=YEAR_FIRST, most=YEAR_LAST)]
    purpose: Annotated[str, Words(doc="Purpose of the money.", least=5, most=300)]
    planned: Annotated[int, Whole(doc="Planned amount, in thousand đồng.", least=0, most=AMOUNT_MOST)]
    spent: Annotated[int, Whole(doc="Amount spent so far, in thousand đồng.", least=0, most=AMOUNT_MOST)] = 0

    def decide(self, state: None, facts: Facts) -> BudgetLineRecorded:
        return BudgetLineRecorded(by=recording(facts), budget=facts.record(BudgetLine, self))


class BudgetLineSpent(Follows[Activity], type="activity.budget-line-spent"):
    amount: int

    def fold(self, activity: Activity) -> Activity:
        if activity.budget is None:
            raise TypeError(f"{self.TYPE} does not follow {activity}")
        return replace(activity, budget=replace(activity.budget, spent=activity.budget.spent + self.amount))


def is_budget_line(activity: Activity, facts: Facts) -> Problem | None:
    """The activity is a budget line."""
    return None if activity.budget else RuleNotMet(code="not-a-budget-line")


def spendable(activity: Activity, facts: Facts) -> Problem | None:
    """Less was spent than a line can hold."""
    if activity.budget and activity.budget.spent >= AMOUNT_MOST:
        return LimitReached(code="amount-too-large", limit=AMOUNT_MOST)
    return None


class UpdateBudgetLine(
    ActivityCommand, scope=Scope.BUDGET_WRITE, posts={Post.HANDLER}, requires=(is_budget_line, spendable, own_agency)
):
    """Add new spending to a budget line of your agency (Đ8.2)."""

    spent: Annotated[int, Whole(doc="Additional amount spent, in thousand đồng.", least=1, most=AMOUNT_MOST)]

    def decide(self, activity: Activity, facts: Facts) -> BudgetLineSpent:
        """More than was planned is a fact like any other."""
        if activity.budget and activity.budget.spent + self.spent > AMOUNT_MOST:
            raise Refused(LimitReached(code="amount-too-large", limit=AMOUNT_MOST))
        return BudgetLineSpent(amount=self.spent)
