"""Reports: those that agencies owe, the consolidated reports with their states, and the numbers of a period or a
report."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

from starlette.responses import Response

from api.pages.base.page_request import NotFound, PageRequest
from api.pages.desk.press import nodes
from api.pages.forms.values import TYPED_DAY, day_of
from domain.kernel.calendar import iso_millis, local_date, start_of
from domain.kernel.policy import Scope
from domain.messages.dates import moment_in
from domain.report.tables import Table

REPORTING: Final = frozenset({Scope.REPORT_READ, Scope.REPORT_SUBMIT, Scope.REPORT_COMPILE})
COUNTING: Final = frozenset({Scope.REPORT_READ, Scope.REPORT_COMPILE})
LISTED_MOST: Final = 20
SUMS: Final = ("current", "previous", "cumulative")
DUE: Final = "DUE"
DAY: Final = timedelta(days=1)


async def reports(page: PageRequest) -> Response:
    """Show the reports that agencies owe, and the consolidated reports, with their states. Raise NotFound for readers
    without work on reports."""
    scopes = page.context.actor.scopes
    if not scopes & REPORTING:
        raise NotFound
    compiled, owed = list[Mapping[str, Any]](), list[Mapping[str, Any]]()
    if scopes & COUNTING:
        compiled = nodes((await page.ask("consolidated", first=LISTED_MOST))["found"])
        begun = (await page.ask("obligations"))["obligations"]
        owed = [one for one in begun if moment_in(one["opensAt"]) <= page.context.now]
    own = [one for one in nodes((await page.ask("reports", first=LISTED_MOST))["found"]) if one["state"] != DUE]
    counts, compiles = bool(scopes & COUNTING), Scope.REPORT_COMPILE in scopes
    return page.show("reports", owed=owed, compiled=compiled, own=own, counts=counts, compiles=compiles)


async def numbers(page: PageRequest) -> Response:
    """Show a table of numbers: frozen ones of a consolidated report, or numbers of a period that are counted now."""
    name = page.given("table") if page.given("table") in Table.__members__ else Table.OVERVIEW.name
    report: Mapping[str, Any] | None = None
    if id := page.given("report"):
        report = (await page.ask("frozen", id=id, only=[name]))["consolidatedReport"]
        if report is None:
            raise NotFound
        tables, since, until = report["tables"], report["start"], report["end"]
    else:
        since, until = _period(page)
        tables = (await page.ask("numbers", since=since, until=until))["numbers"]
    return page.show(
        "numbers",
        report=report,
        choices=[(table.name, page.words.label(table)) for table in Table],
        name=name,
        title=page.words.label(Table[name]),
        rows=[row for table in tables or () if table["name"] == name for row in _rows(page, table)],
        sums=SUMS,
        first=local_date(moment_in(since)),
        last=local_date(moment_in(until)) - DAY,
        typed=lambda day: day.strftime(TYPED_DAY),
    )


def _period(page: PageRequest) -> tuple[str, str]:
    """Return the period in the address. The default is from 1 January of this year to today."""
    today = page.context.today
    first, last = day_of(page.given("since")) or today.replace(month=1, day=1), day_of(page.given("until")) or today
    return iso_millis(start_of(first)), iso_millis(start_of(max(first, last) + DAY))


def _rows(page: PageRequest, table: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the lines of a table. Each line has its sums, and for each sum the columns that it adds up."""
    heads = [column[page.language] for column in table["columns"]]
    total = {"name": page.texts["numbers"]["total"], "sums": table["total"], "parts": table["columnTotals"]}
    rows = [
        {"name": row["heading"][page.language], "sums": row["total"], "parts": row["cells"]} for row in table["rows"]
    ]
    for row in [*rows, *([total] if table["total"] else [])]:
        parts = [(head, part["current"]) for head, part in zip(heads, row["parts"], strict=True)]
        yield {**row, "of": [(head, count) for head, count in parts if count]}
