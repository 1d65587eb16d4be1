"""Arguments that many fields take, described once."""

from datetime import date
from typing import Annotated

import strawberry

First = Annotated[int, strawberry.argument(description="Size of the page: 1 to 100.")]
After = Annotated[
    str | None, strawberry.argument(description="Where the page begins: after this cursor; from the start when null.")
]
Id = Annotated[strawberry.ID, strawberry.argument(description="The object's id, as `id` gives it.")]
OnDay = Annotated[date | None, strawberry.argument(description="The day in Vietnam; today when null.")]
