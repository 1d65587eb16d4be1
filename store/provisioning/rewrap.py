"""Change of the master key: every existing key is wrapped under the next master key, and the old master key ends.

  - fence      the register stores the next key's name; processes with another key are refused from now on
  - wrap       keys of texts and heads; secrets of sign-in
  - hashes     heads of cases: search terms, orders and similarity keys derive from the master key
  - repeat     until a whole pass finds nothing that the old key opens

Destroyed keys are not wrapped again. Their wrapped forms, in any log, file or backup, open only with the old master
key; once the old master key is destroyed, nothing opens them.

Each row is written separately and reveals which key opens it, so a run after a crash can continue.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap
from pymongo import ASCENDING, UpdateOne

from domain.kernel.vocabulary import Kind
from store.driver.connection import Collection, Connection, Document
from store.heads.collection import heads_of
from store.heads.rebuilding import rebuild_one
from store.keys.master import KeyRefused, MasterKey, OpenedKeys
from store.record.epochs import EPOCH

AT_ONCE: Final = 500
CHANGED: Final = "master_since"
"""Field of the register's row with the time at which its current master key came into use."""
PASSES_MOST: Final = 10
"""Most passes. If a process still writes under the old key afterwards, somebody must find this process."""
CLOSED: Final = (
    ("oauth_keys", "private", "key"),
    ("oauth_credentials", "seed", "seed"),
    ("oauth_credentials", "passkeys", "passkeys"),
    ("oauth_letters", "address", "letters"),
    ("readers", "address", "reader"),
)
"""Secrets that the master key itself encrypts. Each has its collection, its field, and the context before the id."""


@dataclass(frozen=True, kw_only=True)
class Rewrapped:
    """Result of a change of the master key. `unopened` counts keys that neither master key opens; `casebook verify`
    reports each."""

    keys: int
    heads: int
    unopened: int


async def rewrap(connection: Connection, next: MasterKey) -> Rewrapped:
    """Replace the connection's master key by the next, or continue an interrupted change.

    This needs the right to update keys, which no service has. Raise KeyRefused for a key that is no successor, and for
    databases whose key is neither of the two. Also raise KeyRefused if keys are still being written under the old one.
    """
    if not connection.master.precedes(next):
        raise KeyRefused("the next key is no successor of the master key: let this command make its file")
    after = replace(connection, master=next, opened_keys=OpenedKeys())
    await _fence(connection, next)
    keys, unopened = await _wrap(connection, next)
    heads = await _hash_anew(after)
    for _ in range(PASSES_MOST):
        late, unopened = await _wrap(connection, next)
        if not late:
            return Rewrapped(keys=keys, heads=heads, unopened=unopened)
        keys += late
    raise KeyRefused("keys are still being written under the old master key: stop every process, and run it again")


async def _fence(connection: Connection, next: MasterKey) -> None:
    found = await connection.counters.find_one({"_id": {"$eq": EPOCH}})
    named = (found or {}).get("master", connection.master.name)
    if named not in (connection.master.name, next.name):
        raise KeyRefused("the master key of these databases is neither the one of the settings nor the next one")
    since = {} if named == next.name else {CHANGED: connection.clock().replace(tzinfo=None)}
    change: Document = {"$set": {"master": next.name, **since}, "$inc": {"n": 1}}
    await connection.counters.update_one({"_id": EPOCH}, change, upsert=True)


async def master_key_since(connection: Connection) -> datetime | None:
    """Return the time of the last change of the master key; without a change, the time at which the log began. None
    before that."""
    found = await connection.counters.find_one({"_id": {"$eq": EPOCH}}) or {}
    if CHANGED not in found:
        found = await connection.checkpoints.find_one({}, {"at": 1}, sort=[("_id", ASCENDING)]) or {}
    at = found.get(CHANGED) or found.get("at")
    return at.replace(tzinfo=UTC) if at else None


async def _wrap(connection: Connection, next: MasterKey) -> tuple[int, int]:
    """Wrap again the keys and secrets under the old key. Return the number of rows, and the number that neither key
    opens."""
    old = connection.master
    done, unopened = await _changed(
        connection.wrapped, "key", lambda row: _again(row, "key", next.unwrap, old.unwrap, next.wrap)
    )
    for name, field, about in CLOSED:

        def closed_again(row: Document, field: str = field, about: str = about) -> bytes | None:
            bound = f"{about} {row['_id']}"
            opening = (lambda data: next.open(data, bound)), (lambda data: old.open(data, bound))
            return _again(row, field, *opening, lambda data: next.close(data, bound))

        more, lost = await _changed(connection.collection(name), field, closed_again)
        done, unopened = done + more, unopened + lost
    return done, unopened


class _Unopened(Exception):
    """Neither key opens a row."""


def _again(
    row: Document,
    field: str,
    by_next: Callable[[bytes], bytes],
    by_old: Callable[[bytes], bytes],
    close: Callable[[bytes], bytes],
) -> bytes | None:
    """Return the field encrypted under the next key; None if it is already under the next key. Raise _Unopened."""
    data = bytes(row[field])
    for opens, ready in ((by_next, True), (by_old, False)):
        try:
            secret = opens(data)
        except (InvalidUnwrap, InvalidTag, ValueError):
            continue
        return None if ready else close(secret)
    raise _Unopened


async def _changed(rows: Collection, field: str, again: Callable[[Document], bytes | None]) -> tuple[int, int]:
    waiting: list[UpdateOne] = []
    done = unopened = 0
    async for row in rows.find({field: {"$exists": True}}, {field: 1}):
        try:
            value = again(row)
        except _Unopened:
            unopened += 1
            continue
        if value is None:
            continue
        # Only if it is unchanged: a secret may have been replaced meanwhile.
        waiting.append(UpdateOne({"_id": row["_id"], field: row[field]}, {"$set": {field: value}}))
        done += 1
        if len(waiting) == AT_ONCE:
            await rows.bulk_write(waiting, ordered=False)
            waiting = []
    if waiting:
        await rows.bulk_write(waiting, ordered=False)
    return done, unopened


async def _hash_anew(connection: Connection) -> int:
    """Rebuild the heads of cases, because their keyed hashes derive from the master key. Return their number."""
    count = 0
    found: Any = heads_of(connection, Kind.CASE).stored.find({}, {"n": 1})
    async for row in found:
        revision = await connection.revisions.find_one({"_id": {"$eq": f"{row['_id']}:{row['n']}"}})
        if revision is not None:
            await rebuild_one(connection, revision)
            count += 1
    return count
