"""Lines of the log: JSON with a correlation id, nothing of what somebody typed, no secret."""

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from store.process import logs
from tests.support.lines import handlers_restored

TYPED = "Bà Nguyễn Thị Hoa, 0912 345 678"
TOKEN = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJob2EifQ.c2lnbmF0dXJl"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    with handlers_restored():
        yield io.StringIO()


def lines(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def fail(message: str) -> None:
    try:
        try:
            raise KeyError(message)
        except KeyError as error:
            raise ValueError(message) from error
    except ValueError:
        logging.getLogger("casebook.errors").exception("masked error")


def test_a_line_says_when_where_what_and_for_which_request(written: io.StringIO) -> None:
    logs.configure("api", human=False, stream=written)
    with logs.correlated("0123456789abcdef"):
        logging.getLogger("casebook.rates").info("queue away, %d s", 3)
    logging.getLogger("casebook.worker").warning("job %s failed, attempt %d", "case-1:2:0", 3)
    line, other = lines(written)
    assert line.pop("at").endswith("Z")
    told = {"level": "INFO", "process": "api", "logger": "casebook.rates", "message": "queue away, 3 s"}
    assert line == told | {"correlation": "0123456789abcdef"}
    assert other["message"] == "job case-1:2:0 failed, attempt 3", "what is no secret stays"


def test_an_error_is_described_without_what_it_says(written: io.StringIO) -> None:
    logs.configure("api", human=False, stream=written)
    fail(TYPED)
    (line,) = lines(written)
    assert [error["type"] for error in line["error"]] == ["builtins.ValueError", "builtins.KeyError"]
    assert line["error"][0]["at"][0].startswith("tests/store/process/test_logs.py:")
    assert TYPED not in written.getvalue()
    assert "Hoa" not in written.getvalue()


def test_people_get_the_whole_trace(written: io.StringIO) -> None:
    logs.configure("worker", human=True, stream=written)
    with logs.correlated("0123456789abcdef"):
        fail("a reason")
    text = written.getvalue()
    assert "ERROR worker casebook.errors 0123456789abcdef masked error" in text
    assert "ValueError: a reason" in text


@pytest.mark.parametrize("human", [True, False])
@pytest.mark.parametrize(
    "secret",
    [
        *(TOKEN, f"Authorization: Bearer {TOKEN}", "bearer abc.def~1", "Basic Y2xpZW50OnNlY3JldA=="),
        *("mongodb://api:hunter2@db.example/", "redis://:hunter2@queue.example/0", "hoa.nguyen@co-quan.example.vn"),
        "redis://default:hunter2@queue.example:6379",
    ],
)
def test_a_secret_that_reaches_a_message_is_masked(written: io.StringIO, human: bool, secret: str) -> None:
    logs.configure("api", human=human, stream=written)
    logging.getLogger("casebook.errors").warning("failed: %s!", secret)
    text = written.getvalue()
    assert "failed: " in text
    for part in (TOKEN, "abc.def", "Y2xpZW50", "hunter2", "hoa.nguyen"):
        assert part not in text


def test_lines_of_the_http_server_look_like_all_others(written: io.StringIO) -> None:
    logging.getLogger("uvicorn.error").handlers = [logging.StreamHandler(io.StringIO())]
    logs.configure("api", human=False, stream=written)
    logging.getLogger("uvicorn.error").error("Exception in ASGI application")
    assert [line["logger"] for line in lines(written)] == ["uvicorn.error"]


def test_who_read_what_leaves_no_line(written: io.StringIO) -> None:
    access = logging.getLogger("uvicorn.access")
    access.handlers = [logging.StreamHandler(written)]
    logs.configure("api", human=False, stream=written)
    access.info('%s - "%s %s HTTP/%s" %d', "192.0.2.7:1234", "GET", "/mail/leave/mailing-1/secret", "1.1", 200)
    assert written.getvalue() == ""
    assert not access.hasHandlers(), "so that the server makes no line at all"


def test_no_connection_leaves_a_line_and_no_fault_a_trace(
    written: io.StringIO, caplog: pytest.LogCaptureFixture
) -> None:
    server = logging.getLogger("uvicorn.error")
    caplog.set_level(logging.INFO, server.name)
    logs.configure("api", human=True, stream=written)
    server.info('%s - "WebSocket %s" [accepted]', "192.0.2.7:1234", "/graphql")
    server.info("connection rejected (%d %s)", 400, "Bad Request")
    try:
        b"\xff".decode()
    except UnicodeDecodeError:
        server.exception("Invalid UTF-8 sequence received from client.")
    server.info("Started server process [%d]", 7)
    assert [line.partition(" uvicorn.error ")[2] for line in written.getvalue().splitlines()] == [
        "- Invalid UTF-8 sequence received from client.",
        "- Started server process [7]",
    ]


async def test_each_task_keeps_its_own_id() -> None:
    async def task(id: str) -> str:
        logs.begin(id)
        await asyncio.sleep(0)
        return logs.current()

    assert list(await asyncio.gather(task("one"), task("two"))) == ["one", "two"]


def test_an_id_lasts_as_long_as_its_block() -> None:
    with logs.correlated() as outer:
        with logs.correlated("inner"):
            assert logs.ordered_by() == "inner"
        assert logs.ordered_by() == outer == logs.current()
        assert len(outer) == 2 * logs.ID_BYTES
