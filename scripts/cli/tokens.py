"""Mint the tokens of all samples."""

import json
import sys
from argparse import ArgumentParser, Namespace

from scripts.cli.environment import Environ
from scripts.cli.minting import DAY, Mint
from scripts.seed.samples import SAMPLES, caller

HELP = f"print the tokens of all samples as JSON, good for {DAY // 60} hours (not in production)"


def arguments(parser: ArgumentParser) -> None:
    """None."""


def run(options: Namespace, environ: Environ) -> int:
    """Print token by name; how long they last goes to stderr, so that the output stays JSON."""
    mint = Mint.of(environ)
    print(json.dumps({name: mint.token(caller(name), DAY, mint.now) for name in SAMPLES}, indent=2))
    print(f"These tokens are good for {DAY // 60} hours.", file=sys.stderr)
    return 0
