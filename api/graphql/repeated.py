"""Removal of selections that are repeated word for word in one place of a document. Without the removal, validation
would compare each selection with each other.

A repeated selection adds nothing. GraphQL merges it with the first one. A conflict between the two would also be a
conflict within the first. So validity, answer and order are unchanged.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from graphql import (
    DefinitionNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

Holder = TypeVar("Holder", DefinitionNode, SelectionNode)
HOLDERS = FieldNode | InlineFragmentNode | OperationDefinitionNode | FragmentDefinitionNode


def without_repeated(document: DocumentNode) -> DocumentNode:
    """Return the document without repeated selections. Return the same object if there are none.

    This takes time in proportion to the document's text and its nesting, which must be within the limit.
    """
    definitions = tuple(map(_once, document.definitions))
    return document if _same(definitions, document.definitions) else replace(document, definitions=definitions)


def _once(node: Holder) -> Holder:
    if not isinstance(node, HOLDERS) or not (inside := node.selection_set):
        return node
    selections = tuple(_once(selection) for selection in _first(inside))
    if _same(selections, inside.selections):
        return node
    return replace(node, selection_set=replace(inside, selections=selections))


def _first(inside: SelectionSetNode) -> Iterator[SelectionNode]:
    """Yield the first of each group of identical selections."""
    known = set[str]()
    for selection in inside.selections:
        assert selection.loc is not None
        words = selection.loc.source.body[selection.loc.start : selection.loc.end]
        if words not in known:
            known.add(words)
            yield selection


def _same(ones: tuple[object, ...], others: tuple[object, ...]) -> bool:
    return len(ones) == len(others) and all(one is other for one, other in zip(ones, others, strict=True))
