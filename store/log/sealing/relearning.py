"""Learn the ends of streams from the log's own entries: for a state that does not know, or knows less than the log."""

import logging
from collections.abc import Iterator, Sequence

from store.log.envelopes import parsed
from store.log.faults import EdgeBroken, StateLost
from store.log.sealing.state import State
from store.log.storage import LogStorage
from store.tlog.checkpoint import Checkpoint
from store.tlog.faults import LogFault
from store.tlog.merkle import CompactRange, leaf_hash
from store.tlog.tiles import WIDTH, decode_bundle, entries_path

log = logging.getLogger("casebook.sealer")


async def relearn(storage: LogStorage, state: State, sealed: Checkpoint) -> None:
    """Make the state know the end of every stream under its own checkpoint, if it does not.

    All entries are read and must lead to the signed root. Raises EdgeBroken when they do not, and StateLost for a state
    that remembers more than it signed. A crash leaves the state as it was.
    """
    known = state.remembered()
    if known > sealed.size:
        raise StateLost(f"the state remembers {known} entries and signed {sealed.size}")
    if known == sealed.size:
        return
    log.warning("the state knows the streams of %d entries: reading all %d", known, sealed.size)
    tree = CompactRange()
    with state.relearning(sealed.size) as follow:
        for start in range(0, sealed.size, WIDTH):
            entries = await _bundle(storage, start, min(WIDTH, sealed.size - start))
            leaves = [leaf_hash(entry) for entry in entries]
            for leaf in leaves:
                tree.append(leaf)
            follow(_versions(entries, leaves, sealed.origin))
        if tree.root() != sealed.root:
            raise EdgeBroken(f"the first {sealed.size} entries have another root than was signed")


async def _bundle(storage: LogStorage, start: int, width: int) -> list[bytes]:
    path = entries_path(start // WIDTH, width)
    try:
        entries = decode_bundle(await storage.object(path) or b"")
    except LogFault as wrong:
        raise EdgeBroken(f"{path}: {wrong}") from wrong
    if len(entries) != width:
        raise EdgeBroken(f"{path}: {len(entries)} entries instead of {width}")
    return entries


def _versions(entries: Sequence[bytes], leaves: Sequence[bytes], origin: str) -> Iterator[tuple[str, int, bytes]]:
    for entry, leaf in zip(entries, leaves, strict=True):
        said = parsed(entry)
        stream, n = said.get("stream"), said.get("n")
        if said.get("origin") == origin and isinstance(stream, str) and type(n) is int:
            yield stream, n, leaf
