"""Find the stored versions that an honest sealer would hold back."""

import json
from datetime import datetime

from domain.kernel.vocabulary import REGISTRY
from store.authority.sealing import ActBounds
from store.driver.connection import Connection, Document
from store.log.sealing.batch import ANY_TIME, TURNS
from store.log.storage import LogStorage

FIRST = frozenset(kind.value for kind in REGISTRY)


async def held_of(connection: Connection) -> dict[str, str]:
    """Return each version outside the bounds of acts, with the reason. The registry comes first, in its order."""
    bounds, found = ActBounds(), dict[str, str]()
    rows = await connection.revisions.find({}).to_list(None)
    await bounds.learn(LogStorage.of(connection), rows)
    for row in sorted(rows, key=_turn):
        if why := bounds.fault(row, json.loads(row["envelope"]), None, ANY_TIME):
            found[row["_id"]] = why
    return found


def _turn(row: Document) -> tuple[bool, int, datetime, str, int]:
    """Return the sort key of a revision: lines of the public register come before the acts that they are about."""
    turn = TURNS.get(row["stream"]) or TURNS.get(row["kind"]) or max(TURNS.values()) + 1
    return row["kind"] not in FIRST, turn, row["at"], row["stream"], row["n"]
