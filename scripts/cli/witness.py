"""Run a small witness, on another machine and under another administration than the register's."""

import os
import sys
from argparse import REMAINDER, ArgumentParser, Namespace

from scripts.cli.environment import Environ

HELP = "run a witness that cosigns the log's checkpoints (all words after it are the witness's own)"


def arguments(parser: ArgumentParser) -> None:
    """The witness reads its own words."""
    parser.add_argument("words", nargs=REMAINDER, help="such as --help")


def run(options: Namespace, environ: Environ) -> int:
    """Become the witness's process."""
    os.execve(sys.executable, [sys.executable, "-m", "workers.witness", *options.words], dict(environ))
