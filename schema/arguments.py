"""Arguments that many fields take, described once."""

from datetime import date
from typing import Annotated

import strawberry

First = Annotated[int, strawberry.argument(description="Size of the page: 1 to 100.")]
After = Annotated[
    str | None, strawberry.argument(description="Where the page begins: after this cursor; from the start when null.")
]
Id = Annotated[strawberry.ID, strawberry.argument(description="The object's id, as `id` gives it.")]
IDS_MOST = 50
"""Ids that one field takes."""
Ids = Annotated[
    list[strawberry.ID], strawberry.argument(description=f"Ids of objects, as `id` gives them; at most {IDS_MOST}.")
]
OnDay = Annotated[date | None, strawberry.argument(description="The day in Vietnam; today when null.")]
