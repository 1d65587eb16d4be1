"""List jobs and deliveries that were given up, and begin them again."""

from argparse import Namespace

from scripts.cli.environment import Environ
from scripts.cli.errors import WrongUse
from store.process.settings import Settings
from store.queue.dead_rows import DEAD_A_LOOK
from store.store import opened_store


async def run(options: Namespace, environ: Environ) -> int:
    """Print each on a line: when it was due last, job, failure, attempts, id."""
    if options.again and not (options.ids or options.job):
        raise WrongUse("--again needs an ID or --job")
    async with opened_store(Settings.from_env(environ)) as store:
        rows = await store.dead.listed(options.ids, options.job)
        for row in rows:
            print(f"{row.due_at:%Y-%m-%dT%H:%M:%SZ} {row.job} {row.failure} attempts={row.attempts} {row.id}")
        if options.again:
            begun = await store.dead.revive([row.id for row in rows])
            print(f"{begun} begun anew")
            return 1 if begun < len(options.ids) else 0
    print(f"{len(rows)} given up" + (", or more" if len(rows) == DEAD_A_LOOK else ""))
    return 1 if rows else 0
