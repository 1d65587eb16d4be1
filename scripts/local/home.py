"""The folder of one installation on this machine: its files, its lock, its credentials and its programs' settings."""

import fcntl
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from shutil import rmtree
from typing import Any

from scripts.cli.first_day.answers import Answers
from scripts.cli.first_day.folder import WORD_BYTES, Folder
from scripts.cli.seed.registry_file import PROVINCE
from scripts.cli.seed.stories import DESK_CLIENTS
from scripts.local.process import HOST, Refused
from store.process.private_files import kept, private_folder
from store.process.settings import one
from store.provisioning.provision import USERS


def _place(name: str) -> Any:
    return property(lambda home: home.root / name)


@dataclass(frozen=True)
class Home:
    root: Path
    database = _place("database")
    queue = _place("queue")
    secrets = _place("secrets")  # the master key and the passwords of the database's users
    lock = _place("lock")  # held by the supervisor; its pid is inside
    provisioned = _place("provisioned")  # hash of what the database was last provisioned with
    dev = _place("dev.json")  # addresses and tokens; it exists only while everything is ready
    env = _place("env")  # the settings, for the command line; it exists only while the servers run

    def log(self, name: str) -> Path:
        return self.root / "log" / f"{name}.log"


def open_home(root: Path) -> Home:
    """Open the installation in a folder that is closed to all other accounts. Create the folder if it is missing.

    A folder that contains other files and that others may enter is refused. Closing a shared folder by mistake would
    lock its users out.
    """
    home = Home(root.absolute())
    if home.root.exists() and not _may_take(home):
        raise Refused(f"{home.root} holds other things and is open to others: name an empty folder")
    try:
        private_folder(home.root)
    except OSError as error:
        raise Refused(f"{home.root} cannot be used: {error.strerror}") from error
    return home


def forget(home: Home) -> None:
    """Remove an installation's data. Its secrets are preserved, so that people sign in as before."""
    for place in (home.database, home.queue, *(home.root / name for name in ("verifier", "sealer", "public"))):
        rmtree(place, ignore_errors=True)
    for file in (home.provisioned, home.root / "erasures"):
        file.unlink(missing_ok=True)


def _may_take(home: Home) -> bool:
    if not home.root.is_dir():
        return False
    closed = not home.root.stat().st_mode & 0o077
    return closed or home.lock.exists() or not any(home.root.iterdir())


@contextmanager
def held(home: Home) -> Iterator[None]:
    """Hold the installation's lock during the block. Raise Refused with the holder's pid.

    The kernel releases the lock when its holder ends, so a file that a crash leaves can be locked again. Child
    processes do not inherit the lock.
    """
    with os.fdopen(os.open(home.lock, os.O_RDWR | os.O_CREAT, 0o600), "r+") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = stream.read().strip() or "unknown"
            raise Refused(f"already running as pid {holder} (addresses in {home.dev})") from None
        stream.truncate()
        stream.write(f"{os.getpid()}\n")
        stream.flush()
        yield


ROOT = Path(__file__).resolve().parents[2]


def base(port: int) -> str:
    return f"http://{HOST}:{port}"


def pages(port: int) -> str:
    """Return the address of the pages for people. The address has a host name, because passkeys do not work with an IP
    address."""
    return f"http://localhost:{port}"


class Local(Folder):
    """The folder of an installation on this machine. Settings for development override those for production."""

    @classmethod
    def of(cls, home: Home, port: int, mongo: str = "", redis: str = "") -> "Local":
        """Return the folder of an installation whose database and queue are at these addresses.

        Raise Refused if old data exists without its master key. A new key would leave every sealed text unreadable.
        """
        key = home.secrets / "master-key"
        for earlier in (*home.secrets.glob("author-*.key"), *home.secrets.glob("master.key")):  # names of 0.1.0
            earlier.replace(key if earlier.name == "master.key" else earlier.with_suffix(""))
        if home.provisioned.exists() and not key.exists():
            raise Refused(f"{key} is missing, and sealed texts cannot be opened without it: put it back")
        told: dict[str, Any] = {"url": base(port), "port": port, "database": mongo, "queue": redis}
        told |= {"secrets": home.secrets, "sealer": home.root / "sealer"}
        # Every signed checkpoint contains the log's name, so it never changes.
        told |= {"log": kept(home.root / "origin", lambda: f"localhost/casebook-{secrets.token_hex(4)}")}
        told |= {"registry": PROVINCE, "lead": "", "lead_since": date.min, "lead_source": "", "administrators": ()}
        made = cls(home.root, Answers(**told))
        try:
            for folder in (made.public, home.secrets):
                private_folder(folder)
            made.make_secrets()
            made.keep("mongo-root", secrets.token_hex(WORD_BYTES))
        except OSError as error:
            raise Refused(f"{error.filename} cannot be used: {error.strerror}") from error
        return made

    def passwords(self) -> dict[str, str]:
        return {user: self.password(user) for user in USERS}

    def settings(self, process: str) -> dict[str, str]:
        """Return the settings of a process. Each has its own database user."""
        return {
            **super().settings(process),
            "CASEBOOK_MODE": "development",
            "CASEBOOK_STALENESS_MS": "0",  # changes by the command line apply at once
            "CASEBOOK_MONGO_PREFIX": one("mongo_prefix"),
            "CASEBOOK_SIGN_IN_URL": f"{pages(self.answers.port)}/oauth",
            **{f"CASEBOOK_{path.upper()}_CLIENT": client for path, client in DESK_CLIENTS.items()},
            "CASEBOOK_PROVINCE": "MẪU – Tỉnh mẫu",
            "CASEBOOK_OFFICE": "MẪU – Sở chủ trì",
            "CASEBOOK_OFFICE_ADDRESS": "MẪU – 1 đường Mẫu",
            "CASEBOOK_OFFICE_PHONE": "0206 000 000",
            "CASEBOOK_PEOPLE_FILE": str(self.home / "dev.json"),
        }


def environment(own: Mapping[str, str]) -> dict[str, str]:
    """Return the whole environment of a program.

    The installation's own settings take precedence: the sample data must not reach another database whose address some
    shell exported.
    """
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **own}
