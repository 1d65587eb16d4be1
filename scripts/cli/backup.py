"""Take a backup: `casebook backup --to DIR --recipient age1…`."""

from argparse import Namespace

from scripts.cli.environment import CommandError, Environ, WrongUse, counted
from store.backup.age import ArchiveRefused, Recipient
from store.backup.backup import BackupFailed, take
from store.driver.connection import connected
from store.process.settings import Settings
from store.queue.signs_of_life import sign


async def run(options: Namespace, environ: Environ) -> None:
    """Take the backup, and print a list of its content."""
    try:
        record = [Recipient.of(text) for text in options.recipient]
        keys = [Recipient.of(text) for text in options.keys_recipient] or record
        options.to.mkdir(mode=0o700, parents=True, exist_ok=True)
        async with connected(Settings.from_env(environ)) as connection:
            await connection.counters.find_one({})  # so that the driver knows the kind of server
            taken = await take(connection, options.to, record, keys)
            await sign(connection, "backup")
    except ArchiveRefused as refused:
        raise WrongUse(f"--recipient: {refused}") from None
    except BackupFailed as failed:
        raise CommandError(str(failed)) from None
    documents, entries = counted(taken.documents, "document"), counted(taken.entries, "entry", "entries")
    print(f"{taken.record}: {documents}, {entries} of the log")
    print(
        f"{taken.keys}: {counted(taken.wrapped, 'key')}; destroy the archives of keys before it, for they undo erasures"
    )
