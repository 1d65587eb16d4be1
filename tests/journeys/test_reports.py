"""A year's reports, over HTTP with real tokens: opened, drafted, returned, submitted again, accepted, final; and late.

The clock of API and worker is set ahead between the stages; each is stopped hard and started again for it.
"""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from domain.kernel.actor import OPERATOR
from domain.kernel.calendar import local_date
from domain.kernel.vocabulary import Kind
from domain.report.compiling import consolidated_id
from domain.report.deadlines import ReportLevel, ScheduleReports, report_due
from domain.report.periods import Period, PeriodKind, period_holding
from domain.report.state.consolidated import ReportPart
from store.driver.connection import wall_clock
from store.process.settings import Settings
from store.store import opened_store
from tests.journeys.at_the_desk import AtTheDesk
from tests.journeys.by_clicks import SCREENS, ByClicks, screen
from tests.support.acts import given, mutation
from tests.support.facts import PROVINCE
from tests.support.installation import running_worker
from tests.support.patience import until
from tests.support.play import LONG, Play
from tests.support.reader import SETTINGS
from tests.support.site import Site, running_site
from tests.support.template import Template

pytestmark = pytest.mark.slow
OWING = {"health", "land", "police", "party", "internal", "journalists", "paper", "district", "commune"}
MOMENT = timedelta(minutes=1)
OFFSET = "CASEBOOK_CLOCK_OFFSET"
OWED = """query($period: String) { obligations(period: $period) {
  period dueAt certainty outstanding overdue agency { id } report { id version state } } }"""
SHOWN = """query($id: ID!) { agencyReport(id: $id) { version state overdueAt passedOnAt frozenAt
  counting { final counts { figure current } } submissions { late documentNumber } returns { note }
  texts { section text } allowedActions { action allowed } } }"""
EDITION = """query($id: ID!) { consolidatedReport(id: $id) {
  state supersedes { id state superseded { note } } } }"""
LATE = """query { agencyReports(first: 100, filter: {overdue: true}) { edges { node {
  state overdueAt passedOnAt agency { id } } } } }"""


class Office:
    """Officers who work on reports."""

    def __init__(self, site: Site, period: Period) -> None:
        self.site, self.period = site, period

    def ask(self, who: str, query: str, **variables: Any) -> Any:
        token = Play(self.site.api, self.site.issuer).token(who)
        return self.site.api.ask(token, query, **variables)

    def owed(self, who: str) -> dict[str, Any]:
        """What an officer sees as owed about the period, by agency."""
        rows = self.ask(who, OWED, period=self.period.key)["obligations"]
        return {row["agency"]["id"].removeprefix("agency-"): row for row in rows}

    def report(self, who: str = "health") -> dict[str, Any]:
        id = self.owed(who)["health"]["report"]["id"]
        shown: dict[str, Any] = self.ask(who, SHOWN, id=id)["agencyReport"]
        return {"id": id, **shown}

    def act(self, who: str, name: str, **fields: Any) -> list[str]:
        """A command on the report, decided anew when the register was faster; the codes of what stood in its way."""
        while True:
            now = self.report()
            made = {"commandId": str(uuid4()), "reportId": now["id"], "expectedVersion": now["version"], **fields}
            query = mutation(name, "problems { code }")
            codes = [problem["code"] for problem in self.ask(who, query, input=given(name, made))[name]["problems"]]
            if codes != ["VERSION_CONFLICT"]:
                return codes

    def late(self, who: str) -> list[dict[str, Any]]:
        """The list of late reports, as somebody sees it."""
        return [edge["node"] for edge in self.ask(who, LATE)["agencyReports"]["edges"]]


def closing() -> Period:
    """The year's period that ends next, with room before its end."""
    now = wall_clock()
    period = period_holding(now, PeriodKind.YEAR)
    return period if period.end - now > timedelta(days=20) else period.following()


def set_clock(site: Site, at: datetime) -> None:
    """Set the clock of whoever is started next, and start the API again."""
    site.env[OFFSET] = site.api.env[OFFSET] = str(int((at - wall_clock()).total_seconds()))
    site.kill_api()
    site.api.wait_ready()


@pytest.fixture
def site(provisioned: Template, tmp_path: Path) -> Iterator[Site]:
    with running_site(tmp_path, provisioned, worker=False, more=SETTINGS) as made:
        yield made


def passed_on(late: list[Any]) -> bool:
    """Whether everybody but one is late, and the Committee's office knows of all of them."""
    return len(late) == len(OWING) - 1 and all(item["passedOnAt"] for item in late)


async def schedule(site: Site, period: Period) -> None:
    """Annual reports are owed from this period on."""
    command = ScheduleReports(period=PeriodKind.YEAR, since=period.last_day, source="Đ6.2")
    async with opened_store(Settings.from_env(site.env)) as store:
        await store.execute(OPERATOR, command, command_id=uuid4(), target="schedule-year")


def test_a_year_from_opening_to_the_frozen_report_and_to_the_late_one(site: Site) -> None:
    period = closing()
    asyncio.run(schedule(site, period))
    office = Office(site, period)
    due = [report_due(level, period, PROVINCE.calendar).due_at for level in ReportLevel]

    with ExitStack() as stack:
        set_clock(site, period.end - timedelta(days=10))
        stack.enter_context(running_worker(site.env, site.folder / "worker-1.log"))
        until(lambda: set(office.owed("lead")), wanted=OWING.__eq__)
        assert set(office.owed("land")) == {"land"}
        assert set(office.owed("inspection")) == OWING
        before = office.owed("health")["health"]
        assert (before["report"]["state"], before["certainty"], before["overdue"]) == ("DUE", "UNCONFIRMED", False)
        assert datetime.fromisoformat(before["dueAt"]) == due[0]
        assert office.act("health", "draftReport", direction=LONG, solutions=LONG) == []
        assert office.act("health.signatory", "submitReport", documentNumber="1/BC", signedOn="2026-01-01") == [
            "PERIOD_NOT_OVER"
        ]

    with ExitStack() as stack:
        set_clock(site, period.end + timedelta(hours=3))
        stack.enter_context(running_worker(site.env, site.folder / "worker-2.log"))
        until(office.report, wanted=lambda report: report["counting"] and report["counting"]["final"])
        signed = {"documentNumber": "12/BC-SYT", "signedOn": local_date(period.end).isoformat()}
        assert office.act("health.signatory", "submitReport", **signed) == []
        assert office.act("lead", "returnReport", reasons="Mục 3 còn thiếu kết quả xác minh.") == []
        returned = office.report()
        assert (returned["state"], returned["returns"][0]["note"]) == ("RETURNED", "Mục 3 còn thiếu kết quả xác minh.")
        assert office.act("health", "draftReport", cases="Đã xác minh một vụ việc.") == []
        assert office.act("health.signatory", "submitReport", **signed) == []
        assert office.act("lead", "acceptReport") == []
        accepted = office.report()
        assert accepted["state"] == "ACCEPTED"
        assert {text["section"] for text in accepted["texts"]} == {"DIRECTION", "SOLUTIONS", "CASES"}
        assert [submission["late"] for submission in accepted["submissions"]] == [False, False]
        assert not any(action["allowed"] for action in accepted["allowedActions"])

    with ExitStack() as stack:
        set_clock(site, due[1] + MOMENT)
        stack.enter_context(running_worker(site.env, site.folder / "worker-3.log"))
        frozen = until(office.report, wanted=lambda report: report["state"] == "FROZEN")
        assert frozen["overdueAt"] is None
        for who in ("lead", "inspection"):
            late = until(partial(office.late, who), wanted=passed_on)
            assert {item["agency"]["id"] for item in late} == {f"agency-{item}" for item in OWING - {"health"}}
        assert [item["agency"]["id"] for item in office.late("land")] == ["agency-land"]
        left = {item: row["overdue"] for item, row in office.owed("lead").items()}
        assert left == {item: item != "health" for item in OWING}
        assert datetime.fromisoformat(office.owed("land")["land"]["dueAt"]).astimezone(UTC) == due[0]


def edition(people: AtTheDesk, period: Period, number: int) -> Any:
    """What an edition of the consolidated report replaces, once the worker has frozen its numbers."""
    id = consolidated_id(period.key, number)

    def found() -> Any:
        return people.api.ask(people.token("lead"), EDITION, id=id)["consolidatedReport"]

    made = until(found, wanted=lambda row: row and row["state"] == "FROZEN_DATA")
    people.meets(Kind.CONSOLIDATED, id)
    return made["supersedes"]


def sent(people: AtTheDesk, number: str) -> None:
    """All parts written, reviewed, signed and sent while the worker notes submissions: no act meets a conflict."""
    for part in ReportPart:
        people.acts("lead", "draftConsolidated", Kind.CONSOLIDATED, part=part.value, text=LONG)
    people.acts("lead.signatory", "reviewConsolidated", Kind.CONSOLIDATED)
    paper = {"number": number, "signedOn": people.today, "signatory": "Giám đốc"}
    people.acts("lead.signatory", "signConsolidated", Kind.CONSOLIDATED, **paper)
    assert people.acts("lead", "sendConsolidated", Kind.CONSOLIDATED, recipient="agency-ppc") == "SENT"


def test_a_report_that_was_sent_is_superseded_by_a_new_edition(site: Site) -> None:
    """The register schedules the year's report by itself, once it held a case in that year; each edition settles."""
    period, people = closing(), AtTheDesk(site.api, site.issuer)
    set_clock(site, period.end - timedelta(days=10))
    Play(site.api, site.issuer).report()
    set_clock(site, period.end + timedelta(hours=3))
    why = "Bảng 2 đếm thiếu một vụ việc đã nhập muộn."
    with running_worker(site.env, site.folder / "worker-1.log"):
        assert edition(people, period, 1) is None
        sent(people, "1/BC-STTTT")
        assert people.acts("lead.signatory", "supersedeConsolidated", Kind.CONSOLIDATED, reasons=why) == "SUPERSEDED"
    set_clock(site, period.end + timedelta(days=1))
    with running_worker(site.env, site.folder / "worker-2.log"):
        before = {"id": consolidated_id(period.key, 1), "state": "SUPERSEDED", "superseded": {"note": why}}
        assert edition(people, period, 2) == before
        sent(people, "2/BC-STTTT")


@pytest.mark.parametrize("size", SCREENS)
def test_a_report_is_written_signed_and_sent_by_clicks(site: Site, tmp_path: Path, size: str) -> None:
    period = closing()
    set_clock(site, period.end - timedelta(days=10))
    Play(site.api, site.issuer).report()
    set_clock(site, period.end + timedelta(hours=3))
    with running_worker(site.env, site.folder / "worker-1.log"), screen(size, tmp_path) as browser:
        people = ByClicks(site.api, site.issuer, browser, size, "a_report")
        edition(people, period, 1)
        sent(people, "1/BC-STTTT")
    people.ends()
