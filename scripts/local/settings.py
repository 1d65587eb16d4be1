"""The environment of the programs of one installation."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.local.home import Home, author_key, log_origin, master_key, metrics_token, promise_key

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
DEFAULT_PREFIX = "casebook"


@dataclass(frozen=True)
class Addresses:
    """Addresses of the servers of one run for a program; the database's address names its user."""

    port: int
    mongo: str
    redis: str


def base(port: int) -> str:
    """The API's address."""
    return f"http://{HOST}:{port}"


def pages(port: int) -> str:
    """The address of the pages for people: keys belong to a name, and an address of numbers is none."""
    return f"http://localhost:{port}"


def settings(home: Home, where: Addresses, author: str) -> dict[str, str]:
    """Return what store/process/settings.py reads, for one program, which signs what it writes as an author."""
    return {
        "CASEBOOK_HOME": str(home.root),
        "CASEBOOK_PORT": str(where.port),
        "CASEBOOK_MODE": "development",
        "CASEBOOK_STALENESS_MS": "0",  # what the command line changes holds at once
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
        "CASEBOOK_AUDIENCE": f"{base(where.port)}/graphql",
        "CASEBOOK_LOG_ORIGIN": log_origin(home),
        "CASEBOOK_SEALER_HOME": str(home.root / "sealer"),
        "CASEBOOK_VERIFIER_HOME": str(home.verifier),
        "CASEBOOK_PEOPLE_FILE": str(home.dev),
        **_of_the_sealer(home),
    }


def _of_the_sealer(home: Home) -> dict[str, str]:
    """The log's verifier key and the keys of those who write, once the sealer has them."""
    files = {"CASEBOOK_LOG_KEY_FILE": "vkey", "CASEBOOK_AUTHORS_FILE": "authors"}
    paths = {name: home.root / "sealer" / file for name, file in files.items()}
    return {name: str(path) for name, path in paths.items() if path.exists()}


def prefix() -> str:
    """The beginning of the databases' names."""
    return os.environ.get("CASEBOOK_MONGO_PREFIX", DEFAULT_PREFIX)


def environment(own: Mapping[str, str]) -> dict[str, str]:
    """The whole environment of a program.

    The installation's own settings win: an address of another database, exported in some shell for another
    purpose, must not get the sample data.
    """
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **own}
