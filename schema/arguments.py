"""Arguments that many fields take, described once."""

from datetime import date
from typing import Annotated

import strawberry

PAGE_SIZE = 20
"""Objects on a page whose size was not asked for."""
First = Annotated[int, strawberry.argument(description="Number of objects on the page, 1 to 100.")]
Size = Annotated[
    int | None,
    strawberry.argument(description=f"Number of objects on the page, 1 to 100; null for {PAGE_SIZE}. Not with `last`."),
]
"""The same where a list is read in both directions: Relay sends null for the direction that is not asked for."""
After = Annotated[
    str | None,
    strawberry.argument(description="Cursor that the page begins after; null to begin at the start of the list."),
]
Last = Annotated[
    int | None,
    strawberry.argument(
        description="Number of objects on a page that is read backward, 1 to 100: those before `before`, or the last "
        "of the list, in the order of the list."
    ),
]
Before = Annotated[str | None, strawberry.argument(description="Cursor that the page ends before; only with `last`.")]
Id = Annotated[strawberry.ID, strawberry.argument(description="Id of the object.")]
AREAS_MOST = 50
IDS_MOST = 50
Ids = Annotated[list[strawberry.ID], strawberry.argument(description=f"Ids of objects, at most {IDS_MOST}.")]
OnDay = Annotated[date | None, strawberry.argument(description="Day in Vietnam; null for today.")]
