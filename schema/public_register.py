"""Lines of the public register that anybody may read."""

import strawberry

from domain.case.state.case import Category
from domain.case.state.measures import Finding
from domain.statement.state import StatementKind


@strawberry.type
class PublicStatement:
    """A public act of an agency, with the words of its line in the public register. It names no person and no
    address."""

    id: strawberry.ID = strawberry.field(description="Series and number of the line.")
    number: int = strawberry.field(description="Number in the series, which has no gap.")
    on: str = strawberry.field(description="Day of the act; of an act for the province as a whole its month.")
    agency: str | None = strawberry.field(description="Agency's id; null for the province as a whole.")
    agency_name: str | None = strawberry.field(description="Name of the agency on that day.")
    kind: StatementKind | None = strawberry.field(description="Kind of act; null until the line is published.")
    measure: str | None = strawberry.field(description="Measure that was decided, asked for or taken.")
    outcome: str | None = strawberry.field(description="Result of a complaint, or ground of a closing or refusal.")
    finding: Finding | None = strawberry.field(description="Finding that the act rests on.")
    field: Category | None = strawberry.field(description="Field of administration.")
    provisions: list[str] = strawberry.field(description="Ids of the provisions that the act is based on.")
    cells: list[str] = strawberry.field(
        description="Cells of public statistics that inspectors counted otherwise, as `<row>.<column>`."
    )
    changes: strawberry.ID | None = strawberry.field(description="The line that this act changes or counts again.")
    changed_by: list[strawberry.ID] = strawberry.field(description="Lines that change this one.")
    opened_on: str | None = strawberry.field(
        description="Day on which a line that was withheld was published; null for one published with its act."
    )
    withheld_until: str | None = strawberry.field(
        description="Day by which the line has to be published; null once it is."
    )
    overdue: bool = strawberry.field(description="Whether the line was not published in time.")
    lines: str = strawberry.field(description="Path of the file that has the line, with what commits to it.")
    end: str = strawberry.field(description="Path of the proof of where the series ends.")


@strawberry.type
class PublicStatements:
    """A page of the public register, the newest line first."""

    statements: list[PublicStatement] = strawberry.field(description="The lines.")
    total: int = strawberry.field(description="How many lines there are.")
    next: strawberry.ID | None = strawberry.field(description="What `after` takes for the next page; null at the end.")
