"""Timely notification of the lead agency: the clock begins at the detection of the content (Đ2.2, Đ3.1).

The Regulation uses «ngay», «kịp thời» and «đồng thời» without a number, so the registry sets the term
(`TermOf.NOTIFY_LEAD`). A late report is accepted like any other report. The reporting agency explains the delay, and
inspectors read the explanation.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any

from domain.case.command import CaseCommand, CaseEvent
from domain.case.state.case import Case, Receipt
from domain.kernel.actor import ActorKind
from domain.kernel.calendar import in_utc, local_date, start_of
from domain.kernel.event import Step
from domain.kernel.fields import Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, RuleNotMet, unguarded
from domain.kernel.vocabulary import Post
from domain.registry.law import TermOf, term_on
from domain.registry.registry import Registry
from domain.registry.working_days import WorkingDays
from domain.rules.duty import Duty, DutyKind
from domain.rules.facts import Facts


def begun(detected_at: datetime, delivered_on: date | None) -> datetime:
    """Return when the term begins: for a letter, the start of the day on which it arrives."""
    return max(detected_at, start_of(delivered_on)) if delivered_on else detected_at


def notify_by(detected_at: datetime, delivered_on: date | None, registry: Registry) -> datetime:
    """Return the first instant at which notifying the lead agency is late."""
    since = begun(detected_at, delivered_on)
    return registry.calendar.due(since, term_on(TermOf.NOTIFY_LEAD, local_date(since), registry).amount)


def told_late(receipt: Receipt) -> bool:
    """Return whether the lead agency was notified late, according to the days off known when the report arrived."""
    return receipt.notify_by is not None and receipt.received_at >= receipt.notify_by


def late(receipt: Receipt, days: WorkingDays) -> bool:
    """Return whether the lead agency was notified late, according to the days off known now."""
    if not told_late(receipt):
        return False
    assert receipt.detected_at is not None  # without it no time runs
    assert receipt.notify_by is not None
    return receipt.received_at >= days.recounted(begun(receipt.detected_at, receipt.delivered_on), receipt.notify_by)


def ends(receipt: Mapping[str, Any], days: WorkingDays) -> datetime | None:
    """Return the exclusive end of the term of a receipt in a stored case, according to the days off known now. Return
    None without a term."""
    if receipt["notify_by"] is None:
        return None
    delivered_on = receipt["delivered_on"] and date.fromisoformat(receipt["delivered_on"])
    return days.recounted(begun(in_utc(receipt["detected_at"]), delivered_on), in_utc(receipt["notify_by"]))


def late_in(receipt: Mapping[str, Any], days: WorkingDays) -> bool:
    """Return whether a receipt in a stored case is late, according to the days off known now."""
    end = ends(receipt, days)
    return end is not None and in_utc(receipt["received_at"]) >= end


def unexplained(case: Case, facts: Facts) -> Problem | None:
    """The report arrived late, and nobody has explained the delay."""
    is_late = late(case.receipt, facts.registry.days)
    return None if is_late and case.receipt.delay is None else RuleNotMet(code="no-delay-to-explain")


def of_reporter(case: Case, facts: Facts) -> Problem | None:
    """The actor's agency made the report, or succeeded the agency that did (G1)."""
    return None if facts.acts_for(case.reporter) else unguarded(Guard.G1_COMPETENCE, "own-agency-only")


class DelayExplained(CaseEvent, type="case.delay-explained"):
    """The reporting agency explained why its report was late."""

    delay: Step

    def fold(self, case: Case) -> Case:
        return replace(case, receipt=replace(case.receipt, delay=self.delay))


class ExplainDelay(
    CaseCommand,
    scope=Scope.CASE_REPORT,
    posts={Post.HANDLER},
    additive=True,
    by={ActorKind.PERSON},
    requires=(of_reporter, unexplained),
    writes=DelayExplained,
):
    """Explain why your agency was late to notify the lead agency of content that your agency had noticed (Đ3.1)."""

    reasons: Annotated[
        str,
        Words(
            doc=("Reasons why the notification took longer, and what your agency does to prevent delays."),
            least=10,
            most=2_000,
        ),
    ]


def owed(case: Case) -> Iterator[Duty]:
    """Yield the reporting agency's duty to explain a late report; `late_in` drops it if a later calendar makes the
    report timely."""
    if told_late(case.receipt) and case.receipt.delay is None:
        since = case.receipt.received_at
        yield Duty(kind=DutyKind.EXPLAIN_DELAY, agency=case.reporter, about=case.id, since=since)
