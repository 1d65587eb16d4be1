from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import Any

import pytest

from domain.case.state.case import CaseState, Category
from domain.kernel.changes import Change, changes, leaves, opened, sealed_in
from domain.kernel.event import Sealed
from tests.support.facts import HEALTH, a_case, attempt, facts, person, sealed
from tests.support.world import a_check


class TestLeaves:
    def test_have_paths_as_clients_spell_them(self) -> None:
        command = a_check()
        case = attempt(a_case(), command, facts(person(HEALTH), command))
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
        command = a_check()
        checked = attempt(a_case(), command, facts(person(HEALTH), command))
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
        assert sealed_in(found) == {sealed("claim").commitment, sealed("khác").commitment}
        texts = {sealed("khác").commitment: "khác"}
        assert [(opened(item.before, texts), opened(item.after, texts)) for item in found] == [(None, "khác")]
        assert opened("claim", {"claim": "x"}) is None
        assert isinstance(found[0].before, Sealed)
