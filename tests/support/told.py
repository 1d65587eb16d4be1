"""Fail tests with sentences: the missing name, the file, and the line to write."""

from collections.abc import Iterable

import pytest


def lines_for(wanted: Iterable[str], there: Iterable[str], file: str, line: str) -> None:
    """Fail with a sentence for each name without a line in a file, and for each line without a name in the code.

    `line` is the line to add, with `{}` for the name.
    """
    names, known = list(wanted), list(there)
    lost = [f"{file} has no line for {name}. Add: {line.format(name)}" for name in sorted({*names} - {*known})]
    left = [f"{file} has a line for {name}, which is not in the code." for name in sorted({*known} - {*names})]
    twice = [f"{file} has two lines for {name}." for name in sorted({*known}) if known.count(name) > 1]
    nothing_missing(lost + left + twice)


def nothing_missing(sentences: Iterable[str]) -> None:
    """Fail with the sentences alone, without a traceback, if there are any."""
    if said := "\n".join(sentences):
        pytest.fail(said, pytrace=False)
