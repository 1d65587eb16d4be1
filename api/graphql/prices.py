"""Prices of operations, estimated once for each set of sizes and cached with their document.

A price depends on the schema, on the operation, and on the sizes in variables: the rows of a page, and the number of
ids. Other values of the variables are neither read (`api/graphql/cost.py`) nor cached.
"""

from collections.abc import Hashable, Mapping
from typing import Any, Final
from weakref import WeakKeyDictionary

from graphql import GraphQLSchema, OperationDefinitionNode, VariableNode, Visitor, visit

from api.graphql.cost import Estimate, Price
from api.graphql.introspection import Introspection
from api.graphql.prepare import Prepared
from api.graphql.spent import Bill
from schema.weights import weights_of

SIZES: Final = frozenset({"first", "last", "ids"})
"""Arguments that determine a price."""
KEPT_MOST: Final = 64
"""Largest number of cached prices of one document. Further prices are estimated each time."""
ABSENT: Final = object()
OTHER: Final = "other"


class Prices:
    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema, self._weights, self._introspection = schema, weights_of(schema), Introspection(schema)
        self._kept: WeakKeyDictionary[Prepared, _OfDocument] = WeakKeyDictionary()

    def of(self, prepared: Prepared, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> Price:
        """Return the price of an operation with its variables. Raise RequestRefused for too many ids."""
        known = self._kept.get(prepared)
        if known is None:
            known = self._kept[prepared] = _OfDocument(prepared)
        key = (id(operation), *(_size(variables.get(name, ABSENT)) for name in known.names))
        found = known.prices.get(key)
        if found is None:
            found = Estimate(self._schema, self._weights, self._introspection, prepared, variables).of(operation)
            if len(known.prices) < KEPT_MOST:
                known.prices[key] = found
        return found

    def bill(self, prepared: Prepared, operation: OperationDefinitionNode) -> Bill:
        """Return the bill for the operation's answers. Call `of` for the operation first."""
        bills = self._kept[prepared].bills
        if id(operation) not in bills:
            bills[id(operation)] = Bill(self._schema, self._weights, prepared, operation)
        return bills[id(operation)]


class _OfDocument:
    """Prices of one document, and the variables that they depend on."""

    def __init__(self, prepared: Prepared) -> None:
        found = _Sizes()
        visit(prepared.document, found)
        self.names = tuple(sorted(found.names))
        self.prices: dict[Hashable, Price] = {}
        self.bills: dict[int, Bill] = {}


class _Sizes(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_argument(self, node: Any, *_: Any) -> None:
        if node.name.value in SIZES and isinstance(node.value, VariableNode):
            self.names.add(node.value.name.value)


def _size(value: Any) -> Hashable:
    """Return the only part of a variable on which a price depends: a number, a count of values, or OTHER."""
    if isinstance(value, list | tuple):
        return "list", len(value)
    return value if value is None or value is ABSENT or type(value) is int else OTHER
