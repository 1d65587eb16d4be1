"""Run servers for tests on copies of a folder that is provisioned once, and kill them at the end."""

import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from scripts.local import database, queue
from scripts.local.database import Database, Provision, provision_folder
from scripts.local.queue import Queue
from store.process.private_files import private_folder, write_private


@dataclass(frozen=True)
class Template:
    """Folder of a stopped server, with its databases, roles and users."""

    folder: str
    prefix: str
    passwords: dict[str, str]

    def uri(self, running: Database, user: str) -> str:
        return running.uri(user, self.passwords[user])


def template(folder: Path, provision: Provision, users: Iterable[str], prefix: str = "casebook") -> Template:
    """Return the template in the folder. The mark is written last, so a template that was cut off is made again."""
    private_folder(folder)
    mark = folder / "template.json"
    with locked(folder / "lock"):
        if mark.exists():
            return Template(**json.loads(mark.read_text()))
        made = Template(str(folder / "database"), prefix, {user: secrets.token_hex(16) for user in users})
        shutil.rmtree(made.folder, ignore_errors=True)
        provision_folder(Path(made.folder), folder / "database.log", prefix, made.passwords, provision)
        write_private(mark, json.dumps(asdict(made)))
        return made


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Wait for the lock, and hold it during the block. The lock is released when its holder dies."""
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


@contextmanager
def running_database(
    home: Path,
    copy_of: Template | None = None,
    *,
    auth: bool | None = None,
    sync: bool = True,
    test_commands: bool = False,
) -> Iterator[Database]:
    """Run a database on the folder, and kill it at the end.

    A copy of a template requires passwords by default; an empty folder cannot.
    """
    if copy_of is not None and not home.exists():
        shutil.copytree(copy_of.folder, home)
    wanted = copy_of is not None if auth is None else auth
    running = database.launch(home, auth=wanted, sync=sync, test_commands=test_commands)
    try:
        yield running
    finally:
        running.kill()


@contextmanager
def running_queue(home: Path) -> Iterator[Queue]:
    """Run a queue on the folder, and kill it at the end."""
    running = queue.launch(home)
    try:
        yield running
    finally:
        running.kill()
