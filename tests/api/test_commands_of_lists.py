"""Lists ask the database by commands whose number does not grow with the rows."""

from typing import Any

import pytest

from tests.api.test_cost import Asker, refused, wanted
from tests.api.test_cost import asker as asker
from tests.api.test_cost import entered as entered
from tests.api.test_cost import store as store
from tests.support.inside import SCHEMA
from tests.support.selections import ROOTS, Document
from tests.support.selections import documents as documents_of

pytestmark = pytest.mark.slow

assert SCHEMA.query_type is not None
QUERY = SCHEMA.query_type
LISTS = [name for name in ROOTS if {"first", "ids"} & QUERY.fields[name].args.keys()]
FEW, MORE = 2, 8
"""Rows of a list that are compared; more of some cost more than one request may."""


async def least(asker: Asker, document: Document) -> int | None:
    """The fewest commands of three answers: the first has keys to read, and the registry is looked at now and then."""
    counts = []
    for _ in range(3):
        if refused(await asker.ask(document.text, **document.variables)):
            return None
        counts.append(len([command for command in asker.listener.commands if command]))
    return min(counts)


async def test_no_field_of_a_list_takes_a_command_for_each_row(asker: Asker) -> None:
    """Commands grow with the kinds of things that are asked for, not with how many there are."""
    grown, asked, ids = dict[str, Any](), set[str](), list(dict.fromkeys(asker.ids))
    for root in LISTS:
        pairs = zip(*(documents_of(root, wanted(ids, size)) for size in (FEW, MORE)), strict=True)
        for few, more in pairs:
            commands = [await least(asker, document) for document in (few, more)]
            if None not in commands:
                asked.add(root)
                grown |= {few.text: commands} if commands[0] != commands[1] else {}
    assert grown == {}
    assert asked == set(LISTS)
