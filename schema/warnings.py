"""Warnings, as clients see them."""

from datetime import date

import strawberry

from domain.notification.warnings import WarningKind
from domain.rules.duty import DutyKind
from schema.case_edge import CaseLater, case_field


@strawberry.type
class Warning:
    """A warning that something expires or is due."""

    kind: WarningKind = strawberry.field(description="Kind of warning.")
    day: date = strawberry.field(description="Day on which it expires, expired, or is due.")
    about: strawberry.ID = strawberry.field(
        description="Id of the officer, task, round, provision, report or other object that it is about; for "
        "missing days off, the year."
    )
    case: strawberry.ID | None = strawberry.field(
        name="caseId", description="Id of the case; null when it is not about a case."
    )
    case_shown: CaseLater | None = case_field("Case of the warning.")
    duty: DutyKind | None = strawberry.field(description="The duty that it is about, if it is about one.")
