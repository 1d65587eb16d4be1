"""Warnings, as clients see them."""

from datetime import date

import strawberry

from domain.notification.warnings import WarningKind
from schema.described import output


@output
class Warning:
    """Something runs out or is due."""

    kind: WarningKind = strawberry.field(description="What it is about.")
    day: date = strawberry.field(description="The day it runs out, ran out, or is due.")
    about: strawberry.ID = strawberry.field(description="The officer, task, round, provision or report.")
    case: strawberry.ID | None = strawberry.field(name="caseId", description="The case, if it is about one.")
