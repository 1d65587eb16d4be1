"""The next of a frozen object, as `dataclasses.replace` makes it."""

import dataclasses
from dataclasses import dataclass
from functools import cached_property

import pytest

from domain.kernel.replacing import replace
from domain.report.periods import Period, PeriodKind


@dataclass(frozen=True, kw_only=True)
class Sheet:
    wide: int
    high: int = 2

    @cached_property
    def area(self) -> int:
        return self.wide * self.high


@dataclass(frozen=True, kw_only=True)
class Larger(Sheet):
    colour: str = "white"


@dataclass(frozen=True, kw_only=True)
class Checked:
    wide: int

    def __post_init__(self) -> None:
        if self.wide < 0:
            raise ValueError(self.wide)


@dataclass(frozen=True)
class Numbered:
    wide: int
    number: int = dataclasses.field(init=False, default=1)


@dataclass(frozen=True, slots=True)
class Narrow:
    wide: int
    high: int = 2


@pytest.mark.parametrize("before", [Sheet(wide=1), Larger(wide=1, colour="red"), Narrow(1, 3), Checked(wide=1)])
def test_it_makes_what_dataclasses_makes_and_leaves_the_one_before(before: Sheet | Narrow | Checked) -> None:
    kept = dataclasses.replace(before)
    after = replace(before, wide=7)
    assert (after, before) == (dataclasses.replace(before, wide=7), kept)
    assert type(after) is type(before)


def test_what_was_worked_out_before_is_worked_out_again() -> None:
    before = Larger(wide=3)
    assert before.area == 6
    after = replace(before, wide=5)
    assert (after.area, before.area, after.colour) == (10, 6, "white")


@pytest.mark.parametrize("before", [Larger(wide=1), Narrow(1), Checked(wide=1)])
def test_a_name_that_is_no_field_is_an_error(before: object) -> None:
    with pytest.raises(TypeError):
        replace(before, depth=1)  # type: ignore[type-var]


def test_what_is_checked_when_made_is_checked_again() -> None:
    with pytest.raises(ValueError, match="-1"):
        replace(Checked(wide=1), wide=-1)


def test_what_cannot_be_given_cannot_be_replaced() -> None:
    with pytest.raises((TypeError, ValueError)):
        replace(Numbered(1), number=2)


def test_a_period_is_still_made_by_its_own_rules() -> None:
    assert replace(Period(kind=PeriodKind.YEAR, year=2026), year=2027) == Period(kind=PeriodKind.YEAR, year=2027)
