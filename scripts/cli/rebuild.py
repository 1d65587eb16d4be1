"""Make all heads again."""

import asyncio
from argparse import ArgumentParser, Namespace

from scripts.cli.counting import counted
from scripts.cli.environment import Environ
from scripts.cli.errors import CommandError
from store.heads.rebuilding import rebuild
from store.process.settings import Settings
from store.provisioning.upgrading import forward_only
from store.store import opened_store

HELP = "make all heads anew from record and vault; run it while nobody writes"


def arguments(parser: ArgumentParser) -> None:
    """None."""


def run(options: Namespace, environ: Environ) -> int:
    """Rebuild, and say how many."""
    print(f"{counted(asyncio.run(_rebuild(Settings.from_env(environ))), 'head')} made anew")
    return 0


async def _rebuild(settings: Settings) -> int:
    async with opened_store(settings) as store:
        if await forward_only(store.connection):
            raise CommandError(
                "a newer version has written to the record: start that one. Going back would drop what every witness "
                "has seen (docs/operate/upgrade.md)"
            )
        return await rebuild(store.connection)
