"""Legal provisions, as clients see them: rows of the store."""

import strawberry

from domain.kernel.kind import Kind
from domain.registry.provision import ProvisionKind, ProvisionStatus
from schema.described import output
from schema.nodes import Node, is_of
from schema.payload import Payload
from schema.spans import Days


@output
class Provision(Node):
    """An article, clause and point of an instrument. Only an active GROUND carries a decision."""

    n: int = strawberry.field(name="version", description="Version; give it as `expectedVersion`.")
    kind: ProvisionKind = strawberry.field(description="What it is for.")
    status: ProvisionStatus = strawberry.field(description="A draft counts for nothing.")
    instrument: str | None = strawberry.field(description="Type, number, date and issuer.")
    place: str | None = strawberry.field(description="Article, clause and point.")
    wording: str | None = strawberry.field(description="Its words.")
    source: str | None = strawberry.field(description="Where the words were read.")
    span: Days = strawberry.field(description="The days in force.")

    @classmethod
    def is_type_of(cls, value: object, info: object) -> bool:
        """Whether a value is a provision."""
        return is_of(Kind.PROVISION, value)


@output
class ProvisionPayload(Payload):
    """What a mutation left: the provision, or the problems that stood in its way."""

    provision: Provision | None = strawberry.field(default=None, description="The provision as it was left.")
