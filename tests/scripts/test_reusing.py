"""Transactions of the embedded database take idle sessions, and see nothing of who had them before."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from secantus import storage

from scripts.embedded import reusing


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Any]:
    made = type("Made", (storage.Storage,), {})
    reusing.reuse_sessions(made, storage.UserTransactionHandle)
    found = made(str(tmp_path), ttl_sweep_seconds=0, enable_oplog=False)
    found.insert("db", "rows", [{"_id": "there"}])
    yield found
    found.close()


def written(opened: Any, id: str) -> Any:
    handle = opened.begin_user_transaction()
    with opened.use_user_transaction(handle):
        opened.insert("db", "rows", [{"_id": id}])
    return handle


def ids(opened: Any) -> list[str]:
    return sorted(row["_id"] for row in opened.find_matching("db", "rows", {}))


def test_one_after_the_other_has_the_same_session_and_sees_what_was_committed(opened: Any) -> None:
    first = written(opened, "one")
    opened.commit_user_transaction(first)
    second = written(opened, "two")
    opened.abort_user_transaction(second)
    third = opened.begin_user_transaction()
    assert first.session is second.session is third.session
    with opened.use_user_transaction(third):
        assert ids(opened) == ["one", "there"]
        assert [row["_id"] for row in opened.find_matching_committed("db", "rows", {"_id": "one"})] == ["one"]
    opened.abort_user_transaction(third)
    opened.abort_user_transaction(third)
    assert len(opened.__dict__[reusing.IDLE]) == 2, "once each: of transactions, and of the look at what is committed"
    assert ids(opened) == ["one", "there"]


def test_two_at_once_have_two(opened: Any) -> None:
    one, two = written(opened, "one"), written(opened, "two")
    assert one.session is not two.session
    opened.commit_user_transaction(one)
    opened.commit_user_transaction(two)
    assert ids(opened) == ["one", "there", "two"]


def test_a_session_that_is_in_a_transaction_is_not_used_again(opened: Any) -> None:
    handle = written(opened, "one")
    opened._close_user_txn_session(handle)
    assert not opened.__dict__[reusing.IDLE]
    assert ids(opened) == ["there"]
