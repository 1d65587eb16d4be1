"""What rows require: in which order, of which states, and in which words."""

from functools import partial
from typing import Any, get_type_hints

import pytest

from domain.book import ACTIONS, STATES
from domain.case.own_measures import JUSTIFIABLE, unended_measures
from domain.case.state.case import Case
from domain.case.state.pathways import TransferStatus
from domain.case.transfers import RecordTransferReturn, SignTransfer, WithThePolice, handed_to_actor, transfer_is
from domain.kernel.refusals import Problem, Refused, RuleNotMet
from domain.rules.command import Action
from domain.rules.facts import Facts
from domain.rules.guards import demand, room_for, sentence, some_of, unmet

LISTED = [(action, one) for action in ACTIONS for one in action.requires]


def holds(state: Any, facts: Any) -> Problem | None:
    """It holds."""
    return None


def fails(state: Any, facts: Any) -> Problem | None:
    """It fails."""
    return RuleNotMet(code=str(state))


def never_asked(state: Any, facts: Any) -> Problem | None:
    """Nobody asks it."""
    raise AssertionError(state)


def first_of(guard: Any) -> Any:
    """What a guard, or what lists its rows, says it is given first."""
    rule = guard.func if isinstance(guard, partial) else guard
    return next(iter(get_type_hints(rule).values()))


def fits(guard: Any, state: type) -> bool:
    """Whether a guard looks at states of this class. mypy does not see it: a row takes guards of any state."""
    settings = guard.keywords if isinstance(guard, partial) else {}
    if isinstance(rows := settings.get("rows"), str):
        return rows in get_type_hints(state)
    wanted = first_of(rows or guard)
    if getattr(wanted, "_is_protocol", False):
        asked = {name for name in (*vars(wanted), *get_type_hints(wanted)) if not name.startswith("_")}
        return all(hasattr(state, name) or name in get_type_hints(state) for name in asked)
    return isinstance(wanted, type) and issubclass(state, wanted)


def test_guards_are_asked_in_order_until_one_does_not_hold() -> None:
    assert unmet((), "x", "y") is None
    assert unmet((holds, fails, never_asked), "first", "y") == RuleNotMet(code="first")
    with pytest.raises(Refused, match="first"):
        demand((holds, fails), "first", "y")
    demand((holds,), "first", "y")


def test_what_a_base_requires_comes_first_and_is_kept() -> None:
    row: Action = RecordTransferReturn.ACTION
    assert row.requires == WithThePolice.ROW["requires"]

    class Told(WithThePolice, requires=(handed_to_actor,)):
        """A step of nobody."""

    assert Told.ROW["requires"] == (*row.requires, handed_to_actor)


@pytest.mark.parametrize(("rows", "expected"), [((), None), (("a", ""), None), (("", "b"), None), (("a", "b"), "a")])
def test_one_row_that_fits_is_enough_and_none_is_asked_for(rows: tuple[str, ...], expected: str | None) -> None:
    def empty(row: str, state: object, facts: object) -> Problem | None:
        return RuleNotMet(code=row) if row else None

    problem = some_of(lambda state: state, empty)(rows, None)  # type: ignore[arg-type]  # no facts are looked at
    assert (problem.code if problem else None) == expected


@pytest.mark.parametrize(
    ("guard", "expected"),
    [
        (handed_to_actor, "The file was handed over to the actor's agency."),
        (
            room_for("own_measures", 20, "too-many-own-measures"),
            "The limit of 20 is not reached for own measures.",
        ),
        (transfer_is(TransferStatus.HANDED_OVER, TransferStatus.RECEIVED), "HANDED_OVER or RECEIVED."),
        (
            some_of(unended_measures, *JUSTIFIABLE),
            "One of the measures of an agency on its own page that have not ended: the",
        ),
    ],
)
def test_a_guard_says_in_a_sentence_what_it_requires(guard: Any, expected: str) -> None:
    assert expected in sentence(guard)


def test_every_guard_has_a_sentence() -> None:
    assert [(action.name, said) for action, one in LISTED if not (said := sentence(one)).endswith(".")] == []


def test_every_guard_looks_at_the_state_that_the_command_is_on() -> None:
    assert [(action.name, sentence(one)) for action, one in LISTED if not fits(one, STATES[action.stream])] == []
    assert not fits(handed_to_actor, Facts)
    assert not fits(room_for("own_measure", 20, "too-many-own-measures"), Case)


def test_no_guard_is_listed_twice() -> None:
    assert [action.name for action in ACTIONS if len({*action.requires}) < len(action.requires)] == []
    assert SignTransfer.ACTION.requires
