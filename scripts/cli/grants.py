"""What agencies are granted: show it, and give new agencies their first grants."""

import asyncio
from argparse import ArgumentParser, Namespace

from scripts.cli.counting import counted
from scripts.cli.environment import Environ
from scripts.cli.seed.grants import grant_new, propose_for_leads
from store.process.settings import Settings
from store.store import opened_store

HELP = "show what each agency is granted; --new gives those that have none the ceiling of their role today"


def arguments(parser: ArgumentParser) -> None:
    """Whether to grant."""
    parser.add_argument("--new", action="store_true", help="enter first grants, as an act of the operator")


def run(options: Namespace, environ: Environ) -> int:
    """Show the grants, or enter first ones."""
    asyncio.run(_run(Settings.from_env(environ), new=options.new))
    return 0


async def _run(settings: Settings, *, new: bool) -> None:
    async with opened_store(settings) as store:
        if new:
            given = await grant_new(store)
            print(f"first grants: {counted(len(given), 'agency', 'agencies')}")
            for agency in await propose_for_leads(store):
                print(f"{agency}: proposed what it needs to lead; an administrator of another agency approves")
        registry = await store.registry.current()
        for agency in sorted(registry.agencies):
            print(f"{agency}: {' '.join(sorted(registry.granted.get(agency, ()))) or 'nothing'}")
