"""Selection of log lines by correlation id, time, level, process and logger.

A log is JSON lines, as production writes them. Lines are printed unchanged and in order, so that the output can be
filtered again; other lines are left out and counted. Only one line is held in memory.
"""

import json
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from scripts.cli.environment import Environ, WrongUse, counted

LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LINE_MOST: Final = 1_000_000
"""Most characters of a log line."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Conditions on a line; None for any value. Times compare as texts: all are UTC in milliseconds."""

    correlation: str | None = None
    since: str | None = None
    until: str | None = None
    level: str | None = None
    process: str | None = None
    logger: str | None = None

    def admits(self, line: dict[str, Any]) -> bool:
        """Return whether the line meets the conditions."""
        at, logger = str(line.get("at", "")), str(line.get("logger", ""))
        return (
            self.correlation in (None, line.get("correlation"))
            and (self.since is None or at >= self.since)
            and (self.until is None or at < self.until)
            and (self.level is None or _rank(line.get("level")) >= LEVELS.index(self.level))
            and self.process in (None, line.get("process"))
            and (self.logger is None or f"{logger}.".startswith(f"{self.logger}."))
        )


def _rank(level: Any) -> int:
    """Return the rank of a level; a library's own level has the highest, so that it is not lost."""
    return LEVELS.index(level) if level in LEVELS else len(LEVELS)


def run(options: Namespace, environ: Environ) -> None:
    """Print the lines; print at the end the number of other lines."""
    wanted = Wanted(**{each.name: getattr(options, each.name) for each in fields(Wanted)})
    strange = 0
    for line in _lines(options.files):
        found = _parsed(line)
        if found is None:
            strange += 1
        elif wanted.admits(found):
            print(line)
    if strange:
        print(f"{counted(strange, 'line was no line', 'lines were no lines')} of a log", file=sys.stderr)


def _lines(files: Iterable[Path]) -> Iterator[str]:
    """Yield every line that is not blank. Raises WrongUse for a file that cannot be read."""
    with ExitStack() as stack:
        sources = [_opened(stack, path) for path in files] or [sys.stdin]
        for source in sources:
            yield from (line for read in source if (line := read.rstrip("\n")).strip())


def _opened(stack: ExitStack, path: Path) -> Any:
    try:
        return stack.enter_context(path.open(encoding="utf-8", errors="replace"))
    except OSError as error:
        raise WrongUse(f"{path} cannot be read: {error.strerror}") from None


def _parsed(line: str) -> dict[str, Any] | None:
    try:
        found = json.loads(line) if len(line) <= LINE_MOST else None
    except ValueError:
        return None
    return found if isinstance(found, dict) and "at" in found else None
