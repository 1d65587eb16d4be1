"""Terms of the law, as clients see them: when something is due, and by which row it was counted."""

from datetime import datetime

import strawberry

from domain.registry.certainty import Certainty
from schema.described import output


@output
class Deadline:
    """When something is due, counted by a row of the Law on Complaints."""

    due_at: datetime = strawberry.field(description="The first instant after the term.")
    days: int = strawberry.field(description="Days of the calendar that it was counted with.")
    remote: bool = strawberry.field(description="Whether the longer term of places hard to reach holds.")
    source: str = strawberry.field(description="The law and its article.")
    certainty: Certainty = strawberry.field(description="Whether the number of days was compared with the law's text.")
