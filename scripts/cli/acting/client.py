"""Programs that ask for tokens, as the operator."""

import asyncio
from argparse import ArgumentParser, Namespace
from pathlib import Path

from domain.administration.clients import EnterClient
from domain.kernel.policy import IMPERSONAL, Scope
from scripts.cli.acting.act import row
from scripts.cli.acting.options import add_options, given_by
from scripts.cli.acting.verbs import do
from scripts.cli.environment import Environ
from scripts.cli.errors import WrongUse
from store.oauth.once import digest, secret
from store.process.private_files import is_kept, write_private
from store.process.settings import Settings

HELP = "register and activate a program that asks for tokens, as the operator"
OWN = ("secrets",)


def arguments(parser: ArgumentParser) -> None:
    """What the program is, and where its secret goes."""
    steps = parser.add_subparsers(dest="step", metavar="STEP", required=True)
    entered = steps.add_parser("enter", help="register and activate it")
    entered.add_argument("--id", metavar="ID", help="its client_id, client- and more (drawn)")
    entered.add_argument("--secret-to", type=Path, metavar="FILE", help="make a secret, and keep it in this file")
    add_options(entered, EnterClient, without=(*OWN, "scopes"))
    entered.add_argument("--scopes", nargs="*", metavar="SCOPE", help="what it may ask for (all that its kind may)")


def run(options: Namespace, environ: Environ) -> int:
    """Enter it."""
    settings = Settings.from_env(environ)
    given = given_by(options, EnterClient, without=OWN)
    given.setdefault("scopes", sorted(scope.value for scope in (IMPERSONAL if given.get("machine") else Scope)))
    if options.secret_to:
        given["secrets"] = [digest(_kept_secret(options.secret_to))]
    asyncio.run(do(settings, row(EnterClient, options.id, given)))
    return 0


def _kept_secret(path: Path) -> str:
    """The secret in the file, which is made unless it is there: in the file before the register knows of it."""
    try:
        if not is_kept(path):
            write_private(path, secret() + "\n")
        return path.read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise WrongUse(f"--secret-to: {path} cannot be used: {error}") from None
