"""Having restored what was removed, as clients see it."""

import strawberry

from domain.case.state.pathways import MinistryAnswer
from domain.case.state.restoration import RestorationOutcome
from schema.case_pathways import ProcedureStep


@strawberry.type
class Restoration:
    """A request to the ministry to restore what was removed because of a proposal that was later withdrawn (Đ2.2)."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the restoration.")
    takedown: strawberry.ID = strawberry.field(
        name="takedownKey", description="Proposal of removal that was taken back."
    )
    asked: ProcedureStep = strawberry.field(description="Who asked the ministry, when, and by which document.")
    reply: MinistryAnswer | None = strawberry.field(description="Answer of the ministry; null without one.")
    replied: ProcedureStep | None = strawberry.field(
        description="When and by which document the ministry answered; null before that."
    )
    outcome: RestorationOutcome | None = strawberry.field(
        description="What became of the items; null until somebody looked."
    )
    found: ProcedureStep | None = strawberry.field(description="Who looked, when, and what they saw.")
