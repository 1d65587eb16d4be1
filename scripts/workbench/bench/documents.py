"""What setting a long report costs: over an empty page of the same format, and over the same paragraphs set bare."""

import json
import subprocess
import sys
from typing import Final

from scripts.workbench.bench.measuring import spread, table

PAGES: Final = 60


def measured(pages: int) -> tuple[int, list[dict[str, float]]]:
    """What `workers.documents.measure` finds, in a process of its own: pages, and the seconds of each round."""
    command = [sys.executable, "-m", "workers.documents.measure", str(pages)]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found["pages"], found["rounds"]


def main(pages: int = PAGES) -> None:
    """Print the table."""
    made, rounds = measured(pages)
    print(f"A report of {made} pages, {len(rounds)} rounds in turns.\n")
    rows = []
    for name, title in (
        ("empty", "an empty page"),
        ("words", "the same words, bare"),
        ("pdf", "PDF"),
        ("docx", "DOCX"),
    ):
        over = ([one[name] / one[floor] for one in rounds] for floor in ("empty", "words"))
        rows.append([title, spread([one[name] for one in rounds], 3), *(spread(ratios, 1) for ratios in over)])
    print(table(["(min / median / max)", "seconds", "over an empty page", "over the same words, bare"], rows))
