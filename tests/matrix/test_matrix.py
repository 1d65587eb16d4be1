"""Every type by every root, for every role, against an oracle by hand; and planted leaks, each caught."""

from collections.abc import Callable
from typing import Any

import pytest

from store.cases import Cases
from tests.support.probes import PROBES, ROOTS, leaks_of
from tests.support.rich import AGENCIES, World


@pytest.mark.parametrize("agency", AGENCIES)
def test_no_root_gives_away_what_an_agency_may_not_see(world: World, agency: str) -> None:
    assert [leak for root in ROOTS for leak in leaks_of(world, agency, root)] == []


@pytest.mark.parametrize("agency", AGENCIES)
@pytest.mark.parametrize("probe", PROBES)
def test_every_path_answers_as_the_oracle_does(world: World, agency: str, probe: str) -> None:
    assert PROBES[probe](world, agency) == []


def test_the_oracle_differs_between_agencies(world: World) -> None:
    seen = {agency: sum(agency in each.seen_by for each in world.everything) for agency in AGENCIES}
    assert seen["paper"] == 0
    assert seen["lead"] == len(world.everything)
    assert len(set(seen.values())) >= 4


async def of_anybody(self: Cases, actor: Any, id: str) -> Any:
    """A planted fault: a case by its id, whoever asks."""
    return await self._heads.find_one({"_id": id})


async def of_all(self: Cases, *what: Any) -> int:
    """A planted fault: a total of everything."""
    count: int = await self._heads.count_documents({})
    return count


def unfiltered(actor: Any, kind: Any = None) -> dict[str, Any]:
    """A planted fault: sight without a filter."""
    return {}


PLANTS: dict[str, tuple[str, Callable[..., Any]]] = {
    "node": ("store.cases.Cases.one", of_anybody),
    "total": ("store.cases.Cases.count", of_all),
    "similar": ("store.similar.visible_to", unfiltered),
    "search": ("store.candidates.visible_to", unfiltered),
    "evidence": ("store.cases.Cases.one", of_anybody),
}


@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_leak_is_caught(world: World, monkeypatch: pytest.MonkeyPatch, plant: str) -> None:
    where, fault = PLANTS[plant]
    assert PROBES[plant](world, "police") == PROBES[plant](world, "district") == []
    monkeypatch.setattr(where, fault)
    assert PROBES[plant](world, "police") + PROBES[plant](world, "district") != []


@pytest.mark.parametrize(
    ("where", "root"), [("cases", "cases"), ("reports", "agencyReports"), ("reports", "obligations")]
)
def test_a_leak_in_any_list_is_caught_by_the_documents(
    world: World, monkeypatch: pytest.MonkeyPatch, where: str, root: str
) -> None:
    monkeypatch.setattr(f"store.{where}.visible_to", unfiltered)
    assert leaks_of(world, "district", root) != []
