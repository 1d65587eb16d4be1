"""The keys that access tokens are signed with: the authorization server's, or the one in the installation's folder.

`keys rewrap` changes the master key instead, `keys author` makes the key with which a process signs what it writes,
`keys backup` the one that opens backups.
"""

import asyncio
from argparse import ArgumentParser, Namespace
from datetime import timedelta
from pathlib import Path

from auth.keyring import AHEAD, add_key
from scripts.cli import author, issuer, rewrap
from scripts.cli.environment import Environ
from scripts.cli.errors import WrongUse
from store.backup.age import ArchiveRefused, Identity
from store.oauth.keys import SigningKeys
from store.process.private_files import is_kept, write_private
from store.process.settings import Settings, one, variable
from store.store import opened_store

HELP = (
    "make the key that tokens are signed with, unless it is there; --rotate makes the next one; "
    "keys rewrap --to FILE changes the master key, while no service runs; "
    "keys author --name NAME --to FILE makes the key with which a process signs what it writes, and prints the public "
    "one; keys backup --to FILE makes the key that opens backups, and prints whom to encrypt them to"
)
AHEAD_MOST = 7 * 24 * 3600


def arguments(parser: ArgumentParser) -> None:
    """The next key, and when it begins to sign; or the file of the next master key."""
    parser.add_argument(
        "step", nargs="?", choices=("rewrap", "author", "backup"), help="another key than that of tokens"
    )
    parser.add_argument("--to", type=Path, metavar="FILE", help="that key's file, made unless it is there")
    parser.add_argument("--name", help="of the process that writes: api, worker, eraser, verifier, cli")
    parser.add_argument("--rotate", action="store_true", help="make the authorization server's next key")
    ahead = int(AHEAD.total_seconds())
    parser.add_argument(
        "--ahead", type=int, default=ahead, help=f"seconds it is published before it signs ({ahead}); 0 in an emergency"
    )


def run(options: Namespace, environ: Environ) -> int:
    """Make a key and say its id, or change the master key."""
    if (options.step is None) is not (options.to is None):
        raise WrongUse("rewrap, author or backup and --to FILE go together")
    if options.step == "author":
        print(author.run(options.name, options.to, one("log_origin", environ)))
        return 0
    if options.step == "backup":
        print(backup_key(options.to))
        return 0
    if options.step:
        return rewrap.run(options.to, environ)
    if not 0 <= options.ahead <= AHEAD_MOST:
        raise WrongUse(f"--ahead must be from 0 to {AHEAD_MOST}")
    if environ.get(variable("sign_in_url")):
        print(asyncio.run(_server_key(Settings.from_env(environ), options)))
    elif options.rotate:
        raise WrongUse(f"{variable('sign_in_url')}: is not set, so there is no authorization server")
    else:
        print(issuer.make(issuer.folder(environ)))
    return 0


def backup_key(to: Path) -> str:
    """Make the file unless it is there; whom to encrypt to. Raises WrongUse."""
    try:
        if not is_kept(to):
            write_private(to, f"{Identity.fresh()}\n")
        return str(Identity.of(to).recipient)
    except ArchiveRefused as refused:
        raise WrongUse(f"--to: {refused}") from None
    except OSError as error:
        raise WrongUse(f"--to: {to} cannot be used: {error.strerror}") from None


async def _server_key(settings: Settings, options: Namespace) -> str:
    async with opened_store(settings) as store:
        keys = SigningKeys(store.connection)
        known = await keys.all()
        if known and not options.rotate:
            return known[-1].kid
        return await add_key(keys, store.connection.clock(), timedelta(seconds=options.ahead))
