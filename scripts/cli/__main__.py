"""The command line of an installation: `python -m scripts.cli VERB`, or scripts/casebook.

Exit codes: 0 done, 1 something was found or refused, 2 wrong use or wrong settings (nothing was done).
"""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from typing import NoReturn, Protocol

from pymongo.errors import PyMongoError

from domain.kernel.refusals import NotAllowed, Refused
from scripts.cli import (
    account,
    backup,
    doctor,
    documents,
    drill,
    grants,
    import_file,
    init,
    jobs,
    keys,
    log_lines,
    migrate,
    mirror,
    mock,
    operations,
    provision,
    rebuild,
    restamp,
    restore,
    revoke,
    run,
    seed,
    token,
    tokens,
    verify,
    witness,
)
from scripts.cli.acting import client, user
from scripts.cli.acting.verbs import AGENCY, AREA, DAYS_OFF, LEAD, OFFICER, REGULATION
from scripts.cli.environment import Environ, load
from scripts.cli.errors import CommandError
from scripts.seed.errors import RegistryRefused, RowRefused
from store import logs
from store.record.keys import KeyRefused
from store.settings import SettingsRefused


class Verb(Protocol):
    """A module or an object that is a verb."""

    @property
    def HELP(self) -> str:
        """What it does, in a line."""

    def arguments(self, parser: ArgumentParser, /) -> None:
        """Add its options."""

    def run(self, options: Namespace, environ: Environ, /) -> int:
        """Carry it out; the exit code."""


VERBS: Mapping[str, Verb] = {
    "init": init,
    "doctor": doctor,
    "run": run,
    "provision": provision,
    "keys": keys,
    "seed": seed,
    "grants": grants,
    "token": token,
    "tokens": tokens,
    "import": import_file,
    "account": account,
    "revoke": revoke,
    "mirror": mirror,
    "verify": verify,
    "migrate": migrate,
    "backup": backup,
    "restore": restore,
    "drill": drill,
    "rebuild": rebuild,
    "restamp": restamp,
    "witness": witness,
    "documents": documents,
    "mock": mock,
    "operations": operations,
    "jobs": jobs,
    "user": user,
    "client": client,
    "officer": OFFICER,
    "agency": AGENCY,
    "area": AREA,
    "lead": LEAD,
    "days-off": DAYS_OFF,
    "regulation": REGULATION,
    "logs": log_lines,
}
FAILED, WRONG, INTERRUPTED = 1, 2, 130
LINE_MOST = 1_000


class Parser(ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        """End with the line."""
        self.exit(WRONG, f"{self.prog}: {message}\n")


def parser() -> ArgumentParser:
    """Every verb with its options."""
    made = Parser(prog="casebook", description="The command line of a Casebook installation.")
    verbs = made.add_subparsers(dest="verb", metavar="VERB", required=True)
    for name, verb in VERBS.items():
        verb.arguments(verbs.add_parser(name, help=verb.HELP, description=f"casebook {name}: {verb.HELP}"))
    return made


def main(words: Sequence[str], environ: Environ) -> int:
    """Carry out a verb; the exit code."""
    options = parser().parse_args(words)
    load(environ)
    try:
        return VERBS[options.verb].run(options, environ)
    except (RegistryRefused, SettingsRefused, KeyRefused) as error:
        return _end(options.verb, str(error), WRONG)
    except CommandError as error:
        return _end(options.verb, str(error), error.exit_code)
    except (RowRefused, Refused, NotAllowed) as refused:
        return _end(options.verb, f"refused: {refused}", FAILED)
    except PyMongoError as error:
        return _end(options.verb, f"the database did not answer as it should: {error}", FAILED)
    except KeyboardInterrupt:
        return _end(options.verb, "interrupted: run it again to finish", INTERRUPTED)


def _end(verb: str, why: str, code: int) -> int:
    line = " ".join(why.split())[:LINE_MOST]
    print(f"casebook {verb}: {line}", file=sys.stderr)
    return code


if __name__ == "__main__":
    logs.configure("casebook", human=sys.stderr.isatty())
    logs.begin()
    raise SystemExit(main(sys.argv[1:], os.environ))
