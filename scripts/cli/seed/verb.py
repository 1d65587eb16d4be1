"""Enters the rows of the registry. In development it also enters the sample data."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from domain.kernel.actor import Process
from scripts.cli.environment import Environ, counted
from scripts.cli.seed.grants import grant_new
from scripts.cli.seed.load import enter, enter_new, left, otherwise
from scripts.cli.seed.registry_file import PROVINCE, SAMPLE, read
from scripts.cli.seed.registry_row import Row, law
from scripts.cli.seed.stories import carry_out, enter_accounts, officers, stories
from store.driver.connection import Clock, wall_clock
from store.keys.author import Author
from store.process.setting_values import Mode
from store.process.settings import Settings
from store.store import Store, opened_store
from store.write.stating import begin_duty


async def run(options: Namespace, environ: Environ) -> None:
    """Enter new rows and print their number. All files are checked before anything is written."""
    await seed(Settings.from_env(environ), options.file or PROVINCE)


async def seed(settings: Settings, file: Path = PROVINCE, clock: Clock = wall_clock) -> None:
    registry = read(file)
    sample = (*read(SAMPLE), *officers()) if settings.mode is Mode.DEVELOPMENT else ()
    async with opened_store(settings, clock) as store:
        await begin_duty(store.connection)
        await _say(store, "registry", registry)
        listed = tuple(law())
        print(f"law, to be confirmed: {counted(len(listed), 'row')}, {await enter_new(store, listed)} new")
        for line in left("law", await otherwise(store, listed), "this version lists them"):
            print(line)
        if sample:
            await _say(store, "samples", sample)
            acting = of_the_api(store, settings)
            print(f"accounts: {await enter_accounts(store, acting, settings.sign_in_url)} new")
            print(f"grants: {counted(len(await grant_new(store)), 'agency', 'agencies')}")
            print(f"cases: {counted(await carry_out(acting, stories()), 'new step')}")


async def _say(store: Store, what: str, rows: Sequence[Row]) -> None:
    print(f"{what}: {counted(len(rows), 'row')}, {await enter(store, rows)} new")


def of_the_api(store: Store, settings: Settings) -> Store:
    """Return the store that signs with the API's key, if that key is beside the key of the command line. Acts of sample
    people go through the API."""
    own = settings.author_key_file
    file = own and own.with_name(own.name.replace(Process.CLI, Process.API))
    if file is None or not file.exists():
        return store
    return Store(replace(store.connection, author=Author.from_file(file, settings.log_origin)))
