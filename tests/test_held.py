"""What tests wrote goes before the next one begins, also what is committed late; a commit counts for its own writes."""

from typing import Any

from store.driver.connection import Connection
from store.driver.transaction import settled
from tests.support.held import hold, taken
from tests.support.province import Province, laid
from tests.support.written import WRITES


def rows(connection: Connection, collection: str) -> Any:
    """A collection of the installation."""
    return connection.client[connection.names.main][collection]


async def test_what_a_transaction_wrote_goes_even_if_it_is_committed_later(
    connection: Connection, province: Province
) -> None:
    wanted = laid(province)
    async with await settled(connection.client.start_session()) as session:
        await settled(session.start_transaction())
        await rows(connection, "uploads").insert_one({"_id": "late"}, session=session)
        await rows(connection, "counters").insert_one({"_id": "late"}, session=session)
        await hold(connection, wanted)
        await session.commit_transaction()
    assert await rows(connection, "uploads").count_documents({"_id": "late"}) == 1
    await hold(connection, wanted)
    assert {place: found for place, found in (await taken(connection)).items() if found} == wanted


async def test_a_commit_counts_for_what_its_own_transaction_wrote_to(connection: Connection) -> None:
    places = [(connection.names.main, name) for name in ("uploads", "counters", "outbox")]
    before = [WRITES.count(*place) for place in places]
    async with await settled(connection.client.start_session()) as session:
        for name in ("uploads", "counters"):
            await settled(session.start_transaction())
            await rows(connection, name).insert_one({"_id": name}, session=session)
            if name == "uploads":
                await session.abort_transaction()
        begun = [WRITES.count(*place) for place in places]
        await session.commit_transaction()
    after = [WRITES.count(*place) for place in places]
    assert begun == [before[0] + 2, before[1] + 2, before[2]]
    assert after == [begun[0], begun[1] + 2, begun[2]]
