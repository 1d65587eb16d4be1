"""Every check, in the order in which they are asked: what disturbs others comes last."""

from typing import Final

from scripts.cli.conforming import durability, plans, rights, transactions
from scripts.cli.conforming.result import Check
from scripts.cli.conforming.trial import Trial

CHECKS: Final[tuple[Check[Trial], ...]] = (
    Check("rights", "each user may do what its role says, collection by collection", rights.each_user),
    Check("rights-nobody", "no service lays out or changes collections, indexes or users", rights.nobody),
    Check("rights-bulk", "bulkWrite asks for the same rights", rights.bulk_writes),
    Check("atomic", "a transaction over all databases happens as a whole or not at all", transactions.atomic),
    Check("snapshot", "a transaction sees one state", transactions.snapshot),
    Check(
        "conflict", "of two transactions that write the same document one is told to try again", transactions.conflicts
    ),
    Check("concerns", "read and write concerns are obeyed", durability.concerns),
    Check("erasure", "the log of the replica set holds no erased key in the clear", durability.erasure),
    Check("explain", "an index answers each listed query", plans.explained),
    Check("unknown-commit", "a commit whose outcome was unknown counts once", transactions.unknown_commit),
    Check("failover", "a transaction that a failover cut off is carried out once", transactions.failover),
)
