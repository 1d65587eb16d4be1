"""The corpus of addresses that a name may lead to and nothing may be sent to: no byte reaches this machine."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.support.clock import TestClock
from tests.support.patience import PATIENCE
from tests.support.receiver import HOST, Canary, listening
from workers.sending.posting import (
    ADDRESSES_MOST,
    LOOKUPS_AT_ONCE,
    AddressRefused,
    CheckedResolver,
    Post,
    is_public,
    looked_up,
)

PRIVATE = (
    *("127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "0.0.0.0"),
    *("169.254.169.254", "100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.192", "198.18.0.1", "192.88.99.1"),
    *("192.0.2.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
    *("::1", "::", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:0:127.0.0.1", "::ffff:8.8.8.8"),
    *("fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%lo", "fec0::1", "ff02::1", "100::1", "5f00::1"),
    *("2002:7f00:1::", "2002:a9fe:a9fe::1", "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::a00:1"),
    *("2001::1", "2001:0:7f00:1::1", "2001:10::1", "2001:20::1", "2001:db8::1", "3fff::1", "2606:4700::1%eth0"),
    *("", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost", "1.1.1.1\n"),
)
PUBLIC = ("1.1.1.1", "8.8.8.8", "113.160.0.1", "172.32.0.1", "2606:4700:4700::1111", "2405:4800::1")


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_of_the_public_internet_is_barred(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_public_is_not(address: str) -> None:
    assert is_public(address)


def answering(*answers: list[str]) -> tuple[list[str], CheckedResolver]:
    """A resolver whose name's server gives one answer after another, and what was asked."""
    asked, left = [], list(answers)

    async def lookup(host: str, port: int) -> list[str]:
        asked.append(host)
        return left.pop(0) if len(left) > 1 else left[0]

    return asked, CheckedResolver(lookup)


async def test_one_bad_address_among_good_ones_bars_them_all() -> None:
    for bad in PRIVATE:
        _, resolver = answering(["1.1.1.1", bad])
        with pytest.raises(AddressRefused):
            await resolver.resolve(HOST, 443)
    for found in ([], ["1.1.1.1"] * (ADDRESSES_MOST + 1)):
        with pytest.raises(AddressRefused):
            await answering(found)[1].resolve(HOST, 443)
    good = ["1.1.1.1", "2606:4700::1"]
    assert [item["host"] for item in await answering(good)[1].resolve(HOST, 443)] == good


async def sent(address: str, resolver: CheckedResolver, trust: ssl.SSLContext | None = None, **more: Any) -> str:
    post = Post(resolver=resolver, **{"total": 2, **more, **({"trust": trust} if trust else {})})
    answer = await post.send(address, b"{}", {}, TestClock()())
    return answer.failure or "delivered"


HOSTS = (
    *("127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "127.1", "0177.0.0.1", "127.0.0.1."),
    *("[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fe80::1%25lo]", "100.64.0.1", "%31%32%37.0.0.1", "127。0。0。1"),
    *("localhost", "u@a.example", "a.example@127.0.0.1", f"{'a' * 64}.example"),
)
LOCAL = ("127.0.0.1", "::1", "::ffff:127.0.0.1", "0.0.0.0", "::", "127.0.0.2", "fe80::1%lo")


@pytest.mark.parametrize("family", ["127.0.0.1", "::1"])
async def test_no_byte_reaches_a_listener_on_this_machine(family: str) -> None:
    async with listening(Canary(), family) as canary:
        ports = frozenset({canary.port})
        for address in LOCAL:
            _, resolver = answering([address])
            assert await sent(f"https://{HOST}:{canary.port}/", resolver, ports=ports) == "address-barred"
        for host in HOSTS:
            for scheme in ("http", "https"):
                _, resolver = answering([family])
                address = f"{scheme}://{host}:{canary.port}/"
                assert await sent(address, resolver, ports=ports) == "address-barred"
    assert canary.opened == 0


@pytest.fixture
def threads_of_its_own(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As many as the product has, gone with the test: they would stay as long as the process."""
    with ThreadPoolExecutor(LOOKUPS_AT_ONCE) as pool:
        monkeypatch.setattr("workers.sending.posting._LOOKUPS", pool)
        yield


@pytest.mark.usefixtures("threads_of_its_own")
async def test_names_that_are_never_found_hold_up_no_other_name_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answered, begun = threading.Event(), threading.Semaphore(0)

    def getaddrinfo(host: str, port: int, **_: object) -> list[object]:
        if host.startswith("slow"):
            begun.release()
            answered.wait()
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", ("1.1.1.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    slow = [asyncio.create_task(looked_up(f"slow-{n}.example", 443)) for n in range(LOOKUPS_AT_ONCE - 1)]
    try:
        async with asyncio.timeout(PATIENCE):
            assert await looked_up(HOST, 443) == ["1.1.1.1"]
            assert await asyncio.get_running_loop().run_in_executor(None, int) == 0, "the database is found this way"
            for _ in slow:
                assert await asyncio.to_thread(begun.acquire), "each has a thread"
        assert not any(item.done() for item in slow)
    finally:
        answered.set()
    assert await asyncio.gather(*slow) == [["1.1.1.1"]] * len(slow)


async def test_a_name_that_is_not_found_is_no_address() -> None:
    async def lookup(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "not known")

    assert await sent(f"https://{HOST}/", CheckedResolver(lookup)) == "unreachable"


async def test_a_receiver_that_opens_and_never_greets_is_left_after_the_time() -> None:
    async with listening(Canary()) as canary:
        _, resolver = answering(["127.0.0.1"])
        resolver._allowed = lambda address: True
        assert await sent(f"https://{HOST}:{canary.port}/", resolver, ports=frozenset({canary.port})) == "timeout"
    assert (canary.opened, canary.got) == (1, [])


async def test_a_name_whose_answer_changes_is_asked_once_and_barred_by_its_first_answer(tmp_path: Path) -> None:
    """DNS rebinding: the connection goes to what was checked, and no second question is asked."""
    async with listening(Canary()) as canary:
        address, ports = f"https://{HOST}:{canary.port}/", frozenset({canary.port})
        asked, resolver = answering(["240.0.0.1"], ["127.0.0.1"])
        assert await sent(address, resolver, ports=ports) == "address-barred"
        assert asked == [HOST]
        asked, resolver = answering(["192.0.2.255"], ["127.0.0.1"])
        resolver._allowed = {"192.0.2.255"}.__contains__  # taken for public here: it leads nowhere
        assert await sent(address, resolver, ports=ports) in ("unreachable", "timeout")
        assert asked == [HOST]
    assert canary.opened == 0
