"""Arguments that many fields take, described once."""

from datetime import date
from typing import Annotated

import strawberry

PAGE_SIZE = 20
"""Objects on a page whose size was not asked for."""
First = Annotated[int, strawberry.argument(description="Number of objects on the page, 1 to 100.")]
After = Annotated[
    str | None,
    strawberry.argument(description="Cursor that the page begins after; null to begin at the start of the list."),
]
Id = Annotated[strawberry.ID, strawberry.argument(description="Id of the object.")]
AREAS_MOST = 50
"""Areas that one condition names."""
IDS_MOST = 50
"""Ids that one field takes."""
Ids = Annotated[list[strawberry.ID], strawberry.argument(description=f"Ids of objects, at most {IDS_MOST}.")]
OnDay = Annotated[date | None, strawberry.argument(description="Day in Vietnam; null for today.")]
