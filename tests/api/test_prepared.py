"""Documents before they run: repetitions are left out, reads are declared, and only proven packages make plans."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType, build_schema, execute_sync, parse, print_ast, validate
from hypothesis import given
from hypothesis import strategies as st

from api.graphql.engine import Engine
from api.graphql.prepare import Documents, InvalidDocument
from api.graphql.repeated import without_repeated
from resolvers import plan_versions
from resolvers.root import build, executable
from schema.weights import reads_of, waits
from scripts.cli.doctoring import work
from scripts.cli.doctoring.finding import Level
from tests.support.hostile import in_other_words
from tests.support.house import ROOT
from tests.support.inside import SCHEMA


def test_with_the_locked_packages_plans_are_compiled(caplog: pytest.LogCaptureFixture) -> None:
    assert plan_versions.unproven() == ""
    assert Engine(SCHEMA, introspection=False).plans is not None
    assert caplog.records == []
    assert list(work.packages()) == []


@pytest.mark.parametrize("package", plan_versions.PROVEN)
def test_with_another_version_none_is_and_it_is_said(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, package: str
) -> None:
    monkeypatch.setattr(plan_versions, "PROVEN", dict(plan_versions.PROVEN) | {package: "0.0.1"})
    with caplog.at_level(logging.WARNING, logger="casebook.graphql"):
        assert Engine(SCHEMA, introspection=False).plans is None
    [record] = caplog.records
    assert f"{package} " in record.getMessage()
    [finding] = work.packages()
    assert (finding.code, finding.level, "for 0.0.1" in finding.what) == ("plans-off", Level.NOTE, True)


@pytest.mark.parametrize("lock", ["runtime", "tracing", "dev"])
def test_the_proven_versions_are_those_of_the_locks(lock: str) -> None:
    pinned = (ROOT / "requirements" / f"{lock}.lock").read_text(encoding="utf-8").splitlines()
    for name, proven in plan_versions.PROVEN.items():
        assert f"{name}=={proven} \\" in pinned, "run tests/api/test_plans.py with the new version, then change PROVEN"


WHOLE = executable(build())
TREES = build_schema("type Query { a(n: Int): Int b: Query c: [Query!] d: String }")
FIELDS = ("a", "a(n: 1)", "x: a(n: 2)", "a: d", "d", "d @skip(if: true)", "x: d", "nothing")
TREE: dict[str, Any] = {"a": 1, "d": "d"}
TREE |= {"b": TREE, "c": [TREE, TREE]}
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
        found, expected = (execute_sync(TREES, document, TREE).data for document in (made, whole))
        assert (found, str(found)) == (expected, str(expected)), "in the same order too"


def test_the_first_of_each_is_kept_on_every_level() -> None:
    text = "{ b a b { d a d } a ... { b b } c { a } b { d a d } } fragment F on Query { a a }"
    kept = "{ b a b { d a } ... { b } c { a } } fragment F on Query { a }"
    assert print_ast(without_repeated(parse(text))) == print_ast(parse(kept))


def test_a_document_without_any_is_itself() -> None:
    document = parse("{ b { a } c { a } x: b { a } }")
    assert without_repeated(document) is document


def test_one_field_in_the_same_words_is_admitted_and_compared_with_others_up_to_a_limit() -> None:
    documents = Documents(WHOLE, introspection=True)
    assert documents.prepared("{ me { " + ONE_FIELD * 2 * TIMES_MOST + "} }")
    assert documents.prepared(in_other_words(TIMES_MOST))
    with pytest.raises(InvalidDocument):
        documents.prepared(in_other_words(TIMES_MOST + 1))


def fields() -> Iterator[tuple[str, Any]]:
    """Every field of every type but Mutation, with what Strawberry knows of it."""
    for name, item in WHOLE.type_map.items():
        if isinstance(item, GraphQLObjectType | GraphQLInterfaceType) and name != "Mutation":
            for field, definition in item.fields.items():
                yield f"{name}.{field}", definition


def test_every_field_that_waits_says_what_it_reads() -> None:
    silent = {name for name, definition in fields() if waits(definition) and reads_of(definition) is None}
    assert silent == set(), "say in the metadata of these fields how many documents they read at most"


def test_every_page_says_what_a_row_reads() -> None:
    paged = {name: reads_of(definition) for name, definition in fields() if "first" in definition.args}
    assert {name for name, reads in paged.items() if reads is None or reads.page < 1} == set()
