"""Measure one thing and print its table: `python -m scripts.workbench.bench NAME [SIZE…]`."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence

from scripts.workbench.bench import answers, growth, limits, record, signatures


def main(words: Sequence[str]) -> None:
    """Run the measurement. Raises SystemExit with 2 and the usage for other words."""
    parser = ArgumentParser(prog="python -m scripts.workbench.bench", description=__doc__)
    names = parser.add_subparsers(dest="name", metavar="NAME", required=True)
    names.add_parser("answers", help="answers with and without query plans")
    names.add_parser("limits", help="hostile documents, and how long they hold the loop")
    names.add_parser("record", help="bytes of the log and of packs, and the CPU of verifying them")
    names.add_parser("signatures", help="the CPU and the bytes of acts that people sign")
    growing = names.add_parser("growth", help="answers as the register grows, for example 1000 10000")
    growing.add_argument("sizes", metavar="SIZE", nargs="+", type=int)
    given = vars(parser.parse_args(words))
    mains = {"answers": answers.main, "limits": limits.main, "growth": growth.main, "record": record.main}
    mains |= {"signatures": signatures.main}
    mains[given.pop("name")](*given.get("sizes", ()))


if __name__ == "__main__":
    main(sys.argv[1:])
