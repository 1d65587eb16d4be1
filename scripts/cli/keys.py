"""Make the signing key of the embedded issuer."""

from argparse import ArgumentParser, Namespace

from scripts.cli import issuer
from scripts.cli.environment import Environ

HELP = "make the signing key of the embedded issuer, unless it is there"


def arguments(parser: ArgumentParser) -> None:
    """None."""


def run(options: Namespace, environ: Environ) -> int:
    """Make the key and say its id."""
    print(issuer.make(issuer.folder(environ)))
    return 0
