"""How the person concerned was heard, as clients see it."""

from datetime import datetime

import strawberry

from domain.case.state.hearing import HearingWay
from schema.attachment import Attachment
from schema.case_handling import CYCLE
from schema.case_pathways import ProcedureStep


@strawberry.type
class HearingAnswer:
    """An answer that somebody gave with the code of a hearing. Who they are is not kept."""

    at: datetime = strawberry.field(description="When the answer came in.")
    text: str | None = strawberry.field(description="What was said; null once erased.")
    attachment: Attachment | None = strawberry.field(description="File that came with it; null without one.")


@strawberry.type
class Hearing:
    """A question to the person concerned, before a measure is proposed (Đ2.2)."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the hearing.")
    cycle: int = strawberry.field(description=CYCLE)
    way: HearingWay = strawberry.field(description="How the person was asked.")
    asked: ProcedureStep = strawberry.field(
        description="Who asked and when. The note is the proof, or the reason why nobody could be asked."
    )
    question: str | None = strawberry.field(description="What the person reads; null once erased.")
    code: str | None = strawberry.field(
        description="Code that the person answers with. Give it to nobody else; null when nobody could be asked."
    )
    answer_by: datetime | None = strawberry.field(
        description="Deadline for an answer; null when nobody could be asked."
    )
    answers: list[HearingAnswer] = strawberry.field(description="Answers, oldest first.")
