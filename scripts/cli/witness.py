"""Run a small witness, on another machine and under another administration than the register's."""

import os
import sys
from argparse import Namespace

from scripts.cli.environment import Environ


def run(options: Namespace, environ: Environ) -> int:
    """Become the witness's process."""
    os.execve(sys.executable, [sys.executable, "-m", "workers.witness", *options.words], dict(environ))
