"""Removal of word-for-word repetitions in one place of a document: validation compares each with each.

A selection that stands twice beside itself adds nothing. It is merged with the first, and a conflict between the two is
one that each has within itself. So what a document may be and what it is answered stay the same, in the same order.
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
    """A document without the selections that repeat one beside them; itself when there are none.

    It takes time in proportion to its text and its nesting, which has to be within its limit.
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
    """Yield the first of selections in the same words."""
    known = set[str]()
    for selection in inside.selections:
        assert selection.loc is not None
        words = selection.loc.source.body[selection.loc.start : selection.loc.end]
        if words not in known:
            known.add(words)
            yield selection


def _same(ones: tuple[object, ...], others: tuple[object, ...]) -> bool:
    return len(ones) == len(others) and all(one is other for one, other in zip(ones, others, strict=True))
