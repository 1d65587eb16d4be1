"""What a document says twice in the same words is left out, and neither what it may be nor its answer changes."""

from typing import Any

import pytest
from graphql import build_schema, execute_sync, parse, print_ast, validate
from hypothesis import given
from hypothesis import strategies as st

from api.graphql.prepare import Documents, InvalidDocument
from api.graphql.repeated import without_repeated
from resolvers.root import build, executable
from tests.support.hostile import in_other_words

SCHEMA = executable(build())
TREES = build_schema("type Query { a(n: Int): Int b: Query c: [Query!] d: String }")
FIELDS = ("a", "a(n: 1)", "x: a(n: 2)", "a: d", "d", "d @skip(if: true)", "x: d", "nothing")
ROOT: dict[str, Any] = {"a": 1, "d": "d"}
ROOT |= {"b": ROOT, "c": [ROOT, ROOT]}
ONE_FIELD, TIMES_MOST = "agency { id } ", 49


def selections(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    some = st.lists(inner, min_size=1, max_size=4).map(lambda words: "{ " + " ".join(words) + " }")
    return st.tuples(st.sampled_from(("b", "c", "x: b", "... on Query", "...")), some).map(" ".join)


DOCUMENTS = st.lists(st.recursive(st.sampled_from(FIELDS), selections, max_leaves=12), min_size=1, max_size=6).map(
    lambda words: "{ ...F " + " ".join([*words, words[0]]) + " } fragment F on Query { " + " ".join(words[:2]) + " }"
)


@given(DOCUMENTS)
def test_it_may_be_what_it_was_and_gives_the_same_answer(text: str) -> None:
    whole = parse(text)
    made = without_repeated(whole)
    assert len(made.definitions[0].selection_set.selections) <= len(whole.definitions[0].selection_set.selections) - 1  # type: ignore[attr-defined]  # the operation
    errors = validate(TREES, whole)
    assert bool(validate(TREES, made)) == bool(errors)
    if not errors:
        found, expected = (execute_sync(TREES, document, ROOT).data for document in (made, whole))
        assert (found, str(found)) == (expected, str(expected)), "in the same order too"


def test_the_first_of_each_is_kept_on_every_level() -> None:
    text = "{ b a b { d a d } a ... { b b } c { a } b { d a d } } fragment F on Query { a a }"
    kept = "{ b a b { d a } ... { b } c { a } } fragment F on Query { a }"
    assert print_ast(without_repeated(parse(text))) == print_ast(parse(kept))


def test_a_document_without_any_is_itself() -> None:
    document = parse("{ b { a } c { a } x: b { a } }")
    assert without_repeated(document) is document


def test_one_field_in_the_same_words_is_admitted_and_compared_with_others_up_to_a_limit() -> None:
    documents = Documents(SCHEMA, introspection=True)
    assert documents.prepared("{ me { " + ONE_FIELD * 2 * TIMES_MOST + "} }")
    assert documents.prepared(in_other_words(TIMES_MOST))
    with pytest.raises(InvalidDocument):
        documents.prepared(in_other_words(TIMES_MOST + 1))
