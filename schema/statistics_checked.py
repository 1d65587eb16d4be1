"""GraphQL types of public statistics, for inspectors who count them again."""

import strawberry


@strawberry.type
class CountedCell:
    """A number of the public statistics in three forms: as published, without its mask, and as the register counts it
    now."""

    cell: str = strawberry.field(description="Name of the cell, as `<row>.<column>`.")
    published: int | None = strawberry.field(description="The number as published; null if it is masked.")
    whole: int = strawberry.field(description="The number that was recorded with the published one, without a mask.")
    now: int = strawberry.field(
        description="The number as counted now. It differs where a case was reopened since, or an outcome came later."
    )


@strawberry.type
class CountedStatistics:
    """The public statistics of a year, for inspectors who count them again. Do not publish the masked numbers."""

    figures: strawberry.ID = strawberry.field(description="The line of the public register that has the statistics.")
    cells: list[CountedCell] = strawberry.field(description="The numbers.")
