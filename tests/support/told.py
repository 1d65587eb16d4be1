"""Failures of tests in sentences: the name that is missing, the file, and the line to write."""

from collections.abc import Iterable

import pytest


def lines_for(wanted: Iterable[str], there: Iterable[str], file: str, line: str) -> None:
    """Fail with a sentence for each thing without a line in a file, and for each line of what is not there.

    `line` says what to write, with `{}` for the thing.
    """
    names, known = list(wanted), list(there)
    lost = [f"{file} has no line for {name}. Add: {line.format(name)}" for name in sorted({*names} - {*known})]
    left = [f"{file} has a line for {name}, which is not in the code." for name in sorted({*known} - {*names})]
    twice = [f"{file} has two lines for {name}." for name in sorted({*known}) if known.count(name) > 1]
    nothing_missing(lost + left + twice)


def nothing_missing(sentences: Iterable[str]) -> None:
    """Fail with these sentences and nothing else, if there are any."""
    if said := "\n".join(sentences):
        pytest.fail(said, pytrace=False)
