"""Runs benchmarks and prints tables: `python -m scripts.workbench.bench answers [MODULES]`, `… growth SIZE…`."""

import sys

from scripts.workbench.bench.answers import answers, growth

if __name__ == "__main__":
    if sys.argv[1] == "growth":
        growth(*sys.argv[2:])
    else:
        answers(*sys.argv[2:])
