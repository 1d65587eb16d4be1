"""A plan gives a resolver the arguments that graphql-core and Strawberry give it, whichever variables are given."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
import strawberry
from graphql import GraphQLSchema
from graphql.execution.values import get_argument_values
from strawberry.schema.config import StrawberryConfig

from api.graphql.execution import Turns
from api.graphql.plan.arguments import FORMS_MOST
from api.graphql.plan.run import run_of
from resolvers.root import executable, read
from schema.scalars import SCALARS
from tests.api.both_ways import interpreted, plan_of
from tests.api.test_plan_values import Asking, Colour


@strawberry.input
class Wish:
    word: str | None
    some_words: list[str] | None = None
    at: datetime | None = None
    colour: Colour | None = Colour.GREEN
    colours: list[Colour | None] | None = None
    left: int | None = strawberry.UNSET


@strawberry.input
class Order:
    count: int
    named: str = strawberry.field(name="as", default="usual")


@strawberry.input
class Basket:
    orders: list[Order]
    last: Order | None = None
    more: list[Order | None] = strawberry.field(default_factory=list)


@strawberry.input(one_of=True)
class Either:
    this: int | None = strawberry.UNSET
    that: str | None = strawberry.UNSET


@strawberry.type
class Query:
    @strawberry.field
    async def said(
        self,
        info: Asking,
        wish: Wish | None = None,
        order: Order | None = None,
        basket: Basket | None = None,
        either: Either | None = None,
        ids: list[strawberry.ID] | None = None,
        colour: Colour = Colour.RED,
        first: int | None = None,
    ) -> str:
        told = repr((wish, order, basket, either, ids, colour, first))
        if ids:  # a resolver may change what it gets, without any later effect
            ids.clear()
        if wish:
            wish.word = "changed"
            (wish.some_words or []).clear()
        if basket:
            basket.more.append(None)
        return told


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    config = StrawberryConfig(default_resolver=read, scalar_map=SCALARS)
    return executable(strawberry.Schema(query=Query, config=config))


WISH = "query($w: Wish, $i: [ID!], $f: Int) { said(wish: $w, ids: $i, first: $f) }"
ASKED: Mapping[str, Sequence[dict[str, Any]]] = {
    WISH: (
        {},
        {"w": None, "i": None, "f": None},
        {"w": {}},
        {"w": {"word": "a", "someWords": ["b", "c"], "at": "2026-07-01T00:00:00.000Z", "colours": ["RED", None]}},
        {"w": {"colour": None, "left": None, "someWords": "one"}, "i": "one", "f": 2},
        {"w": {"word": "a", "someWords": ["b"]}, "i": ["1", 2], "f": 3},
        {"w": {"unknown": 1}},
        {"w": {"word": 1}},
        {"w": {"colour": "BLUE"}},
        {"w": "text"},
        {"i": [["deep"]]},
        {"f": 2**40},
    ),
    "query($w: Wish!) { one: said(wish: $w) other: said(wish: $w, colour: GREEN) }": (
        {"w": {"someWords": ["a", "b"]}},
        {"w": {"someWords": ["a", "b"]}},
        {},
        {"w": None},
    ),
    "query($o: Order!, $c: Colour = GREEN) { said(order: $o, colour: $c) }": (
        {"o": {"count": 1}},
        {"o": {"count": 1, "as": "x"}, "c": "RED"},
        {"o": {"count": 1}, "c": None},
        {"o": {}},
        {"o": {"count": None}},
        {"o": {"count": 2, "as": None}},
    ),
    "query($b: Basket, $f: Int = 7) { said(basket: $b, first: $f) }": (
        {"b": {"orders": [{"count": 1}, {"count": 2, "as": "y"}]}},
        {"b": {"orders": {"count": 1}}, "f": None},
        {"b": {"orders": [], "last": {"count": 3}, "more": [None, {"count": 4, "as": None}]}},
        {"b": {"orders": [], "last": {"count": 3}, "more": [None, {"count": 4}]}},
        {"b": {"orders": [None], "last": None}},
        {"b": {"orders": [], "last": {}}},
        {},
    ),
    "query($e: Either) { said(either: $e) }": ({"e": {"this": 1}}, {"e": {"this": 1, "that": "x"}}, {}),
    'query($x: String) { said(wish: {word: $x, someWords: ["a"]}) }': ({"x": "a"}, {"x": None}, {}, {"x": "b"}),
    'query($w: Wish = {word: "usual"}) { said(wish: $w) }': ({}, {"w": {}}, {"w": None}, {}),
}


@pytest.mark.parametrize("text", ASKED)
async def test_one_plan_reads_all_variables_as_graphql_core_does(schema: GraphQLSchema, text: str) -> None:
    plan = plan_of(schema, text)
    for given in (*ASKED[text], *ASKED[text]):  # the second time every pattern is known
        expected = await interpreted(schema, text, SimpleNamespace(), **given)
        run = run_of(plan, SimpleNamespace(), given, Turns())
        if expected.errors:
            assert run is None, (given, expected.errors)
        else:
            assert run is not None, given
            assert await run.data() == expected.data, given


def test_arguments_of_a_known_pattern_are_read_once(schema: GraphQLSchema, monkeypatch: pytest.MonkeyPatch) -> None:
    plan, given = plan_of(schema, WISH), {"w": {"word": "a"}, "f": 3}
    assert run_of(plan, None, given, Turns()) is not None

    def again(*_: Any) -> None:
        raise AssertionError("read again")

    for name in ("get_argument_values", "get_variable_values", "arguments_of"):
        monkeypatch.setattr(f"api.graphql.plan.arguments.{name}", again)
    assert run_of(plan, None, {"w": {"word": "b"}, "f": 4}, Turns()) is not None
    assert run_of(plan, None, {"w": {"word": "b"}}, Turns()) is None


def test_a_plan_keeps_few_forms_and_reads_those_of_further_patterns_each_time(
    schema: GraphQLSchema, monkeypatch: pytest.MonkeyPatch
) -> None:
    names, slots, calls = "abcde", 100, Counter[Any]()
    asked = " ".join(f"s{place}: said(first: ${names[place % len(names)]})" for place in range(slots))
    plan = plan_of(schema, f"query({', '.join(f'${name}: Int' for name in names)}) {{ {asked} }}")
    patterns = [*product((1, None), repeat=len(names))]

    def counted(*given: Any) -> Any:
        calls[pattern] += 1
        return get_argument_values(*given)

    for again in (False, True):
        if again:
            monkeypatch.setattr("api.graphql.plan.arguments.get_argument_values", counted)
        for pattern in patterns:
            run = run_of(plan, None, dict(zip(names, pattern, strict=True)), Turns())
            assert run is not None
            firsts = [run.given[slot.id]["first"] for slot in plan.slots]
            assert firsts == [pattern[place % len(names)] for place in range(slots)]
    assert FORMS_MOST // 2 < (len(patterns) - len(calls)) * slots <= FORMS_MOST
    assert set(calls.values()) == {slots}
