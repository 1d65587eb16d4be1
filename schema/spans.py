"""Days of validity, as clients see them."""

from datetime import date

import strawberry

from schema.described import output


@output
class Days:
    """Days of validity; no end when `until` is null."""

    since: date = strawberry.field(description="First day.")
    until: date | None = strawberry.field(description="Day after the last.")
