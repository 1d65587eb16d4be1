"""An upgrade that is broken off goes on; the way back is open until the new version writes, and closed afterwards."""

import asyncio
from collections.abc import Iterator, Mapping
from datetime import datetime
from socket import create_server
from threading import Event, Thread
from uuid import uuid4

import pytest

from scripts.cli import upgrade as module
from scripts.cli.__main__ import FAILED
from scripts.cli.__main__ import main as casebook
from scripts.cli.first_day.answers import from_file
from store.heads.shape import SHAPES, shapes
from store.log.sealing.directory import try_lock
from store.provisioning.upgrading import noted
from store.queue.signs_of_life import last_signs, sign
from store.record.epochs import EPOCH
from tests.support.patience import until
from tests.support.world import a_report, caller
from tests.upgrades.conftest import VERSIONS, Installation, put_up

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def oldest(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with put_up(VERSIONS[0], tmp_path_factory.mktemp("broken")) as installation:
        yield installation


class Broken(Exception):
    """Somebody pulled the plug."""


def run(installation: Installation, *words: str) -> int:
    environ = {"CASEBOOK_HOME": str(installation.where.home), "CASEBOOK_ADMIN_URI": installation.uri}
    return casebook(["upgrade", *words], environ)


def forward(installation: Installation, recipient: str) -> int:
    file = installation.where.home / "first-day.toml"
    return run(installation, "--file", str(file), "--to", str(installation.folder / "to"), "--recipient", recipient)


async def shapes_of(installation: Installation) -> dict[str, int]:
    async with installation.store() as store:
        row = await store.connection.counters.find_one({"_id": EPOCH})
        assert row is not None
        found: dict[str, int] = row[SHAPES]
        return found


async def done(installation: Installation) -> tuple[str, ...]:
    async with installation.store() as store:
        upgrade = await noted(store.connection)
        return upgrade.done if upgrade else ()


async def write(installation: Installation) -> None:
    async with installation.store() as store:
        await store.execute(caller("agency-land"), a_report(), command_id=uuid4())


def test_it_goes_on_where_it_was_broken_off_and_back_before_the_first_write_only(
    oldest: Installation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = asyncio.run(shapes_of(oldest))
    assert casebook(["keys", "backup", "--to", str(oldest.folder / "identity")], {}) == 0
    recipient = capsys.readouterr().out.strip()
    assert run(oldest, "--back") == FAILED, "nothing was begun"
    steps = list(module.STEPS)
    for step in steps[1:]:
        with monkeypatch.context() as patch:
            patch.setitem(module.STEPS, step, broken)
            with pytest.raises(Broken):
                forward(oldest, recipient)
        assert asyncio.run(done(oldest))[-1] == steps[steps.index(step) - 1]
    assert len(list((oldest.folder / "to").glob("record-*.age"))) == 1
    assert asyncio.run(shapes_of(oldest)) == shapes() != before

    assert run(oldest, "--back") == 0
    assert asyncio.run(shapes_of(oldest)) == before

    assert forward(oldest, recipient) in (0, FAILED)  # what is kept has a fault that `doctor` names
    assert set(asyncio.run(done(oldest))) == set(module.STEPS)
    assert len(list((oldest.folder / "to").glob("record-*.age"))) == 2
    asyncio.run(write(oldest))
    capsys.readouterr()
    assert run(oldest, "--back") == FAILED
    assert "written since the upgrade began: go forward" in capsys.readouterr().err


async def keep_signing(installation: Installation, stop: Event) -> None:
    async with installation.store() as store:
        while not stop.is_set():
            await sign(store.connection, "worker")
            await asyncio.sleep(0.05)


def test_it_begins_once_every_process_ended(
    oldest: Installation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module, "SIGNED_WITHIN", 2.0)
    home, stop = oldest.where.home, Event()
    answers = from_file(home / "first-day.toml", home)
    (answers.sealer / "lock").touch()
    worker = Thread(target=lambda: asyncio.run(keep_signing(oldest, stop)))
    with create_server(("127.0.0.1", answers.port)), try_lock(answers.sealer) as mine:
        assert mine
        worker.start()
        until(lambda: "worker" in asyncio.run(signs(oldest)), "no sign of the worker")
        before = asyncio.run(done(oldest))
        assert forward(oldest, "age1x") == FAILED
        stop.set()
        worker.join()
    assert "running: API, sealer, worker" in capsys.readouterr().err
    assert asyncio.run(done(oldest)) == before


async def signs(installation: Installation) -> Mapping[str, datetime]:
    async with installation.store() as store:
        return await last_signs(store.connection)


async def broken(*_: object) -> None:
    raise Broken
