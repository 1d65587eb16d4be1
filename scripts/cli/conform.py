"""Ask a database whether it does what the register relies on: `casebook conform URI`."""

from argparse import Namespace
from collections import Counter

from scripts.cli.conforming.checks import CHECKS
from scripts.cli.conforming.result import Outcome, result_of
from scripts.cli.conforming.trial import trial
from scripts.cli.environment import Environ

FAILED, INCOMPLETE = 1, 3


async def run(options: Namespace, environ: Environ) -> int:
    """Ask everything and print a line for each check."""
    count = Counter[Outcome]()
    async with trial(options.uri, step_down=options.step_down) as laid_out:
        for check in CHECKS:
            found = await result_of(check, laid_out)
            print(found.line(), flush=True)
            count[found.outcome] += 1
    hold, fail, unasked = (count[outcome] for outcome in Outcome)
    print(f"conform: {hold} hold, {fail} do not, {unasked} could not be asked")
    return FAILED if fail else INCOMPLETE if unasked else 0
