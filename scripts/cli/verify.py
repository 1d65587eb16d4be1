"""Compare record, chains and heads."""

import asyncio
from argparse import ArgumentParser, Namespace

from scripts.cli.environment import Environ
from store.audit import findings
from store.settings import Settings
from store.store import opened_store

HELP = "compare the record with itself and with the heads; exit code 1 when they disagree"


def arguments(parser: ArgumentParser) -> None:
    """None."""


def run(options: Namespace, environ: Environ) -> int:
    """Print each finding on a line of its own."""
    count = asyncio.run(_verify(Settings.from_env(environ)))
    print(f"{count} findings")
    return 1 if count else 0


async def _verify(settings: Settings) -> int:
    count = 0
    async with opened_store(settings) as store:
        async for finding in findings(store.connection):
            print(finding)
            count += 1
    return count
