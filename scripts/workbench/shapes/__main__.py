"""Write the list of shapes that `casebook conform` checks: `python -m scripts.workbench.shapes FILE`.

FILE is the output of a whole run of the tests with CASEBOOK_SHAPES=FILE.
"""

import sys
from pathlib import Path

from scripts.cli.conforming.plans import FILE
from scripts.workbench.shapes.listed import faults, lines
from scripts.workbench.shapes.written import loaded


def main(words: list[str]) -> int:
    """Write the list. Return 1, and print a line for each shape that is not proven, if there are any."""
    [file] = words
    found = loaded(Path(file).read_text())
    FILE.write_text("".join(f"{line}\n" for line in lines(found)))
    unproven = faults(found)
    print("\n".join(unproven) or f"{len(found)} shapes, all proven or named")
    return 1 if unproven else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
