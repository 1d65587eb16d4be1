"""The directive that tells programs which right a root field needs."""

import strawberry
from strawberry.schema_directive import Location

from domain.kernel.policy import Scope


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="needs",
    repeatable=True,
    description="The field needs one of these scopes. Where the directive occurs twice, it needs one of each list. A "
    "caller without them gets the problem `MissingRight` of a mutation, or the error FORBIDDEN of a query.",
)
class Needs:
    """One of the scopes is needed."""

    scopes: list[Scope] = strawberry.directive_field(name="scopes")
