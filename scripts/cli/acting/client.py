"""Registration of programs that request tokens, by the operator."""

from argparse import Namespace
from pathlib import Path

from domain.administration.clients import EnterClient
from domain.kernel.policy import IMPERSONAL, Scope
from scripts.cli.acting.act import given_by, row
from scripts.cli.acting.registry import do
from scripts.cli.environment import Environ, WrongUse
from store.oauth.once import digest, secret
from store.process.private_files import kept
from store.process.settings import Settings


async def run(options: Namespace, environ: Environ) -> None:
    """Enter the program."""
    settings = Settings.from_env(environ)
    given = given_by(options, EnterClient)
    given.setdefault("scopes", sorted(scope.value for scope in (IMPERSONAL if given.get("machine") else Scope)))
    if options.secret_to:
        given["secrets"] = [digest(_kept_secret(options.secret_to))]
    await do(settings, row(EnterClient, options.id, given))


def _kept_secret(path: Path) -> str:
    """Return the secret in the file. A new secret is written to the file before the register gets it."""
    try:
        return kept(path, secret)
    except (OSError, ValueError) as error:
        raise WrongUse(f"--secret-to: {path} cannot be used: {error}") from None
