"""The command line of an installation: `python -m scripts.cli VERB`, or scripts/casebook.

Exit codes: 0 done, 1 something was found or refused, 2 wrong use or wrong settings (nothing was done).
"""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, NoReturn, Protocol

from pymongo.errors import PyMongoError

from domain.kernel.refusals import InvalidInput, NotAllowed, Problem, Refused
from domain.messages import message
from scripts.cli.environment import Environ, load
from scripts.cli.errors import CommandError
from scripts.cli.seed.errors import RegistryRefused, RowRefused
from store.keys.master import KeyRefused
from store.process import logs
from store.process.settings import SettingsRefused


class Verb(Protocol):
    """A module or an object that is a verb."""

    @property
    def HELP(self) -> str:
        """What it does, in a line."""

    def arguments(self, parser: ArgumentParser, /) -> None:
        """Add its options."""

    def run(self, options: Namespace, environ: Environ, /) -> int:
        """Carry it out; the exit code."""


VERBS: Mapping[str, str] = {
    "init": "init",
    "doctor": "doctor",
    "conform": "conform",
    "run": "run",
    "provision": "provision",
    "keys": "keys",
    "seed": "seed.verb",
    "grants": "grants",
    "token": "token",
    "tokens": "tokens",
    "import": "import_file",
    "account": "account",
    "revoke": "revoke",
    "mirror": "mirror",
    "verify": "verify",
    "upgrade": "upgrade",
    "migrate": "migrate",
    "backup": "backup",
    "restore": "restore",
    "drill": "drill",
    "rebuild": "rebuild",
    "restamp": "restamp",
    "witness": "witness",
    "documents": "documents",
    "mock": "mock.verb",
    "operations": "operations.verb",
    "jobs": "jobs",
    "user": "acting.user",
    "client": "acting.client",
    "officer": "acting.verbs:OFFICER",
    "agency": "acting.verbs:AGENCY",
    "area": "acting.verbs:AREA",
    "lead": "acting.verbs:LEAD",
    "days-off": "acting.verbs:DAYS_OFF",
    "regulation": "acting.verbs:REGULATION",
    "logs": "log_lines",
}
"""Where each is: a module of this package, or an object in one."""
FAILED, WRONG, INTERRUPTED = 1, 2, 130
LINE_MOST = 1_000


class Parser(ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        """End with the line."""
        self.exit(WRONG, f"{self.prog}: {message}\n")


def verb_of(name: str) -> Verb:
    """A verb by its name. Only its own module is imported: all of them take longer than most verbs do."""
    module, _, attribute = VERBS[name].partition(":")
    found: Any = import_module(f"scripts.cli.{module}")
    made: Verb = getattr(found, attribute) if attribute else found
    return made


def parser(words: Sequence[str]) -> ArgumentParser:
    """The verb that is wanted with its options; every verb where the first word names none."""
    made = Parser(prog="casebook", description="The command line of a Casebook installation.")
    verbs = made.add_subparsers(dest="verb", metavar="VERB", required=True)
    for name in words[:1] if words and words[0] in VERBS else VERBS:
        found = verb_of(name)
        found.arguments(verbs.add_parser(name, help=found.HELP, description=f"casebook {name}: {found.HELP}"))
    return made


def main(words: Sequence[str], environ: Environ) -> int:
    """Carry out a verb; the exit code."""
    options = parser(words).parse_args(words)
    load(environ)
    try:
        return verb_of(options.verb).run(options, environ)
    except (RegistryRefused, SettingsRefused, KeyRefused) as error:
        return _end(options.verb, str(error), WRONG)
    except CommandError as error:
        return _end(options.verb, str(error), error.exit_code)
    except Refused as refused:
        return _end(options.verb, f"refused: {'; '.join(map(_told, refused.problems))}", FAILED)
    except (RowRefused, NotAllowed) as refused:
        return _end(options.verb, f"refused: {refused}", FAILED)
    except PyMongoError as error:
        return _end(options.verb, f"the database did not answer as it should: {error}", FAILED)
    except KeyboardInterrupt:
        return _end(options.verb, "interrupted: run it again to finish", INTERRUPTED)


def _told(problem: Problem) -> str:
    place = f"{problem.path}: " if isinstance(problem, InvalidInput) else ""
    return f"{place}{problem.code}: {message(problem.code, problem.params, 'en')}"


def _end(verb: str, why: str, code: int) -> int:
    line = " ".join(why.split())[:LINE_MOST]
    print(f"casebook {verb}: {line}", file=sys.stderr)
    return code


if __name__ == "__main__":
    logs.configure("casebook", human=sys.stderr.isatty())
    logs.begin()
    raise SystemExit(main(sys.argv[1:], os.environ))
