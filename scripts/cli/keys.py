"""Keys that sign access tokens: the key of the authorization server, or the key in the installation's folder.

Other verbs of this module: `keys rewrap` changes the master key. `keys author` makes the key with which a process signs
its entries. `keys backup` makes the key that decrypts backups.
"""

import secrets
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from auth.keyring import AHEAD, add_key
from scripts.cli import issuer, person, rewrap
from scripts.cli.environment import Environ, WrongUse
from store.backup.age import ArchiveRefused, Identity
from store.keys.author import LINE, Author
from store.keys.master import KEY_BYTES, KeyRefused
from store.oauth.keys import SigningKeys
from store.process.private_files import kept
from store.process.settings import Settings, one, variable
from store.store import opened_store

AHEAD_MOST = 7 * 24 * 3600


async def run(options: Namespace, environ: Environ) -> int | None:
    """Make a key and print its id, or change the master key."""
    if (options.step is None) is not (options.to is None):
        raise WrongUse("a step and --to FILE go together")
    if options.step == "rewrap":
        return await rewrap.run(options.to, environ)
    print(await _made(options, environ))
    return None


async def _made(options: Namespace, environ: Environ) -> str:
    """Return the id of a new key, or its public half."""
    if options.step == "author":
        return author_key(options.name, options.to, one("log_origin", environ))
    if options.step == "person":
        return person.make(options.name, options.to, one("log_origin", environ))
    if options.step == "sign":
        return person.sign(options.to, options.note)
    if options.step == "backup":
        return backup_key(options.to)
    if options.ahead is not None and not 0 <= options.ahead <= AHEAD_MOST:
        raise WrongUse(f"--ahead must be from 0 to {AHEAD_MOST}")
    if environ.get(variable("sign_in_url")):
        return await _server_key(Settings.from_env(environ), options)
    if options.rotate:
        raise WrongUse(f"{variable('sign_in_url')}: is not set, so there is no authorization server")
    return issuer.make(issuer.folder(environ))


def author_key(name: str | None, to: Path, origin: str) -> str:
    """Make the key file unless it exists. Return the verifier key, which the sealer must admit. Raise WrongUse."""

    def fresh() -> str:
        line = f"{name} {secrets.token_hex(KEY_BYTES)}"
        if name is None or not LINE.fullmatch(line):
            raise WrongUse("--name: must be the name of a process: lower case letters, digits and hyphens")
        return line

    with _refused():
        kept(to, fresh)
        return Author.from_file(to, origin).vkey()


def backup_key(to: Path) -> str:
    """Make the key file unless it exists. Return the recipient for whom backups are encrypted. Raise WrongUse."""
    with _refused():
        kept(to, lambda: str(Identity.fresh()))
        return str(Identity.of(to).recipient)


@contextmanager
def _refused() -> Iterator[None]:
    try:
        yield
    except (ArchiveRefused, KeyRefused) as refused:
        raise WrongUse(f"--to: {refused}") from None


async def _server_key(settings: Settings, options: Namespace) -> str:
    async with opened_store(settings) as store:
        keys = SigningKeys(store.connection)
        known = await keys.all()
        if known and not options.rotate:
            return known[-1].kid
        ahead = AHEAD if options.ahead is None else timedelta(seconds=options.ahead)
        return await add_key(keys, store.connection.clock(), ahead)
