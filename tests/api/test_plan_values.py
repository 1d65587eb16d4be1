"""A plan shows every value as graphql-core does: what is usual itself, all else by handing over what was given."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from types import MappingProxyType, SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
import strawberry
from graphql import GraphQLSchema, Undefined
from strawberry.extensions import FieldExtension
from strawberry.schema.config import StrawberryConfig

from api.graphql.execution import Turns
from api.graphql.plan.declared import Unknown
from api.graphql.plan.run import run_of
from resolvers.root import executable, read
from schema.scalars import SCALARS
from tests.api.both_ways import plan_of, planned, same

Asking = strawberry.Info[Any, None]
MOMENT = datetime(2026, 7, 1, 2, 3, 4, 567_891, tzinfo=UTC).replace(tzinfo=None)


@strawberry.enum
class Colour(StrEnum):
    RED = "red"
    GREEN = "dark-green"


@strawberry.interface
class Shared:
    id: strawberry.ID


class Thing(SimpleNamespace):
    """An object whose fields are attributes."""


@strawberry.type
class Owner:
    name: str

    @strawberry.field
    @staticmethod
    def letters(parent: strawberry.Parent[Any]) -> int:
        parent.asked += 1
        return len(parent.name)


@strawberry.type
class Leaf(Shared):
    text: str
    count: int
    flag: bool
    at: datetime
    on: date
    colour: Colour
    maybe: str | None
    colours: list[Colour | None]
    words: list[str]
    key: UUID

    @classmethod
    def is_type_of(cls, value: Any, info: Any) -> bool:
        return read(value, "id") not in ("stranger", "other")

    @strawberry.field
    @staticmethod
    def called(parent: strawberry.Parent[Any], info: Asking, more: int = 1) -> int:
        return int(read(parent, "count")) + more

    @strawberry.field(graphql_type=Owner)  # type: ignore[untyped-decorator]  # mypy finds no overload
    @staticmethod
    def owner(parent: strawberry.Parent[Any], info: Asking, fresh: bool = False) -> object:
        made = Thing(name=read(parent, "text"), asked=0)
        return made if fresh else info.context.owners.setdefault(made.name, made)

    @strawberry.field
    @staticmethod
    async def waits(parent: strawberry.Parent[Any], info: Asking, fails: bool = False) -> str | None:
        info.context.calls.append(f"waits {read(parent, 'id')} {fails}")
        await asyncio.sleep(0)
        if fails:
            raise ValueError("failed")
        return str(read(parent, "text"))


@strawberry.type
class Other(Shared):
    size: int

    @classmethod
    def is_type_of(cls, value: Any, info: Any) -> bool:
        return bool(read(value, "id") == "other")

    @strawberry.field
    @staticmethod
    async def waits(parent: strawberry.Parent[Any], info: Asking) -> int:
        info.context.calls.append("waits other")
        await asyncio.sleep(0)
        return int(read(parent, "size"))


@strawberry.type
class Holder:
    leaf: Leaf | None
    leaves: list[Leaf]
    shared: Shared | None = None
    mixed: list[Shared | None] = strawberry.field(default_factory=list)

    @strawberry.field(graphql_type=list[Leaf | None])  # type: ignore[untyped-decorator]  # mypy finds no overload
    @staticmethod
    async def later(parent: strawberry.Parent[Any], info: Asking) -> object:
        info.context.calls.append("later")
        return read(parent, "leaves")


class Counted(FieldExtension):
    """What a plan must never pass by."""

    async def resolve_async(self, next_: Any, source: Any, info: Asking, **given: Any) -> Any:
        info.context.calls.append(f"root {info.path.key}")
        return await next_(source, info, **given)


@strawberry.type
class Query:
    @strawberry.field(graphql_type=Holder | None, extensions=[Counted()])  # type: ignore[untyped-decorator]  # mypy finds no overload
    async def holder(self, info: Asking) -> object:
        return info.context.held

    @strawberry.field(graphql_type=Holder, extensions=[Counted()])  # type: ignore[untyped-decorator]  # mypy finds no overload
    async def certain(self, info: Asking) -> object:
        await asyncio.sleep(0)
        return info.context.held


@strawberry.type
class Mutation:
    @strawberry.mutation(graphql_type=Holder | None, extensions=[Counted()])  # type: ignore[untyped-decorator]  # mypy finds no overload
    async def act(self, info: Asking, fails: bool = False) -> object:
        await asyncio.sleep(0)
        info.context.calls.append(f"acted {info.path.key}")
        if fails:
            raise ValueError("failed")
        return info.context.held


@strawberry.type
class Subscription:
    @strawberry.subscription(graphql_type=Holder)  # type: ignore[untyped-decorator]  # mypy finds no overload
    async def changes(self, info: Asking, more: int = 1) -> AsyncGenerator[object, None]:
        yield info.context.held


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    config = StrawberryConfig(default_resolver=read, scalar_map=SCALARS)
    types = [Leaf, Other]
    return executable(
        strawberry.Schema(query=Query, mutation=Mutation, subscription=Subscription, types=types, config=config)
    )


def leaf(**changes: Any) -> dict[str, Any]:
    usual = {"id": "1", "text": "Đã", "count": 7, "flag": True, "at": MOMENT, "on": "2026-07-01", "colour": "red"}
    return usual | {"maybe": None, "colours": ["dark-green", None], "words": ["a", "b"], "key": UUID(int=7)} | changes


def held(**changes: Any) -> dict[str, Any]:
    return {"leaf": leaf(**changes), "leaves": [leaf(), leaf(**changes)], "shared": None}


EVERYTHING = "id text count flag at on colour maybe colours words key called waits __typename"
DOCUMENT = f"{{ holder {{ leaf {{ {EVERYTHING} }} leaves {{ {EVERYTHING} }} later {{ id waits }} }} }}"


async def test_usual_values_are_shown_without_graphql_core(schema: GraphQLSchema) -> None:
    assert await same(schema, DOCUMENT, held())


@pytest.mark.parametrize("given", [ValueError("given"), Undefined, MappingProxyType({})], ids=str)
async def test_what_is_no_object_is_left_to_graphql_core(schema: GraphQLSchema, given: Any) -> None:
    assert not await same(schema, "{ holder { __typename } }", given)


def each_of(values: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    return [{name: value} for name, several in values.items() for value in several]


UNUSUAL: Mapping[str, Sequence[Any]] = {
    "text": (Colour.GREEN, 12, True),
    "id": (12,),
    "count": (True, 3.0),
    "flag": (1,),
    "at": (MOMENT.replace(tzinfo=UTC), MOMENT.replace(year=1, microsecond=0)),
    "on": (date(2026, 7, 1),),
    "colour": (Colour.RED,),
    "colours": ([Colour.GREEN], ()),
    "words": (("a",),),
    "maybe": ("x",),
}
GIVEN = ValueError("given")
WRONG: Mapping[str, Sequence[Any]] = {
    "text": (None, ["x"], GIVEN),
    "count": (2**31, "7x"),
    "at": ("2026-07-01",),
    "on": (12,),
    "colour": ("blue", None, ["red"]),
    "colours": (None, "red"),
    "words": (["a", None], 5, {"a": 1}, GIVEN),
    "maybe": (GIVEN,),
    "id": ("stranger",),
    "key": (Undefined,),
}


@pytest.mark.parametrize("changes", each_of(UNUSUAL), ids=str)
async def test_unusual_values_are_shown_as_graphql_core_shows_them(schema: GraphQLSchema, changes: Any) -> None:
    assert await same(schema, DOCUMENT, held(**changes))
    assert await same(schema, DOCUMENT, Thing(leaf=Thing(**leaf(**changes)), leaves=[Thing(**leaf())], shared=None))


@pytest.mark.parametrize("changes", each_of(WRONG), ids=str)
async def test_errors_are_those_of_graphql_core_and_nothing_is_asked_twice(schema: GraphQLSchema, changes: Any) -> None:
    assert not await same(schema, DOCUMENT, held(**changes))
    assert not await same(schema, DOCUMENT.replace("holder", "certain"), held(**changes))


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("query($n: Int = 4) { holder { leaf { called(more: $n) a: called } } }", {}),
        ("query($n: Int = 4) { holder { leaf { called(more: $n) a: called } } }", {"n": 5}),
        ("query($f: Boolean!) { holder { leaves { waits(fails: $f) } } }", {"f": False}),
        ("{ holder { leaves { id } } holder { leaves { text } leaf { id @skip(if: true) } } }", {}),
        (
            "{ holder { ...A leaf { id } } } fragment A on Holder { leaf { text ... { count @include(if: false) } } }",
            {},
        ),
        ("{ a: holder { leaf { id } } b: certain { __typename later { text } } __typename }", {}),
    ],
)
async def test_documents_mean_the_same(schema: GraphQLSchema, text: str, given: Any) -> None:
    assert await same(schema, text, held(), **given)


@pytest.mark.parametrize("fresh", ["true", "false"])
async def test_objects_of_several_rows_are_told_apart(schema: GraphQLSchema, fresh: str) -> None:
    value = held() | {"leaves": [leaf(text=text) for text in ("a", "bc", "a", "def") * 3]}
    text = f"{{ holder {{ leaves {{ text owner(fresh: {fresh}) {{ name letters }} }} }} }}"
    assert await same(schema, text, value)


async def test_an_object_of_several_rows_is_shown_once(schema: GraphQLSchema) -> None:
    context = SimpleNamespace(held=held() | {"leaves": [leaf(text=text) for text in "abaab"]}, calls=[], owners={})
    _, whole = await planned(schema, "{ holder { leaves { owner { letters } } } }", context)
    assert whole
    assert {name: owner.asked for name, owner in context.owners.items()} == {"a": 1, "b": 1}


EVENT = f"subscription($n: Int) {{ news: changes(more: $n) {{ leaves {{ {EVERYTHING} }} later {{ waits }} }} }}"


@pytest.mark.parametrize(("changes", "whole"), [({}, True), ({"text": None}, False), ({"count": "7x"}, False)])
async def test_an_event_of_a_subscription_is_shown_as_graphql_core_shows_it(
    schema: GraphQLSchema, changes: dict[str, Any], whole: bool
) -> None:
    assert await same(schema, EVENT, None, event=held(**changes), n=3) is whole


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("query($n: Int!) { holder { leaf { called(more: $n) } } }", {"n": None}),
        ("query($n: Int!) { holder { leaf { called(more: $n) } } }", {"n": 2**40}),
        ("query($f: Boolean!) { holder { leaves { waits(fails: $f) id } } }", {"f": True}),
        ("{ holder { leaf { waits(fails: true) } later { waits } } }", {}),
        ("{ certain { later { text waits(fails: true) called } } holder { later { waits } } }", {}),
    ],
)
async def test_what_fails_fails_the_same_and_once(schema: GraphQLSchema, text: str, given: Any) -> None:
    assert not await same(schema, text, held(), **given)


MIXED = """query($on: Boolean!, $off: Boolean = true) { holder { shared { __typename id }
  mixed { id ... on Leaf @include(if: $on) { text called owner { name } waits } ... on Other { size waits: waits }
    ...Named @skip(if: $off) } } } fragment Named on Shared { named: id }"""
OTHER = {"id": "other", "size": 3}


@pytest.mark.parametrize("given", [{"on": True}, {"on": False}, {"on": True, "off": False}], ids=str)
@pytest.mark.parametrize("shared", [None, leaf(), OTHER, Thing(**OTHER)], ids=str)
async def test_objects_of_several_types_are_shown_by_their_type(schema: GraphQLSchema, given: Any, shared: Any) -> None:
    assert await same(schema, MIXED, {"shared": shared, "mixed": [leaf(), OTHER, None, Thing(**leaf(id="2"))]}, **given)


@pytest.mark.parametrize("shared", [{"id": "stranger"}, ValueError("given"), {"size": 1}, 7], ids=str)
async def test_an_object_of_no_type_is_left_to_graphql_core(schema: GraphQLSchema, shared: Any) -> None:
    assert not await same(schema, MIXED, {"shared": shared, "mixed": []}, on=True)
    assert not await same(schema, MIXED, {"shared": None, "mixed": [OTHER, shared, leaf()]}, on=True)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("mutation { a: act { leaf { id waits } } b: act { later { waits } } c: act { leaf { id } } }", True),
        (
            "mutation { a: act { later { waits } } b: act(fails: true) { leaf { id } } c: act { leaf { waits } } }",
            False,
        ),
        ("mutation { a: act { leaf { waits(fails: true) } } b: act { leaf { waits } } }", False),
    ],
)
async def test_acts_are_carried_out_once_and_in_their_order(schema: GraphQLSchema, text: str, whole: bool) -> None:
    assert await same(schema, text, held()) is whole


async def test_what_another_error_cancels_is_not_asked_again(schema: GraphQLSchema) -> None:
    text = "{ certain { leaf { id } } other: certain { leaf { id } } holder { leaf { id } } }"
    assert not await same(schema, text, None)


@pytest.mark.parametrize(
    "text",
    [
        "{ __schema { queryType { name } } }",
        "{ holder { leaves { " + " ".join(f"a{n}: text" for n in range(700)) + " } } }",
    ],
)
def test_what_a_plan_does_not_know_has_none(schema: GraphQLSchema, text: str) -> None:
    with pytest.raises(Unknown):
        plan_of(schema, text)


async def test_rows_are_shown_in_turns(schema: GraphQLSchema) -> None:
    class Looking(Turns):
        looked = 0

        def over(self) -> bool:
            self.looked += 1
            return super().over()

    turns, context = Looking(), SimpleNamespace(held={"leaves": [leaf()] * 50}, calls=[])
    run = run_of(plan_of(schema, "{ holder { leaves { id } } }"), context, {}, turns)
    assert run is not None
    assert len((await run.data())["holder"]["leaves"]) == 50
    assert turns.looked >= 50
