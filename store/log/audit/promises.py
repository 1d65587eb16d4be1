"""Promises against the log: what was promised to be sealed by a time is sealed, and was then."""

from collections.abc import AsyncIterator, Sequence

from store.driver.connection import Connection
from store.keys.promises import Accepted, read_promise
from store.log.audit.finding import SKEW, Finding
from store.log.audit.ledger import Ledger
from store.log.storage import LogStorage
from store.tlog.faults import LogFault
from store.tlog.note import Ed25519Verifier

PROMISES_MOST = 10_000
"""So many are looked at in one verification."""


async def promise_findings(
    connection: Connection, verifiers: Sequence[Ed25519Verifier], promises: Sequence[bytes], ledger: Ledger
) -> AsyncIterator[Finding]:
    """Promises that were not kept, and notes that are not promises."""
    due: list[tuple[str, Accepted]] = []
    for number, note in enumerate(promises[:PROMISES_MOST], 1):
        place = f"promise {number}"
        try:
            promised = read_promise(note, verifiers, connection.origin)
        except LogFault as wrong:
            yield Finding("promise-unreadable", place, str(wrong))
            continue
        if promised.to_be_sealed_by <= connection.clock():
            due.append((place, promised))
    places = await _places(connection, [promised.leaf for _, promised in due])
    for place, promised in due:
        leaf, by = promised.leaf.hex(), promised.to_be_sealed_by
        if promised.leaf not in places:
            yield Finding("promise-broken", place, f"{leaf} by {by}: is not in the log")
        elif (seen := ledger.without(places[promised.leaf])) and seen > by + SKEW:
            yield Finding("promise-broken", place, f"{leaf} by {by}: a witness saw the log without it at {seen}")


async def _places(connection: Connection, leaves: Sequence[bytes]) -> dict[bytes, int]:
    """Map leaves to their log index. The walk over the log has already verified the stored index."""
    if not leaves:
        return {}
    found = LogStorage.of(connection).index.find({"leaf": {"$in": list(leaves)}})
    return {row["leaf"]: row["_id"] async for row in found}
