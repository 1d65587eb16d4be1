"""The registry is set right by acts with a day and a source: uncertain rows confirmed, days off corrected."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.administration.agencies import ConfirmSuccession
from domain.administration.agency_parts import REGROUP
from domain.administration.holidays import ConfirmHolidays, CorrectHolidays
from domain.administration.province import PASS_LEAD, ConfirmArea, ConfirmLead
from domain.kernel.actor import OPERATOR
from domain.kernel.vocabulary import Post
from domain.registry.agency import Area, Lead, Succession
from domain.registry.entry import Certainty
from domain.registry.working_days import Holidays
from tests.support.decided import READ
from tests.support.facts import ALWAYS, HEALTH, LAND, agency, person
from tests.support.handling_facts import attempt, knowing, said
from tests.support.world import KINDS, LEAD

DAY, LATER = date(2026, 7, 1), date(2026, 7, 2)
UNSURE = {"certainty": Certainty.UNCONFIRMED, "source": "?"}
NEW_YEAR, TET, SWAP = date(2026, 1, 1), date(2026, 2, 17), date(2026, 2, 14)
AREA = Area(id="area-1", name="Xã Một", level="COMMUNE", span=ALWAYS, **UNSURE)  # type: ignore[arg-type]
LEAD_ROW = Lead(id="lead-1", agency=LAND, span=ALWAYS, **UNSURE)  # type: ignore[arg-type]
YEAR = Holidays(id="holidays-2026", year=2026, days=(NEW_YEAR,), **UNSURE)  # type: ignore[arg-type]
CONFIRMATIONS: list[tuple[Any, Any]] = [
    (AREA, ConfirmArea(source="NQ 1", on=DAY)),
    (LEAD_ROW, ConfirmLead(source="QĐ 2", on=DAY)),
    (YEAR, ConfirmHolidays(source="TB 3", on=DAY, **READ)),
]
CORRECT = CorrectHolidays(days=(NEW_YEAR, TET), worked=(SWAP,), source="TB 4", on=DAY)


def heard(state: Any, command: Any) -> str:
    return said(state, command, knowing(OPERATOR, command))


def done(state: Any, command: Any) -> Any:
    return attempt(state, command, knowing(OPERATOR, command))


@pytest.mark.parametrize(("state", "command"), CONFIRMATIONS)
class TestConfirming:
    def test_makes_a_row_count_by_a_source_of_its_own(self, state: Any, command: Any) -> None:
        after = done(state, command)
        counted = {"counted": after.counted, **READ} if isinstance(state, Holidays) else {}
        assert after == replace(state, certainty=Certainty.CONFIRMED, source=command.source, **counted)

    def test_not_by_an_act_to_come(self, state: Any, command: Any) -> None:
        assert heard(state, replace(command, on=LATER)) == "input.on in-the-future"

    def test_one_administrator_is_the_second_person_to_the_operator(self, state: Any, command: Any) -> None:
        """`test_two_persons.py` has what administrators enter."""
        who = person(LEAD, Post.ADMIN)
        after = attempt(state, command, knowing(who, command))
        assert (after.certainty, after.entry.by, after.entry.settled_by) == (Certainty.CONFIRMED, None, who.subject)


class TestWhatIsUnsureCountsForNothing:
    def test_confirming_a_lead_passes_the_cases_on(self) -> None:
        state, command = CONFIRMATIONS[1]
        event = command.decide(state, knowing(OPERATOR, command))
        assert [job.job for job in event.jobs(event.fold(state))] == [PASS_LEAD]


class TestDaysOff:
    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"days": (date(2025, 12, 31),)}, "input.days[0] day-of-another-year"),
            ({"worked": (date(2028, 1, 1),)}, "input.worked[0] day-of-another-year"),
            ({"days": (NEW_YEAR,), "worked": ()}, "input.days nothing-corrected"),
            ({"on": LATER}, "input.on in-the-future"),
        ],
    )
    def test_not_to_nonsense(self, changes: Any, says: str) -> None:
        assert heard(YEAR, replace(CORRECT, **changes)) == says


class TestSuccessions:
    ROW = Succession(successor=LAND, on=DAY, whole=True, source="?", certainty=Certainty.UNCONFIRMED)
    STATE = agency(HEALTH, KINDS[HEALTH], successions=(ROW, replace(ROW, successor=LEAD)))
    COMMAND = ConfirmSuccession(successor=LAND, source="NQ 5")

    def test_order_the_regrouping(self) -> None:
        event = self.COMMAND.decide(self.STATE, knowing(OPERATOR, self.COMMAND))
        assert [job.job for job in event.jobs(event.fold(self.STATE))] == [REGROUP, PASS_LEAD]
