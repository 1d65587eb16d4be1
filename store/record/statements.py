"""Links between public acts and their lines in the public register, as hashes.

A reader of the act's version gets its salt and can compute the hash. To everybody else the hash reveals nothing.
"""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, Final

from pymongo import DESCENDING
from pymongo.asynchronous.client_session import AsyncClientSession

from domain.publication.state import Publication
from domain.statement.measures import Changed
from domain.statement.state import PublicAct
from store.driver.connection import Connection
from store.record.canonical import JSON, newest_public, to_bytes

CAUSE: Final = b"casebook/cause/v1\n"
SEAL: Final = b"casebook/seal/v1\n"
STATED: Final = "stated"
"""Member of a body with the ids of the version's lines."""


def cause_hash(salt: str, version: str) -> str:
    """Return the hash by which a line refers to a version. Raise ValueError for a salt that is not hexadecimal."""
    return sha256(CAUSE + bytes.fromhex(salt) + version.encode()).hexdigest()


def seal_of(salt: str, act: PublicAct) -> str:
    """Return the commitment to a withheld act. Raise ValueError for a salt that is not hexadecimal."""
    return sha256(SEAL + bytes.fromhex(salt) + to_bytes(act)).hexdigest()


def words_of(state: Any) -> str | None:
    if not isinstance(state, Publication) or not state.versions:
        return None
    return sha256(newest_public(JSON.unstructure(state))).hexdigest()


def stated_in(revision: Mapping[str, Any]) -> Iterable[str]:
    found: Iterable[str] = json.loads(bytes(revision["body"])).get(STATED, ())
    return found


async def changed(
    connection: Connection, changes: Changed, cause: str, session: AsyncClientSession | None = None
) -> str | None:
    """Return the line of the newest earlier act that the version changes; None if the earlier act had no line."""
    wanted: dict[str, Any] = {"stream": changes.stream, "type": {"$in": sorted(changes.members)}}
    stream, _, number = cause.rpartition(":")
    if stream == changes.stream:
        wanted["n"] = {"$lt": int(number)}
    found = connection.revisions.find(wanted, {"body": 1}, sort=[("n", DESCENDING)], session=session)
    async for row in found:
        body = json.loads(bytes(row["body"]))
        member = changes.members[body["type"]]
        if not member or _value(body["data"], member) == changes.value:
            lines = body.get(STATED)
            return str(lines[-1]) if lines else None
    return None


def _value(data: Any, path: str) -> Any:
    for name in path.split("."):
        data = data.get(name) if isinstance(data, dict) else None
    return data
