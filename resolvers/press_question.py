"""Reading questions of the press, and who speaks for an agency."""

import strawberry

from domain.kernel.kind import Kind
from resolvers.fields import Only, listing, one
from schema.press_question import PressQuestionFilter


@strawberry.type
class PressQuestionQuery:
    press_question = one(Kind.EXCHANGE)
    press_questions = listing(
        Kind.EXCHANGE,
        "Questions of the press to the caller's own agency, newest first; inspectors see all.",
        filter=Only(PressQuestionFilter, "Conditions that questions must meet."),
    )
    spokesperson = one(Kind.SPOKESPERSON)
    spokespersons = listing(
        Kind.SPOKESPERSON,
        "Who may speak to the press for which agency, and by which document.",
        agency=Only(strawberry.ID, "Only those who speak for this agency."),
    )
