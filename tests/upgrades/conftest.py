"""Installations of released versions, put up as they stood, and upgraded by the page."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pytest

from scripts.cli.environment import settings_of
from scripts.local.rehearsal import empty_database
from store.process.settings import Settings
from store.store import Store, opened_store
from tests.docs.pages import ROOT
from tests.support.installation import free_port
from tests.support.shell import Shell, blocks
from tests.support.template import running_queue
from tests.upgrades.kept import Kept, Where

FOLDER = Path(__file__).parent
VERSIONS = sorted(path.parent.name for path in FOLDER.glob("*/installation.tar.xz"))
PAGE = ROOT / "docs/operate/install.md"
BACKUP = ROOT / "docs/operate/backup.md"
WORD, PERSON = "first", "an.nguyen"


@dataclass
class Installation:
    """An installation of a released version on servers of its own."""

    version: str
    kept: Kept
    uri: str
    """The address of its database, for the administrator."""
    where: Where
    folder: Path
    said: list[str] = field(default_factory=list)
    """What the commands of the page printed."""

    def settings(self, process: str) -> dict[str, str]:
        """What a process reads; `env` is the command line."""
        home = self.where.home
        return settings_of(home / "env" if process == "env" else home / "settings" / process)

    @asynccontextmanager
    async def store(self, process: str = "api", now: datetime | None = None) -> AsyncIterator[Store]:
        """The store as a process opens it; at a moment, or now."""
        async with opened_store(Settings.from_env(self.settings(process))) as store:
            yield Store(replace(store.connection, clock=lambda: now)) if now else store

    @contextmanager
    def shell(self) -> Iterator[Shell]:
        more = {"CASEBOOK_HOME": str(self.where.home), "CASEBOOK_ADMIN_URI": self.uri}
        shell = Shell(self.folder / "shell", more)
        try:
            yield shell
        finally:
            shell.end()


@contextmanager
def put_up(version: str, folder: Path) -> Iterator[Installation]:
    """A released version's installation as it stood."""
    kept = Kept(FOLDER / version / "installation.tar.xz")
    database = empty_database(folder / "database", WORD)
    try:
        with running_queue(folder / "queue") as queue:
            where = Where(folder / "home", f"127.0.0.1:{database.port}", queue.url, free_port())
            uri = database.uri("root", WORD)
            kept.put_up(uri, where)
            yield Installation(version, kept, uri, where, folder)
    finally:
        database.kill()


@pytest.fixture(scope="module", params=VERSIONS)
def stood(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation as it stood, before anything new was done to it."""
    with put_up(request.param, tmp_path_factory.mktemp("stood")) as installation:
        yield installation


def upgrade(installation: Installation) -> str:
    """What the page's own command prints, as the operator runs it; `doctor` may find faults in what is kept."""
    take_key = blocks(BACKUP)[0]
    block = next(block for block in blocks(PAGE) if "upgrade --file" in block)
    command = block.replace("first-day.toml", str(installation.where.home / "first-day.toml")).strip()
    with installation.shell() as shell:
        return shell.run(f"{take_key}\n{command} || true")


@pytest.fixture(scope="module")
def upgraded(stood: Installation) -> Installation:
    """The same, after the command of the page."""
    stood.said.append(upgrade(stood))
    assert "the register has the shape of this version" in stood.said[-1], stood.said
    return stood
