"""Compare a generated file with its source, and show the first lines that differ: a schema has twenty thousand."""

from difflib import unified_diff
from itertools import islice

import pytest

LINES_MOST = 40
"""Most lines of the difference to show."""


def expect_made(checked_in: str, made: str, file: str, command: str) -> None:
    """Fail unless a file equals the output of its command."""
    if checked_in != made:
        found = unified_diff(checked_in.splitlines(), made.splitlines(), file, "made now", n=0, lineterm="")
        shown = "\n".join(islice(found, LINES_MOST))
        pytest.fail(f"{file} is stale. Make it again: {command}\n{shown}", pytrace=False)
