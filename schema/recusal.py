"""Motions to recuse an officer, as clients see them."""

from datetime import datetime

import strawberry

from domain.case.state.recusal import ARTICLES, RecusalGround
from schema.case_pathways import ProcedureStep
from schema.context import Row
from schema.officer import OfficerReference, officer_field
from schema.registry import Agency, agency_field
from schema.row_keys import of_row


@strawberry.type
class Recusal:
    """A motion to recuse an officer from a case (Đ2.2)."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the motion.")
    officer: OfficerReference | None = officer_field("Officer whom the motion is about.")
    agency: Agency = agency_field("Agency of the officer.", "agency")
    ground: RecusalGround = strawberry.field(description="Ground of the motion.")
    moved: ProcedureStep = strawberry.field(description="Who asked, when and why.")
    answer_by: datetime = strawberry.field(description="Until when the officer answers.")
    answered: ProcedureStep | None = strawberry.field(description="What the officer said; null without an answer.")
    decide_by: datetime = strawberry.field(description="Until when the People's Committee decides.")
    decided: ProcedureStep | None = strawberry.field(description="Who decided, when and why; null before that.")
    granted: bool | None = strawberry.field(description="Whether the officer is recused; null before the decision.")
    undone: ProcedureStep | None = strawberry.field(description="Who gave the officer the case back; null otherwise.")

    @strawberry.field(description="Law that the ground is from.", metadata=of_row("ground"))
    @staticmethod
    def article(parent: strawberry.Parent[Row]) -> str:
        """The article, as texts of law are cited."""
        return ARTICLES[RecusalGround(parent["ground"])]
