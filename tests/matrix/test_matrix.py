"""Every type by every root, for every role, against an oracle by hand; and planted leaks, each caught."""

from typing import Any

import pytest

from api.graphql import engine
from store.access.recording import AccessLog
from tests.matrix.eyes import open_to
from tests.matrix.planted import PLANTS, forget, unfiltered
from tests.matrix.probes import PROBES, leaks_of
from tests.matrix.rich import AGENCIES, World
from tests.support.selections import ROOTS

SHOWN_LEAST = 0.76
"""Of the fields that an agency may see, the share that held something at least once. Inspection has the least: it has
no work of its own, so nothing is due there, nor ready to be told."""
TRIED = ("police", "district")
LISTS = (
    ("store.read.cases", "cases", "district"),
    ("store.heads.reader", "agencyReports", "district"),
    ("store.reports.reports", "obligations", "district"),
    ("store.heads.reader", "officialDocuments", "district"),
    ("store.heads.reader", "webhooks", "district"),
    ("store.heads.reader", "consolidatedReports", "party"),
    ("store.read.cases", "casesAt", "district"),
    ("store.read.cases", "caseByCode", "district"),
    ("store.read.similar", "similar", "district"),
    ("store.heads.reader", "pressNotices", "district"),
    ("store.read.publications", "publishableOutcomes", "health"),
)
"""Modules of the store that narrow a list to what may be seen, each with the root that a leak there shows in, and an
agency with the right to ask it."""


@pytest.fixture(autouse=True)
def whatever_it_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A document asks for many fields of many rows."""
    monkeypatch.setattr(engine, "COST_MOST", 1_000_000)
    monkeypatch.setattr(engine, "FIELDS_MOST", 4_000_000)


@pytest.fixture
def unrecorded(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a fault let somebody read is not in the access log, which other tests ask for."""

    async def nothing(*about: Any) -> None:
        return

    monkeypatch.setattr(AccessLog, "note", lambda *about, **more: None)
    monkeypatch.setattr(AccessLog, "open", nothing)


@pytest.mark.parametrize("agency", AGENCIES)
def test_no_root_gives_away_what_an_agency_may_not_see(world: World, agency: str) -> None:
    assert [leak for root in ROOTS for leak in leaks_of(world, agency, root)] == []
    may = open_to(agency)
    never = may - world.seen[agency]
    assert len(never) <= (1 - SHOWN_LEAST) * len(may), (len(may), sorted(never))


@pytest.mark.parametrize("agency", AGENCIES)
@pytest.mark.parametrize("probe", PROBES)
def test_every_path_answers_as_the_oracle_does(world: World, agency: str, probe: str) -> None:
    assert PROBES[probe](world, agency) == []


def test_the_oracle_differs_between_agencies(world: World) -> None:
    seen = {agency: sum(agency in item.seen_by for item in world.everything) for agency in AGENCIES}
    assert 0 < seen["paper"] == min(seen.values()), "its own alone"
    assert seen["lead"] > max(count for agency, count in seen.items() if agency not in ("lead", "ppc", "inspection"))
    assert len(set(seen.values())) >= 6


@pytest.mark.usefixtures("unrecorded")
@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_leak_is_caught(world: World, monkeypatch: pytest.MonkeyPatch, plant: str) -> None:
    """Nothing is found without the plant: `test_every_path_answers_as_the_oracle_does` asks the same."""
    probe, fault = PLANTS[plant]
    with monkeypatch.context() as patched:
        fault(world, patched)
        forget(world)
        assert any(PROBES[probe](world, agency) for agency in TRIED)
    forget(world)


@pytest.mark.usefixtures("unrecorded")
@pytest.mark.parametrize(("where", "root", "agency"), LISTS)
def test_a_leak_in_any_list_is_caught_by_the_documents(
    world: World, monkeypatch: pytest.MonkeyPatch, where: str, root: str, agency: str
) -> None:
    """Nothing is found without it: `test_no_root_gives_away_what_an_agency_may_not_see` asks the same."""
    monkeypatch.setattr(f"{where}.visible_to", unfiltered)
    assert leaks_of(world, agency, root) != []
