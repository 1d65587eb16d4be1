"""What a request ordered is done, and logged by the worker, under the id of the request."""

import pytest

from store.process import logs
from store.store import Store
from tests.support.lines import json_lines, ours
from tests.support.world import reported
from workers import deliver

ID = "0123456789abcdef"


async def broken(store: Store, claim: object) -> None:
    """A job that cannot be done. Raises ConnectionError."""
    raise ConnectionError("mongodb://worker:hunter2@db.example is away")


async def test_a_job_is_logged_under_the_id_of_the_request_that_ordered_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with logs.correlated(ID):
        made = await reported(store)
    id = f"{made.stream}:1:0"
    row = await store.connection.outbox.find_one({"_id": id})
    assert row is not None
    assert row["correlation"] == ID
    monkeypatch.setitem(deliver.JOBS, row["job"], broken)
    with json_lines("worker") as stream:
        assert await deliver.deliver({"store": store}, id) == "failed"
    (line,) = ours(stream)
    assert (line["process"], line["correlation"], line["level"]) == ("worker", ID, "WARNING")
    assert line["error"][0]["type"] == "builtins.ConnectionError"
    assert "hunter2" not in stream.getvalue()
    assert logs.ordered_by() is None, "it lasts as long as its job"


async def test_work_that_no_request_ordered_has_no_id(store: Store) -> None:
    made = await reported(store)
    row = await store.connection.outbox.find_one({"_id": f"{made.stream}:1:0"})
    assert row is not None
    assert "correlation" not in row
