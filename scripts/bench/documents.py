"""What setting a long report costs: over an empty page of the same format, and over the same paragraphs set bare."""

import json
import subprocess
import sys
from typing import Final

PAGES: Final = 60


def measured(pages: int) -> dict[str, float]:
    """What `workers.documents.measure` finds, in a process of its own."""
    command = [sys.executable, "-m", "workers.documents.measure", str(pages)]
    found: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


def main(pages: int = PAGES) -> None:
    """Print the table."""
    found = measured(pages)
    print(f"A report of {found['pages']:.0f} pages; each the median of five.\n")
    print("| | seconds | over an empty page | over the same words, bare |")
    print("|---|---|---|---|")
    for name, title in (
        ("empty", "an empty page"),
        ("words", "the same words, bare"),
        ("pdf", "PDF"),
        ("docx", "DOCX"),
    ):
        seconds = found[name]
        print(f"| {title} | {seconds:.3f} | {seconds / found['empty']:.1f} | {seconds / found['words']:.1f} |")
