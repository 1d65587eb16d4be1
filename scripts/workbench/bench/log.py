"""What sealing and verifying an entry cost over SHA-256 plus JSON parsing of the same bytes.

Objects are held in memory. Both sides take turns, batch by batch, in one process. The floor is what anybody who checks
envelopes must do at the least: hash each and read it.
"""

import asyncio
import json
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from scripts.workbench.bench.held import Held
from scripts.workbench.bench.serving import spread, table
from store.log.audit.ledger import Ledger, Noted
from store.log.audit.walk import Walk
from store.log.sealing.right_edge import RightEdge
from store.record.canonical import canonical
from store.tlog.checkpoint import Checkpoint
from store.tlog.merkle import EMPTY_ROOT, leaf_hash
from store.tlog.note import Signer
from store.tlog.tiles import WIDTH

ORIGIN: Final = "bench.example/log"
VERSIONS: Final = 10
"""Versions of one stream, which lie behind each other as a burst of work leaves them."""
SIZE, SIZE_MOST, ROUNDS = 50_000, 10_000_000, 3


@dataclass
class Seconds:
    """CPU spent on each side."""

    floor: float = 0.0
    sealing: float = 0.0
    verifying: float = 0.0


def envelopes(size: int) -> Iterator[bytes]:
    """Make so many envelopes as the register writes them, each naming the one before it in its stream."""
    stream, prev = "", None
    for place in range(size):
        n = place % VERSIONS + 1
        if n == 1:
            stream, prev = f"case-{secrets.token_hex(16)}", None
        head = {"v": 1, "origin": ORIGIN, "stream": stream, "n": n, "prev": prev}
        data = canonical({**head, "body": secrets.token_hex(32), "anchor": secrets.token_hex(32)})
        prev = leaf_hash(data).hex()
        yield data


def floor(entries: Sequence[bytes]) -> float:
    """Return the seconds of plain SHA-256 and JSON parsing."""
    start = time.process_time()
    for entry in entries:
        sha256(entry).digest()
        json.loads(entry)
    return time.process_time() - start


def sealed(size: int, held: Held, spent: Seconds) -> RightEdge:
    """Seal batch by batch as the sealer does: tiles, root, the proof to itself, a signature."""
    signer, edge, made = Signer.generate(ORIGIN), RightEdge(Checkpoint(ORIGIN, 0, EMPTY_ROOT), {}), envelopes(size)
    while batch := [entry for _, entry in zip(range(WIDTH), made, strict=False)]:
        spent.floor += floor(batch)
        start = time.process_time()
        grown, objects = edge.extended(batch)
        edge.begins(grown.checkpoint, objects)
        signer.sign(grown.checkpoint.text())
        spent.sealing += time.process_time() - start
        held.add(edge.checkpoint.size, batch, objects)
        edge = grown
    return edge


async def verified(edge: RightEdge, held: Held, spent: Seconds) -> None:
    """Verify all entries. Raises AssertionError for any finding."""
    with closing(Ledger()) as ledger:
        ledger.note(Noted(edge.checkpoint.size, True, "", edge.checkpoint.root, "", None, None))
        start = time.process_time()
        walk = Walk(held, ORIGIN, edge.checkpoint.size, ledger)  # type: ignore[arg-type]  # as much of a storage as a walk asks for
        assert [finding async for finding in walk.findings()] == []
        assert ledger.root(edge.checkpoint.size) == edge.checkpoint.root
        spent.verifying = time.process_time() - start - held.waited


def main(size: int = SIZE) -> None:
    """Print the table."""
    size, rounds = min(max(size, 1), SIZE_MOST), list[Seconds]()
    for _ in range(ROUNDS):
        spent, held = Seconds(), Held()
        asyncio.run(verified(sealed(size, held, spent), held, spent))
        rounds.append(spent)
    rows = []
    for title, name in (("SHA-256 plus JSON", "floor"), ("sealing", "sealing"), ("verifying", "verifying")):
        each = [getattr(one, name) / size * 1e6 for one in rounds]
        rows.append([title, spread(each), spread([getattr(one, name) / one.floor for one in rounds])])
    print(table([f"{size} entries", "µs for one", "times SHA-256 plus JSON"], rows))
