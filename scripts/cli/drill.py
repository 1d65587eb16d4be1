"""Try a backup out: `casebook drill` puts it back into databases that are dropped again, and reports."""

import secrets
from argparse import Namespace
from time import monotonic

from scripts.cli.counting import counted
from scripts.cli.environment import Environ
from scripts.cli.restoring import Source, told
from store.driver.connection import connected
from store.process.settings import Settings

SAID = "not in this backup: {missing} of the {all} versions that the register has now"


async def run(options: Namespace, environ: Environ) -> int:
    """Put it back, compare, report, drop."""
    source = Source.of(options, environ, f"drill{secrets.token_hex(4)}")
    living = Settings.from_env(environ)
    began = monotonic()
    try:
        done, at = await source.put()
        print(told(done, at))
        faults = await source.verified()
        now, then = await _versions(living), await _versions(source.settings)
        print(SAID.format(missing=max(0, now - then), all=now))
    finally:
        await _drop(source.settings)
    print(
        f"drill: {counted(faults, 'fault')}; put back and verified in {counted(round(monotonic() - began), 'second')}"
    )
    return 1 if faults else 0


async def _versions(settings: Settings) -> int:
    async with connected(settings) as connection:
        return await connection.revisions.count_documents({})


async def _drop(settings: Settings) -> None:
    async with connected(settings) as connection:
        for name in connection.names.all:
            await connection.client.drop_database(name)
