"""Seals of a stream's versions: their time, the witnesses outside the register, and the time stamps.

Nothing is verified here: signatures are verified with a witness's key, and stamps with an authority's certificate.
Verifiers of record packs and `openssl ts -verify` check them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from rfc3161_client import decode_timestamp_response

from domain.kernel.witnessing import WitnessState
from store.driver.connection import Connection
from store.log.storage import LogStorage, Published
from store.log.witnessing.policies import Cosigned, witnesses_of
from store.pack.plan import Entry, NotSealed, planned

CHECKPOINTS_MOST = 500
"""Most checkpoints that are listed. The newest ones are listed; the pack contains all of them."""


@dataclass(frozen=True, kw_only=True)
class Sealing:
    """Versions that have the same first covering checkpoint, in order."""

    size: int
    versions: tuple[int, ...]
    places: tuple[int, ...]
    at: datetime | None
    """Time of publication, according to the register's own clock."""
    witnesses: WitnessState
    cosigned: tuple[Cosigned, ...]
    stamped_at: datetime | None
    """Time in the authority's stamp; None without a readable stamp."""


async def sealings(connection: Connection, stream: str) -> Sequence[Sealing]:
    """Return the checkpoints that sealed a stream, oldest first. The list is empty until the stream's first version is
    in the log.

    Raise StreamTooLong, or LogFault for an unreadable log.
    """
    try:
        plan = await planned(connection, stream)
    except NotSealed:
        return ()
    by_size: dict[int, list[Entry]] = {}
    for entry in plan.versions:
        by_size.setdefault(entry.size, []).append(entry)
    sizes = sorted(by_size)[-CHECKPOINTS_MOST:]
    published = await _published(connection, sizes)
    storage, key = LogStorage.of(connection), connection.log_key
    witnessed = {size: await witnesses_of(storage, published.get(size), connection.origin, key) for size in sizes}
    return [
        _sealing(size, by_size[size], published.get(size), plan.stamps.get(size), witnessed[size]) for size in sizes
    ]


async def _published(connection: Connection, sizes: Sequence[int]) -> Mapping[int, Published]:
    rows = LogStorage.of(connection).checkpoints.find({"_id": {"$in": list(sizes)}})
    return {
        row["_id"]: Published(row["_id"], bytes(row["note"]), row["at"].replace(tzinfo=UTC), row["cosigned"])
        async for row in rows
    }


def _sealing(
    size: int,
    entries: Sequence[Entry],
    published: Published | None,
    stamp: bytes | None,
    witnessed: tuple[WitnessState, tuple[Cosigned, ...]],
) -> Sealing:
    state, cosigned = witnessed
    return Sealing(
        size=size,
        versions=tuple(int(entry.id.rpartition(":")[2]) for entry in entries),
        places=tuple(entry.place for entry in entries),
        at=published.at if published else None,
        witnesses=state,
        cosigned=cosigned,
        stamped_at=_stamped(stamp) if stamp else None,
    )


def _stamped(stamp: bytes) -> datetime | None:
    try:
        made: datetime = decode_timestamp_response(stamp).tst_info.gen_time
    except (ValueError, TypeError):
        return None
    return made if made.tzinfo else made.replace(tzinfo=UTC)
