"""The driver: finds of one batch, reads that callers share, and how often a transaction is tried again."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import partial
from typing import Any

import pymongo
import pytest
from prometheus_client import REGISTRY
from pymongo import ASCENDING, DESCENDING, AsyncMongoClient
from pymongo.errors import OperationFailure, ServerSelectionTimeoutError

from store.driver import finding
from store.driver.connection import Collection, Connection
from store.driver.finding import BATCH_MOST, READ_WITH, Find, Steps, aggregated, rows
from store.driver.meter import Timing
from store.driver.shared_read import SharedRead
from store.driver.transaction import Client, Lost, Session, transaction
from store.store import Store
from tests.store.faults import CLOSED, NOT_PRIMARY, failing
from tests.support.installation import free_port
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
async def test_in_a_transaction_it_asks_as_the_driver_does(
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
async def test_an_aggregation_asks_as_the_driver_does(listening: tuple[Collection, Listener], hint: str | None) -> None:
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
    for fault in (CLOSED, NOT_PRIMARY):
        async with failing(connection, "find", times=1, **fault):
            assert await rows(numbers, FINDS["one"]) == [{"_id": 3, "n": 3, "odd": True}], fault


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


async def test_our_own_listeners_hear_the_same(
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
    return REGISTRY.get_sample_value("casebook_database_seconds_count", {"command": "find"}) or 0.0


async def test_what_cannot_be_asked_is_refused_as_by_the_driver(numbers: Collection) -> None:
    codes = []
    for ask in (rows, drivers):
        with pytest.raises(OperationFailure) as refused:
            await ask(numbers, Find({"$nothing": 1}, limit=1))
        codes.append(refused.value.code)
    assert codes[0] == codes[1]


async def test_what_the_server_still_holds_ends(
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


class Thing:
    """Something that is looked at, slowly: each look waits until it is let go."""

    def __init__(self) -> None:
        self.value, self.looks, self.fails, self.open = 0, 0, False, asyncio.Event()

    async def look(self) -> int:
        self.looks += 1
        seen = self.value
        await self.open.wait()
        if self.fails:
            raise ConnectionError
        return seen


async def settled() -> None:
    """Let every task run as far as it can."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_who_asks_while_a_look_is_under_way_is_told_what_was_there_when_they_asked() -> None:
    thing = Thing()
    shared = SharedRead(thing.look)
    first = asyncio.gather(*(shared.read() for _ in range(5)))
    await settled()
    thing.value = 1
    second = asyncio.gather(*(shared.read() for _ in range(50)))
    await settled()
    assert thing.looks == 1
    thing.open.set()
    assert (await first, await second) == ([0] * 5, [1] * 50)
    assert thing.looks == 2
    assert await shared.read() == 1
    assert thing.looks == 3


async def test_who_leaves_ends_it_for_nobody_else_and_a_failed_look_is_not_kept() -> None:
    thing = Thing()
    shared = SharedRead(thing.look)
    leaving, staying = asyncio.create_task(shared.read()), asyncio.create_task(shared.read())
    await settled()
    leaving.cancel()
    thing.fails = True
    thing.open.set()
    with pytest.raises(ConnectionError):
        await staying
    thing.fails = False
    assert await shared.read() == 0


async def test_a_look_that_hangs_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    limits: list[float] = []

    def within(limit: float) -> AbstractContextManager[None]:
        limits.append(limit)
        return nullcontext()

    monkeypatch.setattr("store.driver.shared_read.within", within)
    thing = Thing()
    thing.open.set()
    await SharedRead(thing.look).read()
    assert limits == [5.0]


async def test_a_look_is_good_for_as_long_as_was_said_from_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    now, thing = [100.0], Thing()
    monkeypatch.setattr("store.driver.shared_read.time.monotonic", lambda: now[0])
    shared = SharedRead(thing.look)
    shared.good_for = 0.25
    looking = asyncio.create_task(shared.read())
    await settled()
    now[0] += 0.2  # while it looks
    thing.open.set()
    assert await looking == 0
    thing.value = 1
    assert (await shared.read(), thing.looks) == (0, 1)
    now[0] += 0.05
    assert (await shared.read(), thing.looks) == (1, 2)


async def test_a_look_that_was_under_way_when_it_was_to_be_forgotten_is_not_kept() -> None:
    thing = Thing()
    shared = SharedRead(thing.look)
    shared.good_for = 60.0
    looking = asyncio.create_task(shared.read())
    await settled()
    thing.value = 1
    shared.forget()
    thing.open.set()
    assert await looking == 0
    assert await shared.read() == 1
    thing.value = 2
    shared.forget()
    assert await shared.read() == 2


LEAST = 3


class Tried:
    def __init__(self, client: Client) -> None:
        self.client = client
        self.times = 0

    async def loses(self, session: Session) -> None:
        self.times += 1
        raise Lost

    async def reads(self, session: Session) -> None:
        self.times += 1
        await self.client.get_database("nowhere").get_collection("rows").find_one({}, session=session)


async def test_where_others_came_first_it_is_tried_as_often_as_promised(shared: Store) -> None:
    tried = Tried(shared.connection.client)
    with pytest.raises(Lost):
        await transaction(shared.connection.client, tried.loses, within=0, least=LEAST)
    assert tried.times == LEAST


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_a_database_that_is_not_reached_is_not_waited_for_again_and_again() -> None:
    """Each try waits for it by itself: twenty of them would hold a command for minutes."""
    client: Client = AsyncMongoClient(f"mongodb://127.0.0.1:{free_port()}", serverSelectionTimeoutMS=50)
    tried = Tried(client)
    try:
        with pytest.raises(ServerSelectionTimeoutError):
            await transaction(client, tried.reads, within=0, least=LEAST)
    finally:
        await client.close()
        gc.collect()  # the driver leaves the socket that it was just opening, and says so when it is found
    assert tried.times == 1
