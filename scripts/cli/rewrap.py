"""Rotation of the master key: `casebook keys rewrap --to FILE`."""

import secrets
from dataclasses import replace
from pathlib import Path

from scripts.cli.environment import Environ, counted
from store.driver.connection import connected
from store.keys.master import KEY_BYTES, MasterKey
from store.process.private_files import kept
from store.process.settings import DevelopmentSettings, Settings
from store.provisioning.rewrap import rewrap


async def run(to: Path, environ: Environ) -> int:
    """Encrypt all existing keys under the key in a file, which is made unless it exists. Print the result."""
    settings = Settings.from_env(environ)
    admin = DevelopmentSettings.from_env(environ).admin_uri
    kept(to, lambda: MasterKey.from_file(settings.master_key_file).successor(secrets.token_bytes(KEY_BYTES)).strip())
    async with connected(replace(settings, mongo_uri=admin or settings.mongo_uri)) as connection:
        done = await rewrap(connection, MasterKey.from_file(to))
    print(f"{counted(done.keys, 'key')} rewrapped, {counted(done.heads, 'head')} of cases rebuilt")
    print(f"now give every service {to} as its master key, run casebook verify, and destroy the old key's file")
    if done.unopened:
        print(
            f"{counted(done.unopened, 'key opens', 'keys open')} under neither key: see casebook verify (key-altered)"
        )
    return 1 if done.unopened else 0
