"""Lay out the databases and appoint their users."""

import asyncio
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

from scripts.cli.environment import Environ
from scripts.cli.errors import WrongUse
from store.process.settings import DevelopmentSettings, one
from store.provisioning.provision import provision
from store.provisioning.roles import SERVICES, USERS

HELP = "make collections, indexes, roles and users; needs the rights of the database's administrator"


def arguments(parser: ArgumentParser) -> None:
    """The folder with the passwords."""
    parser.add_argument(
        "--passwords",
        metavar="DIR",
        type=Path,
        required=True,
        help=f"folder with a file mongo-USER for each user: {', '.join(USERS)} (root may be missing)",
    )


def run(options: Namespace, environ: Environ) -> int:
    """Provision; safe to run again."""
    uri = DevelopmentSettings.from_env(environ).admin_uri or one("mongo_uri", environ)
    prefix = one("mongo_prefix", environ)
    words = dict(_passwords(options.passwords))
    asyncio.run(provision(uri, prefix, words))
    print(f"provisioned {prefix}: {', '.join(words)}")
    return 0


def _passwords(folder: Path) -> Iterator[tuple[str, str]]:
    for user in USERS:
        path = folder / f"mongo-{user}"
        if user not in SERVICES and not path.exists():
            continue  # the administrator is there already, or nobody could run this
        try:
            word = path.read_text(encoding="utf-8").strip()
        except (OSError, ValueError):
            raise WrongUse(f"--passwords: {path} cannot be read") from None
        if not word:
            raise WrongUse(f"--passwords: {path} is empty")
        yield user, word
