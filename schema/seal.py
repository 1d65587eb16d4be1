"""Where a version stands in the transparency log."""

from datetime import datetime

import strawberry


@strawberry.type
class Seal:
    """The place of a version in the transparency log: a proof, or the time by which there will be one."""

    proof: str | None = strawberry.field(
        description="Proof of the version's envelope in the format C2SP tlog-proof. Anybody can check it without "
        "this register. "
        "Null before the version is in the log."
    )
    envelope: str = strawberry.field(description="Envelope of the version, which is an entry of the log.")
    to_be_sealed_by: datetime | None = strawberry.field(
        description="Time by which there will be a proof; null once there is one."
    )
    promise: str | None = strawberry.field(
        description="The same promise as a note signed by the register (`casebook/promise/v1`); null when it signs "
        "none."
    )
