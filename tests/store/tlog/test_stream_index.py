"""The tree of streams: one root for one set of ends, and of each stream a way that nothing else has."""

from hashlib import sha256
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.tlog.stream_index import (
    BUCKETS,
    EMPTY,
    Row,
    StreamIndex,
    key_of,
    levels,
    proof,
    read_rows,
    read_tops,
    write_rows,
    write_tops,
)
from store.tlog.strict import ProofRefused
from tests.support.log_proofs import verify_end

Ends = list[tuple[str, int, bytes]]
ORIGIN = "casebook.test/log"


def some(count: int, seed: int = 1) -> Ends:
    chance = Random(seed)
    return [(f"case-{number}", chance.randint(1, 99), chance.randbytes(32)) for number in range(count)]


def plain_root(rows: list[tuple[str, bytes]]) -> bytes:
    """The root as the page tells it: keys as strings of bits, leaves already hashed."""
    if len(rows) < 2:
        return rows[0][1] if rows else EMPTY
    left, right = ([(bits[1:], hash) for bits, hash in rows if bits[0] == side] for side in "01")
    return sha256(b"\x03" + plain_root(left) + plain_root(right)).digest()


def plain(ends: Ends) -> bytes:
    rows = []
    for stream, n, leaf in ends:
        key = sha256(stream.encode()).digest()
        hash = sha256(b"\x02" + key + n.to_bytes(8, "big") + leaf).digest()
        rows.append((f"{int.from_bytes(key, 'big'):0256b}", hash))
    return plain_root(rows)


@given(st.integers(0, 700), st.integers(0, 1 << 30))
def test_the_root_is_what_the_page_says(count: int, seed: int) -> None:
    ends = some(count, seed)
    made = StreamIndex.of(ends)
    assert made.root() == StreamIndex.of(reversed(ends)).root() == plain(ends)


@given(st.integers(1, 600), st.integers(0, 1 << 30), st.data())
def test_each_stream_is_proved_and_no_other_end_of_it(count: int, seed: int, data: st.DataObject) -> None:
    ends = some(count, seed)
    made, (stream, n, leaf) = StreamIndex.of(ends), data.draw(st.sampled_from(ends))
    found = proof(levels(made.tops()), made.buckets[key_of(stream)[0]], key_of(stream))
    assert found is not None
    row, beside = found
    assert row == Row(key_of(stream), n, leaf)
    verify_end(row, beside, made.root())
    for other in (Row(row.key, n + 1, leaf), Row(row.key, n, bytes(32)), Row(key_of("case-x"), n, leaf)):
        with pytest.raises(ProofRefused):
            verify_end(other, beside, made.root())
    for at in range(len(beside)):
        altered = [*beside[:at], bytes(32), *beside[at + 1 :]] if beside[at] != EMPTY else beside[:at]
        with pytest.raises(ProofRefused):
            verify_end(row, altered, made.root())


def test_a_stream_that_is_not_there_has_no_way() -> None:
    made = StreamIndex.of([*some(300), ("access-1", 1, bytes(32))])
    for stream in ("case-unknown", "access-1"):
        assert proof(levels(made.tops()), made.buckets[key_of(stream)[0]], key_of(stream)) is None
    none = StreamIndex.of([])
    assert none.root() == EMPTY
    assert proof(levels(none.tops()), (), key_of("case-1")) is None


def test_what_is_stored_is_read_back() -> None:
    made = StreamIndex.of(some(500))
    assert [tuple(read_rows(write_rows(bucket))) for bucket in made.buckets] == list(made.buckets)
    assert read_tops(write_tops(made.tops())) == list(made.tops())
    assert len(made.buckets) == BUCKETS
