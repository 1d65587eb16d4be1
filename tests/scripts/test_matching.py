"""The embedded database's quick comparison says what its own says, of each document and each filter."""

from itertools import product
from typing import Any

import pytest
from secantus import query

from scripts.embedded import matching
from tests.scripts.values import VALUES

DOCUMENTS: list[Any] = [
    {},
    {"a.b": "a"},
    {"$a": "a"},
    *({"a": value} for value in VALUES),
    *({"a": {"b": value}} for value in VALUES),
]
LISTS: list[list[Any]] = [[], *([value] for value in VALUES), ["a", "b"], ["a", 1], [1, 2], [b"a", b"b"], [True, 1]]
FILTERS: list[Any] = [
    {},
    *({name: value} for name, value in product(("a", "a.b", "", "$a"), VALUES)),
    *({"a": {op: among}} for op, among in product(("$in", "$nin", "$eq", "$ne"), LISTS)),
    *({"a": {"$in": among, "$ne": "b"}} for among in LISTS),
    *({"a": {"$gt": value}} for value in VALUES),
    *({"a": value, "$or": [{"a": "a"}, {"b": None}]} for value in VALUES),
    *({"a": value, "b": {"$nonsense": 1}} for value in VALUES),
    {"$and": []},
    {"a": {"$in": "a"}},
]


def said(matches: Any, document: Any, wanted: Any, collation: Any = None) -> Any:
    """Whether it matches, or the error."""
    try:
        return matches(document, wanted, collation=collation)
    except Exception as error:
        return repr(error)


def test_a_document_matches_what_it_matched_before() -> None:
    quick = matching.matching(query.matches, query._match_clause)
    differ = [
        (document, wanted)
        for document, wanted in product(DOCUMENTS, FILTERS)
        if said(quick, document, wanted) != said(query.matches, document, wanted)
    ]
    assert differ == []


def test_a_collation_is_kept_to() -> None:
    quick = matching.matching(query.matches, query._match_clause)
    given: list[Any] = []

    def plain(*_: Any, **how: Any) -> bool:
        given.append(how["collation"])
        return True

    assert not quick({"a": "A"}, {"a": "a"})
    assert matching.matching(plain, query._match_clause)({"a": "A"}, {"a": "a"}, collation="one")
    assert given == ["one"]


@pytest.mark.parametrize("of_all", [True, False])
def test_a_filter_is_gone_through_until_a_clause_does_not_match(of_all: bool) -> None:
    quick = matching.matching(query.matches, query._match_clause)
    wanted = {"a": "a" if of_all else "b", "b": {"$nonsense": 1}}
    assert isinstance(said(quick, {"a": "a", "b": "x"}, wanted), str) is of_all
