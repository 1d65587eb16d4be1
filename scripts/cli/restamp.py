"""Have all time stamps stamped again, before their algorithm ages: `casebook restamp --to FOLDER --url … --tsa …`."""

import asyncio
from argparse import ArgumentParser, Namespace
from pathlib import Path

from scripts.cli.environment import Environ
from scripts.cli.errors import WrongUse
from store.log.stamping.archive import ArchiveRefused, checked, copy_stamps, renew
from store.log.stamping.stamper import QUERY_TYPE
from store.log.stamping.stamps import Authority, StampRefused
from store.log.storage import LogStorage
from store.log.witnessing.witness import Exchange, WitnessAway
from store.process.settings import Settings
from store.store import opened_store

HELP = "copy all time stamps to an archive and have a list of them stamped; exit code 1 when the archive was changed"


def arguments(parser: ArgumentParser) -> None:
    """Where the archive is, and who stamps."""
    parser.add_argument("--to", type=Path, required=True, help="the archive's folder; what is there is checked first")
    parser.add_argument("--url", help="the authority that stamps the list (RFC 3161); without it nothing is stamped")
    parser.add_argument("--tsa", type=Path, help="certificates (PEM) of that authority")


def run(options: Namespace, environ: Environ) -> int:
    """Check, copy, and have the list stamped."""
    if (options.url is None) is not (options.tsa is None):
        raise WrongUse("--url and --tsa go together")
    try:
        options.to.mkdir(mode=0o700, parents=True, exist_ok=True)
        authority = Authority.from_pem(options.tsa.read_bytes()) if options.tsa else None
        checked(options.to)
        fresh = asyncio.run(_copied(options.to, Settings.from_env(environ)))
        print(f"{fresh} new stamps in {options.to}")
        if authority:
            print(f"stamped: {renew(options.to, authority, lambda question: _asked(options.url, question))}")
    except ArchiveRefused as refused:
        print(f"fault: {refused}")
        return 1
    except StampRefused as refused:
        raise WrongUse(f"--tsa: {refused}") from None
    except WitnessAway as away:
        raise WrongUse(f"--url: {away}") from None
    except OSError as error:
        raise WrongUse(f"{error.filename}: {error.strerror}") from None
    return 0


async def _copied(folder: Path, settings: Settings) -> int:
    async with opened_store(settings) as store:
        return await copy_stamps(LogStorage.of(store.connection), folder)


def _asked(url: str, question: bytes) -> bytes:
    status, answer = Exchange(url).post(question, QUERY_TYPE)
    if status != 200:
        raise WitnessAway(f"status {status}")
    return answer
