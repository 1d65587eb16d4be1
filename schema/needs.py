"""The directive `@needs`, which states the scopes that a root field requires."""

from collections.abc import Collection

import strawberry
from strawberry.schema_directive import Location

from domain.document.state import READ_WITH
from domain.kernel.policy import Scope

CASE_SCOPES = (Scope.CASE_READ_OWN, Scope.CASE_READ_ALL)
PRESS_SCOPES = (Scope.PRESS_ISSUE, Scope.AUDIT_READ_ALL)
RECORD_SCOPES = (Scope.ACTIVITY_READ,)
_OF_SOURCES = (scope for scopes in READ_WITH.values() for scope in scopes)
DOCUMENT_SCOPES = tuple(dict.fromkeys((*_OF_SOURCES, Scope.AUDIT_READ_ALL)))
"""Scopes with which a caller may read some documents. One of them is enough. They are the scopes for the sources of
documents, and the inspectors' scope."""


def in_words(scopes: Collection[Scope]) -> str:
    """Return scopes as alternatives: "`a`, `b` or `c`"."""
    *others, last = (f"`{scope.value}`" for scope in dict.fromkeys(scopes))
    return f"{', '.join(others)} or {last}" if others else last


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="needs",
    repeatable=True,
    description="The field needs one of these scopes. Where the directive occurs twice, the field needs one scope of "
    "each list. Without the scope, a mutation answers with the problem `MissingRight`, and a query with the error "
    "FORBIDDEN. A field below a query is then null.",
)
class Needs:
    """The scopes of which the caller needs at least one."""

    scopes: list[Scope] = strawberry.directive_field(name="scopes")
