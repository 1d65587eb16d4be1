"""Planted violations of how the registry is kept: one person alone, a right of one's own, nonsense (G5)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from domain.administration import agency_parts, confirming
from domain.administration.agencies import ConfirmSuccession, EndCompetence, GrantCompetence, SucceedAgency
from domain.administration.agency_parts import (
    PARTS_WAITING_MOST,
    ConfirmAgencyPart,
    SettlingPart,
    proposed,
)
from domain.administration.areas import ConfirmArea, DefineArea
from domain.administration.holidays import ConfirmHolidays, RefuseHolidays, SetHolidays
from domain.administration.leads import AssignLead
from domain.administration.regulations import EnterRegulation
from domain.registry.agency import Task
from domain.registry.area import AreaLevel
from domain.registry.certainty import Certainty
from domain.registry.regulation import Regulation
from domain.rules import guards
from tests.domain.plants.plant import Plant
from tests.domain.registry_rows import (
    AREA,
    COMMITTEE,
    CORRECTED,
    DAYS_OFF,
    DECISION,
    FIRST,
    OPERATORS,
    SECOND,
    SURE,
    TODAY,
    UNSURE_SUCCESSION,
    WITH_COMPETENCE,
    WITH_SUCCESSION,
    YEAR,
)
from tests.support.facts import HEALTH, LAND, POLICE
from tests.support.handling_facts import a_registry

ALONE = {guards.second_person: ("second-person-needed",)}
OWN = {confirming.settled_by_another: ("own-rights",)}
TWICE = {confirming.unconfirmed: ("already-confirmed",)}
CONFIRM_AREA = ConfirmArea(source="NQ 1", on=TODAY)
KNOWN = a_registry(holidays={DAYS_OFF.id: DAYS_OFF}, others={Regulation: {DECISION.id: DECISION}})
DECIDING: dict[str, Any] = {
    "number": "21/2026/QĐ-UBND",
    "title": "Quy chế mẫu",
    "issued_on": TODAY,
    "since": TODAY,
    "source": "CB",
}


def plant(name: str, says: str, state: Any, command: Any, cuts: Any, **more: Any) -> Plant:
    """A violation by an administrator."""
    return Plant(name=name, says=says, state=state, command=command, cuts=cuts, **({"actor": FIRST} | more))


REGISTRY_ROWS = (
    plant("a row is confirmed by who entered it", "G5 second-person-needed", AREA, CONFIRM_AREA, ALONE),
    plant(
        "a part is confirmed by who entered it",
        "G5 second-person-needed",
        WITH_COMPETENCE,
        ConfirmAgencyPart(part="part-1"),
        ALONE,
    ),
    plant(
        "a correction is refused by who entered it",
        "G5 second-person-needed",
        CORRECTED,
        RefuseHolidays(reasons="Nhầm ngày nghỉ của năm."),
        ALONE,
    ),
    plant(
        "a row is entered as confirmed",
        "G5 second-person-needed",
        None,
        DefineArea(name="Xã Mới", level=AreaLevel.COMMUNE, since=TODAY, source="NQ", certainty=Certainty.CONFIRMED),
        {confirming.certain: ("second-person-needed",)},
    ),
    plant(
        "too much of an agency waits",
        f"LimitReached too-many-parts-wait {PARTS_WAITING_MOST}",
        replace(WITH_COMPETENCE, proposed=WITH_COMPETENCE.proposed * PARTS_WAITING_MOST),
        GrantCompetence(task=Task.VERIFY, since=TODAY, source="QĐ"),
        {agency_parts.room_to_wait: ("too-many-parts-wait",), proposed: ("too-many-parts-wait",)},
    ),
    plant(
        "a part is confirmed that nobody entered",
        "input.part no-such-part",
        WITH_COMPETENCE,
        ConfirmAgencyPart(part="part-9"),
        {SettlingPart.chosen: ("no-such-part",)},
        actor=SECOND,
        then="AttributeError",
    ),
    plant(
        "a competence ends that the agency does not have",
        "input.number no-such-competence",
        OPERATORS,
        EndCompetence(number=2, until=date(2027, 1, 1)),
        {EndCompetence.decide: ("no-such-competence",)},
        then="IndexError",
    ),
    plant(
        "a succession is confirmed that nobody entered",
        "input.successor no-such-succession",
        UNSURE_SUCCESSION,
        ConfirmSuccession(successor=POLICE, source="NQ"),
        {ConfirmSuccession.decide: ("no-such-succession",)},
        then="AttributeError",
    ),
    plant(
        "an agency takes itself over",
        "input.successor agency-succeeds-itself",
        OPERATORS,
        SucceedAgency(successor=HEALTH, on=TODAY, whole=True, source="NQ"),
        {SucceedAgency.decide: ("agency-succeeds-itself",)},
    ),
    plant(
        "a year is entered twice",
        "input.year year-entered",
        None,
        SetHolidays(year=2028, days=(YEAR,), source="TB"),
        {SetHolidays.decide: ("year-entered",)},
        registry=KNOWN,
    ),
    plant(
        "a year is confirmed twice",
        "RuleNotMet already-confirmed",
        SURE[DAYS_OFF.id],
        ConfirmHolidays(source="TB", on=TODAY),
        TWICE,
        actor=SECOND,
    ),
    plant(
        "an agency leads that is not there",
        "input.agency agency-unknown",
        None,
        AssignLead(agency="agency-nowhere", since=TODAY, source="QĐ"),
        {AssignLead.decide: ("agency-unknown",)},
        then="AttributeError",
    ),
    plant(
        "the police lead",
        "input.agency agency-cannot-lead",
        None,
        AssignLead(agency=POLICE, since=TODAY, source="QĐ"),
        {AssignLead.decide: ("agency-cannot-lead",)},
    ),
    plant(
        "a Decision without a number",
        "input.number decision-number-needed",
        None,
        EnterRegulation(**(DECIDING | {"number": "Quyết định"})),
        {EnterRegulation.decide: ("decision-number-needed",)},
    ),
    plant(
        "a Decision is entered twice",
        "input.number regulation-entered",
        None,
        EnterRegulation(**(DECIDING | {"number": DECISION.number})),
        {EnterRegulation.decide: ("regulation-entered",)},
        registry=KNOWN,
    ),
    plant(
        "a Decision is in force before it is signed",
        "input.since before-it-was-signed",
        None,
        EnterRegulation(**(DECIDING | {"since": TODAY - timedelta(1)})),
        {EnterRegulation.decide: ("before-it-was-signed",)},
    ),
    plant(
        "an agency confirms that it took over",
        "G5 own-rights",
        WITH_SUCCESSION,
        ConfirmAgencyPart(part="part-1"),
        OWN,
        actor=replace(COMMITTEE, agency=LAND),
    ),
)
