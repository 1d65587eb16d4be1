"""SecantusDB, which speaks MongoDB's wire protocol, as a separate process with its own folder."""

import asyncio
import os
import re
import socket
import sys
import time
from collections.abc import Callable, Coroutine, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

from scripts.local.home import ROOT, Home
from scripts.local.process import HOST, Program, spawn, wait_up
from store.process.private_files import private_folder, write_private

ARENAS = {"MALLOC_ARENA_MAX": "2"}
"""Environment that gives all threads one arena. By default glibc gives each thread its own arena, up to eight for each
processor.

Memory that one thread frees is not used by another, so the process would grow for hours. The engine's threads take
turns in any case.
"""
UNREPEATED = "retryWrites=false"
"""Option that stops drivers from retrying writes by themselves.

For each retryable write, the engine searches the answers of the last half hour. After 10,000 writes an insertion costs
seven times as much.
"""
LISTENING = re.compile(rb"listening on 127\.0\.0\.1:(\d+)")


@dataclass(frozen=True)
class Database(Program):
    port: int

    def uri(self, user: str | None = None, password: str = "") -> str:
        """Return the address for a user. Without `--auth` the address is valid for everybody."""
        if user is None:
            return f"mongodb://{HOST}:{self.port}/?{UNREPEATED}"
        return f"mongodb://{quote_plus(user)}:{quote_plus(password)}@{HOST}:{self.port}/?authSource=admin&{UNREPEATED}"

    def halt(self) -> int:
        """Stop the server cleanly. Return its exit code."""
        self.process.terminate()
        time.sleep(0.02)
        with suppress(OSError):  # its accept() checks for the end only on a connection: this takes 0.1 s instead of 2
            socket.create_connection((HOST, self.port), 0.2).close()
        return super().halt()


def launch(
    home: Path,
    *,
    port: int = 0,
    auth: bool = False,
    sync: bool = True,
    test_commands: bool = False,
    log: Path | None = None,
) -> Database:
    """Start the server on a folder and wait until it listens. Raise StartFailed.

    With port 0 the server chooses a free port, which its log contains. The storage engine refuses a folder in use, and
    leaves the running server alone. Without `sync` a power cut may lose acknowledged writes: for tests that prove the
    difference. `test_commands` lets tests inject faults (failCommand).
    """
    home = private_folder(home.absolute())
    log = log or home.with_name(home.name + ".log")
    wanted = {"--auth": auth, "--sync-on-commit": sync, "--enable-test-commands": test_commands}
    flags = [flag for flag, on in wanted.items() if on]
    before = log.stat().st_size if log.exists() else 0
    process = spawn([*_command(home, port), *flags], log, cwd=home, env=_environment())
    found = wait_up("The database", process, log, lambda: _port(log, before))
    return Database(process, log, found)


def _command(home: Path, port: int) -> list[str]:
    # Without a named file it would read any secantusd.toml in some folder.
    empty = home.with_name(home.name + ".toml")
    empty.write_text("")
    place = ["--host", HOST, "--port", str(port), "--storage-path", str(home)]
    return [sys.executable, "-P", "-m", "secantus", "--config", str(empty), *place, "--log-level", "INFO"]


def _environment() -> dict[str, str]:
    # Our folders must not come before its modules; SECANTUS_TEST_FAST_STORAGE would undo --sync-on-commit.
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONPATH" and not k.startswith("SECANTUS_")}
    return {**ARENAS, **kept}


def _port(log: Path, before: int) -> int | None:
    with log.open("rb") as stream:
        stream.seek(before if log.stat().st_size >= before else 0)  # the log may have been rotated
        found = LISTENING.search(stream.read())
    return int(found[1]) if found else None


Provision = Callable[[str, str, Mapping[str, str]], Coroutine[Any, Any, None]]


def provision_once(home: Home, prefix: str, passwords: Mapping[str, str], provision: Provision) -> None:
    """Provision the database, unless it was provisioned before with this code and these passwords.

    The mark is written last: after a kill everything is done again, which `provision` allows.
    """
    mark = fingerprint([prefix, *(f"{user}={word}" for user, word in passwords.items())])
    if home.provisioned.exists() and home.provisioned.read_text().strip() == mark:
        return
    provision_folder(home.database, home.log("database"), prefix, passwords, provision)
    write_private(home.provisioned, mark + "\n")


def provision_folder(folder: Path, log: Path, prefix: str, passwords: Mapping[str, str], provision: Provision) -> None:
    """Provision the database in a folder, and leave it stopped.

    The server runs without `--auth`, because it otherwise lets nobody create the first user. It runs briefly, on a
    local port that is not announced.
    """
    running = launch(folder, log=log)
    try:
        # A loop of its own: the one that a test runner keeps for this thread stays unchanged.
        with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
            runner.run(provision(running.uri(), prefix, passwords))
    finally:
        running.halt()


def fingerprint(words: Iterable[str]) -> str:
    """Return a hash of the words and the store's code, so that a new index is also created in an old installation."""
    found = sha256()
    for word in words:
        found.update(word.encode() + b"\0")
    for path in sorted((ROOT / "store").rglob("*.py")):
        found.update(path.read_bytes() + b"\0")
    return found.hexdigest()
