"""Legal provisions, as clients see them: rows of the store."""

import strawberry

from domain.kernel.kind import Kind
from domain.registry.provision import ProvisionKind, ProvisionStatus
from schema.described import output
from schema.node import StreamNode
from schema.spans import Days


@output
class Provision(StreamNode):
    """An article, clause and point of an instrument. Only an active GROUND carries a decision."""

    kind_of_stream = Kind.PROVISION

    kind: ProvisionKind = strawberry.field(description="What it is for.")
    status: ProvisionStatus = strawberry.field(description="A draft counts for nothing.")
    instrument: str | None = strawberry.field(description="Type, number, date and issuer.")
    place: str | None = strawberry.field(description="Article, clause and point.")
    wording: str | None = strawberry.field(description="Its words.")
    source: str | None = strawberry.field(description="Where the words were read.")
    span: Days = strawberry.field(description="The days in force.")
