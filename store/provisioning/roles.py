"""Rights of each service in each collection: role documents for MongoDB, in one place.

The API and the workers can add to the record and never change it. Only the eraser can remove a key. A smaller
server may enforce the rights per database only; the databases are cut so that this still holds.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from domain.kernel.kind import Kind
from store.driver.databases import Names
from store.kinds.entries import KINDS
from store.provisioning.collections import COLLECTIONS

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
