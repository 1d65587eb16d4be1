"""Migration of an installation to this version, while it serves reads and writes: `casebook migrate`."""

from argparse import Namespace

from scripts.cli.environment import CommandError, Environ, counted
from store.heads.collection import IndexCheck
from store.process.settings import Settings
from store.provisioning.migrate import migrate, plan
from store.store import Store, opened_store


async def run(options: Namespace, environ: Environ) -> int:
    """Print the plan, and execute it."""
    async with opened_store(Settings.from_env(environ)) as store:
        await _said(store)
        if options.plan:
            return 0
        done = await migrate(store.connection)
    for stream in done.unreadable:
        print(f"{stream}: its texts do not open; casebook verify says what is wrong with it")
    print(f"{counted(done.made, 'head')} rebuilt; the register has the shape of this version")
    return 1 if done.unreadable else 0


async def _said(store: Store) -> None:
    """Print the plan. Raise CommandError if the indexes are missing."""
    if missing := await IndexCheck(store.connection).missing():
        raise CommandError(f"provision the databases first: without {', '.join(missing[:3])}")
    found = await plan(store.connection)
    for kind, heads in found.items():
        if heads.older:
            print(f"{kind}: heads of an older shape: {heads.older} of {heads.all}")
    if not any(heads.older for heads in found.values()):
        print("no head is of an older shape")
