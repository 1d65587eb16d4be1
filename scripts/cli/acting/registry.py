"""The verbs `agency`, `area`, `lead`, `officer`, `days-off` and `regulation`. Each subcommand executes a command of the
domain."""

from argparse import Namespace

from domain.book import BY_COMMAND
from scripts.cli.acting.act import carry_out, given_by, row
from scripts.cli.environment import Environ
from scripts.cli.seed.registry_row import COMMANDS, Row
from store.process.settings import Settings
from store.store import opened_store


async def run(options: Namespace, environ: Environ) -> None:
    """Execute the act, and print the row and the result."""
    command = COMMANDS[options.act]
    await do(Settings.from_env(environ), row(command, options.id, given_by(options, command)))


async def do(settings: Settings, act: Row) -> None:
    """Open the store, execute an act, and print the result."""
    async with opened_store(settings) as store:
        done = await carry_out(store, act)
    print(f"{done.stream}: {BY_COMMAND[type(act.command)].name}, version {done.version}")
