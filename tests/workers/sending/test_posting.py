"""Posting: what counts as delivered, and what a hostile receiver gets away with."""

import asyncio
import itertools
import tracemalloc
import zlib
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.receiver import Canary, listening
from workers.sending.outcome import Sent
from workers.sending.posting import Post

NOW = datetime(2026, 7, 1, 3, tzinfo=UTC)
LOCAL = Post(loopback=True, total=60)
"""As long as a busy machine needs."""


def status(line: str, *headers: str) -> bytes:
    return "\r\n".join((f"HTTP/1.1 {line}", *headers, "Connection: close", "", "")).encode()


async def sent(canary: Canary, post: Post = LOCAL) -> Sent:
    async with listening(canary):
        return await post.send(f"http://127.0.0.1:{canary.port}/nhan", b'{"a":1}', {"webhook-id": "msg_1"}, NOW)


@pytest.mark.parametrize("status_code", [200, 204, 299, 301, 307, 400, 410, 500, 999])
async def test_only_2xx_is_delivered_and_no_redirect_is_followed(status_code: int) -> None:
    async with listening(Canary()) as elsewhere:
        answer = await sent(
            Canary(answer=status(f"{status_code} Said", f"Location: http://127.0.0.1:{elsewhere.port}/"))
        )
    failure = None if status_code < 300 else f"http-{status_code}"
    assert (answer.failure, answer.final) == (failure, status_code == 410)
    assert elsewhere.opened == 0


async def test_the_message_arrives_as_it_is() -> None:
    canary = Canary()
    assert (await sent(canary)).failure is None
    head, _, body = canary.got[0].partition(b"\r\n\r\n")
    assert body == b'{"a":1}'
    assert head.startswith(b"POST /nhan HTTP/1.1\r\n")
    assert {b"webhook-id: msg_1", b"Content-Type: application/json"} <= set(head.split(b"\r\n"))


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("Wed, 01 Jul 2026 03:10:00 GMT", 600),
        ("Wed, 01 Jul 2026 02:00:00 GMT", 0),
        ("9" * 50, 86_400),
        ("-5", None),
        ("soon", None),
        ("٣", None),
    ],
)
async def test_retry_after_in_seconds_or_as_a_date(value: str, seconds: int | None) -> None:
    answer = Canary(answer="\r\n".join(("HTTP/1.1 503 Busy", f"Retry-After: {value}", "", "")).encode())
    found = (await sent(answer)).asked
    assert found == (None if seconds is None else timedelta(seconds=seconds))


async def test_a_silent_receiver_is_left_after_the_time() -> None:
    canary, total = Canary(silent=True), 0.3
    while not canary.got:  # on a busy machine the time may be over before the message is there
        assert (await sent(canary, Post(loopback=True, total=total))).failure == "timeout"
        total *= 2
    assert len(canary.got) == 1


async def test_a_gigabyte_of_answer_is_not_read() -> None:
    canary = Canary(answer=status("200 OK", "Content-Length: 1073741824"), flood=16_384)
    assert (await sent(canary)).failure is None


async def test_nothing_of_an_answer_is_unpacked() -> None:
    bomb = zlib.compress(bytes(64 * 1024 * 1024), wbits=31)
    canary = Canary(answer=status("200 OK", "Content-Encoding: gzip", f"Content-Length: {len(bomb)}") + bomb)
    tracemalloc.start()
    try:
        assert (await sent(canary)).failure is None
        most = tracemalloc.get_traced_memory()[1]
        assert len(zlib.decompress(bomb, wbits=31)) <= tracemalloc.get_traced_memory()[1], "it would show"
    finally:
        tracemalloc.stop()
    assert most < 8 * 1024 * 1024


async def test_an_answer_that_comes_sign_by_sign_is_left_after_the_time() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            for sign in itertools.chain(b"HTTP/1.1 200 OK\r\nX: ", itertools.repeat(ord("a"))):
                writer.write(bytes([sign]))
                await writer.drain()
                await asyncio.sleep(0.05)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    answer = await Post(loopback=True, total=1).send(f"http://127.0.0.1:{port}/", b"{}", {}, NOW)
    server.close()
    assert answer.failure == "timeout"


@pytest.mark.parametrize(
    "answer",
    [
        b"\x00\xff" * 50 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 10_000 + b"\r\n",
        b"HTTP/1.1 103 Early Hints\r\n\r\n" * 10_000,
        b"SSH-2.0-x\r\n\r\n",
    ],
)
async def test_what_is_no_answer_is_none(answer: bytes) -> None:
    post = Post(loopback=True, total=2)  # one of these is no end of an answer
    assert (await sent(Canary(answer=answer), post)).failure in ("answer-malformed", "unreachable", "timeout")


async def test_nobody_there() -> None:
    async with listening(Canary()) as canary:
        pass
    answer = await LOCAL.send(f"http://127.0.0.1:{canary.port}/", b"", {}, NOW)
    assert answer.failure == "unreachable"


async def test_proxies_and_passwords_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with listening(Canary()) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("no_proxy", "")
        assert (await sent(Canary())).failure is None
    assert proxy.opened == 0


async def test_this_machine_only_where_the_settings_say_so() -> None:
    canary = Canary()
    assert (await sent(canary, Post())).failure == "address-barred"
    assert canary.opened == 0
