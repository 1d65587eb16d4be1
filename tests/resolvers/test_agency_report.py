"""What is owed, as the API tells it: what is open, what comes next, for oneself or for all."""

from datetime import date
from typing import Any
from uuid import uuid4

from domain.kernel.actor import OPERATOR, Caller
from domain.report.deadlines import ScheduleReports
from domain.report.opening import RequestReport
from domain.report.periods import PeriodKind
from store.store import Store
from tests.resolvers.asking import SCHEMA, context_of
from tests.support.world import KINDS, LEAD, caller

HEALTH, LAND, INSPECTION = caller("agency-health"), caller("agency-land"), caller("agency-inspection")
OWING = set(KINDS) - {LEAD, "agency-ppc", "agency-inspection", "agency-ministry"}
OWED = """query($period: String) { obligations(period: $period) {
  period opensAt dueAt outstanding overdue agency { id } acting { id } report { id } } }"""
LISTED = "query($period: String) { agencyReports(first: 1, filter: {period: $period}) { edges { cursor } } }"
ASK = RequestReport(
    agency="agency-health",
    subject="Báo cáo về tin đồn đóng cửa trạm y tế.",
    since=date(2026, 6, 1),
    until=date(2026, 6, 30),
    due_days=3,
)
SCHEDULES = "{ reportSchedules { id period basis kinds agencyDays span { since until } } }"


async def asked(store: Store, who: Caller, query: str, **variables: Any) -> Any:
    return await SCHEMA.execute(query, variable_values=variables, context_value=await context_of(store, who))


async def owed(store: Store, who: Caller, period: str | None = None) -> list[dict[str, Any]]:
    answer = await asked(store, who, OWED, period=period)
    assert answer.errors is None, answer.errors
    rows: list[dict[str, Any]] = answer.data["obligations"]
    return rows


async def scheduled(store: Store) -> None:
    command = ScheduleReports(period=PeriodKind.YEAR, since=date(2026, 1, 1), source="Đ6.2")
    await store.execute(OPERATOR, command, command_id=uuid4(), target="schedule-year")


async def test_a_period_that_is_none_is_refused_by_name(store: Store) -> None:
    for query in (
        OWED,
        "query($period: String) { agencyReports(first: 1, filter: {period: $period}) { edges { cursor } } }",
    ):
        answer = await asked(store, HEALTH, query, period="2026-H3")
        assert answer.errors is not None
        assert "period-unknown" in str(answer.errors[0].original_error)


async def test_everybody_reads_which_reports_are_owed(store: Store) -> None:
    await scheduled(store)
    answer = await asked(store, LAND, SCHEDULES)
    assert answer.data == {
        "reportSchedules": [
            {
                "id": "schedule-year",
                "period": "YEAR",
                "basis": "CUT_OFF",
                "kinds": [],
                "agencyDays": None,
                "span": {"since": "2026-01-01", "until": None},
            }
        ]
    }
