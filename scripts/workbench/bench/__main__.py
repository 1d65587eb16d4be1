"""Measure one thing and print its table: `python -m scripts.workbench.bench NAME [ARGUMENT…]`."""

import sys
from collections.abc import Callable, Mapping, Sequence

from scripts.workbench.bench import answers, growth, limits, log

BENCHES: Mapping[str, Callable[..., None]] = {
    "answers": answers.main,
    "growth": growth.main,
    "limits": limits.main,
    "log": log.main,
}
USAGE = """usage: python -m scripts.workbench.bench NAME
  answers          answers beside other GraphQL servers
  growth SIZE…     answers as the register grows, for example 1000 10000
  limits           hostile documents, and how long they hold the loop
  log [SIZE]       sealing and verifying so many entries"""


def main(words: Sequence[str]) -> int:
    """Run the measurement; return 2 with the usage for other words."""
    name, *arguments = words or [""]
    wrong = name not in BENCHES or not all(word.isdecimal() for word in arguments)
    if wrong or (arguments and name in ("answers", "limits")) or (not arguments and name == "growth"):
        print(USAGE, file=sys.stderr)
        return 2
    BENCHES[name](*map(int, arguments))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
