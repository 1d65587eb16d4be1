"""Collections, indexes, roles and users of an installation, and the rights of each service.

Run the provisioning as the database's own administrator, once before the services start and after each upgrade. It may
be repeated; after a crash, run it again.

The API and the workers can add to the record and never change it. Only the eraser can remove a key. A smaller server
may enforce rights for a whole database only; the databases are divided so that this still holds.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pymongo import ASCENDING, AsyncMongoClient, IndexModel
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import OperationFailure

from domain.book import OWING
from domain.kernel.vocabulary import Kind
from store.driver.connection import Names
from store.heads.shape import note_shapes
from store.kinds.case_heads import OWED
from store.kinds.entries import HEADS, KINDS, newest_first
from store.queue.outbox import FREE, JOBS_KEPT, version_of

OAUTH = (
    "oauth_revocations",
    "oauth_keys",
    "oauth_codes",
    "oauth_refresh",
    "oauth_sessions",
    "oauth_credentials",
    "oauth_letters",
    "oauth_throttle",
    "signing_requests",
)
"""Collections of sign-in (`store/oauth/`), and of commands that wait for a signature."""

ARRIVING = ("arrivals", "arrival_parts")
"""Collections of incomplete uploads (`store/files/arrivals.py`)."""

COLLECTIONS: Mapping[str, tuple[str, ...]] = {
    "record": ("revisions", "commands", "chunks", "figures"),
    "log": (
        *("pending", "index", "tiles", "checkpoints", "recosigned", "stamps", "staging"),
        *("stream_indexes", "stream_rows", "successions", "policies"),
    ),
    "vault": ("sealed", "contacts"),
    "keys": ("wrapped",),
    "main": (
        *HEADS.values(),
        "outbox",
        "counters",
        "uploads",
        "evidence.files",
        "evidence.chunks",
        "drafts",
        "readers",
        *ARRIVING,
        *OAUTH,
    ),
}


FIND, INSERT, UPDATE, REMOVE = "find", "insert", "update", "remove"
LIST_INDEXES = "listIndexes"
"""Right of the services that check at their start that the indexes exist."""
APPEND = (FIND, INSERT)
WORK = (FIND, INSERT, UPDATE, REMOVE)

# service -> database -> collection ("*" = every one) -> actions
RIGHTS: Mapping[str, Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "api": {
        "record": {"*": APPEND},
        "log": {"*": (FIND,), "pending": APPEND},
        "vault": {"*": APPEND},
        "keys": {"*": APPEND},
        "main": {"*": (*WORK, LIST_INDEXES)},
    },
    "sealer": {
        "record": {"*": (FIND,)},
        "log": {"*": APPEND, **dict.fromkeys(("pending", "staging", "stream_rows", "tiles"), (FIND, INSERT, REMOVE))},
    },
    # It reads everything, and adds its findings to the record, which takes a head and a marker for the sealer.
    "verifier": {
        **{part: {"*": (FIND,)} for part in COLLECTIONS},
        "record": {"*": (FIND,), "revisions": APPEND},
        "log": {"*": (FIND,), "pending": APPEND},
        "main": {"*": (FIND,), KINDS[Kind.ACCESS].collection: APPEND},
    },
    "eraser": {
        "record": {"*": APPEND},
        "log": {"*": (FIND,), "pending": APPEND},
        "vault": {"*": (FIND,)},
        "keys": {"*": (FIND, REMOVE)},
        "main": {"*": WORK},
    },
}
SERVICES: Mapping[str, str] = {
    "api": "api",
    "worker": "api",
    "sealer": "sealer",
    "verifier": "verifier",
    "eraser": "eraser",
    "cli": "api",
}
"""Users of the database and their rights. The worker and the command line have the API's rights."""

USERS = ("root", *SERVICES)


def privileges(service: str, names: Names) -> Iterator[dict[str, Any]]:
    for part, rights in RIGHTS[service].items():
        for collection in COLLECTIONS[part]:
            actions = rights.get(collection, rights["*"])
            yield {
                "resource": {"db": getattr(names, part), "collection": collection},
                "actions": list(actions),
            }


def role_document(service: str, names: Names) -> dict[str, Any]:
    return {
        "createRole": f"{names.prefix}-{service}",
        "privileges": list(privileges(service, names)),
        "roles": [],
    }


RETIRED: Final[Mapping[tuple[str, str], frozenset[str]]] = {
    ("record", "revisions"): frozenset({"command_1", "agency_1_at_-1__id_-1", "type_1_at_-1__id_-1"}),
    ("main", "cases"): frozenset(
        {
            "opened_at_-1__id_-1",
            "text_key_1_opened_at_-1__id_-1",
            "duplicate_of_1",
            "decision_keys_1",
            *(
                f"members_1_{order}"
                for order in (
                    "opened_at_-1__id_-1",
                    "changed_at_-1__id_-1",
                    "next_due_1__id_1",
                    "claim_order_1__id_1",
                )
            ),
        }
    ),
    ("main", "outbox"): frozenset(
        {"state_1_due_at_1", "target_1_state_1_due_at_1", "stream_1_state_1", "lane_1_place_1"}
    ),
    ("main", "publications"): frozenset({"issued_at_-1__id_-1", "changed_at_-1__id_-1"}),
    ("main", "redresses"): frozenset({"case_1", "state_1"}),
    ("main", "inspections"): frozenset({"case_1"}),
    ("vault", "contacts"): frozenset({"stream_1"}),
    ("main", "access"): frozenset({"agency_1_at_-1"}),
    **{
        ("main", records): frozenset({"readers_1_at_-1__id_-1", "reader_kinds_1_at_-1__id_-1"})
        for records in ("directives", "activities", "difficulties")
    },
}
"""Names of indexes of earlier versions, by part and collection."""


async def upgrade(client: AsyncMongoClient[dict[str, Any]], names: Names) -> None:
    """Drop the retired indexes, and add the indexed fields to old rows of the outbox."""
    for (part, collection), retired in RETIRED.items():
        rows = client[getattr(names, part)][collection]
        for name in retired & (await rows.index_information()).keys():
            await rows.drop_index(name)
    outbox, old = client[names.main]["outbox"], {"ready_at": {"$exists": False}}
    found = {"due_at": 1, "lease_until": 1, "done_at": 1, "state": 1, "target": 1}
    async for row in outbox.find(old, found):
        lease = row["lease_until"] or FREE
        change = {"lease_until": lease, "ready_at": max(lease, row["due_at"])}
        if row["state"] == "DONE" and row.get("target") is None and version_of(row["_id"]):
            # A row ordered by a name (version 0) stays, see `Outbox.complete`.
            change["until"] = row.get("done_at", row["due_at"]) + JOBS_KEPT
        await outbox.update_one({"_id": row["_id"], **old}, {"$set": change})


EXISTS = (51003, 51002)  # user, role
COLLECTION_EXISTS = 48

Keys = list[tuple[str, int]]

OUTBOX: tuple[Keys, ...] = (
    *(
        [(field, ASCENDING) for field in fields]
        for fields in (
            ("state", "target", "ready_at"),
            ("state", "due_at", "_id"),
            ("target", "state", "ready_at", "place", "_id"),
            ("target", "state", "lease_until"),
            ("stream", "job", "state"),
            ("lane", "state", "place"),
        )
    ),
    newest_first("ordered_at", "target"),
    newest_first("ordered_at", "target", "state"),
)
"""Indexes of the outbox, for: ready rows of the register and of a target; waiting and dead rows; leases; lanes;
lists."""


def indexes() -> Iterator[tuple[str, str, Keys, dict[str, Any]]]:
    """Yield every index: part, collection, keys, options."""
    yield "record", "revisions", [("stream", ASCENDING), ("n", ASCENDING)], {"unique": True}
    for leading in (("kind",), ("agency", "kind"), ("type", "kind")):
        yield "record", "revisions", newest_first("at", *leading), {}
    yield "log", "pending", [("at", ASCENDING)], {}
    yield "log", "index", [("event", ASCENDING)], {"unique": True}
    yield "vault", "sealed", [("stream", ASCENDING)], {}
    yield "keys", "wrapped", [("stream", ASCENDING)], {}
    yield "main", "uploads", [("used", ASCENDING), ("at", ASCENDING)], {}
    for keys in OUTBOX:
        yield "main", "outbox", keys, {}
    yield "main", "outbox", [("until", ASCENDING)], {"expireAfterSeconds": 0}
    for entry in KINDS.values():
        for keys in entry.indexes:
            yield "main", entry.collection, keys, {}
        for keys in entry.unique:
            yield "main", entry.collection, keys, {"unique": True}
    for kind in OWING:
        yield "main", KINDS[kind].collection, OWED, {}
    # Those of GridFS, which a service that stores a file has no right to make.
    yield "main", "evidence.files", [("filename", ASCENDING), ("uploadDate", ASCENDING)], {}
    yield "main", "evidence.chunks", [("files_id", ASCENDING), ("n", ASCENDING)], {}
    # Expired rows are removed by these indexes; every reader checks the time as well.
    oauth = ("oauth_revocations", "oauth_codes", "oauth_refresh", "oauth_sessions", "oauth_throttle")
    for passing in (*ARRIVING, *oauth, "drafts", "signing_requests", "readers"):
        yield "main", passing, [("until", ASCENDING)], {"expireAfterSeconds": 0}
    for field in ("asked_at", "told"):
        yield "main", "readers", [(field, ASCENDING)], {}
    yield "main", "arrival_parts", [("arrival", ASCENDING)], {}
    yield "main", "drafts", [("who", ASCENDING), ("at", ASCENDING)], {}
    yield "main", "oauth_sessions", [("user", ASCENDING)], {}
    yield "main", "signing_requests", [("user", ASCENDING), ("until", ASCENDING)], {}


async def _create_or_update(admin: AsyncDatabase[dict[str, Any]], kind: str, document: dict[str, Any]) -> None:
    """Create a role or a user. An existing one gets the current rights and password."""
    try:
        await admin.command(document)
    except OperationFailure as error:
        if error.code not in EXISTS:
            raise
        name, *rest = document.items()
        await admin.command({f"update{kind}": name[1], **dict(rest)})


async def _create(database: AsyncDatabase[dict[str, Any]], collection: str) -> None:
    """Create a collection unless it exists. Listing collections first would need another request for each."""
    try:
        await database.create_collection(collection, check_exists=False)
    except OperationFailure as error:
        if error.code != COLLECTION_EXISTS:
            raise


def _index_models() -> dict[tuple[str, str], list[IndexModel]]:
    found: dict[tuple[str, str], list[IndexModel]] = {}
    for part, collection, keys, options in indexes():
        found.setdefault((part, collection), []).append(IndexModel(keys, **options))
    return found


async def lay_out(client: AsyncMongoClient[dict[str, Any]], names: Names) -> None:
    """Create collections and indexes, because a transaction may be unable to create them."""
    await make_collections(client, names)
    await upgrade(client, names)
    await make_indexes(client, names)
    # GridFS makes its indexes itself while there is no file, which no service may do: so an empty file is stored.
    main, first = client[names.main], {"_id": "first"}
    # Before any other write: so all heads have the shape of this version.
    if await main[KINDS[Kind.AGENCY].collection].find_one({}, {"_id": 1}) is None:
        await note_shapes(main["counters"])
    await main["evidence.files"].update_one(first, {"$setOnInsert": {"filename": "", "length": 0}}, upsert=True)
    await main["evidence.chunks"].update_one(first, {"$setOnInsert": {"files_id": "first", "n": 0}}, upsert=True)


async def make_collections(client: AsyncMongoClient[dict[str, Any]], names: Names) -> None:
    """Create the collections that are missing."""
    for part, collections in COLLECTIONS.items():
        for collection in collections:
            await _create(client[getattr(names, part)], collection)


async def make_indexes(client: AsyncMongoClient[dict[str, Any]], names: Names) -> None:
    """Create the indexes that are missing."""
    for (part, collection), models in _index_models().items():
        await client[getattr(names, part)][collection].create_indexes(models)


async def appoint(client: AsyncMongoClient[dict[str, Any]], names: Names, passwords: Mapping[str, str]) -> None:
    """Create the roles, and the users whose passwords are given."""
    admin = client["admin"]
    for service in RIGHTS:
        await _create_or_update(admin, "Role", role_document(service, names))
    for user, password in passwords.items():
        role: Any = "root" if user == "root" else f"{names.prefix}-{SERVICES[user]}"
        document = {"createUser": user, "pwd": password, "roles": [{"role": role, "db": "admin"}]}
        await _create_or_update(admin, "User", document)


async def provision(uri: str, prefix: str, passwords: Mapping[str, str]) -> None:
    """Set up an installation with its users. Raise OperationFailure if the account lacks the right to do so."""
    async with AsyncMongoClient[dict[str, Any]](uri, tz_aware=False) as client:
        await lay_out(client, Names(prefix))
        await appoint(client, Names(prefix), passwords)
