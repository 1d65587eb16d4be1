"""The code of a person outside: nothing that is stored leads to it, and one of the old way acts no more."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest

from domain.case.protection import RequestProtection
from domain.case.state.protection import HarmKind, OwnPart
from domain.kernel.actor import PUBLIC
from domain.kernel.refusals import CommandReused
from domain.kernel.vocabulary import Kind
from store.driver.connection import Connection
from store.heads.collection import heads_of
from store.store import Store
from store.write.command_ids import Outcome
from tests.support.key_of_before import KeyOfBefore
from tests.support.record import problem, stored

SECRET = "b7" * 16
REQUEST = RequestProtection(
    harm=HarmKind.PRIVATE_DATA,
    asker=OwnPart.GUARDIAN,
    claim="Trang đăng ảnh thẻ học sinh và địa chỉ nhà của con tôi.",
    free_of_secrets=True,
    url="https://tin.example/the-hoc-sinh",
)
UUIDS = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NAMES = re.compile(rb"c-[0-9a-f]{32}")


async def filed(store: Store, id: UUID, secret: str | None = SECRET, command: Any = REQUEST) -> Outcome:
    return await store.execute(PUBLIC, command, command_id=id, secret=secret)


def flat(value: Any) -> Iterator[bytes]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from (*flat(key), *flat(inner))
    elif isinstance(value, list):
        for inner in value:
            yield from flat(inner)
    elif isinstance(value, str):
        yield value.encode()
    elif isinstance(value, bytes):
        yield bytes(value)


async def dump(connection: Connection) -> bytes:
    found: list[bytes] = []
    for collection in stored(connection):
        async for row in collection.find({}):
            found.extend(flat(row))
    return b"\n".join(found)


class TestOneWhoReadsAllThatIsStored:
    async def test_finds_neither_the_code_nor_its_secret_nor_the_command_id(self, store: Store) -> None:
        made = await filed(store, id := uuid4())
        stored = await dump(store.connection)
        assert made.follow_code
        for hidden in (str(id), id.hex, SECRET, made.follow_code, made.follow_code.replace("-", "")):
            assert hidden.encode() not in stored
        assert id.bytes not in stored

    async def test_gets_no_code_for_any_id_that_is_stored(self, store: Store) -> None:
        """They send the same words under each id and each name, and what can be made of one."""
        made = await filed(store, uuid4())
        stored = await dump(store.connection)
        ids = {UUID(found.decode()) for found in UUIDS.findall(stored)}
        names = {found.decode()[2:] for found in NAMES.findall(stored)}
        assert ids
        assert names
        tried = ids | {UUID(name) for name in names} | {uuid5(id, name) for id in ids for name in names}
        for id in tried:
            again = await filed(store, id, None)
            assert (again.replayed, again.stream == made.stream) == (False, False)
            assert again.follow_code != made.follow_code

    async def test_gets_no_code_from_the_tickets_and_ids_taken_as_secrets(self, store: Store) -> None:
        """Even one who saw the command id on its way has to know the secret."""
        made = await filed(store, id := uuid4())
        for secret in (None, made.document["ticket"], made.stream.ljust(40, "0"), id.hex, SECRET.upper()):
            again = await filed(store, id, secret)
            assert (again.replayed, again.follow_code) == (True, None)
        assert (await filed(store, id)).follow_code == made.follow_code

    async def test_gets_none_after_an_erasure_either(self, store: Store) -> None:
        """Then other words under the same id are taken at their word."""
        made = await filed(store, id := uuid4())
        other = replace(REQUEST, claim="Những lời khác hẳn, do người khác gõ vào đây.")
        assert await problem(filed(store, id, None, other)) == CommandReused()
        await store.connection.wrapped.delete_many({"stream": made.stream})
        again = await filed(store, id, None, other)
        assert (again.replayed, again.follow_code) == (True, None)


class TestOneWhoChangesHeads:
    """They write to the database without the master key, and file something of their own to get a code."""

    async def test_gives_nobody_s_matter_to_their_own_code(self, store: Store) -> None:
        victim, mine = await filed(store, uuid4()), await filed(store, uuid4())
        heads, registry = heads_of(store.connection, Kind.CASE), await store.registry.current()
        assert victim.follow_code
        assert mine.follow_code
        await heads.update_one({"_id": mine.stream}, {"$unset": {"ticket": ""}})
        await heads.update_one({"_id": victim.stream}, {"$set": {"ticket": mine.document["ticket"]}})
        assert await store.public_door.request(mine.follow_code, registry) is None
        await heads.update_one({"_id": victim.stream}, {"$set": {"ticket": victim.document["ticket"]}})
        assert await store.public_door.request(victim.follow_code, registry)

    async def test_asks_nobody_by_a_code_that_the_record_lacks(self, store: Store) -> None:
        made, heads = await filed(store, uuid4()), heads_of(store.connection, Kind.CASE)
        await heads.update_one({"_id": made.stream}, {"$set": {"hearing_codes": ["ABCDEF012345"]}})
        assert await store.public_door.request("ABCDEF012345", await store.registry.current()) is None


class TestTwoCommands:
    async def test_with_one_secret_have_two_codes(self, store: Store) -> None:
        one, two = await filed(store, uuid4()), await filed(store, uuid4())
        assert one.follow_code != two.follow_code

    @pytest.mark.parametrize("secret", ["", "x" * 31, "x" * 101, "x" * 31 + "\n", "ă" * 32])
    async def test_a_secret_that_could_be_guessed_is_refused(self, store: Store, secret: str) -> None:
        assert (await problem(filed(store, uuid4(), secret))).code == "code-secret-malformed"


@pytest.fixture
def before(store: Store) -> Store:
    """The register before it hid command ids, on the same record."""
    return Store(replace(store.connection, master=KeyOfBefore.of(store.connection.master)))


class TestACodeOfBefore:
    async def test_a_command_of_before_is_known_after_other_content(self, store: Store, before: Store) -> None:
        await filed(before, id := uuid4())
        other = replace(REQUEST, claim="Những lời khác hẳn, do người khác gõ vào đây.")
        assert await problem(filed(Store(store.connection), id, SECRET, other)) == CommandReused()
