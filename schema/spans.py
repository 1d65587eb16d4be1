"""Days of validity, as clients see them."""

from datetime import date

import strawberry


@strawberry.type
class DateRange:
    """A range of days."""

    since: date = strawberry.field(description="First day.")
    until: date | None = strawberry.field(description="Day after the last day; null when there is no end.")
