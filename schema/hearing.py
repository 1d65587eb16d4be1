"""How the person concerned was heard, as clients see it."""

from collections.abc import Mapping
from datetime import datetime

import strawberry

from domain.case.state.hearing import HearingWay, WordPlace
from schema.case_handling import CYCLE
from schema.case_intake import Attachment
from schema.case_pathways import ProcedureStep
from schema.context import Row
from schema.deadlines import due_field, provisional_field


@strawberry.type
class HearingAnswer:
    """What somebody said to the question. Who they are is not kept."""

    at: datetime = strawberry.field(description="When the answer came in.")
    text: str | None = strawberry.field(description="What was said; null once erased.")
    attachment: Attachment | None = strawberry.field(description="File that came with it; null without one.")
    mark: str | None = strawberry.field(
        description="The register's word that its writer was given; null for what was said with the code of the "
        "question alone. In old records also the code of the letter."
    )


@strawberry.type
class HearingProof:
    """What shows that who holds a mark is the person concerned."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the proof.")
    mark: str = strawberry.field(
        description="The register's word that was seen; in old records also the code of the letter."
    )
    place: WordPlace | None = strawberry.field(description="Where the word was seen; null for a receipt or a reply.")
    recorded: ProcedureStep = strawberry.field(description="Who recorded it and when.")
    evidence: strawberry.ID = strawberry.field(
        description="The capture or the receipt, by its key among the evidence of the case."
    )
    answer_by: datetime = due_field(
        "answer_by", "recorded.at", "Until when the answer of the person is waited for since."
    )
    provisional: bool = provisional_field("answer_by", "recorded.at")
    withdrawn: ProcedureStep | None = strawberry.field(
        description="Who said that it shows nothing, and why; null while it counts."
    )


@strawberry.type
class HearingLook:
    """A request to look for the register's word at the content."""

    asked_at: datetime = strawberry.field(description="When somebody said that the word is there.")
    due_at: datetime = due_field("due_at", "asked_at", "Until when another agency looks.")
    provisional: bool = provisional_field("due_at", "asked_at")
    done: ProcedureStep | None = strawberry.field(
        description="Who looked and saw no word; null while nobody did. A word that was seen is a proof."
    )


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
        description="Code that opens the question at the public door. Whoever reads it here can make a statement with "
        "it; the person gets a code of their own there. Null when nobody could be asked."
    )
    answer_by: datetime | None = due_field(
        "answer_by", "asked.at", "Deadline for an answer; null when nobody could be asked.", type=datetime | None
    )
    answer_by_provisional: bool = provisional_field("answer_by", "asked.at")
    answers: list[HearingAnswer] = strawberry.field(description="Answers of the person concerned, oldest first.")
    statements: list[HearingAnswer] = strawberry.field(
        description="What was said by whoever was not shown to be the person concerned, oldest first. It is no answer, "
        "ends no hearing, and no rule counts it: read it as you read a letter without a name."
    )
    proofs: list[HearingProof] = strawberry.field(description="What shows who is the person concerned, oldest first.")
    look: HearingLook | None = strawberry.field(
        description="The newest request to look at the content; null without one, and once a word was seen."
    )


def said_in(hearing: Row) -> Mapping[str, list[Row]]:
    """What was said in a hearing: the person's answers, and the statements of anybody else.

    In old records an answer at the address is among the answers.
    """
    anybody = [row for row in hearing["answers"] if hearing["way"] == HearingWay.ADDRESS and not row.get("mark")]
    answers = [row for row in hearing["answers"] if row not in anybody]
    return {"answers": answers, "statements": [*anybody, *hearing["statements"]]}
