"""What each service's user may do, tried on a server that asks for passwords.

The embedded server enforces rights per database, MongoDB per collection: the role documents are compared with
a table by hand as well. `client.bulk_write` is not used here: see the last test.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from secrets import token_hex
from typing import Any

import pytest
from pymongo import AsyncMongoClient, InsertOne, MongoClient
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import ClientBulkWriteException, OperationFailure

from scripts.local.database import Database
from store.driver.connection import Names
from store.provisioning.provision import COLLECTIONS, RIGHTS, SERVICES, USERS, lay_out, privileges
from tests.support.template import Template, running_database

pytestmark = pytest.mark.embedded  # of rights in a MongoDB, `tests/cli/test_conform.py` asks
READ, ADD, ALL = {"find"}, {"find", "insert"}, {"find", "insert", "update", "remove"}
LOOK = {"listIndexes"}
NAMES = Names("casebook")
REFUSED = 13

# Per database, as the embedded server has it: what is open in one collection is open in all of them.
API: dict[str, set[str]] = {"record": ADD, "log": ADD, "vault": ADD, "keys": ADD, "main": ALL}
TABLE: dict[str, dict[str, set[str]]] = {
    "api": API,
    "worker": API,
    "cli": API,
    "sealer": {"record": READ, "log": {"find", "insert", "remove"}, "vault": set(), "keys": set(), "main": set()},
    "verifier": {"record": ADD, "log": ADD, "vault": READ, "keys": READ, "main": ADD},
    "eraser": {"record": ADD, "log": ADD, "vault": READ, "keys": {"find", "remove"}, "main": ALL},
}
CELLS = [(user, part) for user in SERVICES for part in COLLECTIONS]

Documents = AsyncCollection[dict[str, Any]]
Try = Callable[[Documents], Awaitable[Any]]


def document() -> dict[str, Any]:
    """One that no unique index refuses."""
    return {"x": 1, "stream": token_hex(8), "n": 1, "code": token_hex(8), "event": token_hex(8)}


TRIES: dict[str, tuple[tuple[str, Try], ...]] = {
    "find": (
        ("find_one", lambda rows: rows.find_one({})),
        ("count", lambda rows: rows.count_documents({})),
        ("distinct", lambda rows: rows.distinct("_id")),
    ),
    "insert": (
        ("insert_one", lambda rows: rows.insert_one(document())),
        ("insert_many", lambda rows: rows.insert_many([document()])),
    ),
    "update": (
        ("update_one", lambda rows: rows.update_one({"x": 1}, {"$set": {"x": 2}})),
        ("update_many", lambda rows: rows.update_many({}, {"$set": {"y": 2}})),
        ("replace_one", lambda rows: rows.replace_one({"x": 1}, document() | {"x": 2})),
        ("find_one_and_update", lambda rows: rows.find_one_and_update({"x": 1}, {"$set": {"x": 2}})),
        # The embedded server asks for `update` here as well; nobody holds it without `remove`.
        ("find_one_and_delete", lambda rows: rows.find_one_and_delete({"x": 2})),
    ),
    "remove": (
        ("delete_one", lambda rows: rows.delete_one({"x": 1})),
        ("delete_many", lambda rows: rows.delete_many({"x": 2})),
    ),
}
NOBODYS: tuple[tuple[str, Try], ...] = (
    ("drop", lambda rows: rows.drop()),
    ("drop_database", lambda rows: rows.database.client.drop_database(rows.database.name)),
    ("rename", lambda rows: rows.rename("other")),
    ("create_index", lambda rows: rows.create_index("x")),
    ("drop_indexes", lambda rows: rows.drop_indexes()),
    ("collMod", lambda rows: rows.database.command("collMod", rows.name, validator={})),
    ("createUser", lambda rows: rows.database.command("createUser", "mallory", pwd="x", roles=["root"])),
    ("grant", lambda rows: rows.database.client.admin.command("grantRolesToUser", "api", roles=["root"])),
)


@pytest.fixture(scope="module")
def own_server(bare: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A server of these tests' own: they write where others would look."""
    with running_database(tmp_path_factory.mktemp("roles") / "data", bare) as running:
        with MongoClient[dict[str, Any]](bare.uri(running, "root")) as root:
            for part, collections in COLLECTIONS.items():
                for collection in collections:
                    root[getattr(NAMES, part)][collection].insert_one(document() | {"x": 0})
        yield running


@pytest.fixture(scope="module")
async def clients(own_server: Database, bare: Template) -> AsyncIterator[dict[str, AsyncMongoClient[dict[str, Any]]]]:
    """A client of each user."""
    made = {user: AsyncMongoClient[dict[str, Any]](bare.uri(own_server, user)) for user in USERS}
    yield made
    for item in made.values():
        await item.close()


async def allowed(attempt: Awaitable[Any]) -> bool:
    try:
        await attempt
    except OperationFailure as error:
        if error.code != REFUSED:
            raise
        return False
    return True


Clients = dict[str, AsyncMongoClient[dict[str, Any]]]


class TestMatrix:
    def test_is_of_every_user_and_database(self) -> None:
        assert {(user, part) for user, rights in TABLE.items() for part in rights} == set(CELLS)

    @pytest.mark.parametrize(("user", "part"), CELLS)
    async def test_is_what_the_server_allows(self, clients: Clients, user: str, part: str) -> None:
        for collection in COLLECTIONS[part]:
            rows = clients[user][getattr(NAMES, part)][collection]
            for action, tries in TRIES.items():
                for name, attempt in tries:
                    expected = action in TABLE[user][part]
                    assert await allowed(attempt(rows)) is expected, f"{user} {name} {part}.{collection}"

    @pytest.mark.parametrize(("user", "part"), CELLS)
    async def test_what_nobody_may(self, clients: Clients, user: str, part: str) -> None:
        for collection in COLLECTIONS[part]:
            rows = clients[user][getattr(NAMES, part)][collection]
            for name, attempt in NOBODYS:
                assert not await allowed(attempt(rows)), f"{user} {name} {part}.{collection}"

    @pytest.mark.parametrize("user", ["api", "worker", "eraser"])
    @pytest.mark.parametrize("stage", [{"$out": {"db": NAMES.record, "coll": "revisions"}}, {"$merge": None}], ids=str)
    async def test_no_road_around_leads_into_the_record(self, clients: Clients, user: str, stage: Any) -> None:
        if "$merge" in stage:
            stage = {"$merge": {"into": {"db": NAMES.record, "coll": "revisions"}, "whenMatched": "replace"}}

        async def attempt() -> None:
            cursor = await clients[user][NAMES.main]["outbox"].aggregate([{"$match": {}}, stage])
            await cursor.to_list()

        assert not await allowed(attempt())

    async def test_other_databases_are_closed_to_all(self, clients: Clients) -> None:
        for user in SERVICES:
            for name in ("admin", "config", "local", "casebook_other", "other"):
                assert not await allowed(clients[user][name]["x"].find_one({})), f"{user} {name}"

    async def test_none_lays_out_and_the_first_refusal_is_told(self, clients: Clients) -> None:
        for user in SERVICES:
            with pytest.raises(OperationFailure, match="createCollection") as refused:
                await lay_out(clients[user], Names("other"))
            assert refused.value.code == REFUSED

    async def test_the_record_is_as_it_was(self, clients: Clients, own_server: Database) -> None:
        """After all those attempts: what was there is unchanged, everything else was only added."""
        for collection in COLLECTIONS["record"]:
            rows = clients["root"][NAMES.record][collection]
            assert await rows.count_documents({"x": 0}) == 1
            assert await rows.count_documents({"x": 2}) == 0


class TestRoleDocuments:
    """Per collection, as MongoDB enforces them."""

    @pytest.mark.parametrize("service", RIGHTS)
    def test_say_the_same_where_collections_differ(self, service: str) -> None:
        found = {
            (privilege["resource"]["db"], privilege["resource"]["collection"]): set(privilege["actions"]) - LOOK
            for privilege in privileges(service, NAMES)
        }
        narrowed = {
            ("api", "log"): ({"pending"}, READ),
            ("eraser", "log"): ({"pending"}, READ),
            ("verifier", "record"): ({"revisions"}, READ),
            ("verifier", "log"): ({"pending"}, READ),
            ("verifier", "main"): ({"access"}, READ),
            ("sealer", "log"): ({"pending", "staging", "stream_rows", "tiles"}, ADD),
        }
        for part, collections in COLLECTIONS.items():
            wide = TABLE[service][part]
            special, others = narrowed.get((service, part), (set(collections), wide))
            for collection in collections:
                expected = wide if collection in special else others
                assert found.get((getattr(NAMES, part), collection), set()) == expected, (
                    f"{service} {part}.{collection}"
                )

    def test_give_nothing_but_reading_and_writing_documents(self) -> None:
        actions = {
            action for service in RIGHTS for privilege in privileges(service, NAMES) for action in privilege["actions"]
        }
        assert actions == ALL | LOOK

    def test_only_what_serves_looks_at_indexes_and_only_beside_the_record(self) -> None:
        looks = {
            (service, privilege["resource"]["db"])
            for service in RIGHTS
            for privilege in privileges(service, NAMES)
            if LOOK & {*privilege["actions"]}
        }
        assert looks == {("api", NAMES.main)}

    def test_only_the_eraser_removes_keys_and_nobody_changes_the_record(self) -> None:
        rights = {(service, part): TABLE[service][part] for service in RIGHTS for part in COLLECTIONS}
        assert [key for key, held in rights.items() if key[1] == "keys" and "remove" in held] == [("eraser", "keys")]
        assert not [key for key, held in rights.items() if key[1] in ("record", "vault") and held - ADD]


@pytest.mark.xfail(
    strict=True,
    raises=pytest.fail.Exception,
    reason="the embedded server does not check the rights of bulkWrite; MongoDB does",
)
async def test_a_bulk_write_needs_rights_too(clients: Clients) -> None:
    """When this passes, the embedded server has become a boundary: say so where the documents say it is none."""
    operation = InsertOne[dict[str, Any]](document(), namespace=f"{NAMES.record}.revisions")
    with pytest.raises((OperationFailure, ClientBulkWriteException)):
        await clients["sealer"].bulk_write([operation])
