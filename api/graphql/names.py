"""Name of an operation in the metrics: never a word that a client made up.

The name of an operation of a trusted document, which the register's operator admitted; else the one field it asks for
at its root, or SEVERAL. So the number of names is bounded, and none can hold what somebody typed.
"""

from collections.abc import Iterable
from typing import Final

from graphql import FieldNode, GraphQLError, GraphQLSchema, OperationDefinitionNode, parse

SEVERAL: Final = "several"


class OperationNames:
    def __init__(self, schema: GraphQLSchema, trusted: Iterable[str]) -> None:
        types = (schema.query_type, schema.mutation_type, schema.subscription_type)
        self._fields = frozenset(field for type in types if type for field in type.fields)
        self._trusted = frozenset(name for text in trusted for name in _named(text))

    def of(self, operation: OperationDefinitionNode) -> str:
        if operation.name and operation.name.value in self._trusted:
            return operation.name.value
        asked = {_field(selection) for selection in operation.selection_set.selections}
        found = asked.pop()
        return found if not asked and found in self._fields else SEVERAL


def _field(selection: object) -> str:
    return selection.name.value if isinstance(selection, FieldNode) else SEVERAL


def _named(text: str) -> Iterable[str]:
    try:
        definitions = parse(text).definitions
    except GraphQLError:  # named in the log, as every document that does not fit
        return ()
    return (node.name.value for node in definitions if isinstance(node, OperationDefinitionNode) and node.name)
