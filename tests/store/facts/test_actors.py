"""Who a caller is, kept for one state of the registry and one day, and never longer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.kernel.refusals import NotAllowed
from domain.kernel.span import Span
from store.facts import actors
from store.facts.actors import Actors
from store.keys.master import MasterKey
from tests.support.facts import ALWAYS, HEALTH, LAND, NOW, PROVINCE, with_agency
from tests.support.world import machine

CALLER = machine(HEALTH)


@pytest.fixture
def known() -> Actors:
    return Actors(MasterKey(b"\x01" * 32))


def test_an_actor_is_kept_for_each_caller(known: Actors) -> None:
    first = known.of(CALLER, PROVINCE, NOW)
    assert known.of(replace(CALLER), PROVINCE, NOW) is first
    assert known.of(machine(LAND), PROVINCE, NOW).agency == LAND


def test_another_registry_and_another_day_are_asked_anew(known: Actors) -> None:
    until = NOW.date() + timedelta(days=1)
    ends = with_agency(HEALTH, span=Span(since=ALWAYS.since, until=until))
    assert known.of(CALLER, ends, NOW).agency == HEALTH
    for _ in range(2):
        with pytest.raises(NotAllowed):
            known.of(CALLER, ends, NOW + timedelta(days=1))
    known.of(CALLER, PROVINCE, NOW)
    with pytest.raises(NotAllowed):
        known.of(CALLER, with_agency(HEALTH, span=Span(since=ALWAYS.since, until=NOW.date())), NOW)


def test_no_more_than_so_many_are_kept(known: Actors, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actors, "KNOWN_MOST", 1)
    first = known.of(CALLER, PROVINCE, NOW)
    known.of(machine(LAND), PROVINCE, NOW)
    found = known.of(CALLER, PROVINCE, NOW)
    assert found == first
    assert found is not first
