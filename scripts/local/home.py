"""The folder of one installation: its files, lock and credentials, and its programs' environment."""

import fcntl
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import Any

from scripts.local.process import Refused
from store.process.private_files import PRIVATE_FILE, private_folder, write_private


def _place(name: str) -> Any:
    return property(lambda home: home.root / name)


@dataclass(frozen=True)
class Home:
    root: Path
    database = _place("database")
    queue = _place("queue")
    verifier = _place("verifier")  # the newest checkpoint that the verifier saw
    secrets = _place("secrets")  # the master key and the passwords of the database's users
    lock = _place("lock")  # held by the supervisor; its pid is inside
    pids = _place("pids.json")  # processes that the supervisor started, for the start after a crash
    provisioned = _place("provisioned")  # hash of what the database was last provisioned with
    dev = _place("dev.json")  # addresses and tokens; it exists only while everything is ready
    env = _place("env")  # the settings, for the command line; it exists only while the servers run

    def log(self, name: str) -> Path:
        return self.root / "log" / f"{name}.log"


def open_home(root: Path) -> Home:
    """Open the installation in a folder, closed to all others; create it if missing.

    A folder with other files that others may enter is left alone: closing a shared folder by mistake would lock its
    users out.
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
    """Remove an installation's data. Its secrets stay, so that people sign in as before."""
    for place in (home.database, home.queue, home.verifier, home.root / "sealer"):
        rmtree(place, ignore_errors=True)
    home.provisioned.unlink(missing_ok=True)


def _may_take(home: Home) -> bool:
    if not home.root.is_dir():
        return False
    closed = not home.root.stat().st_mode & 0o077
    return closed or home.lock.exists() or not any(home.root.iterdir())


@contextmanager
def held(home: Home) -> Iterator[None]:
    """Hold the installation's lock. Raise Refused with the holder's pid.

    The kernel drops the lock with its holder, so the file that a crash leaves can be locked again. Child processes do
    not inherit it.
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


def master_key(home: Home) -> Path:
    """Return the file with the key that wraps all others: 32 bytes in hexadecimal.

    With old data a new key is refused: it would leave every sealed text unreadable.
    """
    path = home.secrets / "master.key"
    if home.provisioned.exists() and not path.exists():
        raise Refused(f"{path} is missing, and sealed texts cannot be opened without it: put it back")
    return secret(home, path.name, secrets.token_hex(32))


def secret(home: Home, name: str, fresh: str) -> Path:
    path: Path = home.secrets / name
    _kept(path, fresh)
    return path


def promise_key(home: Home) -> Path:
    """Return the file with the key that signs receipts: 32 bytes in hexadecimal. A new key only signs from now on."""
    return secret(home, "promise.key", secrets.token_hex(32))


def author_key(home: Home, process: str) -> Path:
    """Return the file with the key that signs a process's writes: its name, and 32 bytes in hexadecimal."""
    return secret(home, f"author-{process}.key", f"{process} {secrets.token_hex(32)}")


def metrics_token(home: Home) -> Path:
    return secret(home, "metrics.token", secrets.token_hex(24))


def passwords(home: Home, users: Iterable[str]) -> dict[str, str]:
    return {user: _kept(home.secrets / f"mongo-{user}", secrets.token_hex(24)) for user in users}


def log_origin(home: Home) -> str:
    """Return the name of the transparency log. Every signed checkpoint contains it, so it never changes."""
    return _kept(home.root / "origin", f"localhost/casebook-{secrets.token_hex(4)}")


def _kept(path: Path, fresh: str) -> str:
    private_folder(path.parent)
    if path.exists():
        path.chmod(PRIVATE_FILE)
    else:
        write_private(path, fresh + "\n")
    return path.read_text().strip()


ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
DEFAULT_PREFIX = "casebook"


@dataclass(frozen=True)
class Addresses:
    """Addresses of one run's servers for a program; the database's address names its user."""

    port: int
    mongo: str
    redis: str


def base(port: int) -> str:
    return f"http://{HOST}:{port}"


def pages(port: int) -> str:
    """Return the address of the pages for people. Passkeys belong to a host name, and an IP address is none."""
    return f"http://localhost:{port}"


def settings(home: Home, where: Addresses, author: str) -> dict[str, str]:
    """Return the settings (store/process/settings.py) of one program, which signs its writes as an author."""
    return {
        "CASEBOOK_HOME": str(home.root),
        "CASEBOOK_PORT": str(where.port),
        "CASEBOOK_MODE": "development",
        "CASEBOOK_STALENESS_MS": "0",  # changes by the command line apply at once
        "CASEBOOK_MONGO_URI": where.mongo,
        "CASEBOOK_MONGO_PREFIX": prefix(),
        "CASEBOOK_REDIS_URL": where.redis,
        "CASEBOOK_MASTER_KEY_FILE": str(master_key(home)),
        "CASEBOOK_PROMISE_KEY_FILE": str(promise_key(home)),
        "CASEBOOK_AUTHOR_KEY_FILE": str(author_key(home, author)),
        "CASEBOOK_METRICS_TOKEN_FILE": str(metrics_token(home)),
        "CASEBOOK_SIGN_IN_URL": f"{pages(where.port)}/oauth",
        "CASEBOOK_INSPECT_CLIENT": "client-sample-desk",
        "CASEBOOK_ADMINISTER_CLIENT": "client-sample-administer",
        "CASEBOOK_DESK_CLIENT": "client-sample-act",
        "CASEBOOK_SIGN_CLIENT": "client-sample-sign",
        "CASEBOOK_PROVINCE": "MẪU – Tỉnh mẫu",
        "CASEBOOK_OFFICE": "MẪU – Sở chủ trì",
        "CASEBOOK_OFFICE_ADDRESS": "MẪU – 1 đường Mẫu",
        "CASEBOOK_OFFICE_PHONE": "0206 000 000",
        "CASEBOOK_AUDIENCE": f"{base(where.port)}/graphql",
        "CASEBOOK_LOG_ORIGIN": log_origin(home),
        "CASEBOOK_SEALER_HOME": str(home.root / "sealer"),
        "CASEBOOK_VERIFIER_HOME": str(home.verifier),
        "CASEBOOK_PEOPLE_FILE": str(home.dev),
        **_of_the_sealer(home),
    }


def _of_the_sealer(home: Home) -> dict[str, str]:
    """Return the log's verifier key and the keys of authors, once the sealer has them."""
    files = {"CASEBOOK_LOG_KEY_FILE": "vkey", "CASEBOOK_AUTHORS_FILE": "authors"}
    paths = {name: home.root / "sealer" / file for name, file in files.items()}
    return {name: str(path) for name, path in paths.items() if path.exists()}


def prefix() -> str:
    return os.environ.get("CASEBOOK_MONGO_PREFIX", DEFAULT_PREFIX)


def environment(own: Mapping[str, str]) -> dict[str, str]:
    """Return the whole environment of a program.

    The installation's own settings win: another database's address, exported in some shell for another purpose, must
    not get the sample data.
    """
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **own}
