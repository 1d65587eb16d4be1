"""Which tests of the last run failed, for `scripts/test --again`: they are tried once more when they are few.

A run of thousands of tests with real servers can lose one of them to a machine that hangs for a moment, and a test that
leaves something behind can fail those that its worker runs after it. More failures than that are no chance.
"""

import json
import sys
from pathlib import Path

from scripts.workbench import ROOT

CACHE = ROOT / ".pytest_cache/v/cache/lastfailed"
"""Where pytest writes down the names of tests that failed."""
AGAIN_MOST = 3
"""How many tests may be tried again. More hide a fault of ours."""


def failed(cache: Path = CACHE) -> list[str]:
    """The names of the tests that failed in the last run, none if no run has written any."""
    return sorted(json.loads(cache.read_text())) if cache.exists() else []


def main(cache: Path = CACHE) -> int:
    """Print the tests to try again. The exit code is 1 when there is none, or when there are too many."""
    names = failed(cache)
    print("\n".join(names[: AGAIN_MOST + 1]))
    return 0 if 0 < len(names) <= AGAIN_MOST else 1


if __name__ == "__main__":
    sys.exit(main())
