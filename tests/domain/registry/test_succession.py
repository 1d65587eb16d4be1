"""Who stands in whose place when an agency is taken over more than once, and whom a claim is about (Đ5, G5)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.registry.agency import Succession
from domain.registry.registry import SUCCESSIONS_MOST, Registry
from tests.support.facts import HEALTH, LAND, POLICE, PROVINCE

DAY = date(2026, 7, 1)
BEFORE, AFTER = DAY - timedelta(1), DAY + timedelta(1)
FIRST, SECOND, THIRD = "agency-first", "agency-second", "agency-third"


def to(successor: str, on: date = DAY, *, whole: bool = True) -> Succession:
    return Succession(successor=successor, on=on, whole=whole, source="QĐ 9")


def with_successions(**rows: tuple[Succession, ...]) -> Registry:
    """The province in which agencies, named without their prefix, were taken over."""
    agencies = dict(PROVINCE.agencies)
    for name, successions in rows.items():
        id = f"agency-{name}"
        agencies[id] = replace(agencies.get(id, PROVINCE.agencies[HEALTH]), id=id, successions=successions)
    return replace(PROVINCE, agencies=agencies)


class TestHeir:
    """The last succession that has begun says who acts for an agency."""

    @pytest.mark.parametrize(
        ("successions", "heir"),
        [
            ((), HEALTH),
            ((to(FIRST),), FIRST),
            ((to(FIRST, BEFORE), to(SECOND)), SECOND),
            ((to(FIRST, BEFORE), to(SECOND, AFTER)), FIRST),
            ((to(FIRST, BEFORE), to(SECOND, whole=False)), FIRST),
            ((to(FIRST, BEFORE), to(SECOND), to(THIRD)), THIRD),
        ],
    )
    def test_of_several_successions(self, successions: tuple[Succession, ...], heir: str) -> None:
        registry = with_successions(health=successions)
        assert registry.heir(HEALTH, DAY) == heir
        assert registry.taken_over(heir, DAY) == ({HEALTH} - {heir})

    def test_of_an_heir(self) -> None:
        registry = with_successions(health=(to(FIRST, BEFORE),), first=(to(SECOND),))
        assert registry.heir(HEALTH, BEFORE) == FIRST
        assert registry.heir(HEALTH, DAY) == SECOND

    def test_a_circle_ends(self) -> None:
        registry = with_successions(first=(to(SECOND),), second=(to(FIRST),))
        assert registry.heir(FIRST, DAY) == (FIRST if SUCCESSIONS_MOST % 2 == 0 else SECOND)


class TestTouches:
    """A claim about an agency is about its heirs too, and about whoever one of them acts as today."""

    def test_an_agency_asked_about_under_its_former_name(self) -> None:
        """Land took health's work over, wholly; an appointment still names the health department."""
        registry = with_successions(health=(to(LAND),))
        assert registry.touches(HEALTH, (LAND,), DAY)
        assert not registry.touches(HEALTH, (LAND,), BEFORE)
        assert not registry.touches(HEALTH, (POLICE,), DAY)

    def test_an_heir_is_touched_by_what_is_about_the_former(self) -> None:
        for whole in (True, False):
            registry = with_successions(health=(to(LAND, whole=whole),))
            assert registry.touches(LAND, (HEALTH,), DAY)
            assert not registry.touches(LAND, (HEALTH,), BEFORE)

    def test_a_part_passes_no_claim_backwards(self) -> None:
        registry = with_successions(health=(to(LAND, whole=False),))
        assert not registry.touches(HEALTH, (LAND,), DAY)

    def test_two_former_agencies_of_one_heir_touch_each_other(self) -> None:
        registry = with_successions(health=(to(FIRST),), land=(to(FIRST),))
        assert registry.touches(HEALTH, (LAND,), DAY)
