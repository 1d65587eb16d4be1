"""What a document may weigh, and that weighing it takes no more than reading it."""

from typing import Any

import pytest
from graphql import DocumentNode, FragmentDefinitionNode, Node, get_introspection_query, parse
from hypothesis import given
from hypothesis import strategies as st

from api.errors.responses import RequestRefused
from api.graphql import engine, limits
from api.graphql.limits import Measure, Size
from api.graphql.parameters import GRAPHQL
from api.graphql.prepare import KEPT_MOST, Documents, InvalidDocument
from resolvers.root import build, executable
from store.process.settings import Settings
from store.store import opened_store
from tests.conftest import api as api
from tests.support import hostile as documents
from tests.support import web
from tests.support.inside import asking
from tests.support.installation import Api
from tests.support.tokens import Issuer

SCHEMA = executable(build())

REFUSED = {
    "fragment bomb, 200 lines": (documents.bomb(200), "TOKENS"),
    "fragment bomb, 90 lines": (documents.bomb(90), "NESTING"),
    "fragment bomb, 30 lines": (documents.bomb(30), "SELECTIONS"),
    "fragment bomb, 20 lines": (documents.bomb(20), "SELECTIONS"),
    "field bomb": (documents.field_bomb(12), "DEPTH"),
    "chain of fragments": (documents.bomb(100, spreads=1), "NESTING"),
    "inline grid, deep": (documents.grid(60, 2), "NESTING"),
    "inline grid, wide": (documents.grid(30, 200), "TOKENS"),
    "aliases": (documents.aliases(16), "ALIASES"),
    "aliases, many": (documents.aliases(10_000), "TOKENS"),
    "directives": (documents.directives(21), "DIRECTIVES"),
    "roots": (documents.repeated(11), "ROOT_FIELDS"),
    "fields, many": (documents.repeated(20_000), "TOKENS"),
    "depth": (documents.deep(16), "DEPTH"),
    "lists in lists": ("{ cases(first: " + "[" * 400 + "]" * 400 + ") { totalCount } }", "NESTING"),
}


@pytest.mark.parametrize(("text", "limit"), REFUSED.values(), ids=REFUSED)
def test_a_flood_is_refused_by_the_limit_it_passes(text: str, limit: str) -> None:
    with pytest.raises(RequestRefused) as refused:
        Documents(SCHEMA, introspection=True).prepared(text)
    assert (refused.value.code, refused.value.extra["limit"]) == ("LIMIT_EXCEEDED", limit)


OF_A_PAGE = "{ cases(first: 100) { edges { node { %s } } } }"


def test_rows_times_what_is_asked_of_each_is_bounded(api: Api, issuer: Issuer) -> None:
    asked = "a: duplicates { id } b: duplicates { id }"
    (error,) = api.post(issuer.officer("agency-lead"), OF_A_PAGE % asked).json()["errors"]
    assert (error["extensions"]["code"], error["extensions"]["limit"]) == ("LIMIT_EXCEEDED", "COST")
    assert error["extensions"]["predicted"] > error["extensions"]["most"] == limits.COST_MOST
    once = OF_A_PAGE % "duplicates { id } allowedActions { action allowed problem { code } }"
    assert "errors" not in api.post(issuer.officer("agency-lead"), once).json()


def test_introspection_has_its_price(api: Api, issuer: Issuer) -> None:
    whole = get_introspection_query()
    assert "errors" not in api.post(issuer.officer("agency-lead"), whole).json()
    assert "errors" not in web.post(f"{api.url}/report/graphql", json={"query": whole}).json()
    fields = "kind name fields { name type { kind name fields { name args { name } type { kind name } } } }"
    asked = "{ " + " ".join(f"a{n}: __schema {{ types {{ {fields} }} }}" for n in range(10)) + " }"
    (error,) = web.post(f"{api.url}/report/graphql", json={"query": asked}).json()["errors"]
    assert (error["extensions"]["limit"], error["extensions"]["most"]) == ("FIELDS", limits.PUBLIC_FIELDS_MOST)


@pytest.mark.parametrize("variables", [{"x": ["a"] * 10_000}, {"x": [[1] * 100] * 100}, {"x": [{"y": 1}] * 6_000}])
def test_variables_hold_only_so_many_values(api: Api, issuer: Issuer, variables: dict[str, Any]) -> None:
    (error,) = api.post(issuer.officer("agency-lead"), "{ me { isPerson } }", **variables).json()["errors"]
    assert (error["extensions"]["limit"], error["extensions"]["most"]) == ("VALUES", limits.VALUES_MOST)


FEW = 10
"""Bytes by which one answer may differ from another: what was read is a number in it."""


async def test_an_answer_that_is_too_large_is_refused(
    installation: dict[str, str], issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = {"Authorization": f"Bearer {issuer.officer('agency-lead')}", "Accept": GRAPHQL}
    body = {"query": "{ errorCatalogue { code vi en } }"}
    async with opened_store(Settings.from_env(installation)) as store, asking(store, issuer) as client:
        whole = await client.post("/graphql", json=body, headers=headers)
        monkeypatch.setattr(engine, "RESPONSE_MOST", len(whole.content) + FEW)
        assert (await client.post("/graphql", json=body, headers=headers)).status_code == 200
        monkeypatch.setattr(engine, "RESPONSE_MOST", len(whole.content) - FEW)
        answer = await client.post("/graphql", json=body, headers=headers)
    said = answer.json()["errors"][0]["extensions"]
    assert (answer.status_code, said["code"], said["limit"]) == (422, "LIMIT_EXCEEDED", "RESPONSE")


JUST_GOOD = {
    "aliases": documents.aliases(10),
    "directives": "{ me { " + "isPerson @include(if: true) " * 20 + "} }",
    "roots": documents.repeated(10),
    "depth": documents.deep(13),
    "a fragment bomb too small to matter": documents.bomb(3),
}


@pytest.mark.parametrize("text", JUST_GOOD.values(), ids=JUST_GOOD)
def test_what_is_just_within_a_limit_is_admitted(text: str) -> None:
    assert Documents(SCHEMA, introspection=True).prepared(text).operation(None)


def nodes(document: DocumentNode) -> int:
    found, waiting = 0, list[Node]([document])
    while waiting:
        each = waiting.pop()
        found += 1
        for name in each.keys:
            value = getattr(each, name, None)
            if name != "loc":
                many = value if isinstance(value, list | tuple) else [value]
                waiting += [one for one in many if isinstance(one, Node)]
    return found


SHAPES = {
    "bomb": documents.bomb(40),
    "field bomb": documents.field_bomb(30),
    "long bomb": documents.bomb(200),
    "wide bomb": documents.bomb(60, spreads=9),
    "grid": documents.grid(50, 50),
    "aliases": documents.aliases(5_000),
    "directives": documents.directives(5_000),
    "cycle": documents.cycle(200),
}


@pytest.mark.parametrize("text", SHAPES.values(), ids=SHAPES)
def test_the_measure_visits_at_most_three_times_the_nodes_there_are(text: str) -> None:
    document = parse(text)
    assert Measure(document).visited <= 3 * nodes(document)


def written_out(text: str) -> Size:
    """The size by the definition: fragments replaced by what they hold. Slow, and right."""
    document = parse(text)
    fragments = {
        definition.name.value: definition
        for definition in document.definitions
        if isinstance(definition, FragmentDefinitionNode)
    }

    def look(holder: object, depth: int, nesting: int, first: bool) -> Size:
        sums = dict.fromkeys(("roots", "aliases", "directives", "selections"), 0)
        deepest, innermost = 0, nesting
        for node in holder.selection_set.selections:  # type: ignore[attr-defined]  # all of these have selections
            sums["selections"] += 1
            sums["directives"] += len(node.directives or ())
            if node.kind == "field":
                sums["aliases"] += node.alias is not None
                sums["roots"] += first
                deepest = max(deepest, depth + 1)
                if node.selection_set is None:
                    continue
                below = look(node, depth + 1, nesting + 1, False)
            elif node.kind == "inline_fragment":
                below = look(node, depth, nesting + 1, first)
            else:
                below = look(fragments[node.name.value], depth, nesting + 1, first)
            deepest, innermost = max(deepest, below.depth), max(innermost, below.nesting)
            for name in sums:
                sums[name] += getattr(below, name)
        return Size(depth=deepest, nesting=innermost, **sums)

    return look(document.definitions[0], 0, 1, True)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Documents whose fragments spread later ones."""
    count = draw(st.integers(0, 4))

    def selections(level: int, least: int) -> str:
        made = []
        for _ in range(draw(st.integers(1, 3))):
            kind = draw(st.sampled_from(["field", "alias", "inline", "spread", "nested"]))
            if kind == "spread" and least < count:
                made.append(f"...F{draw(st.integers(least, count - 1))} @skip(if: false)")
            elif kind == "inline" and level:
                made.append(f"... {{ {selections(level - 1, least)} }}")
            elif kind == "nested" and level:
                made.append(f"b {{ {selections(level - 1, least)} }}")
            else:
                made.append("x: a @include(if: true)" if kind == "alias" else "a")
        return " ".join(made)

    bodies = [f"fragment F{n} on T {{ {selections(2, n + 1)} }}" for n in range(count)]
    return " ".join([f"{{ {selections(3, 0)} }}", *bodies])


@given(texts())
def test_the_measure_is_the_size_with_fragments_written_out(text: str) -> None:
    document = parse(text)
    measure = Measure(document)
    assert measure.operations == [written_out(text)]
    assert measure.visited <= 3 * nodes(document)


def test_a_cycle_and_an_unknown_fragment_are_for_validation() -> None:
    for text in (documents.cycle(3), "{ ...Nope }"):
        with pytest.raises(InvalidDocument):
            Documents(SCHEMA, introspection=True).prepared(text)


def test_only_so_many_documents_are_kept_and_no_bad_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.graphql.prepare.KEPT_MOST", KEPT_MOST)  # another test may have a process keep more
    kept = Documents(SCHEMA, introspection=True)
    for n in range(KEPT_MOST + 20):
        kept.prepared(f"query Q{n} {{ __typename }}")
    with pytest.raises(InvalidDocument):
        kept.prepared("{ nothing }")
    assert len(kept) == KEPT_MOST
    last = f"query Q{KEPT_MOST + 19} {{ __typename }}"
    assert kept.prepared(last) is kept.prepared(last)


def test_the_schema_is_not_told_where_it_is_not_to_be() -> None:
    with pytest.raises(InvalidDocument):
        Documents(SCHEMA, introspection=False).prepared("{ __schema { types { name } } }")
    assert Documents(SCHEMA, introspection=False).prepared("{ __typename }")
