"""How events without a fold of their own change a state, and which are refused when they are defined."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any

import pytest

from domain.activity.difficulties import Difficulty, DifficultyFiled, DifficultyForwarded, DifficultyState, Forwarding
from domain.book import ACTIONS, EVENTS, STATES
from domain.kernel.event import Begins, ByFields, Event, Follows, Sealed
from domain.kernel.vocabulary import Kind
from tests.support.facts import NOW

TEXT = Sealed(group="difficulty-1", commitment="c")


class DoorState(StrEnum):
    """Where a door stands."""

    OPEN = "OPEN"
    SHUT = "SHUT"


@dataclass(frozen=True, kw_only=True)
class Door:
    """A door."""

    id: str
    colour: str
    state: DoorState = DoorState.SHUT
    guests: tuple[str, ...] = ()
    at: datetime | None = None
    number: int | None = None


def filed() -> DifficultyFiled:
    return DifficultyFiled(
        agency="agency-a", officer="officer-a", at=NOW, clause="Đ5", document_number=TEXT, text=TEXT, proposal=TEXT
    )


def test_an_event_begins_a_state_with_its_own_fields_and_the_state_that_it_names() -> None:
    event = filed()
    begun = event.begin("difficulty-1")
    assert (begun.id, begun.state) == ("difficulty-1", DifficultyState.OPEN)
    assert all(getattr(begun, field.name) == getattr(event, field.name) for field in fields(event))


def test_events_and_commands_are_equal_by_class_and_fields() -> None:
    one, other, later = filed(), filed(), replace(filed(), at=NOW + timedelta(days=1))
    assert (one == other, hash(one) == hash(other), repr(one) == repr(other)) == (True, True, True)
    assert one not in (later, vars(one))
    assert repr(later) != repr(one)
    assert f"clause={'Đ5'!r}" in repr(one)


def test_what_is_equal_by_its_fields_holds_nothing_else() -> None:
    classes = [*EVENTS.values(), *(action.command for action in ACTIONS)]
    assert [kind for kind in classes if not issubclass(kind, ByFields)] == []
    held = ((base, one) for kind in classes for base in kind.__mro__ for one in vars(base).values())
    assert {base for base, one in held if isinstance(one, cached_property)} == set()


def test_an_event_sets_its_own_fields_and_leaves_the_rest_as_it_was() -> None:
    before = filed().begin("difficulty-1")
    step = Forwarding(agency="agency-b", officer="officer-b", at=NOW, document_number=TEXT)
    after = DifficultyForwarded(forwarding=step).fold(before)
    assert (after.state, after.forwarding) == (DifficultyState.FORWARDED, step)
    assert isinstance(after, Difficulty)
    assert {name for name in vars(after) if vars(after)[name] != vars(before)[name]} == {"state", "forwarding"}


def missing() -> None:
    class Made(Begins[Door], type="door.made"):
        at: datetime


def lost() -> None:
    class Made(Begins[Door], type="door.made"):
        colour: str
        smell: str


def of_another_type() -> None:
    class Made(Begins[Door], type="door.made"):
        colour: int


def filled_twice() -> None:
    class Made(Begins[Door], type="door.made", state=DoorState.OPEN):
        colour: str
        state: DoorState


def with_a_state_of_another_kind() -> None:
    class Shut(Follows[Door], type="door.shut", state=DifficultyState.OPEN):
        pass


def going_nowhere() -> None:
    class Painted(Follows[Door], type="door.painted"):
        paint: str


def changed_to_another_type() -> None:
    class Painted(Follows[Door], type="door.painted"):
        colour: int


def possibly_absent() -> None:
    class Painted(Follows[Door], type="door.painted"):
        colour: str | None


def appended_to_nothing() -> None:
    class Entered(Follows[Door], type="door.entered", appends="visitors"):
        guest: str


def appended_to_a_list_of_others() -> None:
    class Entered(Follows[Door], type="door.entered", appends="guests"):
        guest: int


def nothing_appended() -> None:
    class Entered(Follows[Door], type="door.entered", appends="guests"):
        at: datetime


def two_appended() -> None:
    class Entered(Follows[Door], type="door.entered", appends="guests"):
        guest: str
        host: str


def set_from_nothing() -> None:
    class Numbered(Follows[Door], type="door.numbered", sets={"number": "plate"}):
        pass


def set_to_another_type() -> None:
    class Numbered(Follows[Door], type="door.numbered", sets={"number": "plate"}):
        plate: str


def marked_beside_its_own_fold() -> None:
    class Shut(Follows[Door], type="door.shut", state=DoorState.SHUT):
        def fold(self, door: Door) -> Door:
            return door


@pytest.mark.parametrize(
    ("define", "wrong"),
    [
        (missing, "colour is not filled"),
        (lost, "smell goes nowhere"),
        (of_another_type, "colour is of another type"),
        (filled_twice, "state is filled twice"),
        (with_a_state_of_another_kind, "state is no <enum 'DoorState'>"),
        (going_nowhere, "paint goes nowhere"),
        (changed_to_another_type, "colour goes nowhere"),
        (possibly_absent, "colour goes nowhere"),
        (appended_to_nothing, "visitors lists no guest"),
        (appended_to_a_list_of_others, "guests lists no guest"),
        (nothing_appended, "nothing goes to guests"),
        (two_appended, "host goes nowhere"),
        (set_from_nothing, "number does not take plate"),
        (set_to_another_type, "number does not take plate"),
        (marked_beside_its_own_fold, "state= beside its own fold"),
    ],
)
def test_an_event_whose_fields_do_not_find_their_place_is_refused_when_it_is_defined(
    define: Callable[[], None], wrong: str
) -> None:
    known = dict(EVENTS)
    with pytest.raises(TypeError, match=wrong.replace("(", r"\(")):
        define()
    assert known == EVENTS


def marked() -> list[type[Any]]:
    return [event for event in EVENTS.values() if issubclass(event, Follows) and event.fold is Follows.fold]


@pytest.mark.parametrize("event", marked(), ids=lambda event: event.TYPE)
def test_each_field_of_an_event_goes_to_one_place_of_its_state(event: type[Follows[Any]]) -> None:
    sources = [*event.SETS.values(), *(event.APPENDS or ())[1:]]
    assert sorted(sources) == sorted(field.name for field in fields(event))
    places = [*event.SETS, *(event.APPENDS or ())[:1], *event.LEAVES]
    assert len(places) == len(set(places)) > 0


def test_every_event_folds_to_the_state_of_its_kind() -> None:
    others = {name: event for name, event in EVENTS.items() if event.STATE is not STATES[Kind(name.split(".")[0])]}
    assert not others
    assert issubclass(DifficultyFiled, Event)
