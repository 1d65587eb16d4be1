"""Output of a failed test: the first difference, in few enough lines to be read."""

from collections.abc import Iterator, Mapping
from difflib import unified_diff
from itertools import islice
from typing import Any

LINES_MOST, WIDTH_MOST = 36, 240
"""Most lines of one error, and most characters of a line."""
LONG = 2_000
"""Characters of a text from which pytest's own comparison takes long and prints everything."""


def of_values(left: object, right: object) -> list[str] | None:
    """Return the first differences of two texts or mappings; None for others and for short texts, which pytest
    compares."""
    match left, right:
        case str(), str() if max(len(left), len(right)) >= LONG:
            return ["the texts are equal", *unified_diff(left.splitlines(), right.splitlines(), lineterm="")]
        case Mapping(), Mapping():
            return ["the mappings are equal", *islice(_of_mappings(left, right), LINES_MOST)]
    return None


def _of_mappings(left: Mapping[Any, Any], right: Mapping[Any, Any]) -> Iterator[str]:
    for key in [*left, *(key for key in right if key not in left)]:
        sides = [f"{side[key]!r}" if key in side else "(no such key)" for side in (left, right)]
        if sides[0] != sides[1]:
            yield f"{key!r}: {sides[0]} != {sides[1]}"


def shorten(failure: Any) -> None:
    """Shorten pytest's report of a failure: lines that are too long, and errors with too many lines."""
    for trace, crash, _ in getattr(failure, "chain", ()):
        for entry in trace.reprentries:
            entry.lines = _shortened(entry.lines)
        if crash is not None:
            crash.message = "\n".join(_shortened(crash.message.splitlines()))


def _shortened(lines: list[str]) -> list[str]:
    errors = [place for place, line in enumerate(lines) if line.startswith("E")][LINES_MOST:]
    shown = [line if len(line) <= WIDTH_MOST else f"{line[:WIDTH_MOST]}…" for line in lines]
    left_out = set(errors)
    kept = [line for place, line in enumerate(shown) if place not in left_out]
    return [*kept, f"E   … {len(errors)} lines more"] if errors else kept
