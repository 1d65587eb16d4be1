"""Accusations against the agency that handled a closed case, as clients see them: rows of the store."""

from datetime import datetime

import strawberry

from domain.complaint.accusation_state import AccusationState
from domain.kernel.kind import Kind
from schema.case import Case
from schema.case_edge import case_field
from schema.case_pathways import ProcedureStep
from schema.node import ActionNode
from schema.registry import Agency, agencies_field, agency_field


@strawberry.type
class Accusation(ActionNode):
    """What somebody says against the agency that handled a closed case (Đ5.1.h). No agency that it names sees it."""

    kind_of_stream = Kind.ACCUSATION

    state: AccusationState = strawberry.field(description="State of the accusation.")
    at: datetime = strawberry.field(description="When it was filed.")
    corruption: bool = strawberry.field(description="Whether it alleges corruption.")
    reasons: str | None = strawberry.field(description="What was said; null once erased.")
    decide_by: datetime = strawberry.field(description="Deadline of the decision.")
    decided: ProcedureStep | None = strawberry.field(description="Who decided, when and why; null before that.")
    accused: list[Agency] = agencies_field("Agencies that it is about.", "accused")
    examining: Agency = agency_field("Agency that decides it.", "examining")
    agency: Agency | None = agency_field("Agency whose officer filed it; null for the reporter.", "agency")
    case_shown: Case | None = case_field("The closed case.")
