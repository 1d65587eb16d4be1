"""Check a database for the features that the register relies on: `casebook conform URI`."""

from argparse import Namespace
from collections import Counter
from typing import Final

from scripts.cli.conforming import plans, rights, transactions
from scripts.cli.conforming.trial import Check, Outcome, result_of, trial
from scripts.cli.environment import Environ

CHECKS: Final[tuple[Check, ...]] = (
    Check("rights", "each user may do what its role says, collection by collection", rights.each_user),
    Check("rights-nobody", "no service lays out or changes collections, indexes or users", rights.nobody),
    Check("rights-bulk", "bulkWrite asks for the same rights", rights.bulk_writes),
    Check("atomic", "a transaction over all databases happens as a whole or not at all", transactions.atomic),
    Check("snapshot", "a transaction sees one state", transactions.snapshot),
    Check(
        "conflict",
        "of two transactions that write the same document one gets an error that says to retry",
        transactions.conflicts,
    ),
    Check("concerns", "read and write concerns are obeyed", transactions.concerns),
    Check("erasure", "the log of the replica set has no erased key in the clear", transactions.erasure),
    Check("explain", "an index answers each listed query", plans.explained),
    Check("unknown-commit", "a commit whose outcome was unknown counts once", transactions.unknown_commit),
    Check("failover", "a transaction that a failover cut off is carried out once", transactions.failover),
)


FAILED, INCOMPLETE = 1, 3


async def run(options: Namespace, environ: Environ) -> int:
    """Run every check and print a line for each."""
    count = Counter[Outcome]()
    async with trial(options.uri, step_down=options.step_down) as laid_out:
        for check in CHECKS:
            found = await result_of(check, laid_out)
            print(found.line(), flush=True)
            count[found.outcome] += 1
    hold, fail, unasked = (count[outcome] for outcome in Outcome)
    print(f"conform: {hold} hold, {fail} do not, {unasked} could not be asked")
    return FAILED if fail else INCOMPLETE if unasked else 0
