"""Withdrawal of an activity of any type.

Nothing recorded is corrected: the agency withdraws it with reasons and records it again; the history stays.
"""

from typing import Annotated

from domain.activity.command import ActivityCommand, is_breach
from domain.activity.state.activity import SIGNED, Activity, ActivityState, Withdrawal
from domain.kernel.event import Follows
from domain.kernel.fields import Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import MissingRight, Problem
from domain.kernel.roles import OFFICERS, Post
from domain.rules.facts import Facts
from domain.rules.guards import own_agency


class ActivityWithdrawn(Follows[Activity], type="activity.withdrawn", state=ActivityState.WITHDRAWN):
    withdrawal: Withdrawal


def withdrawal(facts: Facts) -> Withdrawal:
    return Withdrawal(officer=facts.actor.subject, at=facts.now, reasons=facts.sealed["reasons"])


def signatory_for_signed(activity: Activity, facts: Facts) -> Problem | None:
    """A signatory withdraws what a head signed."""
    if activity.type in SIGNED and Post.SIGNATORY not in facts.actor.posts:
        return MissingRight(code="post-missing", posts=(Post.SIGNATORY,))
    return None


class WithdrawActivity(
    ActivityCommand, scope=Scope.ACTIVITY_WRITE, posts=OFFICERS, requires=(own_agency, signatory_for_signed)
):
    """Withdraw an activity of your agency that was recorded wrongly. The history stays."""

    reasons: Annotated[str, Words(doc="What was wrong with the activity.", least=10, most=2_000)]

    def decide(self, activity: Activity, facts: Facts) -> ActivityWithdrawn:
        return ActivityWithdrawn(withdrawal=withdrawal(facts))


class WithdrawBreach(
    ActivityCommand, scope=Scope.BREACH_RECORD, posts={Post.SIGNATORY}, requires=(own_agency, is_breach)
):
    """Withdraw a breach that your agency or inspecting body recorded wrongly (Đ7.2). The history stays."""

    reasons: Annotated[str, Words(doc="What was wrong with the record.", least=10, most=2_000)]

    def decide(self, activity: Activity, facts: Facts) -> ActivityWithdrawn:
        return ActivityWithdrawn(withdrawal=withdrawal(facts))
