"""What every mutation answers with, besides its object."""

from datetime import datetime

import strawberry

from schema.cost import reads
from schema.problems import Problem


@strawberry.type
class WriteReceipt:
    """A receipt for a version. Keep it: it proves that the register accepted the version, should it ever disappear.

    The same command with the same id gets the same receipt again.
    """

    version: int = strawberry.field(
        description="Number of the version. The receipt covers all earlier versions of the object too."
    )
    leaf: str = strawberry.field(description="Leaf hash that the transparency log will hold, in hexadecimal.")
    to_be_sealed_by: datetime = strawberry.field(description="Time by which the log will hold the version.")
    promise: str | None = strawberry.field(
        description="The same promise as a note signed by the register (`casebook/promise/v1`); null when it signs "
        "none."
    )


@strawberry.type
class Payload:
    """What every mutation answers besides its object."""

    problems: list[Problem] = strawberry.field(
        default_factory=list,
        description="Problems that prevented the command; empty when it was carried out.",
        metadata=reads(),  # a conflict, the only one that reads, comes alone
    )
    replayed: bool = strawberry.field(
        default=False,
        description="Whether an earlier request with the same `commandId` already carried the command out. "
        "Nothing was done again.",
    )
    receipt: WriteReceipt | None = strawberry.field(
        default=None, description="Receipt for the new version; null when the command was refused."
    )
