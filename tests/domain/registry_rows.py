"""Rows of the registry that one administrator entered, and the commands about them."""

from dataclasses import replace
from datetime import date
from typing import Any

from domain.administration.agencies import (
    ConfirmAgency,
    ConfirmSuccession,
    EndCompetence,
    GrantCompetence,
    NameAgency,
    RefuseAgency,
    RegisterAgency,
    SucceedAgency,
)
from domain.administration.agency_parts import ConfirmAgencyPart, EndOfficialPage, NameOfficialPage, RefuseAgencyPart
from domain.administration.holidays import ConfirmHolidays, CorrectHolidays, RefuseHolidays, SetHolidays
from domain.administration.letterheads import SetLetterhead
from domain.administration.province import (
    AssignLead,
    ConfirmArea,
    ConfirmLead,
    ConfirmRegulation,
    DefineArea,
    EnterRegulation,
    RefuseArea,
    RefuseLead,
    RefuseRegulation,
)
from domain.kernel.vocabulary import AgencyKind, Post
from domain.registry.agency import (
    Agency,
    Area,
    AreaLevel,
    Competence,
    Lead,
    OfficialPage,
    ProposedPart,
    Succession,
    Task,
)
from domain.registry.entry import Certainty, Entry
from domain.registry.regulation import Regulation
from domain.registry.working_days import Holidays, HolidaysCorrection
from domain.report.deadlines import ConfirmSchedule, EndSchedule, RefuseSchedule, ScheduleReports
from domain.report.periods import PeriodBasis, PeriodKind
from domain.report.state.schedule import Schedule, ScheduleEnding
from tests.support.decided import READ
from tests.support.facts import ALWAYS, HEALTH, LAND, NOW, person
from tests.support.handling_facts import as_officer
from tests.support.world import LEAD

PPC = "agency-ppc"
FIRST, SECOND = person(LEAD, Post.ADMIN), as_officer("officer-lead-admin-two", LEAD, Post.ADMIN)
COMMITTEE = person(PPC, Post.ADMIN)
"""Who enters the rows here, another administrator of the lead agency, and one of the Committee."""
ENTRY = Entry(by=FIRST.subject, at=NOW)
UNSURE: dict[str, Any] = {"certainty": Certainty.UNCONFIRMED, "source": "?", "entry": ENTRY}
TODAY, YEAR = date(2026, 7, 1), date(2028, 1, 1)
COMPETENCE = Competence(task=Task.DECIDE, span=ALWAYS, source="QĐ 1")
SUCCESSION = Succession(successor=LAND, on=TODAY, whole=True, source="NQ 1")

AGENCY = Agency(id="agency-new", kind=AgencyKind.COMMUNE, span=ALWAYS, **UNSURE)
AREA = Area(id="area-new", name="Xã Mới", level="COMMUNE", span=ALWAYS, **UNSURE)
OF_LAND = Lead(id="lead-new", agency=LAND, span=ALWAYS, **UNSURE)
DAYS_OFF = Holidays(id="holidays-2028", year=2028, days=(YEAR,), **UNSURE)
DECISION = Regulation(
    id="regulation-new", number="20/2026/QĐ-UBND", title="Quy chế mẫu", issued_on=TODAY, span=ALWAYS, **UNSURE
)
REPORTS = Schedule(
    id="schedule-new", period=PeriodKind.YEAR, basis=PeriodBasis.CUT_OFF, span=ALWAYS, agency_days=3, **UNSURE
)
SURE = {
    row.id: replace(row, certainty=Certainty.CONFIRMED) for row in (AGENCY, AREA, OF_LAND, DAYS_OFF, DECISION, REPORTS)
}
ENDING = replace(
    replace(REPORTS, certainty=Certainty.CONFIRMED), ending=ScheduleEnding(until=YEAR, source="QĐ 2", entry=ENTRY)
)
OPERATORS = Agency(id=HEALTH, kind=AgencyKind.DEPARTMENT, span=ALWAYS, source="QĐ 1", competences=(COMPETENCE,))
UNSURE_SUCCESSION = replace(OPERATORS, successions=(replace(SUCCESSION, certainty=Certainty.UNCONFIRMED),))


def with_part(**part: Any) -> Agency:
    """An agency of which one part waits."""
    return replace(OPERATORS, proposed=(ProposedPart(key="part-1", entry=ENTRY, **part),), parts_entered=1)


WITH_COMPETENCE, WITH_SUCCESSION = with_part(competence=COMPETENCE), with_part(succession=SUCCESSION)
CORRECTED = replace(
    DAYS_OFF,
    certainty=Certainty.CONFIRMED,
    correction=HolidaysCorrection(days=(date(2028, 1, 26),), source="TB 2", on=TODAY, entry=ENTRY),
)

ENTERING: tuple[tuple[Any, Any], ...] = (
    (None, RegisterAgency(kind=AgencyKind.COMMUNE, since=TODAY, source="NQ 1")),
    (OPERATORS, NameAgency(name="Sở Mới", short="Sở Mới", since=TODAY, source="NQ 1")),
    (OPERATORS, GrantCompetence(task=Task.VERIFY, since=TODAY, source="QĐ 1")),
    (OPERATORS, EndCompetence(number=1, until=date(2027, 1, 1))),
    (OPERATORS, SucceedAgency(successor=LAND, on=TODAY, whole=True, source="NQ 1")),
    (None, DefineArea(name="Xã Mới", level=AreaLevel.COMMUNE, since=TODAY, source="NQ 1")),
    (None, AssignLead(agency=LAND, since=TODAY, source="QĐ 1")),
    (None, SetHolidays(year=2028, days=(YEAR,), source="TB 1")),
    (SURE[DAYS_OFF.id], CorrectHolidays(days=(date(2028, 1, 26),), source="TB 2", on=TODAY)),
    (None, EnterRegulation(number="20/2026/QĐ-UBND", title="Quy chế mẫu", issued_on=TODAY, since=TODAY, source="CB")),
    (None, ScheduleReports(period=PeriodKind.YEAR, since=TODAY, source="QĐ 1")),
    (SURE[REPORTS.id], EndSchedule(until=YEAR, source="QĐ 2")),
    (OPERATORS, SetLetterhead(symbol="SM", code="H14.05", since=TODAY, source="NQ 1")),
    (OPERATORS, NameOfficialPage(address="https://so.example", title="Trang của sở", since=TODAY, source="NQ 1")),
    (
        replace(
            OPERATORS, pages=(OfficialPage(address="https://so.example", title="Trang", span=ALWAYS, source="NQ 1"),)
        ),
        EndOfficialPage(number=1, until=date(2027, 1, 1)),
    ),
)
"""The first halves, each with the state that it is said of."""
WHY = "Chưa đúng văn bản."
CONFIRMING: tuple[tuple[Any, Any], ...] = (
    (AGENCY, ConfirmAgency(source="NQ 1")),
    (WITH_COMPETENCE, ConfirmAgencyPart(part="part-1")),
    (WITH_SUCCESSION, ConfirmAgencyPart(part="part-1")),
    (AREA, ConfirmArea(source="NQ 1", on=TODAY)),
    (OF_LAND, ConfirmLead(source="QĐ 1", on=TODAY)),
    (DAYS_OFF, ConfirmHolidays(source="TB 1", on=TODAY, **READ)),
    (CORRECTED, ConfirmHolidays(source="TB 2", on=TODAY, **READ)),
    (DECISION, ConfirmRegulation(source="CB", on=TODAY)),
    (REPORTS, ConfirmSchedule(source="QĐ 1", on=TODAY)),
    (ENDING, ConfirmSchedule(source="QĐ 2", on=TODAY)),
)
REFUSING: tuple[tuple[Any, Any], ...] = (
    (AGENCY, RefuseAgency(reasons=WHY)),
    (WITH_COMPETENCE, RefuseAgencyPart(part="part-1", reasons=WHY)),
    (AREA, RefuseArea(reasons=WHY)),
    (OF_LAND, RefuseLead(reasons=WHY)),
    (DAYS_OFF, RefuseHolidays(reasons=WHY)),
    (CORRECTED, RefuseHolidays(reasons=WHY)),
    (DECISION, RefuseRegulation(reasons=WHY)),
    (REPORTS, RefuseSchedule(reasons=WHY)),
    (ENDING, RefuseSchedule(reasons=WHY)),
)
BY_THE_OPERATOR = (UNSURE_SUCCESSION, ConfirmSuccession(successor=LAND, source="NQ 1"))
