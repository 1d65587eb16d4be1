"""Index of the ends of all streams in one hash: a tree that proves the number of versions of each stream.

  - key     SHA-256 of the stream's id; its bits, from the first byte's highest, lead from the root to the stream
  - leaf    SHA-256 of 02, the key, the number of versions (8 bytes, big-endian), the leaf hash of the last one
  - node    SHA-256 of 03 and the hashes of both sides
  - nothing 32 bytes of zero; a side with one stream has that stream's leaf as its hash, at any depth

A key leads to only one place, so a root states only one end for each stream. The root depends on nothing but the first
entries of the log. The sealer signs the root from its own state, and anybody with these entries can compute it.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from store.tlog.strict import CheckpointRefused, ProofRefused, base64, decimal, digest, lines, to_base64

STREAMS = "casebook/streams/v1"
EMPTY = bytes(32)
BUCKET_BITS = 8
BUCKETS = 1 << BUCKET_BITS
NUMBER_SIZE, ROW_SIZE, TOP_SIZE = 8, 72, 40
LEFT_OUT = "access-"
"""Prefix of streams that are not in the index. Access records have one version each, and outnumber all other
streams."""

Side = tuple[int, bytes]
"""Number of streams on a side of the tree, and the hash of the side."""
Levels = Sequence[Sequence[Side]]


@dataclass(frozen=True, slots=True, order=True)
class Row:
    """Stream in the index: its key, the number of its versions and the leaf hash of the last version."""

    key: bytes
    n: int
    leaf: bytes

    def hash(self) -> bytes:
        return sha256(b"\x02" + self.key + self.n.to_bytes(NUMBER_SIZE, "big") + self.leaf).digest()


@dataclass(frozen=True, slots=True)
class StreamIndex:
    """Tree over the streams of a log, divided into buckets by the first bits of their keys."""

    buckets: tuple[tuple[Row, ...], ...]

    @classmethod
    def of(cls, ends: Iterable[tuple[str, int, bytes]]) -> "StreamIndex":
        rows = sorted(Row(key_of(stream), n, leaf) for stream, n, leaf in ends if not stream.startswith(LEFT_OUT))
        buckets: list[list[Row]] = [[] for _ in range(BUCKETS)]
        for row in rows:
            buckets[row.key[0]].append(row)
        return cls(tuple(map(tuple, buckets)))

    def tops(self) -> tuple[Side, ...]:
        return tuple((len(bucket), subtree(bucket, BUCKET_BITS)) for bucket in self.buckets)

    def root(self) -> bytes:
        return levels(self.tops())[0][0][1]


def key_of(stream: str) -> bytes:
    return sha256(stream.encode()).digest()


def node(left: bytes, right: bytes) -> bytes:
    """Return the hash of two sides of the tree. Together the sides must have at least two streams."""
    return sha256(b"\x03" + left + right).digest()


def subtree(rows: Sequence[Row], depth: int) -> bytes:
    """Return the hash over sorted rows whose keys agree in their first `depth` bits."""
    if len(rows) < 2:
        return rows[0].hash() if rows else EMPTY
    at = _split(rows, depth)
    return node(subtree(rows[:at], depth + 1), subtree(rows[at:], depth + 1))


def levels(tops: Sequence[Side]) -> Levels:
    """Return the sides of the tree at each depth down to the buckets, the whole tree first. The number of buckets must
    be a power of two."""
    found = [tuple(tops)]
    while len(below := found[-1]) > 1:
        found.append(tuple(_joined(below[at], below[at + 1]) for at in range(0, len(below), 2)))
    return found[::-1]


def _joined(left: Side, right: Side) -> Side:
    (some, one), (more, other) = left, right
    if some + more < 2:
        return some + more, one if some else other
    return some + more, node(one, other)


def proof(sides: Levels, bucket: Sequence[Row], key: bytes) -> tuple[Row, list[bytes]] | None:
    """Return the row of a key and the hashes of the siblings on its path, deepest first; None for an unknown stream."""
    siblings, depth, at = list[bytes](), 0, 0
    while depth + 1 < len(sides) and sides[depth][at][0] > 1:
        at = 2 * at + _bit(key, depth)
        depth += 1
        siblings.append(sides[depth][at ^ 1][1])
    rows: Sequence[Row] = bucket
    while len(rows) > 1:
        middle = _split(rows, depth)
        left, right = rows[:middle], rows[middle:]
        siblings.append(subtree(left if _bit(key, depth) else right, depth + 1))
        rows, depth = (right if _bit(key, depth) else left), depth + 1
    return (rows[0], siblings[::-1]) if rows and rows[0].key == key else None


def root_of(row: Row, siblings: Sequence[bytes]) -> bytes:
    """Return the root to which a path leads. Raise ProofRefused for a path longer than a key."""
    if len(siblings) > len(row.key) * 8:
        raise ProofRefused("a way of more steps than a key has bits")
    hash = row.hash()
    for depth, beside in zip(range(len(siblings) - 1, -1, -1), siblings, strict=True):
        hash = node(beside, hash) if _bit(row.key, depth) else node(hash, beside)
    return hash


def index_text(origin: str, size: int, root: bytes) -> str:
    """Return the text of the note on an index, which the log's key signs.

    The text cannot be mistaken for a checkpoint, whose second line is a number.
    """
    return f"{STREAMS}\n{origin}\n{size}\n{to_base64(root)}\n"


def read_index(text: str, origin: str) -> tuple[int, bytes]:
    """Return size and root in the text of a note on an index. Raise CheckpointRefused."""
    rows = lines(text, CheckpointRefused)
    if len(rows) != 4 or rows[:2] != [STREAMS, origin]:
        raise CheckpointRefused("not the index of this log's streams")
    return decimal(rows[2], CheckpointRefused), digest(base64(rows[3], CheckpointRefused), CheckpointRefused)


def write_rows(rows: Sequence[Row]) -> bytes:
    return b"".join(row.key + row.n.to_bytes(NUMBER_SIZE, "big") + row.leaf for row in rows)


def read_rows(data: bytes) -> list[Row]:
    if len(data) % ROW_SIZE:
        raise ProofRefused("not rows of streams")
    parts = (data[at : at + ROW_SIZE] for at in range(0, len(data), ROW_SIZE))
    return [Row(part[:32], int.from_bytes(part[32:40], "big"), part[40:]) for part in parts]


def write_tops(tops: Sequence[Side]) -> bytes:
    return b"".join(count.to_bytes(NUMBER_SIZE, "big") + hash for count, hash in tops)


def read_tops(data: bytes) -> list[Side]:
    if len(data) != BUCKETS * TOP_SIZE:
        raise ProofRefused("not the sides of buckets")
    parts = (data[at : at + TOP_SIZE] for at in range(0, len(data), TOP_SIZE))
    return [(int.from_bytes(part[:8], "big"), part[8:]) for part in parts]


def _split(rows: Sequence[Row], depth: int) -> int:
    """Return the index of the first row whose bit at a depth is 1."""
    return bisect_left(rows, 1, key=lambda row: _bit(row.key, depth))


def _bit(key: bytes, depth: int) -> int:
    return key[depth // 8] >> (7 - depth % 8) & 1
