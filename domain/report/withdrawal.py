"""Taking back a report that is not owed: asked for or opened by mistake (Đ6.2). It keeps its reasons and its past."""

from dataclasses import dataclass
from typing import Annotated

from domain.kernel.calendar import local_date
from domain.kernel.event import Event
from domain.kernel.fields import Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Problem, RuleNotMet
from domain.report.events import ReportWithdrawn
from domain.report.obligations import obligation
from domain.report.periods import parse_period
from domain.report.reports import BOTH, others
from domain.report.state import OWED, Report, ReportState
from domain.rules.action import Action
from domain.rules.facts import Facts


@dataclass(frozen=True, kw_only=True)
class WithdrawReport:
    """Take back a report that was asked for, or one that its agency does not owe after all, as the lead agency
    (Đ6.2)."""

    reasons: Annotated[str, Words(doc="Why it is not owed.", least=20, most=5_000)]


def may_withdraw(state: Report, facts: Facts) -> Problem | None:
    """Not one's own; and what the registry says is owed about a period stays owed, while somebody is there to ask."""
    if problem := others(state, facts):
        return problem
    if state.period is None:
        return None
    owed = obligation(facts.registry, state.agency, parse_period(state.period), facts.now)
    return RuleNotMet(code="report-owed") if owed and _there(state, facts) else None


def _there(state: Report, facts: Facts) -> bool:
    """Whether its agency, or who took that over, exists today: one may end after its period and before it reported."""
    return facts.registry.agencies[facts.heir(state.agency)].active(local_date(facts.now))


def withdraw(state: Report, command: WithdrawReport, facts: Facts) -> tuple[Event, ...]:
    """Take it back."""
    return (ReportWithdrawn(step=facts.step(note="reasons")),)


ACTIONS = (
    Action(
        command=WithdrawReport,
        stream=Kind.REPORT,
        decide=withdraw,
        scope=Scope.REPORT_COMPILE,
        posts=BOTH,
        states=OWED | {ReportState.SUBMITTED},
        may=may_withdraw,
    ),
)
