"""Removal of word-for-word repetitions in one place of a document: validation compares each with each.

A selection that is repeated beside itself adds nothing. It is merged with the first, and a conflict between the two is
one that each has within itself. So validity and answer stay the same, in the same order.
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
    """Return a document without selections that repeat one beside them; itself when there are none.

    It takes time in proportion to the document's text and its nesting, which must be within its limit.
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
