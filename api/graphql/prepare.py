"""Parsing, measuring, validation and caching of documents.

Measuring comes before validation, which takes longer. Only valid documents are cached, and the least recently used
document is evicted. A flood of invalid documents therefore displaces no valid one.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OperationType,
    parse,
    specified_rules,
    validate,
)
from graphql.validation.rules import overlapping_fields_can_be_merged

from api.errors.responses import over
from api.graphql.limits import ERRORS_MOST, NESTING_MOST, TOKENS_MOST, Measure, check
from api.graphql.repeated import without_repeated

KEPT_MOST = 256
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = 6_000
"""Largest number of comparisons of fields with the same name. The number grows with the square of the fields. The limit
allows one field 49 times, each time with other arguments. The library's own budget would block the loop for a second.
This assignment configures the library."""
TOO_MANY, TOO_DEEP = "Document contains more than", "Document is nested too deeply"
"""Beginnings of the parser's messages when a limit stopped it."""


class InvalidDocument(Exception):
    """The document cannot be parsed, or does not fit the schema."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__(f"{len(errors)} errors")
        self.errors = errors


@dataclass(frozen=True, eq=False)
class Prepared:
    document: DocumentNode
    operations: Mapping[str | None, OperationDefinitionNode]

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """Return the operation with this name. Raise InvalidDocument if no operation has the name, or if the name is
        missing and there are several operations."""
        if name is None and len(self.operations) == 1:
            return next(iter(self.operations.values()))
        if name is None or name not in self.operations:
            raise InvalidDocument([GraphQLError("Say which operation of the document is meant.")])
        return self.operations[name]


class Documents:
    def __init__(self, schema: GraphQLSchema, *, introspection: bool) -> None:
        self._schema = schema
        self._rules = [*specified_rules, *(() if introspection else (NoSchemaIntrospectionCustomRule,))]
        self._kept: OrderedDict[str, Prepared] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def prepared(self, text: str) -> Prepared:
        if text in self._kept:
            self._kept.move_to_end(text)
            return self._kept[text]
        try:
            made = self._prepare(text)
        except RecursionError:  # nested values, which the measure ignores
            raise over("NESTING", NESTING_MOST) from None
        self._kept[text] = made
        if len(self._kept) > KEPT_MOST:
            self._kept.popitem(last=False)
        return made

    def _prepare(self, text: str) -> Prepared:
        document = parsed(text)
        for size in Measure(document).operations:
            check(size)
        document = without_repeated(document)
        if errors := validate(self._schema, document, self._rules, max_errors=ERRORS_MOST, hide_suggestions=True):
            raise InvalidDocument(errors[:ERRORS_MOST])
        found = [definition for definition in document.definitions if isinstance(definition, OperationDefinitionNode)]
        return Prepared(document, {operation.name.value if operation.name else None: operation for operation in found})


def parsed(text: str) -> DocumentNode:
    """Parse a document.

    Raise RequestRefused for too many tokens or too deep nesting. Raise InvalidDocument for a syntax error.
    """
    try:
        return parse(text, max_tokens=TOKENS_MOST)
    except GraphQLSyntaxError as error:
        if error.description.startswith(TOO_MANY):
            raise over("TOKENS", TOKENS_MOST) from None
        if error.description.startswith(TOO_DEEP):
            raise over("NESTING", NESTING_MOST) from None
        raise InvalidDocument([error]) from None


QUERY, MUTATION, SUBSCRIPTION = OperationType.QUERY, OperationType.MUTATION, OperationType.SUBSCRIPTION
