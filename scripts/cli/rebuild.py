"""Make all heads again."""

from argparse import Namespace

from scripts.cli.counting import counted
from scripts.cli.environment import Environ
from scripts.cli.errors import CommandError
from store.heads.rebuilding import rebuild
from store.process.settings import Settings
from store.provisioning.upgrading import forward_only
from store.store import opened_store


async def run(options: Namespace, environ: Environ) -> None:
    """Rebuild, and say how many. Raises CommandError once a newer version has written."""
    async with opened_store(Settings.from_env(environ)) as store:
        if await forward_only(store.connection):
            raise CommandError(
                "a newer version has written to the record: start that one. Going back would drop what every witness "
                "has seen (docs/operate/upgrade.md)"
            )
        print(f"{counted(await rebuild(store.connection), 'head')} made anew")
