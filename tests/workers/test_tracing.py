"""The trace and the correlation id of a job, and how the relay hands jobs to the queue."""

import asyncio
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from store.process import logs, tracing
from store.store import Store
from tests.support.acts import A_REPORT
from tests.support.lines import json_lines, ours
from tests.support.load import Client
from tests.support.patience import PATIENCE, until_seen
from tests.support.record import there
from tests.support.site import running_site
from tests.support.template import Template
from tests.support.world import reported
from tests.workers.collector import PATH
from workers import deliver, relay
from workers.relay import Relay

TOLD = {
    *("http.request.method", "http.route", "http.response.status_code", "casebook.correlation"),
    *("graphql.operation.type", "graphql.operation.name", "casebook.job", "casebook.attempts", "error.type"),
    *("db.system.name", "db.operation.name", "db.collection.name"),
}
SERVER, CLIENT, CONSUMER = 2, 3, 5


@pytest.fixture
def collector(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    file = tmp_path / "spans"
    command = [sys.executable, "-m", "tests.workers.collector", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}{PATH}", file
        process.kill()


@pytest.mark.slow
async def test_a_trace_leads_from_a_request_to_the_job_it_ordered(
    provisioned: Template, collector: tuple[str, Path], tmp_path: Path
) -> None:
    url, file = collector
    with running_site(tmp_path, provisioned, sync=False, more={"CASEBOOK_TRACES_URL": url}) as site:
        client = Client(site.api.url, site.issuer)
        async with client.http:
            await client.one_case()
        assert await site.drained(PATIENCE)
        for process in (site.api, site.worker):
            assert process is not None
            process.child.terminate()  # what is left is sent at the end
            process.child.wait(PATIENCE)
    spans: list[dict[str, Any]] = [json.loads(line) for line in file.read_text().splitlines()]
    by_id = {span["id"]: span for span in spans}

    (reporting,) = (span for span in spans if span["name"] == "mutation reportCase")
    request = by_id[reporting["parent"]]
    assert (request["name"], request["kind"], request["parent"]) == ("POST /graphql", SERVER, "")
    assert (request["service"], request["told"]["http.response.status_code"]) == ("casebook-api", 200)
    trace = [span for span in spans if span["trace"] == request["trace"]]
    asked = {span["name"]: (span["kind"], span["told"]["db.system.name"]) for span in trace if span["kind"] == CLIENT}
    assert {"bulkWrite", "commitTransaction", "find cases"} <= asked.keys()
    assert set(asked.values()) == {(CLIENT, "mongodb")}
    jobs = [span for span in trace if span["kind"] == CONSUMER]
    assert {span["service"] for span in jobs} == {"casebook-worker"}
    assert {by_id[span["parent"]]["service"] for span in jobs} == {"casebook-api"}
    assert any(span["parent"] == jobs[0]["id"] for span in trace), "the job's own commands are beneath it"

    assert {key for span in spans for key in span["told"]} <= TOLD
    assert sum(span["events"] for span in spans) == 0, "no exception tells what it says"
    kept = file.read_text()
    reported_words = [str(A_REPORT[name]) for name in ("claim", "url")]
    typed = [*reported_words, "agency-", "case-", "officer-", *client.tokens.values()]
    assert [text for text in typed if text in kept] == []


async def test_without_a_collector_there_are_no_traces_and_work_that_no_request_ordered_has_no_id(store: Store) -> None:
    with tracing.span("a request", attributes={"key": 1}) as span:
        span.set_attribute("other", 2)
        made = await reported(store)
    row = there(await store.connection.outbox.find_one({"_id": f"{made.stream}:1:0"}))
    assert not {"trace", "correlation"} & row.keys()
    assert tracing.carried() is None


ID = "0123456789abcdef"


async def broken(store: Store, claim: object) -> None:
    raise ConnectionError("mongodb://worker:hunter2@db.example is away")


async def test_a_job_is_logged_under_the_id_of_the_request_that_ordered_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with logs.correlated(ID):
        made = await reported(store)
    id = f"{made.stream}:1:0"
    row = there(await store.connection.outbox.find_one({"_id": id}))
    assert row["correlation"] == ID
    monkeypatch.setitem(deliver.JOBS, row["job"], broken)
    with json_lines("worker") as stream:
        assert await deliver.deliver({"store": store}, id) == "failed"
    (line,) = ours(stream)
    assert (line["process"], line["correlation"], line["level"]) == ("worker", ID, "WARNING")
    assert line["error"][0]["type"] == "builtins.ConnectionError"
    assert "hunter2" not in stream.getvalue()
    assert logs.ordered_by() is None, "it lasts as long as its job"


class Silence:
    """Something that gives no answer the first time, and then what it gives otherwise."""

    def __init__(self, asked: Any) -> None:
        self._asked, self.times = asked, 0

    async def __call__(self, *how: Any, **named: Any) -> Any:
        self.times += 1
        if self.times == 1:
            await asyncio.Event().wait()
        return await self._asked(*how, **named)


@pytest.mark.parametrize(("part", "method"), [("deliveries", "targets"), ("outbox", "due")])
async def test_a_database_that_never_answers_ends_one_look(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, part: str, method: str
) -> None:
    monkeypatch.setattr(relay, "ANSWER_SECONDS", 0.05)
    silence = Silence(getattr(getattr(store, part), method))
    monkeypatch.setattr(getattr(store, part), method, silence)

    async def away() -> None:
        return None

    with caplog.at_level(logging.WARNING, relay.log.name):
        looking = asyncio.create_task(relay.run(Relay(store), away, 0.01))
        try:

            async def looked() -> bool:
                return silence.times > 1

            await until_seen(looked)
        finally:
            looking.cancel()
    assert "look failed: TimeoutError" in caplog.messages


async def test_a_queue_that_never_answers_is_away(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "QUEUE_SECONDS", 0.05)

    class Queue:
        enqueue_job = Silence(None)

    assert not await relay._hinted(Queue(), "deliver", "case-1:1:0", "queue")  # type: ignore[arg-type]
