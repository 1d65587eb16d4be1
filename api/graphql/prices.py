"""The prices of operations, estimated once for each size that is asked for, and kept as long as their document is.

A price depends on the schema, on the operation, and on what variables say of sizes: how many rows a page may have, and
how many ids are given. Nothing else of variables is looked at (`api/graphql/cost.py`), and nothing else is kept.
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
"""Arguments of which a price depends."""
KEPT_MOST: Final = 64
"""Prices of one document that are kept; what is asked for in other sizes is estimated each time."""
ABSENT: Final = object()
OTHER: Final = "other"


class Prices:
    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema, self._weights, self._introspection = schema, weights_of(schema), Introspection(schema)
        self._kept: WeakKeyDictionary[Prepared, _OfDocument] = WeakKeyDictionary()

    def of(self, prepared: Prepared, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> Price:
        """The price of an operation with its variables. Raises RequestRefused for too many ids."""
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
        """Return what computes the cost of the operation's answers. Its price was asked for before."""
        bills = self._kept[prepared].bills
        if id(operation) not in bills:
            bills[id(operation)] = Bill(self._schema, self._weights, prepared, operation)
        return bills[id(operation)]


class _OfDocument:
    """The prices of one document, and the variables that they depend on."""

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
    """All that a price knows of a variable: a number, how many values it has, or that it is neither."""
    if isinstance(value, list | tuple):
        return "list", len(value)
    return value if value is None or value is ABSENT or type(value) is int else OTHER
