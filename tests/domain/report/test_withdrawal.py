"""A report that is not owed is taken back by the lead agency, with reasons; what is owed stays owed."""

from dataclasses import replace
from datetime import date

from domain.kernel.calendar import local_date
from domain.registry.registry import Registry
from domain.report.reports import WithdrawReport
from domain.report.state.report import ENDED, Report, ReportState, ReportType
from tests.support.facts import HEALTH, attempt, facts, person, verdict
from tests.support.reporting import a_report, scheduled
from tests.support.world import LEAD

BACK = WithdrawReport(reasons="Đã yêu cầu nhầm cơ quan, báo cáo này không cần nữa.")


def ended_on(registry: Registry, agency: str, day: date) -> Registry:
    """The registry in which an agency ended on a day, without an heir."""
    row = registry.agencies[agency]
    return replace(registry, agencies={**registry.agencies, agency: replace(row, span=replace(row.span, until=day))})


def asked_for(state: ReportState = ReportState.DUE) -> Report:
    """A report that no period brought."""
    return replace(a_report(state), type=ReportType.AD_HOC, period=None)


def test_it_keeps_who_took_it_back_and_why() -> None:
    made = attempt(asked_for(), BACK, facts(person(LEAD), BACK))
    assert made.state is ReportState.WITHDRAWN
    assert made.state in ENDED
    assert made.withdrawn is not None
    assert (made.withdrawn.agency, made.withdrawn.note is not None) == (LEAD, True)


def test_what_the_registry_says_is_owed_stays_owed() -> None:
    owed = facts(person(LEAD), BACK, registry=scheduled())
    assert verdict(a_report(ReportState.DUE), BACK, owed) == "report-owed"
    ended = replace(owed, registry=ended_on(owed.registry, HEALTH, local_date(owed.now)))
    assert verdict(a_report(ReportState.DUE), BACK, ended) == "ok", "there is nobody to ask"
    corrected = facts(person(LEAD), BACK)
    assert verdict(a_report(ReportState.DUE), BACK, corrected) == "ok"
