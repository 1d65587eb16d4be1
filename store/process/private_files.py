"""Secrets: files that are closed to other accounts and complete after a crash, and memory that is in no core dump.

A command may be given a path in a folder that others can write to, such as /tmp. So it always creates a new file: it
follows no link, and opens no existing file. An existing secret is accepted only if it belongs to this account alone.

A core dump would write memory to a file that outlives every destroyed key. Other programs of the same account could
read the memory of a running process. In development mode operators can debug a process.
"""

import ctypes
import os
import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from errno import EPERM
from pathlib import Path
from typing import BinaryIO, Final

PRIVATE_FILE: Final = 0o600
PRIVATE_FOLDER: Final = 0o700
OTHERS: Final = 0o077
NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW


def private_folder(path: Path) -> Path:
    """Return the folder, closed to all other accounts. Create it if it is missing. Raise OSError, also for a folder of
    another account."""
    path.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    _refuse_others(path)
    path.chmod(PRIVATE_FOLDER)
    return path


def write_private(path: Path, text: str) -> None:
    """Replace the file as a whole. Raise OSError.

    After a crash the file is either the old or the new one; the next write replaces a `.new` file that was left. The
    folder is synced too; otherwise a power cut could undo the rename.
    """
    fresh = path.with_name(path.name + ".new")
    with new_file(fresh) as stream:
        stream.write(text.encode())
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(path)
    sync_folder(path.parent)


def new_file(path: Path) -> BinaryIO:
    """Create a file for writing. An existing file or link is removed first. Raise OSError."""
    with suppress(FileNotFoundError):
        path.unlink()
    return os.fdopen(os.open(path, NEW, PRIVATE_FILE), "wb")


def is_kept(path: Path) -> bool:
    """Return True if a secret file exists. Raise OSError for a file that belongs to another account or that others may
    open."""
    if not path.exists():
        return False
    _refuse_others(path)
    if path.stat().st_mode & OTHERS:
        raise PermissionError(EPERM, "it is open to other accounts", str(path))
    return True


def kept(path: Path, fresh: Callable[[], str]) -> str:
    """Return the text of a secret. Create the secret if it does not exist. Raise OSError, ValueError."""
    if not is_kept(path):
        write_private(path, fresh() + "\n")
    return path.read_text(encoding="utf-8").strip()


def sync_folder(folder: Path) -> None:
    """Make renames in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _refuse_others(path: Path) -> None:
    if path.stat().st_uid != os.geteuid():
        raise PermissionError(EPERM, "it belongs to another account", str(path))


PR_SET_DUMPABLE: Final = 4
"""Option of prctl(2). Without the flag the kernel makes no core dump, whatever the limits say.

The option also closes /proc/PID/mem and environ to other processes of the account.
"""


def close_memory() -> None:
    """Disable core dumps of this process. A program that this process starts, or that replaces it, must do the same
    itself."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
