"""How events without a fold of their own change a state, and which are refused when they are defined."""

from collections.abc import Callable
from dataclasses import FrozenInstanceError, dataclass, fields, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import product
from typing import Any

import pytest

from domain.activity.difficulties import Difficulty, DifficultyFiled, DifficultyForwarded, DifficultyState, Forwarding
from domain.book import ACTIONS, EVENTS, STATES
from domain.case.state.case import CaseState, Category
from domain.kernel.changes import Change, changes, leaves, opened, sealed_in
from domain.kernel.event import Begins, ByFields, Event, Follows, Sealed
from domain.kernel.vocabulary import STREAM_ID_LIMIT, Kind, kind_of, remembered
from tests.support.facts import HEALTH, NOW, a_case, done, person, sealed
from tests.support.world import a_check

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


@pytest.mark.parametrize("name", ["agency", "unknown"])
def test_an_event_takes_no_other_value_and_loses_none(name: str) -> None:
    event = filed()
    with pytest.raises(FrozenInstanceError):
        setattr(event, name, "agency-b")
    with pytest.raises(FrozenInstanceError):
        delattr(event, name)
    assert event == filed()


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


class TestLeaves:
    def test_have_paths_as_clients_spell_them(self) -> None:
        case = done(a_case(), a_check(), person(HEALTH))
        found = leaves(case)
        assert found["checks.1.outcome"] == "AS_REPORTED"
        assert found["receipt.receivedAt"] == case.receipt.received_at
        assert found["members.2"] == "agency-land"
        assert found["claim"] == sealed("claim")

    def test_of_what_is_absent_there_are_none(self) -> None:
        assert not [path for path in leaves(a_case()) if path.startswith(("closure", "place", "checks"))]

    @pytest.mark.parametrize("value", [{"a": 1}, 1.5, b"x", 1j], ids=str)
    def test_a_value_of_no_known_kind_is_refused(self, value: Any) -> None:
        @dataclass(frozen=True)
        class Holder:
            some_value: Any

        with pytest.raises(TypeError, match="someValue"):
            leaves(Holder(value))


def plainly(before: Any, after: Any) -> tuple[Change, ...]:
    """Every leaf of both, looked at."""
    old, new = leaves(before), leaves(after)
    paths = [path for path in dict.fromkeys((*new, *old)) if old.get(path) != new.get(path)]
    return tuple(Change(field=path, before=old.get(path), after=new.get(path)) for path in paths)


class TestChanges:
    def test_between_the_same_states_there_are_none(self) -> None:
        assert changes(a_case(), a_case()) == ()
        assert changes(None, None) == ()

    def test_name_both_sides(self) -> None:
        before = a_case(CaseState.RECEIVED)
        after = replace(before, state=CaseState.SCREENED, category=Category.LAND, areas=("area-north",))
        assert changes(before, after) == (
            Change(field="state", before="RECEIVED", after="SCREENED"),
            Change(field="category", before="HEALTH", after="LAND"),
            Change(field="areas.1", before=None, after="area-north"),
        )

    def test_back_and_forth_are_each_others_mirror(self) -> None:
        before, after = a_case(), a_case(assigned=None, published_at=None, concerns=("agency-paper",))
        there = {(change.field, change.before, change.after) for change in changes(before, after)}
        back = {(change.field, change.after, change.before) for change in changes(after, before)}
        assert there == back

    def test_are_all_leaves_that_differ_in_the_order_of_the_fields(self) -> None:
        checked = done(a_case(), a_check(), person(HEALTH))
        again = replace(checked, checks=(*checked.checks, replace(checked.checks[0], summary=sealed("khác"))))
        fewer = replace(again, checks=again.checks[1:], areas=("area-north", "area-south"), published_at=None)
        some = (None, a_case(), checked, again, fewer, a_case(assigned=None, areas=("area-south",)))
        assert [pair for pair in product(some, repeat=2) if changes(*pair) != plainly(*pair)] == []

    def test_from_nothing_everything_is_new(self) -> None:
        found = changes(None, a_case())
        assert [item.before for item in found] == [None] * len(found)
        assert {item.field for item in found} == set(leaves(a_case()))

    def test_sample_tells_the_type_on_either_side(self) -> None:
        day = date(2026, 1, 1)
        assert Change(field="x", before=day, after=None).sample == day
        assert Change(field="x", before=None, after=day).sample == day

    def test_sealed_texts_stay_sealed_and_are_opened_by_those_who_may(self) -> None:
        found = changes(a_case(), a_case(claim=sealed("khác")))
        assert sealed_in(found) == [sealed("claim"), sealed("khác")]
        texts = {sealed("khác").commitment: "khác"}
        assert [(opened(item.before, texts), opened(item.after, texts)) for item in found] == [(None, "khác")]
        assert opened("claim", {"claim": "x"}) is None
        assert isinstance(found[0].before, Sealed)


def test_a_long_text_is_no_id_and_is_not_remembered() -> None:
    remembered.cache_clear()
    longest = f"case-{'a' * (STREAM_ID_LIMIT - 5)}"
    assert (kind_of(longest), kind_of(f"{longest}a")) == (Kind.CASE, None)
    assert remembered.cache_info().currsize == 1
