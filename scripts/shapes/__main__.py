"""Make the page of shapes.

python -m scripts.shapes FILE
"""

import sys
from pathlib import Path

from scripts.shapes.page import page
from scripts.shapes.proof import faults
from scripts.shapes.written import loaded

PAGE = Path(__file__).parents[2] / "docs" / "measurements" / "query-shapes.md"


def main(words: list[str]) -> int:
    """Write the page; 1 with a line for each shape that is not proven."""
    [file] = words
    found = loaded(Path(file).read_text())
    PAGE.write_text(page(found))
    unproven = faults(found)
    print("\n".join(unproven) or f"{len(found)} shapes, all proven or named")
    return 1 if unproven else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
