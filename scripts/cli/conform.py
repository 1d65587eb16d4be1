"""Ask a database whether it does what the register relies on: `casebook conform URI`."""

import asyncio
from argparse import ArgumentParser, Namespace
from collections import Counter
from typing import Final

from scripts.cli.conforming.checks import CHECKS
from scripts.cli.conforming.result import Outcome, Result, result_of
from scripts.cli.conforming.trial import trial
from scripts.cli.environment import Environ

FAILED, INCOMPLETE = 1, 3
HELP: Final = (
    f"ask a database whether it does what the register relies on; exit code {FAILED} where a check does not hold, "
    f"{INCOMPLETE} where one could not be asked"
)


def arguments(parser: ArgumentParser) -> None:
    """The address, and whether the primary may step down."""
    parser.add_argument("uri", metavar="URI", help="address with the rights of the database's administrator")
    parser.add_argument("--step-down", action="store_true", help="have the primary step down, which others notice")


def run(options: Namespace, environ: Environ) -> int:
    """Ask everything and print a line for each check."""
    found = asyncio.run(_asked(options.uri, step_down=options.step_down))
    count = Counter(one.outcome for one in found)
    hold, fail, unasked = (count[outcome] for outcome in Outcome)
    print(f"conform: {hold} hold, {fail} do not, {unasked} could not be asked")
    if count[Outcome.FAILS]:
        return FAILED
    return INCOMPLETE if count[Outcome.UNASKED] else 0


async def _asked(uri: str, *, step_down: bool) -> list[Result]:
    found = []
    async with trial(uri, step_down=step_down) as laid_out:
        for check in CHECKS:
            found.append(await result_of(check, laid_out))
            print(found[-1].line(), flush=True)
    return found
