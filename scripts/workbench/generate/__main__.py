"""Writes the generated files of the repository: `scripts/generate`.

Read the diff before you commit: these files show what clients and operators will notice.
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import strawberry

from resolvers.released import SCHEMAS
from resolvers.sdl import text_of
from scripts.workbench import ROOT
from scripts.workbench.generate import clients, codes, pages, refusals, verifier_rules


def _sdl(build: Callable[[], strawberry.Schema]) -> Callable[[], str]:
    return lambda: text_of(build())


FILES: Mapping[str, Callable[[], str]] = {
    refusals.FILE: refusals.made_apart,
    **{f"schema/{name}": _sdl(build) for name, build in SCHEMAS.items()},
    **clients.FILES,
    **codes.FILES,
    **pages.FILES,
    **verifier_rules.FILES,
}
"""Function that returns the text of each file, by the file's path."""


def stale(root: Path = ROOT) -> dict[str, str]:
    """Return the files that differ from their generated text, each with its new text."""
    made = {path: make() for path, make in FILES.items()}
    return {path: text for path, text in made.items() if _read(root / path) != text}


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


def main(words: Sequence[str], root: Path = ROOT) -> int:
    """Write the files that differ. With `--check` only name them, and return 1 if there are any."""
    parser = argparse.ArgumentParser(prog="scripts/generate", description="Make every made file again.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a file differs")
    check = parser.parse_args(words).check
    changes = stale(root)
    for path, text in changes.items():
        print(f"{'differs' if check else 'made'}: {path}")
        if not check:
            (root / path).write_text(text, encoding="utf-8")
    return 1 if check and changes else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
