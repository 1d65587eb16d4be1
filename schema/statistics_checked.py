"""GraphQL types of public statistics, for inspectors who count them again."""

import strawberry


@strawberry.type
class CountedCell:
    """A number of the public statistics in three forms: as published, without its mask, and as the register counts it
    now."""

    cell: str = strawberry.field(description="Name of the cell, as `<row>.<column>`.")
    published: int | None = strawberry.field(description="Number as published; null if the number is masked.")
    whole: int = strawberry.field(
        description="Number that was recorded together with the published number, without a mask."
    )
    now: int = strawberry.field(
        description="Number as counted now. It differs if a case was reopened since the publication, or if an outcome "
        "came later."
    )


@strawberry.type
class CountedStatistics:
    """The public statistics of a year, for inspectors who count them again. Do not publish the masked numbers."""

    figures: strawberry.ID = strawberry.field(description="Line of the public register that contains the statistics.")
    cells: list[CountedCell] = strawberry.field(description="Numbers of the statistics.")
