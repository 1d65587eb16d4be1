"""Limits of one GraphQL request, and the size of a document, computed in time linear in the document.

Other limits are elsewhere: of bodies in `api/middleware/body_limit.py`, of pages in `store/driver/conditions.py`, of
inputs' fields in the commands of `domain/`.

Each node is visited once. The size of a fragment is computed once and used wherever the fragment is spread, in whole
numbers that stop growing at ENOUGH. Fragments within fragments can double the size with each line, but not the work.
Validation reports an unknown fragment or a cycle.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from api.errors.responses import over

Definition = OperationDefinitionNode | FragmentDefinitionNode
ENOUGH = 1_000_000_000


@dataclass
class Size:
    """Size of a document, with every fragment expanded.

    `depth` counts fields within fields, except introspection; `nesting` counts every pair of braces; `roots` are the
    fields of the operation itself.
    """

    depth: int = 0
    nesting: int = 0
    roots: int = 0
    aliases: int = 0
    directives: int = 0
    selections: int = 0


@dataclass
class Own(Size):
    """Size of a definition without the fragments that it spreads, and a list of these fragments."""

    spreads: list[tuple[str, int, int, bool]] = field(default_factory=list)
    """Name, depth and nesting of each spread, and True if it is at the first level of the definition."""


class Measure:
    """Measures one document. `visited` is the number of visited nodes."""

    def __init__(self, document: DocumentNode) -> None:
        self.visited = 0
        self._own: dict[str, Own] = {}
        self._sizes: dict[str, Size] = {}
        self.operations: list[Size] = []
        operations = []
        for definition in document.definitions:
            if isinstance(definition, FragmentDefinitionNode):
                self._own[definition.name.value] = self._look(definition)
            elif isinstance(definition, OperationDefinitionNode):
                operations.append(self._look(definition))
        for own in operations:
            self._size_fragments(own)
            self.operations.append(self._total(own))

    def _look(self, definition: Definition) -> Own:
        own = Own(directives=len(definition.directives or ()) + _in_variables(definition))
        waiting: list[tuple[SelectionSetNode, int, int, bool]] = [(definition.selection_set, 0, 1, True)]
        self.visited += 1
        while waiting:
            selections, depth, nesting, first = waiting.pop()
            own.nesting = max(own.nesting, nesting)
            for node in selections.selections:
                self.visited += 1
                own.selections += 1
                own.directives += len(node.directives or ())
                if isinstance(node, FragmentSpreadNode):
                    own.spreads.append((node.name.value, depth, nesting, first))
                elif isinstance(node, InlineFragmentNode):
                    waiting.append((node.selection_set, depth, nesting + 1, first))
                elif isinstance(node, FieldNode):
                    own.aliases += node.alias is not None
                    own.roots += first
                    below = depth + (not node.name.value.startswith("__"))
                    own.depth = max(own.depth, below)
                    if node.selection_set and node.name.value not in ("__schema", "__type"):
                        waiting.append((node.selection_set, below, nesting + 1, False))
                    elif node.selection_set:
                        self._skip(node.selection_set, own, nesting + 1)
        return own

    def _skip(self, selections: SelectionSetNode, own: Own, nesting: int) -> None:
        """Skip introspection: the library limits its depth."""
        waiting = [(selections, nesting)]
        while waiting:
            selections, nesting = waiting.pop()
            own.nesting = max(own.nesting, nesting)
            for node in selections.selections:
                self.visited += 1
                own.selections += 1
                own.directives += len(node.directives or ())
                own.aliases += isinstance(node, FieldNode) and node.alias is not None
                below = getattr(node, "selection_set", None)
                if below:
                    waiting.append((below, nesting + 1))

    def _size_fragments(self, own: Own) -> None:
        """Compute the size of every fragment below, the innermost first. A cycle is cut at the fragment that closes
        it."""
        begun: set[str] = set()
        path: list[tuple[str, Iterator[str]]] = [("", iter(self._names(own)))]
        while path:
            name, names = path[-1]
            child = next(names, None)
            if child is None:
                path.pop()
                if name:
                    self._sizes[name] = self._total(self._own[name])
            elif child not in begun and child not in self._sizes and child in self._own:
                begun.add(child)
                path.append((child, iter(self._names(self._own[child]))))

    def _names(self, own: Own) -> list[str]:
        self.visited += len(own.spreads)
        return [name for name, *_ in own.spreads]

    def _total(self, own: Own) -> Size:
        total = Size(own.depth, own.nesting, own.roots, own.aliases, own.directives, own.selections)
        for name, at, inside, first in own.spreads:
            size = self._sizes.get(name, Size())
            total.depth = max(total.depth, at + size.depth)
            total.nesting = max(total.nesting, inside + size.nesting)
            total.roots += size.roots if first else 0
            total.aliases += size.aliases
            total.directives += size.directives
            total.selections += size.selections
        return Size(*(min(count, ENOUGH) for count in vars(total).values()))


def _in_variables(definition: Definition) -> int:
    return sum(len(variable.directives or ()) for variable in definition.variable_definitions or ())


TOKENS_MOST = 1_000
DEPTH_MOST = 15
"""Largest depth of fields within fields. An edge and its node count as two."""
NESTING_MOST = 40
"""Largest number of pairs of braces within each other, including those of fragments. This limits the depth of
recursion."""
ROOTS_MOST = 10
ALIASES_MOST = 15
DIRECTIVES_MOST = 20
VALUES_MOST = 10_000
"""Most values within the variables: items of lists and fields of inputs."""
SELECTIONS_MOST = 2_000
"""Most fields and fragments of an operation, with every fragment expanded."""
COST_MOST = 6_000
"""Largest number of database documents that an operation may read, according to its predicted cost
(`api/graphql/cost.py`)."""
FIELDS_MOST = 400_000
"""Largest number of fields that an operation may resolve, according to its predicted cost (`api/graphql/cost.py`). It
is the number of rows times the weighted fields of each row. This many fields take about two seconds, in turns. A query
for all fields of all reports that agencies owe is below the limit."""
PUBLIC_FIELDS_MOST = 20_000
"""Largest number of fields of an operation without an account. Introspection of the whole public schema takes less than
half of them."""
ERRORS_MOST = 10
SECONDS_MOST = 5.0
"""Seconds that an operation may take. The preceding authentication of the caller has the same limit."""
DATABASE_SECONDS_MORE = 1.0
"""Seconds that the database waits, after the limit of the operation, before it cancels a read."""
RESPONSE_MOST = 5 * 1024 * 1024
SEND_SECONDS = 10.0
"""Seconds that an answer of a socket or event stream may wait for its reader. After this time the connection is
closed."""


def check(size: Size) -> None:
    limits = (
        ("DEPTH", size.depth, DEPTH_MOST),
        ("NESTING", size.nesting, NESTING_MOST),
        ("SELECTIONS", size.selections, SELECTIONS_MOST),
        ("ALIASES", size.aliases, ALIASES_MOST),
        ("DIRECTIVES", size.directives, DIRECTIVES_MOST),
        ("ROOT_FIELDS", size.roots, ROOTS_MOST),
    )
    for name, found, most in limits:
        if found > most:
            raise over(name, most)
