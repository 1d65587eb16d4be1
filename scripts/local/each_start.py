"""Steps of the command line at each start of an installation: `python -m scripts.local.each_start`.

The steps are the keys of tokens, the migration to this version, and the sample data. They share one process, because a
verb's imports take longer than its work.
"""

import os
import sys
from collections.abc import Sequence
from typing import Final

from scripts.cli.__main__ import main
from scripts.cli.environment import Environ
from store.process import logs

VERBS: Final = ("keys", "migrate", "seed")


def entered(environ: Environ, verbs: Sequence[str] = VERBS) -> int:
    """Run the verbs one after another. Return the exit code of the first that fails, or 0."""
    return next((code for verb in verbs if (code := main([verb], environ))), 0)


if __name__ == "__main__":
    logs.configure("casebook", human=sys.stderr.isatty())
    logs.begin()
    raise SystemExit(entered(os.environ))
