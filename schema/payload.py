"""What every mutation answers with, besides its object."""

from datetime import datetime

import strawberry

from schema.described import output
from schema.problems import Problem


@output
class WriteReceipt:
    """That a version was taken in: what its writer keeps, to hold against the register if it is ever gone.

    The same command under the same id gets the same receipt again.
    """

    version: int = strawberry.field(description="The version; what came before it in the object goes with it.")
    leaf: str = strawberry.field(description="Leaf hash that the transparency log will hold, hex.")
    to_be_sealed_by: datetime = strawberry.field(description="When the log holds it at the latest.")
    promise: str | None = strawberry.field(
        description="The same as a note signed by the register (`casebook/promise/v1`); null where it signs none."
    )


@output
class Payload:
    """What a mutation left besides its object, or the problems that stood in its way."""

    problems: list[Problem] = strawberry.field(default_factory=list, description="Empty when it was done.")
    replayed: bool = strawberry.field(
        default=False, description="Whether the same command had been carried out before."
    )
    receipt: WriteReceipt | None = strawberry.field(default=None, description="The receipt of what was done.")
