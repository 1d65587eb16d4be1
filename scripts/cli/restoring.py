"""Restores a backup: `casebook restore` beside the present databases, `casebook drill` into temporary ones."""

import secrets
from argparse import Namespace
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any

from scripts.cli import verify
from scripts.cli.environment import CommandError, Environ, WrongUse, counted
from store.backup.age import ArchiveRefused, Identity
from store.backup.archive import ArchiveReader
from store.backup.backup import Restored, RestoreRefused, put
from store.backup.erased import Erased, ListRefused
from store.driver.connection import connected
from store.keys.authors import Authors, parse_authors
from store.process.setting_values import Driver
from store.process.settings import DevelopmentSettings, Settings, SettingsRefused, one
from store.provisioning.migrate import migrate
from store.queue.signs_of_life import sign
from store.tlog.strict import LogFault

UNKNOWN = "nobody is named who may have written the archives: --authors or CASEBOOK_AUTHORS_FILE (or --unsigned)"


def _newest(folder: Path | None, name: str) -> Path:
    """Return the newest archive of a kind in a folder. Raise WrongUse if there is none."""
    if folder is None:
        raise WrongUse(f"--{name} or --from: is missing")
    if not (found := sorted(folder.glob(f"{name}-*.age"))):
        raise WrongUse(f"--from: there is no {name}-….age in {folder}")
    return found[-1]


@dataclass(frozen=True, kw_only=True)
class Source:
    """A backup to restore."""

    options: Namespace
    settings: Settings
    """Settings for the target databases, with their administrator's rights."""

    @classmethod
    def of(cls, options: Namespace, environ: Environ, prefix: str) -> "Source":
        """Return the backup that will be restored into databases with a prefix. Raise WrongUse, SettingsRefused."""
        for name in ("record", "keys"):
            setattr(options, name, getattr(options, name) or _newest(options.folder, name))
        admin = DevelopmentSettings.from_env(environ).admin_uri or one("mongo_uri", environ)
        try:
            renamed = Settings.from_env({**environ, "CASEBOOK_MONGO_PREFIX": prefix, "CASEBOOK_MONGO_URI": admin})
        except SettingsRefused as refused:
            if refused.variable == "CASEBOOK_MONGO_PREFIX":
                raise WrongUse(f"--prefix: {refused}") from None
            raise
        return cls(options=options, settings=replace(renamed, mongo_driver=Driver.PYMONGO))

    async def put(self) -> tuple[Restored, datetime]:
        """Restore the backup. Return the summary and the time of the backup. Raise WrongUse, CommandError."""
        options = self.options
        try:
            with ExitStack() as files:
                authors = self._authors()
                record, keys = (
                    ArchiveReader.opened(files.enter_context(path.open("rb")), Identity.of(identity), name, authors)
                    for name, path, identity in (
                        ("record", options.record, options.identity),
                        ("keys", options.keys, options.keys_identity or options.identity),
                    )
                )
                if record.head["origin"] != keys.head["origin"]:
                    raise WrongUse("the archives are of two registers")
                async with connected(self.settings) as connection:
                    client: Any = connection.client
                    done = await put(client, connection, record, keys, self._erased(authors))
                    await migrate(connection)  # a backup of an earlier version has heads in that version's shape
                return done, record.head["at"]
        except RestoreRefused as refused:
            raise CommandError(f"nothing was put back: {refused} (docs/operate/backup.md)") from None
        except ArchiveRefused as refused:
            raise CommandError(f"{refused}; what was put back so far is of no use") from None

    def _authors(self) -> Authors | None:
        """Return the authors whose signatures are accepted on the archives and the list of erasures; None with
        `--unsigned`.

        The operator specifies the authors. An archive cannot, because anybody can encrypt to its recipient. Raise
        WrongUse.
        """
        if self.options.unsigned:
            return None
        file = self.options.authors or self.settings.authors_file
        try:
            authors = parse_authors(file.read_bytes(), self.settings.log_origin) if file else Authors()
        except LogFault as fault:
            raise WrongUse(f"--authors: {fault}") from None
        if not authors.admissions:
            raise WrongUse(UNKNOWN)
        return authors

    def _erased(self, authors: Authors | None) -> Erased:
        try:
            return Erased.of(self.options.erased, authors) if self.options.erased else Erased()
        except ListRefused as fault:
            raise WrongUse(f"--erased: {fault}") from None

    async def verified(self, *, live: bool = False) -> int:
        """Verify the restored data, and print each finding. Return the number of faults."""
        return await verify.verified(self.options, self.settings, live=live)


def told(done: Restored, at: datetime) -> str:
    """Return a line that describes the restored data."""
    return (
        f"backup of {at:%Y-%m-%dT%H:%M:%SZ}: {counted(done.documents, 'document')}, {counted(done.wrapped, 'key')}, "
        f"{counted(done.entries, 'entry', 'entries')} of the log; left out because they were destroyed: "
        f"{counted(done.left_out, 'key')}"
    )


NEXT = """\
Next:
  casebook provision --passwords DIR, with CASEBOOK_MONGO_PREFIX={prefix}: the services get their rights here
  the same prefix in the settings of every process
  scripts/casebook run sealer -- --resume-from FILE, or --succeed --lost FILE (docs/operate/backup.md)"""


async def restore(options: Namespace, environ: Environ) -> int:
    """Restore, verify, and print the next step for the operator."""
    source = Source.of(options, environ, options.prefix)
    print(told(*await source.put()))
    faults = await source.verified()
    print(counted(faults, "fault"))
    print(NEXT.format(prefix=options.prefix))
    return 1 if faults else 0


SAID = "not in this backup: {missing} of the {all} versions that the register has now"


async def drill(options: Namespace, environ: Environ) -> int:
    """Restore the backup, compare and report the result, and drop the databases."""
    source = Source.of(options, environ, f"drill{secrets.token_hex(4)}")
    living = Settings.from_env(environ)
    began = monotonic()
    try:
        done, at = await source.put()
        print(told(done, at))
        faults = await source.verified(live=True)
        now, then = await _versions(living), await _versions(source.settings)
        print(SAID.format(missing=max(0, now - then), all=now))
    finally:
        await _drop(source.settings)
    if not faults:
        async with connected(living) as connection:
            await sign(connection, "drill")
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
            database = connection.client[name]
            if connection.embedded:  # dropping goes entry by entry, each to disk, and blocks other commands
                for collection in await database.list_collection_names():
                    await database[collection].delete_many({})
            await connection.client.drop_database(name)
