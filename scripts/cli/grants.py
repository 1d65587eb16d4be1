"""What agencies are granted: show it, and give new agencies their first grants."""

from argparse import Namespace

from scripts.cli.counting import counted
from scripts.cli.environment import Environ
from scripts.cli.seed.grants import grant_new, propose_for_leads
from store.process.settings import Settings
from store.store import opened_store


async def run(options: Namespace, environ: Environ) -> None:
    """Show the grants, or enter first ones."""
    async with opened_store(Settings.from_env(environ)) as store:
        if options.new:
            given = await grant_new(store)
            print(f"first grants: {counted(len(given), 'agency', 'agencies')}")
            for agency in await propose_for_leads(store):
                print(f"{agency}: proposed what it needs to lead; an administrator of another agency approves")
        registry = await store.registry.current()
        for agency in sorted(registry.agencies):
            print(f"{agency}: {' '.join(sorted(registry.granted.get(agency, ()))) or 'nothing'}")
