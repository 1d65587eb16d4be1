"""Prints the changelog between two SDLs: `python -m resolvers.schema_changes OLD.graphql [NEW.graphql]`.

Without a second file the old SDL is compared with the present agencies' schema. For authors of clients: breaking
changes come first, then unexpected ones, then additions.
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from graphql import build_schema
from graphql.utilities import BreakingChange, DangerousChange, SafeChange, find_schema_changes

from resolvers.sdl import text

SECTIONS: Final[Mapping[type, str]] = {
    BreakingChange: "Breaking",
    DangerousChange: "Dangerous",
    SafeChange: "Added or with a new description",
}
NOTHING: Final = "No change.\n"


def changelog(old: str, new: str) -> str:
    changes = find_schema_changes(build_schema(old), build_schema(new))
    sections = []
    for kind, title in SECTIONS.items():
        lines = sorted(f"- {change.description}" for change in changes if isinstance(change, kind))
        if lines:
            sections.append("\n".join((f"### {title}", "", *lines, "")))
    return "\n".join(sections) or NOTHING


def main(words: Sequence[str]) -> int:
    if len(words) not in (1, 2):
        sys.stderr.write(f"{__doc__}\n")
        return 2
    old, *newer = (Path(word).read_text(encoding="utf-8") for word in words)
    sys.stdout.write(changelog(old, newer[0] if newer else text()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
