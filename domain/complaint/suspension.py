"""Suspension of the examination of a complaint, with a ground and an end. The law is Luật Khiếu nại, Điều 11a (Luật
136/2025/QH15).

The days of the suspension do not count towards the term. The suspension ends after its last day, or earlier if an
officer resumes the examination. A confirmed row of law sets the longest suspension. Without such a row no examination
can be suspended.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Annotated

from domain.complaint.command import ExaminerCommand, RedressEvent, overdue_after
from domain.complaint.state import Redress, RedressState, Suspension, SuspensionGround
from domain.complaint.terms import Deadline, ends
from domain.kernel.calendar import last_day, local_date, start_of
from domain.kernel.event import Job
from domain.kernel.fields import Spec, Words
from domain.kernel.refusals import Problem, Refused, RuleNotMet, invalid
from domain.kernel.vocabulary import Post
from domain.registry.law import LegalTerm, NoRow, TermCertainty, TermOf, term_on
from domain.rules.facts import Facts
from domain.rules.guards import required, room_for

EXAMINED = frozenset({RedressState.ACCEPTED, RedressState.EXAMINING})
SUSPENSIONS_MOST = 4
"""Most suspensions of one complaint, counted over both levels."""


def running(redress: Redress, today: date) -> Suspension | None:
    """Return the suspension that runs on a day at the current level; None without a running suspension."""
    newest = redress.suspensions[-1] if redress.suspensions else None
    if newest is None or newest.ended_at or newest.level != redress.level or newest.until < today:
        return None
    return newest


def longer_by(term: Deadline, days: int, facts: Facts) -> Deadline:
    """Return the term, extended by a number of days."""
    end = last_day(ends(term, facts.registry)) + timedelta(days)
    last = facts.registry.calendar.add_working_days(end, 0)
    return replace(term, days=term.days + days, due_at=start_of(last + timedelta(1)))


class RedressSuspended(RedressEvent, type="redress.suspended", appends="suspensions"):
    suspension: Suspension
    decide_by: Deadline

    def jobs(self, redress: Redress) -> Iterator[Job]:
        return overdue_after(self.decide_by)


def suspension_row(facts: Facts) -> LegalTerm | None:
    """Return the confirmed row that sets the longest suspension today; None without a confirmed row."""
    try:
        row = term_on(TermOf.COMPLAINT_SUSPEND, local_date(facts.now), facts.registry)
    except NoRow:
        return None
    return None if row.certainty is TermCertainty.UNCONFIRMED else row


def suspension_confirmed(redress: Redress, facts: Facts) -> Problem | None:
    """Two persons confirmed the row of law that permits a suspension of the examination."""
    return None if suspension_row(facts) else RuleNotMet(code="term-unconfirmed")


def goes_on(redress: Redress, facts: Facts) -> Problem | None:
    """No suspension of the examination is running."""
    return RuleNotMet(code="suspended") if running(redress, local_date(facts.now)) else None


def in_time(redress: Redress, facts: Facts) -> Problem | None:
    """The term for the ruling has not ended."""
    term = redress.decide_by
    return None if term and facts.now < ends(term, facts.registry) else RuleNotMet(code="term-is-over")


class SuspendRedress(
    ExaminerCommand,
    posts={Post.SIGNATORY},
    states=EXAMINED,
    requires=(
        goes_on,
        in_time,
        room_for("suspensions", SUSPENSIONS_MOST, "too-many-suspensions"),
        suspension_confirmed,
    ),
):
    """Suspend the examination of a complaint until a day, on a ground of the law. The person can read the reason."""

    ground: Annotated[SuspensionGround, Spec(doc="Ground of the suspension.")]
    until: Annotated[
        date, Spec(doc="Last day of the suspension. The time limit for the ruling continues on the next day.")
    ]
    reasons: Annotated[
        str, Words(doc="The awaited result or the obstacle, which the person can read.", least=20, most=5_000)
    ]

    def decide(self, redress: Redress, facts: Facts) -> RedressSuspended:
        """Suspend the examination until the day. Raises Refused for a past day, and for a longer suspension than the
        row allows."""
        today, row = local_date(facts.now), required(suspension_row(facts))
        days = (self.until - today).days
        if not 1 <= days <= row.amount:
            raise Refused(invalid("until", "suspension-too-long", most=row.amount))
        suspension = facts.record(Suspension, self, level=redress.level)
        return RedressSuspended(suspension=suspension, decide_by=longer_by(required(redress.decide_by), days, facts))


class RedressResumed(RedressEvent, type="redress.resumed"):
    """The examination resumes before the last day of the suspension. The unused days count towards the term again."""

    at: datetime
    officer: str
    decide_by: Deadline

    def fold(self, redress: Redress) -> Redress:
        *before, newest = redress.suspensions
        rows = (*before, replace(newest, ended_at=self.at))
        return replace(redress, suspensions=rows, decide_by=self.decide_by)

    def jobs(self, redress: Redress) -> Iterator[Job]:
        return overdue_after(self.decide_by)


def suspended(redress: Redress, facts: Facts) -> Problem | None:
    """A suspension of the examination is running."""
    return None if running(redress, local_date(facts.now)) else RuleNotMet(code="not-suspended")


class ResumeRedress(ExaminerCommand, states=EXAMINED, requires=(suspended,)):
    """Resume the examination, because the ground of the suspension no longer exists."""

    def decide(self, redress: Redress, facts: Facts) -> RedressResumed:
        """Resume the examination. Its term is extended only by the days of actual suspension."""
        newest, term, today = redress.suspensions[-1], required(redress.decide_by), local_date(facts.now)
        unused = (newest.until - today).days
        earlier = last_day(term.due_at) - timedelta(unused)
        last = facts.registry.calendar.add_working_days(max(earlier, today), 0)
        shorter = replace(term, days=term.days - unused, due_at=start_of(last + timedelta(1)))
        return facts.record(RedressResumed, self, decide_by=shorter)
