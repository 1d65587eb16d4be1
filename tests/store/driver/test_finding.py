"""A find of one batch asks what the driver asks, gives what it gives, and is tried again as often."""

from collections.abc import AsyncIterator
from contextlib import suppress
from functools import partial
from typing import Any

import pymongo
import pytest
from prometheus_client import REGISTRY
from pymongo import ASCENDING, DESCENDING, AsyncMongoClient
from pymongo.errors import OperationFailure

from store.driver import finding
from store.driver.connection import Collection, Connection
from store.driver.finding import BATCH_MOST, READ_WITH, Find, Steps, aggregated, rows
from store.driver.meter import Timing
from store.driver.transaction import Session, transaction
from tests.store.faults import CLOSED, NOT_PRIMARY, failing
from tests.support.listener import Listener, listened

TIMES = 20
OF_A_SESSION = ("lsid", "$clusterTime")
"""What the driver tells of its session and of the newest moment that it heard of."""
FINDS = {
    "one": Find({"_id": 3}, limit=1),
    "none": Find({"_id": -1}, limit=1),
    "first of many": Find({"odd": True}, {"n": 1}, [("n", DESCENDING)], limit=1),
    "a page": Find({"odd": True}, {"n": 1}, [("odd", ASCENDING), ("n", ASCENDING)], limit=20),
    "by an index": Find({"_id": {"$gte": 7}}, hint="_id_", limit=5),
    "one batch": Find({}, limit=BATCH_MOST),
    "more than a batch": Find({}, limit=BATCH_MOST + 1),
    "without a limit": Find({"odd": False}),
    "not from the beginning": Find({}, sort=[("n", ASCENDING)], skip=5, limit=3),
}


@pytest.fixture
async def listening(connection: Connection, root_uri: str) -> AsyncIterator[tuple[Collection, Listener]]:
    """A collection of numbers, and what is asked of it."""
    async with listened(connection, root_uri) as (heard, listener):
        numbers = heard.collection("numbers")
        await numbers.drop()
        await numbers.insert_many([{"_id": n, "n": n, "odd": n % 2 == 1} for n in range(2 * BATCH_MOST)])
        listener.empty()
        yield numbers, listener
        await numbers.drop()


@pytest.fixture
def numbers(listening: tuple[Collection, Listener]) -> Collection:
    return listening[0]


def outline(listener: Listener) -> list[dict[str, Any]]:
    """The queries since the listener was emptied, without what is a session's."""
    finds = [each for each in listener.commands if "find" in each or "aggregate" in each]
    return [{name: said for name, said in each.items() if name not in OF_A_SESSION} for each in finds]


@pytest.mark.parametrize("wanted", FINDS.values(), ids=list(FINDS))
async def test_it_asks_and_gives_what_the_driver_does(listening: tuple[Collection, Listener], wanted: Find) -> None:
    numbers, listener = listening
    own = await rows(numbers, wanted)
    asked = outline(listener)
    listener.empty()
    assert own == await wanted.cursor(numbers).to_list(None)
    assert asked == outline(listener)


@pytest.mark.parametrize("wanted", FINDS.values(), ids=list(FINDS))
async def test_in_a_transaction_it_asks_and_gives_what_the_driver_does(
    listening: tuple[Collection, Listener], wanted: Find
) -> None:
    numbers, listener = listening
    found = []
    for ask in (rows, drivers):
        listener.empty()
        found += [await transaction(numbers.database.client, partial(ask, numbers, wanted))]
        found += [[{**each, "txnNumber": None} for each in outline(listener)]]
    assert found[:2] == found[2:]
    assert all(each["autocommit"] is False for each in found[1])


@pytest.mark.parametrize("hint", [None, "_id_"])
async def test_an_aggregation_asks_and_gives_what_the_driver_does(
    listening: tuple[Collection, Listener], hint: str | None
) -> None:
    numbers, listener = listening
    counted: list[dict[str, Any]] = [
        {"$match": {"n": {"$lt": 7}}},
        {"$group": {"_id": "$odd", "count": {"$sum": 1}}},
        {"$sort": {"_id": 1}},
    ]
    for steps, many in ((Steps(counted, hint), 2), (Steps([{"$match": {"n": {"$gte": 0}}}], hint), 2 * BATCH_MOST)):
        listener.empty()
        own = await aggregated(numbers, steps)
        asked = outline(listener)
        listener.empty()
        assert own == await steps.rows(numbers)
        assert len(own) == many
        assert asked[-1] == outline(listener)[0]


async def test_what_fails_is_tried_again(connection: Connection, numbers: Collection) -> None:
    wrong = []
    for fault in (CLOSED, NOT_PRIMARY):
        async with failing(connection, "find", times=1, **fault):
            if await rows(numbers, FINDS["one"]) != [{"_id": 3, "n": 3, "odd": True}]:
                wrong.append(fault)
    assert not wrong


async def test_a_primary_that_is_known_is_not_looked_for(numbers: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    client: Any = numbers.database.client
    select, looked = client._select_server, []

    async def counted(*what: Any, **how: Any) -> Any:
        looked.append(what)
        return await select(*what, **how)

    monkeypatch.setattr(client, "_select_server", counted)
    for _ in range(TIMES):
        await rows(numbers, FINDS["one"])
    assert len(looked) < TIMES / 2, "again only when the driver heard of its servers"


class Heard:
    """The listeners of a client."""

    def __init__(self, *listeners: object) -> None:
        self._listeners = [*listeners]

    def event_listeners(self) -> list[object]:
        return self._listeners


def test_events_are_made_for_others_only() -> None:
    others = [Heard(), Heard(Listener()), Heard(Timing(), Listener())]
    assert finding._only_own(Heard(Timing()))
    assert not any(map(finding._only_own, others))


async def test_our_own_listeners_hear_what_they_hear_from_the_driver(
    numbers: Collection, root_uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A find is timed, and so is one that fails, without the driver's events. The tests listen
    to every client, so this one is said to have no other listeners."""
    monkeypatch.setattr(finding, "_only_own", lambda listeners: True)
    heard = []
    async with AsyncMongoClient[Any](root_uri, event_listeners=[Timing()]) as client:
        same = client[numbers.database.name][numbers.name]
        await drivers(same, FINDS["one"])  # signs in
        for ask in (rows, drivers):
            before = timed_finds()
            with suppress(OperationFailure):
                await ask(same, FINDS["a page"])
                await ask(same, Find({"$nothing": 1}, limit=1))
            heard.append(timed_finds() - before)
    own, given = heard
    assert own == given + 1, "what fails is asked again in the driver's way"


async def drivers(numbers: Collection, wanted: Find, session: Session | None = None) -> list[Any]:
    return await wanted.cursor(numbers, session).to_list(None)


def timed_finds() -> float:
    """Finds that were timed."""
    return REGISTRY.get_sample_value("casebook_database_seconds_count", {"command": "find"}) or 0.0


async def test_what_cannot_be_asked_is_refused_as_by_the_driver(numbers: Collection) -> None:
    wanted = Find({"$nothing": 1}, limit=1)
    with pytest.raises(OperationFailure) as own:
        await rows(numbers, wanted)
    with pytest.raises(OperationFailure) as drivers:
        await wanted.cursor(numbers).to_list(None)
    assert own.value.code == drivers.value.code


async def test_what_is_left_on_the_server_is_let_go(
    listening: tuple[Collection, Listener], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit of a batch is raised, so that an answer that is not whole is met."""
    numbers, _ = listening
    monkeypatch.setattr(finding, "BATCH_MOST", 2 * BATCH_MOST)
    wanted = Find({}, sort=[("n", ASCENDING)], limit=BATCH_MOST + 5)
    assert [row["n"] for row in await rows(numbers, wanted)] == list(range(BATCH_MOST + 5))


async def test_either_driver_finds(connection: Connection) -> None:
    found = connection.collection("nothing")
    assert await rows(found, Find({}, limit=1)) == []


def test_the_driver_is_the_one_whose_names_are_used() -> None:
    assert pymongo.version == READ_WITH, "read store/driver/finding.py against the new version first"
