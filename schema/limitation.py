"""The limitation period of sanctions, as clients see it."""

from datetime import date

import strawberry

from domain.registry.legal_row import TermCertainty


@strawberry.type
class Limitation:
    """Until when the law lets an act be sanctioned. After it nobody is sanctioned; other measures must say why."""

    begins: date = strawberry.field(description="Day from which it runs: of publication, else of the notice of it.")
    last_day: date = strawberry.field(description="Last day on which a sanction can be decided.")
    months: int = strawberry.field(description="Length in months.")
    source: str = strawberry.field(description="Law and article that set the length.")
    certainty: TermCertainty = strawberry.field(description="Whether a person compared the length with the law.")
