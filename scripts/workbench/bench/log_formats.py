"""What the log's formats cost over plain SHA-256 of the same bytes.

Hashing is the floor of everything a log does. Both sides run in turn in one process, so that whatever else the
machine does meets both; the ratio of each round is what carries over to another machine, the seconds do not.
"""

import secrets
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from store.tlog.merkle import CompactRange, inclusion_proof, leaf_hash, verify_inclusion
from store.tlog.tiles import WIDTH, TileReader, decode_bundle, encode_bundle, new_tiles

ROUNDS, ENTRIES, ENTRY_SIZE, PROOFS = 7, 64 * WIDTH, 500, 2_000


@dataclass(frozen=True)
class Bench:
    """A piece of work, and plain hashing of the bytes it deals with."""

    name: str
    times: int
    work: Callable[[], object]
    plain: Callable[[], object]

    def line(self) -> str:
        """A row of the table."""
        pairs = [(seconds(self.work), seconds(self.plain)) for _ in range(ROUNDS)]
        ratios = [ours / bare for ours, bare in pairs]
        microseconds = statistics.median(ours for ours, _ in pairs) / self.times * 1e6
        spread = f"{min(ratios):.2f} / {statistics.median(ratios):.2f} / {max(ratios):.2f}"
        return f"| {self.name} | {microseconds:.2f} | {spread} |"


def seconds(work: Callable[[], object]) -> float:
    """How long it takes once."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def hashed(parts: Sequence[bytes]) -> None:
    """Plain SHA-256 of each."""
    for part in parts:
        sha256(part).digest()


def appending(entries: Sequence[bytes]) -> Bench:
    """Leaf hash and compact range, entry by entry."""

    def work() -> None:
        compact_range = CompactRange()
        for entry in entries:
            compact_range.append(leaf_hash(entry))
        compact_range.root()

    return Bench("leaf hash and append", len(entries), work, lambda: hashed(entries))


def verifying(entries: Sequence[bytes]) -> Bench:
    """Inclusion proofs from the entry's bytes; the plain side hashes the entry and as many nodes."""
    size = len(entries)
    objects = new_tiles(0, {}, entries)
    read = TileReader(objects.__getitem__, size).read
    indexes = [secrets.randbelow(size) for _ in range(PROOFS)]
    proofs = [(index, inclusion_proof(index, size, read)) for index in indexes]
    compact_range = CompactRange()
    for entry in entries:
        compact_range.append(leaf_hash(entry))
    root = compact_range.root()
    same = [part for index, proof in proofs for part in (entries[index], *(node + node + b"\1" for node in proof))]

    def work() -> None:
        for index, proof in proofs:
            verify_inclusion(index, size, leaf_hash(entries[index]), proof, root)

    return Bench(f"verify inclusion, {len(proofs[0][1])} hashes", PROOFS, work, lambda: hashed(same))


def bundling(entries: Sequence[bytes]) -> tuple[Bench, Bench]:
    """Bundles written and read."""
    chunks = [entries[at : at + WIDTH] for at in range(0, len(entries), WIDTH)]
    bundles = [encode_bundle(chunk) for chunk in chunks]

    def plain() -> None:
        hashed(bundles)

    return (
        Bench("encode a bundle of 256", len(chunks), lambda: [encode_bundle(chunk) for chunk in chunks], plain),
        Bench("decode a bundle of 256", len(chunks), lambda: [decode_bundle(bundle) for bundle in bundles], plain),
    )


def tiling(entries: Sequence[bytes]) -> Bench:
    """All tiles and bundles of a batch on an empty log."""
    return Bench(
        "tiles and bundles, an entry", len(entries), lambda: new_tiles(0, {}, entries), lambda: hashed(entries)
    )


def main() -> None:
    """Print the table."""
    entries = [secrets.token_bytes(ENTRY_SIZE) for _ in range(ENTRIES)]
    print(f"{ENTRIES} entries of {ENTRY_SIZE} bytes, {ROUNDS} rounds\n")
    print("| work | µs each | times plain SHA-256 (least / median / most) |\n| --- | --- | --- |")
    for bench in (appending(entries), verifying(entries), *bundling(entries), tiling(entries)):
        print(bench.line(), flush=True)


if __name__ == "__main__":
    main()
