"""Print every shape of a query with what answers it: `python -m scripts.workbench.shapes FILE`."""

import sys
from pathlib import Path

from scripts.workbench.shapes.page import page
from scripts.workbench.shapes.proof import faults
from scripts.workbench.shapes.written import loaded


def main(words: list[str]) -> int:
    """Print the shapes, and those that no index answers. Return 1 if there are any."""
    [file] = words
    found = loaded(Path(file).read_text())
    print(page(found))
    unproven = faults(found)
    print("\n".join(unproven) or f"{len(found)} shapes, all proven or named")
    return 1 if unproven else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
