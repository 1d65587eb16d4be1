"""Withdrawals of a report, as clients see them."""

from datetime import datetime

import strawberry

from schema.case_pathways import ProcedureStep


@strawberry.type
class ReportWithdrawal:
    """A withdrawal of the report by who reported; who that is, the register does not keep (Đ2.2)."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the withdrawal.")
    at: datetime = strawberry.field(description="When it was made or recorded.")
    paper: ProcedureStep | None = strawberry.field(
        description="Who recorded the paper; null for a withdrawal by the code."
    )
    confirmed: ProcedureStep | None = strawberry.field(
        description="Who confirmed the paper for another agency; null before that."
    )
    refused: ProcedureStep | None = strawberry.field(description="Who refused the paper; null otherwise.")
