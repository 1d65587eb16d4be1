"""The directive that tells programs which right a root field needs."""

import strawberry
from strawberry.schema_directive import Location


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="needs",
    repeatable=True,
    description="The field needs one of these scopes. Where the directive occurs twice, it needs one of each list. A "
    "caller without them gets the error FORBIDDEN, which names a missing scope.",
)
class Needs:
    """One of the scopes is needed."""

    scopes: list[str] = strawberry.directive_field(name="scopes")
