"""The sealer and its witnesses: quorums, outages, and witnesses that know more than we do."""

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from store.connection import wall_clock
from store.log import witness as client
from store.log.checkpoint import Checkpoint
from store.log.cosignature import Cosigner
from store.log.merkle import EMPTY_ROOT
from store.log.note import join, split
from store.log.policy import Policy, Uncosigned, parse_policy
from store.log.state import Forked, Unwitnessed, WitnessAhead
from store.log.witness import WitnessAway, post
from tests.sealer.site import ORIGIN, REGISTERED, Site
from tests.sealer.test_witness import running
from workers.witness import init, trust

NOWHERE = "http://127.0.0.1:9"


class Panel:
    """Three witnesses of which some run."""

    def __init__(self, folder: Path, site: Site) -> None:
        self.homes = [folder / name for name in ("w1", "w2", "w3")]
        self.vkeys = [init(home, f"witness.test/{home.name}") for home in self.homes]
        for home in self.homes:
            trust(home, site.verifier.vkey())

    def policy(self, urls: list[str], need: int = 1) -> Policy:
        """So many of the three."""
        rows = [f"witness {n} {key} {url}" for n, (key, url) in enumerate(zip(self.vkeys, urls, strict=True))]
        return parse_policy("\n".join([*rows, f"group all-of-them {need} 0 1 2", "quorum all-of-them"]).encode())


@pytest.fixture
def panel(site: Site, tmp_path: Path) -> Panel:
    """Witnesses of the site's log, which runs on the same clock."""
    site.clock = wall_clock
    return Panel(tmp_path, site)


async def test_two_of_three_are_enough_and_a_verifier_agrees(site: Site, panel: Panel) -> None:
    with running(panel.homes[0]) as one, running(panel.homes[2]) as three:
        policy = panel.policy([one, NOWHERE, three], 2)
        await site.agency(3)
        await site.sealed(policy=policy)
        await site.agency(2)
        sealer = await site.sealed(policy=policy)
        assert sealer.published == (5, True)
        assert sealer.witnesses.states["0"] == "cosigned 5"
        assert "refused" in sealer.witnesses.states["1"].lower()
    assert [each.code for each in await site.findings(policy)] == []
    assert await site.codes(panel.policy([NOWHERE] * 3, 3)) == {"checkpoint-uncosigned"}


async def test_without_a_quorum_nothing_is_published_until_there_is_one(site: Site, panel: Panel) -> None:
    await site.agency(3)
    sealer = site.sealer(policy=panel.policy([NOWHERE] * 3))
    for _ in range(2):
        with pytest.raises(Unwitnessed):
            await sealer.tick()
    assert await site.storage.newest() is None
    with running(panel.homes[1]) as url:
        await site.sealed(policy=panel.policy([NOWHERE, url, NOWHERE]))
    assert (await site.storage.newest() or pytest.fail("none")).size == 3
    await site.whole()


async def test_an_outage_between_two_batches_loses_nothing(site: Site, panel: Panel) -> None:
    with running(panel.homes[0]) as url:
        policy = panel.policy([url, NOWHERE, NOWHERE])
        sealer = await site.sealed(policy=policy)
    await site.agency(3)
    for _ in range(2):
        with pytest.raises(Unwitnessed):
            await sealer.tick()
    assert site.home.locked().checkpoint.size == 3
    assert (await site.storage.newest() or pytest.fail("none")).size == 0
    await site.agency(1)
    with running(panel.homes[0]) as url:
        await site.sealed(policy=panel.policy([url, NOWHERE, NOWHERE]))
    await site.whole()


async def test_marked_ones_are_published_and_told(site: Site, panel: Panel) -> None:
    await site.agency(3)
    policy = panel.policy([NOWHERE] * 3)
    sealer = await site.sealed(policy=policy, uncosigned=Uncosigned.MARK)
    assert sealer.published == (3, False)
    assert await site.codes(policy) == {"checkpoint-uncosigned"}
    assert await site.codes() == set()


async def test_stripped_cosignatures_are_found(site: Site, panel: Panel) -> None:
    with running(panel.homes[0]) as url:
        policy = panel.policy([url, NOWHERE, NOWHERE])
        await site.agency(3)
        await site.sealed(policy=policy)
    note = site.home.state.current()[0]
    await site.storage.checkpoints.update_one({"_id": 3}, {"$set": {"note": note}})
    assert await site.codes(policy) == {"checkpoint-uncosigned"}


async def test_everything_put_back_at_once_is_noticed_by_a_witness(site: Site, panel: Panel, tmp_path: Path) -> None:
    """A snapshot of the whole machine, database and folder: they agree, and only somebody outside knows better."""
    with running(panel.homes[0]) as url:
        policy = panel.policy([url, NOWHERE, NOWHERE])
        await site.agency(3)
        await site.sealed(policy=policy)
        old = await site.dump()
        shutil.copytree(site.path, tmp_path / "snapshot")
        await site.agency(1)
        await site.sealed(policy=policy)
        await site.keep()
        await site.restore(old)
        shutil.rmtree(site.path)
        shutil.copytree(tmp_path / "snapshot", site.path)
        await site.agency(2)
        with pytest.raises(WitnessAhead):
            await site.sealer(policy=policy).tick()
    assert site.home.locked().checkpoint.size == 3  # nothing was signed


async def test_control_without_a_witness_it_is_a_fork(site: Site, tmp_path: Path) -> None:
    await site.agency(3)
    await site.sealed()
    old = await site.dump()
    shutil.copytree(site.path, tmp_path / "snapshot")
    await site.agency(1)
    await site.sealed()
    note = await site.keep()
    await site.restore(old)
    shutil.rmtree(site.path)
    shutil.copytree(tmp_path / "snapshot", site.path)
    await site.agency(1)
    await site.sealed()
    assert await site.codes() == {"forked", "root-differs"}  # thanks to the checkpoint that was kept
    assert note


async def test_a_witness_of_another_root_stops_it(site: Site, panel: Panel) -> None:
    """Somebody signed another tree with our key, and the witness saw that one first."""
    await site.agency(3)
    await site.sealed()
    forged = site.home.sign(Checkpoint(ORIGIN, 3, b"\x07" * 32))
    with running(panel.homes[0]) as url:
        assert (await post(f"{url}/add-checkpoint", client.request_body(0, [], forged)))[0] == 200
        await site.agency(1)
        with pytest.raises(Forked):
            await site.sealer(policy=panel.policy([url, NOWHERE, NOWHERE])).tick()
    assert site.home.locked().checkpoint.size == 3


async def test_claimed_times_are_bounded_by_cosignatures(site: Site, panel: Panel) -> None:
    with running(panel.homes[0]) as url:
        policy = panel.policy([url, NOWHERE, NOWHERE])
        await site.sealed(policy=policy)
        late = (await site.write("agency-late", REGISTERED, at=wall_clock() + timedelta(hours=1)))[0]
        early = (await site.write("agency-early", REGISTERED, at=wall_clock() - timedelta(hours=1)))[0]
        await site.sealed(policy=policy)
    found = {(each.code, each.place) for each in await site.findings(policy)}
    assert found == {("time-late", late), ("time-early", early)}
    assert await site.findings() == []  # without the witnesses' keys no time is known


# Witnesses that answer otherwise than the specification says.

OK = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n"


@contextmanager
def speaking(speak: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that does as it likes with each connection; its address."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        stop = threading.Event()

        def serve() -> None:
            while not stop.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                with connection:
                    connection.settimeout(2)
                    try:
                        connection.recv(65_536)
                        speak(connection)
                    except OSError:
                        pass

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}"
        finally:
            stop.set()
            thread.join()


def saying(data: bytes) -> Callable[[socket.socket], None]:
    """Answers with 200 and the bytes."""
    return lambda connection: connection.sendall(OK % len(data) + data)


def silent(connection: socket.socket) -> None:
    """Never answers."""
    time.sleep(1.5)


def dripping(connection: socket.socket) -> None:
    """Answers a byte at a time, without end."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(200):
        connection.sendall(b"x")
        time.sleep(0.02)


def endless(connection: socket.socket) -> None:
    """Answers as much as is taken."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(1_000):
        connection.sendall(b"x" * 10_000)


EMPTY = Checkpoint(ORIGIN, 0, EMPTY_ROOT).text()
STRANGE: dict[str, Callable[[socket.socket], None]] = {
    "silent": silent,
    "dripping": dripping,
    "endless": endless,
    "garbage": lambda connection: connection.sendall(b"\0" * 100),
    "hangs up": lambda connection: None,
    "an error": lambda connection: connection.sendall(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"),
    "elsewhere": lambda connection: connection.sendall(b"HTTP/1.1 302 Go\r\nLocation: http://127.0.0.1:9/\r\n\r\n"),
    "no size": lambda connection: connection.sendall(b"HTTP/1.1 409 No\r\nContent-Length: 2\r\n\r\n-1"),
    "a size again": lambda connection: connection.sendall(b"HTTP/1.1 409 No\r\nContent-Length: 2\r\n\r\n0\n"),
    "nothing": saying(b""),
    "no line": saying(b"thank you\n"),
    "more than lines": saying(b"\n\nother\n"),
    "a line of another key": saying(
        Cosigner.generate("witness.test/w1").sign("x\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", 1)
    ),
}


@pytest.mark.parametrize("name", STRANGE)
async def test_a_strange_witness_counts_as_none(
    site: Site, panel: Panel, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(client, "TOTAL_SECONDS", 0.4)
    monkeypatch.setattr(client, "STEP_SECONDS", 0.3)
    begun = time.monotonic()
    with speaking(STRANGE[name]) as url:
        sealer = site.sealer(policy=panel.policy([url, NOWHERE, NOWHERE]))
        with pytest.raises(Unwitnessed):
            await sealer.tick()
        assert time.monotonic() - begun < 3
    assert ("too much" in sealer.witnesses.states["0"]) is (name == "endless")


async def test_a_false_signature_under_a_witness_key_counts_as_none(site: Site, panel: Panel) -> None:
    line = Cosigner.from_text((panel.homes[0] / "key").read_text().strip()).sign(EMPTY.replace("/log", "/other"), 1)
    with speaking(saying(line)) as url:
        sealer = site.sealer(policy=panel.policy([url, NOWHERE, NOWHERE]))
        with pytest.raises(Unwitnessed):
            await sealer.tick()
    assert "not valid" in sealer.witnesses.states["0"]


async def test_a_checkpoint_that_only_a_witness_signed_is_none(site: Site, panel: Panel) -> None:
    with running(panel.homes[0]) as url:
        policy = panel.policy([url, NOWHERE, NOWHERE])
        await site.agency(1)
        await site.sealed(policy=policy)
    text, lines = split((await site.storage.newest() or pytest.fail("none")).note)
    note = join(text, [each.line() for each in lines if each.name != ORIGIN])
    await site.storage.checkpoints.update_one({"_id": 1}, {"$set": {"note": note}})
    assert "checkpoint-unsigned" in await site.codes(policy)


async def test_a_witness_that_does_not_trust_us_counts_as_none(site: Site, panel: Panel) -> None:
    (panel.homes[0] / "logs").unlink()
    with running(panel.homes[0]) as url:
        sealer = site.sealer(policy=panel.policy([url, NOWHERE, NOWHERE]))
        with pytest.raises(Unwitnessed):
            await sealer.tick()
    assert sealer.witnesses.states["0"] == "status 404"


@pytest.mark.parametrize("url", ["", "ftp://x.test", "http://", "http://user@x.test/", "http://x.test/?q", "file:///x"])
async def test_an_address_that_is_none_is_not_asked(url: str) -> None:
    with pytest.raises(WitnessAway):
        await post(url, b"")


async def test_what_monitors_see_is_what_was_published(site: Site, panel: Panel) -> None:
    with running(panel.homes[0]) as url:
        await site.agency(1)
        await site.sealed(policy=panel.policy([url, NOWHERE, NOWHERE]))
        named = sha256(ORIGIN.encode()).hexdigest()
        async with httpx.AsyncClient() as http:
            latest = (await http.get(f"{url}/{named}/checkpoint")).content
    assert latest == (await site.storage.newest() or pytest.fail("none")).note
