"""What an agency is warned of about its reports: due soon, given back, late; nothing of others or of what is done.

Which verifications are told, and to whom.
"""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from domain.notification.digests import WarningKind, report_warnings
from domain.notification.messages import LATE_MOST, worth_a_message
from domain.report.state.report import ReportState
from tests.support.each import each
from tests.support.facts import HEALTH, LAND, NOW, PROVINCE
from tests.support.reporting import DAY, DUE_AT, a_report
from tests.support.world import LEAD

MOMENT = timedelta(milliseconds=1)
EARLY, SOON, LATE = DUE_AT - 7 * DAY - MOMENT, DUE_AT - 7 * DAY, DUE_AT


@each(
    ("state", "now", "kind"),
    [
        *((state, EARLY, None) for state in (ReportState.DUE, ReportState.DRAFT)),
        *((state, SOON, WarningKind.REPORT_DUE) for state in (ReportState.DUE, ReportState.DRAFT)),
        *((ReportState.RETURNED, now, WarningKind.REPORT_RETURNED) for now in (EARLY, SOON, LATE - MOMENT)),
        *((state, LATE, WarningKind.REPORT_OVERDUE) for state in (ReportState.DUE, ReportState.RETURNED)),
        *((state, LATE, None) for state in (ReportState.SUBMITTED, ReportState.ACCEPTED, ReportState.FROZEN)),
    ],
)
def test_of_ones_own(state: ReportState, now: datetime, kind: WarningKind | None) -> None:
    found = [(warning.kind, warning.day) for warning in report_warnings(a_report(state), HEALTH, PROVINCE, now)]
    assert found == ([(kind, date(2026, 6, 17))] if kind else [])
    assert list(report_warnings(a_report(state), LAND, PROVINCE, now)) == []


@pytest.mark.parametrize("state", ReportState)
def test_the_lead_is_told_of_what_waits_for_it(state: ReportState) -> None:
    found = [(warning.kind, warning.day) for warning in report_warnings(a_report(state), LEAD, PROVINCE, EARLY)]
    waits = state is ReportState.SUBMITTED
    assert found == ([(WarningKind.REPORT_SUBMITTED, date(2026, 6, 23))] if waits else [])


def test_what_one_submitted_before_one_led_waits_for_nobody() -> None:
    own = a_report(ReportState.SUBMITTED, agency=LEAD)
    assert list(report_warnings(own, LEAD, PROVINCE, LATE)) == []


@pytest.mark.parametrize(
    ("faults", "ago", "told"),
    [(1, timedelta(0), True), (1, LATE_MOST - MOMENT, True), (1, LATE_MOST, False), (0, timedelta(0), False)],
)
def test_one_that_found_a_fault_is_told_for_a_week(faults: int, ago: timedelta, told: bool) -> None:
    verification: dict[str, Any] = {"faults": faults, "ended": NOW.replace(tzinfo=None)}
    assert worth_a_message(verification, NOW + ago) is told
