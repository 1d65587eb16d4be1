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
    number: int = strawberry.field(description="Number of the line in its series. A series has no gap.")
    on: str = strawberry.field(
        description="Day of the act; for an act of the province as a whole, the month of the act."
    )
    agency: str | None = strawberry.field(description="Id of the agency; null for an act of the province as a whole.")
    agency_name: str | None = strawberry.field(description="Name of the agency on the day of the act.")
    kind: StatementKind | None = strawberry.field(description="Kind of act; null until the line is published.")
    measure: str | None = strawberry.field(description="Measure that was decided, requested or taken.")
    outcome: str | None = strawberry.field(description="Result of a complaint, or ground of a closing or refusal.")
    finding: Finding | None = strawberry.field(description="Finding that the act is based on.")
    field: Category | None = strawberry.field(description="Field of administration.")
    provisions: list[str] = strawberry.field(description="Ids of the provisions that the act is based on.")
    cells: list[str] = strawberry.field(
        description="Cells of the public statistics for which inspectors counted another number, as `<row>.<column>`."
    )
    changes: strawberry.ID | None = strawberry.field(
        description="Line of the public register that this act changes or counts again."
    )
    changed_by: list[strawberry.ID] = strawberry.field(description="Lines that change this one.")
    opened_on: str | None = strawberry.field(
        description="Day on which a withheld line was published; null for a line that was published with its act."
    )
    withheld_until: str | None = strawberry.field(
        description="Day by which the line must be published; null once the line is published."
    )
    overdue: bool = strawberry.field(description="True if the line was not published in time.")
    lines: str = strawberry.field(
        description="Path of the file that contains the line and the data that commit to the line."
    )
    end: str = strawberry.field(description="Path of the proof of the end of the series.")


@strawberry.type
class PublicStatements:
    """A page of the public register, the newest line first."""

    statements: list[PublicStatement] = strawberry.field(description="The lines.")
    total: int = strawberry.field(description="Number of lines.")
    next: strawberry.ID | None = strawberry.field(
        description="Value of `after` for the next page; null on the last page."
    )
