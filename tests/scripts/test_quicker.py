"""What is replaced in the embedded database gives what it gave before."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from secrets import token_hex
from threading import RLock
from typing import Any

import pytest
from bson import Binary, Regex
from pymongo import MongoClient
from secantus import ordering, query, sortkey, storage
from wiredtiger import pack as plain_pack
from wiredtiger import stat
from wiredtiger import unpack as plain_unpack

from scripts.embedded import quicker
from tests.scripts.values import VALUES

PACKED: list[tuple[str, tuple[Any, ...]]] = [
    *(("S", (name,)) for name in ("", "a", "ngày", "a\0b")),
    *(("u", (raw,)) for raw in (b"", b"\0", b"a\0\0b", "text")),
    *(("q", (number,)) for number in (0, 1, -1, 63, 64, 8255, 8256, 2**40, -(2**40), -(2**63), 2**63 - 1)),
    *(("SS", ("db", name)) for name in ("", "cases")),
    *(("SSq", ("db", "cases", number)) for number in (-(2**63), -5, 0, 7, 2**50)),
    *(("SSu", ("db", "cases", raw)) for raw in (b"", b"\0\0", b"a\0b")),
    *(("SSSu", ("db", "cases", "key_1", raw)) for raw in (b"", b"\0\0", b"a\0b", "text")),
    *(("QQ", (1, 2)), ("Su", ("a", b"b")), ("uS", (b"b", "a"))),
]

COMMITS = 20


@pytest.mark.parametrize(("names", "kept"), [((), True), (("__init__",), False)])
def test_a_database_that_is_opened_again_keeps_nothing_of_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...], kept: bool
) -> None:
    """As it is, the thread that opened it holds on to the state that it met."""
    monkeypatch.setenv("WIREDTIGER_CONFIG", "statistics=(fast)")
    made = type("Made", (storage.Storage,), {})
    for name in names:
        quicker.hold_no_snapshot(made, name)
    for _ in range(2):
        opened = made(str(tmp_path), ttl_sweep_seconds=0, enable_oplog=False)
        with ThreadPoolExecutor(1) as other:
            for _ in range(COMMITS):
                other.submit(opened.insert, "db", "rows", [{"_id": token_hex(4)}]).result()
            other.submit(opened.release_thread_snapshot).result()
        session = opened._conn.open_session()
        session.checkpoint()
        held = session.open_cursor("statistics:")[stat.conn.txn_pinned_range][2]
        session.close()
        opened.close()
    assert (held >= COMMITS) is kept


def test_keys_are_the_same_bytes_and_are_read_the_same() -> None:
    pack, unpack = quicker.packing(plain_pack, plain_unpack)
    for fmt, values in PACKED:
        packed = plain_pack(fmt, *values)
        assert pack(fmt, *values) == packed, (fmt, values)
        assert unpack(fmt, packed) == plain_unpack(fmt, packed), (fmt, values)


def test_the_same_values_are_equal() -> None:
    equal = quicker.equality(query._eq_numeric_aware)
    for one in VALUES:
        for other in VALUES:
            assert equal(one, other) == query._eq_numeric_aware(one, other), (one, other)


def test_the_same_values_are_among_others() -> None:
    matches = quicker.membership(query._op_matches)
    for others in (
        [],
        ["a", "b"],
        ["a", 1],
        [b"a"],
        [Binary(b"a", 4)],
        [0, 1],
        [True],
        [None],
        [1.0],
        [Regex("^a")],
        [["a"]],
    ):
        for op in ("$in", "$nin"):
            for value in VALUES:
                assert matches([value], op, others) == query._op_matches([value], op, others), (value, op, others)
        assert matches([], "$in", others) == query._op_matches([], "$in", others)
        assert matches(["b", "a"], "$in", others) == query._op_matches(["b", "a"], "$in", others)


def test_values_sort_the_same_both_ways() -> None:
    encode = quicker.encoding(sortkey.encode_value, bytes([sortkey.RANK_STRING]))
    for value in VALUES:
        assert (key := encode(value)) == sortkey.encode_value(value), value
        assert quicker.inverted(key) == sortkey.invert_bytes(key), value


def test_documents_come_in_the_same_order() -> None:
    ordered = quicker.sorting(ordering.sort_docs)
    plain, later = (datetime(2026, 7, day, tzinfo=UTC).replace(tzinfo=None) for day in (1, 2))  # as it decodes them
    rows = [
        {"_id": id, "at": at, "name": name, "list": [name], "mixed": mixed, "in": {"name": name}}
        for id, (at, name, mixed) in enumerate(
            [(later, "b", 1), (plain, "ngày", "a"), (later, "ngay", None), (plain, "b", 2.5), (later, "\U0001f600", [])]
        )
    ]
    fields = ("_id", "at", "name", "list", "mixed", "in.name", "nowhere")
    for first, second, one, other in product(fields, fields, (1, -1, 1.0), (1, -1)):
        spec = {first: one, second: other}
        assert ordered(rows, spec) == ordering.sort_docs(rows, spec), spec
    assert ordered(rows, None) == rows
    assert ordered([], {"at": 1}) == []


def test_what_is_too_old_is_looked_for_once_a_second() -> None:
    class Registry:
        def __init__(self) -> None:
            self.now, self.looked = 100.0, 0
            self._time = lambda: self.now

        def prune(self) -> None:
            self.looked += 1

    quicker.prune_seldom(Registry, "prune")
    registry = Registry()
    for _ in range(3):
        registry.prune()
    assert registry.looked == 1
    registry.now += quicker.PRUNE_SECONDS
    registry.prune()
    assert registry.looked == 2


def test_a_row_is_kept_until_it_changes() -> None:
    class Rows:
        def __init__(self) -> None:
            self._lock, self.row, self.reads = RLock(), "before", 0

        def read(self, key: str) -> str:
            self.reads += 1
            return key + self.row

        def change(self, row: str) -> None:
            self.row = row

    quicker.keep_rows(Rows, "read", ("change",))
    rows = Rows()
    assert [rows.read("a "), rows.read("a "), rows.read("b ")] == ["a before", "a before", "b before"]
    assert rows.reads == 2
    rows.change("after")
    assert rows.read("a ") == "a after"


def test_the_database_writes_no_operation_log(root_uri: str) -> None:
    with MongoClient[dict[str, Any]](root_uri) as client:
        assert "oplog.rs" not in client.local.list_collection_names()
