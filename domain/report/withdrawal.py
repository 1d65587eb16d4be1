"""Taking back a report that is not owed: asked for or opened by mistake (Đ6.2). It keeps its reasons and its past."""

from typing import Annotated

from domain.kernel.calendar import local_date
from domain.kernel.event import Follows
from domain.kernel.fields import Words
from domain.kernel.refusals import Problem, RuleNotMet
from domain.kernel.step import Step
from domain.report.command import RecipientCommand
from domain.report.obligations import obligation
from domain.report.periods import parse_period
from domain.report.state.report import OWED, Report, ReportState
from domain.rules.facts import Facts


class ReportWithdrawn(
    Follows[Report], type="report.withdrawn", state=ReportState.WITHDRAWN, sets={"withdrawn": "step"}
):
    """The lead agency took it back: it is not owed."""

    step: Step


def not_owed(report: Report, facts: Facts) -> Problem | None:
    """The report is not owed, by the registry, of an agency that can still be asked."""
    if report.period is None:
        return None
    owed = obligation(facts.registry, report.agency, parse_period(report.period), facts.now)
    return RuleNotMet(code="report-owed") if owed and _exists(report, facts) else None


class WithdrawReport(
    RecipientCommand, states=OWED | {ReportState.SUBMITTED}, writes=ReportWithdrawn, requires=(not_owed,)
):
    """Withdraw a report that the lead agency requested, or that the agency does not owe after all, as the lead agency
    (Đ6.2)."""

    reasons: Annotated[str, Words(doc="Why the agency does not owe it.", least=20, most=5_000)]


def _exists(report: Report, facts: Facts) -> bool:
    """Return whether its agency, or that agency's heir, exists today: one may end after its period and before it
    reported."""
    return facts.registry.agencies[facts.heir(report.agency)].active(local_date(facts.now))
