"""How often a transaction is tried again: by what stood in its way."""

import gc

import pytest
from pymongo import AsyncMongoClient
from pymongo.errors import ServerSelectionTimeoutError

from store.driver.transaction import Client, Lost, Session, transaction
from store.store import Store
from tests.support.installation import free_port

LEAST = 3


class Tried:
    """Work that counts how often it was begun."""

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
