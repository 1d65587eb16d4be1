"""`casebook regulation lift-signing`: three papers and a window of two people end the signing of acts, a day later."""

from asyncio import to_thread
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest

from domain.kernel.actor import Process
from domain.kernel.vocabulary import Post
from domain.registry.regulation import Regulation
from scripts.cli import person
from scripts.cli.__main__ import parser
from scripts.cli.acting import registry
from scripts.cli.environment import WrongUse
from store.process import logs
from store.store import Store
from tests.cli.support import Environ
from tests.support.account_letters import letters, reachable
from tests.support.clock import TestClock
from tests.support.signing import PPC, needed
from tests.support.world import LEAD, caller, officer
from tests.support.writers import keys
from tests.tamperings.scene import ORIGIN, PERSON, Scene, a_scene
from tests.tamperings.signing import DIRECTIVE, prepared
from tests.workers.postbox import postbox
from workers.sealer import run

INSPECTOR = ("agency-inspection", Post.INSPECTOR)
HOLDERS = ((LEAD, Post.SIGNATORY), (LEAD, Post.ADMIN), (PPC, Post.SIGNATORY))
PAPERS = {
    "first": (officer(LEAD, Post.ADMIN), "1/TTr"),
    "second": (officer(PPC, Post.ADMIN), "2/TTr"),
    "inspector": (officer(*INSPECTOR), "3/KL"),
}
Program = Callable[..., Awaitable[int]]


@pytest.fixture
async def scene(store: Store, clock: TestClock, tmp_path: Path) -> Scene:
    """A register in which each act that can be signed is."""
    for who in (*HOLDERS, INSPECTOR, (LEAD, Post.HANDLER)):
        await reachable(store, *who)
    return await prepared(await a_scene(store, clock, tmp_path / "sealer"), clock)


@pytest.fixture
def sealer(scene: Scene, root_uri: str, monkeypatch: pytest.MonkeyPatch) -> Program:
    """The sealer's program."""
    env = {
        "CASEBOOK_MODE": "development",
        "CASEBOOK_MONGO_URI": root_uri,
        "CASEBOOK_MONGO_PREFIX": scene.connection.names.prefix,
        "CASEBOOK_LOG_ORIGIN": ORIGIN,
        "CASEBOOK_SEALER_HOME": str(scene.folder),
    }
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(logs, "configure", lambda *_, **__: None)
    return lambda *options: to_thread(partial(run, options, clock=scene.clock))


async def windowed(scene: Scene, sealer: Program, option: str) -> None:
    """Whoever has the sealer opens or ends the window of the command line, and a named person signs it."""
    assert await sealer(option, keys(ORIGIN)[Process.CLI].vkey()) == 0
    key_file = scene.folder.with_name("lan")
    key_file.write_text(PERSON.text())
    person.sign(key_file, scene.folder / "authors.note")
    await scene.seal()


async def test_signing_is_lifted_on_three_papers(
    scene: Scene, clock: TestClock, sealer: Program, settings: Environ, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, signatory = scene.store, caller(PPC, Post.SIGNATORY)
    commands = Store(replace(scene.connection, author=keys(ORIGIN)[Process.CLI], log_key=scene.home.verifier))
    monkeypatch.setattr(registry, "opened_store", lambda _: nullcontext(commands))
    [row] = (await store.registry.current()).rows(Regulation)
    given = [word for name, (id, paper) in PAPERS.items() for word in (f"--{name}", id, f"--{name}-paper", paper)]
    words = ["regulation", "lift-signing", row, *given]
    options = parser(words).parse_args(words)
    await windowed(scene, sealer, "--dismiss")
    with pytest.raises(WrongUse, match="two persons open a window"):
        await registry.run(options, settings)
    await windowed(scene, sealer, "--window")
    async with postbox(tmp_path) as (box, server):
        await letters(store, box, server)
        await registry.run(options, settings)
        told = [str(letter["To"]) for letter in await letters(store, box, server)]
    assert sorted(told) == sorted(caller(*who).subject for who in (*HOLDERS, INSPECTOR))
    await scene.seal()
    await needed(store, signatory, DIRECTIVE, uuid4())
    clock.forward(hours=24, minutes=1)
    await store.execute(signatory, replace(DIRECTIVE, document_number="2/CV"), command_id=uuid4())
    await scene.seal()
    assert (scene.sealer_said, scene.held) == (None, {})
    assert "signing-lifted" in await scene.named_of_acts()
    assert (await scene.named()).verify <= {"authority-missing"}, "the client of tests is not in the register"
