"""Collections, indexes, roles and users of the embedded database."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from scripts.local import database
from scripts.local.home import Home
from scripts.local.settings import ROOT
from store.process.private_files import write_private

Provision = Callable[[str, str, Mapping[str, str]], Awaitable[None]]


def provision_once(home: Home, prefix: str, passwords: Mapping[str, str], provision: Provision) -> None:
    """Provision the database unless that was done, with this code and these passwords, before.

    The mark is written last: killed before, all is done again, which `provision` allows.
    """
    mark = fingerprint([prefix, *(f"{user}={word}" for user, word in passwords.items())])
    if home.provisioned.exists() and home.provisioned.read_text().strip() == mark:
        return
    provision_folder(home.database, home.log("database"), prefix, passwords, provision)
    write_private(home.provisioned, mark + "\n")


def provision_folder(folder: Path, log: Path, prefix: str, passwords: Mapping[str, str], provision: Provision) -> None:
    """Provision the database in a folder, and leave it stopped.

    It is done without `--auth`, since this server lets nobody create the first user otherwise; for a moment,
    on a port of this machine that was told to no one else.
    """
    running = database.launch(folder, log=log)
    try:
        # A loop of its own, so that the one which a test runner keeps for this thread stays as it is.
        with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
            runner.run(_call(provision, running.uri(), prefix, passwords))
    finally:
        running.halt()


async def _call(provision: Provision, uri: str, prefix: str, passwords: Mapping[str, str]) -> None:
    await provision(uri, prefix, passwords)


def fingerprint(words: Iterable[str], code: Path = ROOT / "store") -> str:
    """Changes with the words and with the store's code: a new index must reach an old installation too."""
    found = sha256()
    for word in words:
        found.update(word.encode() + b"\0")
    for path in sorted(code.rglob("*.py")):
        found.update(path.read_bytes() + b"\0")
    return found.hexdigest()
