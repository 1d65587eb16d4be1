"""What sealing and full verification cost over SHA-256 plus JSON parsing of the same bytes, and how long proofs are.

    python -m scripts.workbench.bench log --size 1000000            our code alone, on objects in memory
    python -m scripts.workbench.bench log --size 2000 --database    the real sealer and verification

Both sides take turns, bundle by bundle, in one process: whatever else the machine does meets both. The floor is what
anybody who checks envelopes must do at the least: hash each and read it.
"""

import argparse
import asyncio
import secrets
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from math import ceil, log2

from scripts.workbench.bench.floor import floor
from scripts.workbench.bench.held import Held
from scripts.workbench.bench.log_database import through_the_database
from scripts.workbench.bench.measuring import spread
from store.log.audit.ledger import Ledger, Noted
from store.log.audit.walk import Walk
from store.log.sealing.right_edge import RightEdge
from store.record.canonical import canonical
from store.tlog.checkpoint import Checkpoint
from store.tlog.merkle import EMPTY_ROOT, inclusion_proof, leaf_hash, verify_inclusion
from store.tlog.note import Signer
from store.tlog.tiles import WIDTH, TileReader

ORIGIN = "bench.example/log"
VERSIONS = 10
"""Versions of one stream, which lie behind each other as a burst of work leaves them."""
PROOFS = 500
HEAD = ("work (min / median / max)", "µs an envelope", "times SHA-256 plus JSON")
SIZE, SIZE_MOST, ROUNDS = 50_000, 10_000_000, 3


@dataclass
class Seconds:
    """Time spent on each side."""

    sealing: float = 0.0
    verifying: float = 0.0
    floor: float = 0.0


def envelopes(size: int) -> Iterator[bytes]:
    """So many envelopes as the register writes them, each naming the one before it in its stream."""
    stream, prev = "", None
    for place in range(size):
        n = place % VERSIONS + 1
        if n == 1:
            stream, prev = f"case-{secrets.token_hex(16)}", None
        said = {"v": 1, "origin": ORIGIN, "stream": stream, "n": n, "prev": prev}
        data = canonical({**said, "body": secrets.token_hex(32), "anchor": secrets.token_hex(32)})
        prev = leaf_hash(data).hex()
        yield data


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
    """One pass of the verification over all entries. Raises AssertionError for any finding."""
    with closing(Ledger()) as ledger:
        ledger.note(Noted(edge.checkpoint.size, True, "", edge.checkpoint.root, "", None, None))
        start = time.process_time()
        walk = Walk(held, ORIGIN, edge.checkpoint.size, ledger)  # type: ignore[arg-type]  # as much of a storage as a walk asks for
        assert [finding async for finding in walk.findings()] == []
        assert ledger.root(edge.checkpoint.size) == edge.checkpoint.root
        spent.verifying = time.process_time() - start - held.waited


def proofs(edge: RightEdge, held: Held) -> str:
    """A row: hashes and bytes of inclusion proofs, tiles read for one, against log2 of the size."""
    size, hashes, tiles = edge.checkpoint.size, 0, 0
    for _ in range(PROOFS):
        index, read = secrets.randbelow(size), set[str]()

        def fetch(path: str, read: set[str] = read) -> bytes:
            read.add(path)
            return held.objects_by_path[path]

        proof = inclusion_proof(index, size, TileReader(fetch, size).read)
        verify_inclusion(index, size, held.leaf(index), proof, edge.checkpoint.root)
        hashes, tiles = hashes + len(proof), tiles + len(read)
    bound, mean = ceil(log2(size)), hashes / PROOFS
    return f"| {size} | {bound} | {mean:.1f} | {mean * 32:.0f} | {tiles / PROOFS:.1f} |"


def main(*arguments: str) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m scripts.workbench.bench log")
    parser.add_argument("--size", type=int, default=SIZE, help=f"envelopes, at most {SIZE_MOST}")
    parser.add_argument("--database", action="store_true", help="through the embedded server: some 1,000 a second")
    asked = parser.parse_args(arguments)
    size = min(max(asked.size, 1), SIZE_MOST)
    if asked.database:
        print(asyncio.run(through_the_database(size)))
        return
    print(f"{size} envelopes, in memory, {ROUNDS} rounds\n\n| {' | '.join(HEAD)} |\n| --- | --- | --- |")
    rounds = list[Seconds]()
    for _ in range(ROUNDS):
        spent, held = Seconds(), Held()
        edge = sealed(size, held, spent)
        asyncio.run(verified(edge, held, spent))
        rounds.append(spent)
    for title, name in (("SHA-256 plus JSON", "floor"), ("sealing", "sealing"), ("verifying", "verifying")):
        took, ratios = [getattr(one, name) for one in rounds], [getattr(one, name) / one.floor for one in rounds]
        print(f"| {title} | {spread([seconds / size * 1e6 for seconds in took])} | {spread(ratios)} |", flush=True)
    print("\n| entries | log2, rounded up | hashes a proof | bytes | tiles read |\n| --- | --- | --- | --- | --- |")
    for smaller in sorted({10**power for power in range(2, 8) if 10**power < size}):
        few = Held()
        print(proofs(sealed(smaller, few, Seconds()), few), flush=True)
    print(proofs(edge, held))
