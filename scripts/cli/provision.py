"""Provisioning of the databases and their users."""

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from scripts.cli.environment import Environ, WrongUse
from store.process.settings import DevelopmentSettings, one
from store.provisioning.provision import SERVICES, USERS, provision


async def run(options: Namespace, environ: Environ) -> None:
    """Provision the databases. It is safe to run again."""
    uri = DevelopmentSettings.from_env(environ).admin_uri or one("mongo_uri", environ)
    prefix = one("mongo_prefix", environ)
    words = dict(_passwords(options.passwords))
    await provision(uri, prefix, words)
    print(f"provisioned {prefix}: {', '.join(words)}")


def _passwords(folder: Path) -> Iterator[tuple[str, str]]:
    for user in USERS:
        path = folder / f"mongo-{user}"
        if user not in SERVICES and not path.exists():
            continue  # the administrator exists already, or nobody could run this
        try:
            word = path.read_text(encoding="utf-8").strip()
        except (OSError, ValueError):
            raise WrongUse(f"--passwords: {path} cannot be read") from None
        if not word:
            raise WrongUse(f"--passwords: {path} is empty")
        yield user, word
