"""The collections of each database, and the rights of each service in them: role documents for MongoDB.

The API and the workers can add to the record and never change it. Only the eraser can remove a key. A smaller
server may enforce the rights per database only; the databases are cut so that this still holds.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from domain.kernel.kind import Kind
from store.driver.connection import Names
from store.kinds.entries import HEADS, KINDS

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
"""Collections of sign-in, see `store/oauth/`; and of commands that wait for a signature."""

ARRIVING = ("arrivals", "arrival_parts")
"""Files whose bytes are not all there; see `store/files/arrivals.py`."""

COLLECTIONS: Mapping[str, tuple[str, ...]] = {
    "record": ("revisions", "commands", "chunks", "figures"),
    "log": (
        *("pending", "index", "tiles", "checkpoints", "recosigned", "stamps", "staging"),
        *("stream_indexes", "stream_rows", "successions", "policies"),
    ),
    "vault": ("sealed", "contacts"),
    "keys": ("wrapped",),
    "main": (*HEADS.values(), "outbox", "counters", "uploads", "evidence.files", "evidence.chunks", *ARRIVING, *OAUTH),
}


FIND, INSERT, UPDATE, REMOVE = "find", "insert", "update", "remove"
LIST_INDEXES = "listIndexes"
"""For those that serve: they look at their start whether the indexes are there."""
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
    # It reads everything, and adds to the record what it found, which takes a head and a marker for the sealer.
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
"""Users and the rights each has; the worker and the command line have the API's."""

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
