"""How an activity of any type is withdrawn.

Nothing recorded is corrected: the agency withdraws it with reasons and records it again; the history stays.
"""

from typing import Annotated

from domain.activity.command import ActivityCommand
from domain.activity.state.activity import SIGNED, Activity, ActivityState, Withdrawal
from domain.kernel.event import Follows
from domain.kernel.fields import Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import MissingRight, Problem, RuleNotMet
from domain.kernel.roles import OFFICERS, Post
from domain.rules.facts import Facts
from domain.rules.guards import own_agency


class ActivityWithdrawn(Follows[Activity], type="activity.withdrawn", state=ActivityState.WITHDRAWN):
    """The agency took it back."""

    withdrawal: Withdrawal


def withdrawal(facts: Facts) -> Withdrawal:
    """The actor takes something back now, with reasons."""
    return Withdrawal(officer=facts.actor.subject, at=facts.now, reasons=facts.sealed["reasons"])


class WithdrawActivity(ActivityCommand, scope=Scope.ACTIVITY_WRITE, posts=OFFICERS):
    """Withdraw an activity of your agency that was recorded wrongly. The history stays."""

    reasons: Annotated[str, Words(doc="What was wrong with the activity.", least=10, most=2_000)]

    @staticmethod
    def may(activity: Activity, facts: Facts) -> Problem | None:
        """The agency that recorded it; what a head signed, a signatory."""
        if problem := own_agency(activity, facts):
            return problem
        if activity.type in SIGNED and Post.SIGNATORY not in facts.actor.posts:
            return MissingRight(code="post-missing", missing=Post.SIGNATORY)
        return None

    def decide(self, activity: Activity, facts: Facts) -> ActivityWithdrawn:
        return ActivityWithdrawn(withdrawal=withdrawal(facts))


class WithdrawBreach(ActivityCommand, scope=Scope.BREACH_RECORD, posts={Post.SIGNATORY}):
    """Withdraw a breach that your agency or inspecting body recorded wrongly (Đ7.2). The history stays."""

    reasons: Annotated[str, Words(doc="What was wrong with the record.", least=10, most=2_000)]

    @staticmethod
    def may(activity: Activity, facts: Facts) -> Problem | None:
        """Who recorded it: inspectors keep no activities of their own, and take back what they recorded."""
        return own_agency(activity, facts) or (None if activity.breach else RuleNotMet(code="not-a-breach"))

    def decide(self, activity: Activity, facts: Facts) -> ActivityWithdrawn:
        return ActivityWithdrawn(withdrawal=withdrawal(facts))
