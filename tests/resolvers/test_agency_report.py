"""What is owed, as the API tells it: what is open, what comes next, for oneself or for all."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from domain.kernel.actor import OPERATOR, Caller
from domain.report.deadlines import ScheduleReports
from domain.report.opening import RequestReport
from domain.report.periods import PeriodKind
from store.store import Store
from tests.resolvers.asking import SCHEMA, context_of
from tests.support.clock import TestClock
from tests.support.record import done
from tests.support.world import KINDS, LEAD, caller

HEALTH, LAND, INSPECTION = caller("agency-health"), caller("agency-land"), caller("agency-inspection")
OWING = set(KINDS) - {LEAD, "agency-ppc", "agency-inspection", "agency-ministry"}
OWED = """query($period: String) { obligations(period: $period) {
  period opensAt dueAt outstanding overdue agency { id } acting { id } report { id } } }"""
JUNE = {"since": date(2026, 6, 1), "until": date(2026, 6, 30)}
ASK = RequestReport(agency="agency-health", subject="Báo cáo về tin đồn đóng cửa trạm y tế.", due_days=3, **JUNE)
SCHEDULES = "{ reportSchedules { id period basis kinds agencyDays span { since until } } }"


async def asked(store: Store, who: Caller, query: str, **variables: Any) -> Any:
    return await SCHEMA.execute(query, variable_values=variables, context_value=await context_of(store, who))


async def owed(store: Store, who: Caller, period: str | None = None) -> list[dict[str, Any]]:
    answer = await asked(store, who, OWED, period=period)
    assert answer.errors is None, answer.errors
    return list(answer.data["obligations"])


async def scheduled(store: Store) -> None:
    command = ScheduleReports(period=PeriodKind.YEAR, since=date(2026, 1, 1), source="Đ6.2")
    await store.execute(OPERATOR, command, command_id=uuid4(), target="schedule-year")


@pytest.mark.parametrize(
    ("who", "agencies"),
    [(HEALTH, {"agency-health"}), (caller(LEAD), OWING), (caller("agency-ppc"), OWING), (INSPECTION, OWING)],
)
async def test_what_comes_next_is_told_to_whom_it_concerns(store: Store, who: Caller, agencies: set[str]) -> None:
    await scheduled(store)
    rows = await owed(store, who)
    assert {row["agency"]["id"] for row in rows} == agencies
    assert all(row["report"] is None and row["outstanding"] and not row["overdue"] for row in rows)
    assert {row["period"] for row in rows} <= {"2026-Y"}


async def test_by_deadline_with_what_was_asked_for(store: Store, clock: TestClock) -> None:
    await scheduled(store)
    made = await done(store, caller(LEAD), ASK)
    rows = await owed(store, HEALTH)
    assert [(row["period"], row["overdue"]) for row in rows] == [(None, False), ("2026-Y", False)]
    assert rows[0]["report"]["id"] == made.stream
    clock.now = datetime(2026, 7, 6, 17, tzinfo=UTC)
    assert [item["overdue"] for item in await owed(store, HEALTH)] == [True, False]
    assert [item["period"] for item in await owed(store, HEALTH, "2026-Y")] == ["2026-Y"]
    assert [item["agency"]["id"] for item in await owed(store, LAND)] == ["agency-land"]


async def test_a_period_that_is_none_is_refused_by_name(store: Store) -> None:
    listed = "query($period: String) { agencyReports(first: 1, filter: {period: $period}) { edges { cursor } } }"
    for query in (OWED, listed):
        answer = await asked(store, HEALTH, query, period="2026-H3")
        assert answer.errors is not None
        assert "period-unknown" in str(answer.errors[0].original_error)


async def test_everybody_reads_which_reports_are_owed(store: Store) -> None:
    await scheduled(store)
    answer = await asked(store, LAND, SCHEDULES)
    span = {"since": "2026-01-01", "until": None}
    told = {"id": "schedule-year", "period": "YEAR", "basis": "CUT_OFF", "agencyDays": None}
    assert answer.data == {"reportSchedules": [{**told, "kinds": [], "span": span}]}
