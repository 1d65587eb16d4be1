"""Take a backup: `casebook backup --to DIR --recipient age1…`."""

import asyncio
from argparse import ArgumentParser, Namespace
from pathlib import Path

from scripts.cli.counting import counted
from scripts.cli.environment import Environ
from scripts.cli.errors import CommandError, WrongUse
from store.backup.age import ArchiveRefused, Recipient
from store.backup.take import BackupFailed, Taken, take
from store.driver.connection import connected
from store.process.settings import Settings

HELP = "back record and keys up, of one moment, in two encrypted archives, while everything goes on"


def arguments(parser: ArgumentParser) -> None:
    """Where to, and who may open it."""
    parser.add_argument("--to", type=Path, required=True, metavar="DIR", help="the folder of the archives")
    parser.add_argument(
        "--recipient",
        action="append",
        required=True,
        metavar="age1…",
        help="who may open them",
    )
    parser.add_argument(
        "--keys-recipient", action="append", default=[], metavar="age1…", help="who may open the keys, if others"
    )


def run(options: Namespace, environ: Environ) -> int:
    """Take it, and say what it holds."""
    try:
        record = [Recipient.of(text) for text in options.recipient]
        keys = [Recipient.of(text) for text in options.keys_recipient] or record
        options.to.mkdir(mode=0o700, parents=True, exist_ok=True)
        taken = asyncio.run(_taken(Settings.from_env(environ), options.to, record, keys))
    except ArchiveRefused as refused:
        raise WrongUse(f"--recipient: {refused}") from None
    except BackupFailed as failed:
        raise CommandError(str(failed)) from None
    except OSError as error:
        raise WrongUse(f"--to: {error.filename}: {error.strerror}") from None
    documents, entries = counted(taken.documents, "document"), counted(taken.entries, "entry", "entries")
    print(f"{taken.record}: {documents}, {entries} of the log")
    print(
        f"{taken.keys}: {counted(taken.wrapped, 'key')}; destroy the archives of keys before it, for they undo erasures"
    )
    return 0


async def _taken(settings: Settings, folder: Path, record: list[Recipient], keys: list[Recipient]) -> Taken:
    async with connected(settings) as connection:
        await connection.counters.find_one({})  # so that the servers have said what they are
        return await take(connection, folder, record, keys)
