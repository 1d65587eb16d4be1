"""Legal provisions, as clients see them: rows of the store."""

import strawberry

from domain.kernel.kind import Kind
from domain.registry.provision import ProvisionKind, ProvisionReach, ProvisionStatus
from schema.node import StreamNode
from schema.spans import DateRange


@strawberry.type
class Provision(StreamNode):
    """An article, clause and point of a legal act. A decision needs an active provision of kind GROUND."""

    kind_of_stream = Kind.PROVISION

    kind: ProvisionKind = strawberry.field(description="Use of the provision.")
    status: ProvisionStatus = strawberry.field(
        name="state", description="State of the provision. Nobody can use a draft."
    )
    instrument: str | None = strawberry.field(description="Type, number, date and issuer of the legal act.")
    place: str | None = strawberry.field(description="Article, clause and point in the legal act.")
    wording: str | None = strawberry.field(
        description="Text of the provision. While `wordingNeeded`, it begins with `[CHƯA CÓ NGUYÊN VĂN]` and says only "
        "what the provision is about."
    )
    wording_needed: bool = strawberry.field(
        description="Whether the text is not at hand yet. It has to be entered from the official gazette before the "
        "provision can be activated."
    )
    reach: ProvisionReach = strawberry.field(
        description="Whose content the ground can carry a measure against, by where the content is."
    )
    milder_than: list[strawberry.ID] = strawberry.field(
        name="milderThanIds",
        description="Provisions of before for which it is more favourable to the person: it applies to acts of their "
        "days too.",
    )
    source: str | None = strawberry.field(description="Where the text was taken from.")
    span: DateRange = strawberry.field(description="Days on which the provision is in force.")
