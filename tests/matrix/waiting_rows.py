"""Rows of the registry that wait for a second person, were settled by one, or say much: each field holds something."""

from datetime import date
from typing import Any
from uuid import uuid4

from domain.administration.agencies import EndCompetence, GrantCompetence, NameAgency, SucceedAgency
from domain.administration.agency_parts import NameOfficialPage
from domain.administration.holidays import CorrectHolidays, SetHolidays
from domain.administration.letterheads import SetLetterhead
from domain.administration.province import AssignLead, ConfirmArea, DefineArea, EnterRegulation, RefuseArea
from domain.case.state.case import Category
from domain.kernel.actor import OPERATOR, Actor, Caller
from domain.kernel.vocabulary import Post
from domain.registry.agency import AreaLevel, Task
from domain.report.deadlines import ScheduleReports
from domain.report.periods import PeriodKind
from store.store import Store
from tests.support.world import LEAD, SINCE, caller

FIRST, SECOND = caller(LEAD, Post.ADMIN), caller("agency-ppc", Post.ADMIN)
FULL = "agency-commune"
"""The agency that has something of everything; the first in the order of ids."""
LATER, SIGNED = date(2099, 1, 1), date(2026, 6, 30)
LETTERHEAD: dict[str, Any] = {
    **{"symbol": "UBND", "head": "CHỦ TỊCH", "code": "H14.05", "copies": ("Như trên",), "unit": "VX"},
    **{"by_order": "Chánh Văn phòng", "by_delegation": "Trưởng phòng", "seal": "(Đã ký, đóng dấu)"},
}


async def enter_rows(store: Store) -> None:
    """Enter them, after the province and the days off of 2027."""
    letterhead = SetLetterhead(since=SINCE, source="test", **LETTERHEAD)
    partly = SucceedAgency(successor="agency-land", on=LATER, whole=False, functions=("Lưu trữ",), source="test")
    north = GrantCompetence(
        task=Task.DECIDE, areas=("area-north",), categories=(Category.LAND,), since=LATER, source="test"
    )
    name = NameAgency(name="Xã Mới", short="XM", since=LATER, source="test")
    page, channel = (
        NameOfficialPage(address=f"https://xa.example/{path}", title="Trang xã", since=SINCE, source="test")
        for path in ("trang", "kenh")
    )
    parts = (letterhead, partly, north, name, EndCompetence(number=1, until=LATER), channel)
    whole = (letterhead, partly, page)
    await _do(store, FULL, 3, *((OPERATOR, part) for part in whole), *((FIRST, part) for part in parts))
    area = DefineArea(name="Xã Mới", level=AreaLevel.COMMUNE, since=SINCE, source="test")
    await _do(store, "area-confirmed", 0, (FIRST, area), (SECOND, ConfirmArea(source="test", on=SIGNED)))
    await _do(store, "area-refused", 0, (FIRST, area), (SECOND, RefuseArea(reasons="Chưa đúng văn bản.")))
    days = CorrectHolidays(days=(date(2027, 1, 4),), worked=(date(2027, 1, 10),), source="test", on=SIGNED)
    await _do(store, "holidays-2027", 1, (FIRST, days))
    await _do(store, "lead-2099", 0, (FIRST, AssignLead(agency="agency-land", since=LATER, source="test")))
    decision: dict[str, Any] = {
        "number": "20/2026/QĐ-UBND",
        "title": "Quy chế mẫu",
        "issued_on": SIGNED,
        "source": "test",
    }
    await _do(store, "regulation-2099", 0, (FIRST, EnterRegulation(since=LATER, **decision)))


async def _do(store: Store, target: str, version: int, *acts: tuple[Actor | Caller, Any]) -> None:
    """Carry commands out on a row that stands at a version, one after the other; at 0 the first one enters it."""
    for expected, (who, command) in enumerate(acts, version):
        await store.execute(who, command, command_id=uuid4(), target=target, expected=expected or None)


async def enter_calendar(store: Store) -> None:
    """Days off that were entered, and a schedule of reports."""
    days = SetHolidays(year=2027, days=(date(2027, 1, 1),), worked=(date(2027, 1, 9),), source="test")
    await store.execute(OPERATOR, days, command_id=uuid4(), target="holidays-2027")
    owed = ScheduleReports(period=PeriodKind.YEAR, since=date(2099, 12, 1), source="Đ6.2", agency_days=2)
    await store.execute(OPERATOR, owed, command_id=uuid4(), target="schedule-year")
