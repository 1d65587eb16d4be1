"""An operation works in turns: what it holds the loop for is bounded, what it answers stays the same."""

import asyncio
import json
from collections.abc import Coroutine
from typing import Any

import pytest
from graphql import GraphQLSchema, build_schema, execute, parse
from hypothesis import given
from hypothesis import strategies as st

from api.graphql.execution import FIELDS_AT_ONCE, PIECES_DEEP, TURN_SECONDS, TurnExecutor, Turns, pieces, written
from api.graphql.wire import dumps

SDL = """
type Query { rows(first: Int): [Row!]!  lists: [[Int]]  none: [Row]  waits: [Row]  fails: [Row!] }
type Row { n: Int  slow: Int  rows: [Row!]  breaks: Int! }
"""
ROWS, EIGHT = 40, 8
FEW, MANY = FIELDS_AT_ONCE, FIELDS_AT_ONCE + 1
ROW_SECONDS = TURN_SECONDS / 4


def longest_of(beside: int) -> float:
    """What a turn may take: each of so many lists that are answered side by side ends the row in its hands."""
    return TURN_SECONDS + (beside + 0.5) * ROW_SECONDS


class Hand:
    """A clock that only work moves: what is measured is not how busy the machine is."""

    def __init__(self) -> None:
        self.now = 0.0

    def perf_counter(self) -> float:
        return self.now


HAND = Hand()


@pytest.fixture(autouse=True)
def by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.graphql.execution.time", HAND)


def busy(seconds: float) -> None:
    HAND.now += seconds


class Row:
    """A row whose field takes its time."""

    def __init__(self, n: int) -> None:
        self.n = n

    def slow(self, info: Any) -> int:
        busy(ROW_SECONDS)
        return self.n

    def breaks(self, info: Any) -> int:
        raise ValueError(self.n)

    def rows(self, info: Any) -> list["Row"]:
        return [Row(n) for n in range(self.n % 3)]


async def later(n: int) -> Row:
    await asyncio.sleep(0)
    return Row(n)


class Root:
    """What the schema of these tests gives."""

    lists = ((1, None), (), (2,))
    none = (None, Row(1))

    def rows(self, info: Any, first: int = ROWS) -> list[Row]:
        return [Row(n) for n in range(first)]

    def waits(self, info: Any) -> list[Any]:
        return [later(n) for n in range(ROWS)]

    def fails(self, info: Any) -> list[Any]:
        return [later(0), Row(1), None, later(2)]


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema(SDL)


async def answered(schema: GraphQLSchema, text: str) -> tuple[Any, float]:
    """The result, and how long the longest step of the loop worked meanwhile."""
    return await watched(executed(schema, text, Turns()))


async def executed(schema: GraphQLSchema, text: str, turns: Turns) -> Any:
    result = execute(schema, parse(text), Root(), executor_class=TurnExecutor, turns=turns)
    return await result if asyncio.iscoroutine(result) else result


async def watched(work: Coroutine[Any, Any, Any]) -> tuple[Any, float]:
    """What some work gives, and how long the longest step of the loop worked meanwhile."""
    longest, before = 0.0, HAND.now

    async def look() -> None:
        nonlocal longest, before
        while True:
            now = HAND.now
            longest, before = max(longest, now - before), now
            await asyncio.sleep(0)

    looking = asyncio.create_task(look())
    await asyncio.sleep(0)
    found = await work
    await asyncio.sleep(0)
    looking.cancel()
    return found, longest


@pytest.mark.parametrize(
    "text",
    [
        "{ rows { slow } }",
        "{ waits { slow } }",
        "{ rows { n rows { slow } } }",
        "{ a: rows(first: 9) { slow } b: rows(first: 9) { slow } c: rows(first: 9) { slow } }",
        "{ waits { rows { slow } } }",
    ],
)
async def test_nothing_holds_the_loop_for_more_than_a_turn_and_a_row(schema: GraphQLSchema, text: str) -> None:
    result, longest = await answered(schema, text)
    assert result.errors is None
    assert longest < longest_of(3)


async def test_several_at_once_hold_it_no_longer(schema: GraphQLSchema) -> None:
    turns = Turns()

    async def eight() -> None:
        await asyncio.gather(*(executed(schema, "{ rows(first: 12) { slow } }", turns) for _ in range(EIGHT)))

    _, longest = await watched(eight())
    assert longest < longest_of(EIGHT), "and not eight turns"


@pytest.mark.parametrize(
    "text",
    [
        "{ rows { n slow } }",
        "{ rows { n rows { n rows { n } } } waits { n rows { n } } lists none { n } }",
        "{ rows { n breaks } none { breaks } }",
        "{ waits { n breaks } lists }",
        "{ fails { n } lists }",
        "{ rows(first: 0) { n } }",
    ],
)
async def test_the_answer_is_the_librarys_own(schema: GraphQLSchema, text: str) -> None:
    others = asyncio.all_tasks()  # the loop is that of all tests: what others began may never end
    expected = execute(schema, parse(text), Root())
    if asyncio.iscoroutine(expected):
        expected = await expected
    found, _ = await answered(schema, text)
    assert found.data == expected.data  # type: ignore[union-attr]
    errors = [sorted(map(str, result.errors or [])) for result in (found, expected)]  # type: ignore[union-attr]
    assert errors[0] == errors[1]
    beside = asyncio.all_tasks() - others  # what failed beside others ends too
    await asyncio.gather(*beside, return_exceptions=True)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text('aĐ"\\\n', max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
)


@given(JSON, st.integers(0, PIECES_DEEP))
def test_what_is_written_in_pieces_is_what_is_written_at_once(value: Any, deep: int) -> None:
    assert b"".join(pieces(value, deep)) == dumps(value)


@pytest.mark.parametrize("fields", [FEW, MANY])
async def test_an_answer_over_its_limit_is_given_up_where_the_limit_is(fields: int) -> None:
    value = {"data": {"rows": ["x" * 10] * 2 * FIELDS_AT_ONCE}}
    whole = dumps(value)
    assert await written(value, Turns(), len(whole), fields) == whole
    assert await written(value, Turns(), len(whole) - 1, fields) is None
    assert json.loads(whole) == value


async def test_who_gives_up_waiting_keeps_nobody_from_a_turn() -> None:
    turns = Turns()
    assert not turns.over()
    busy(2 * TURN_SECONDS)
    waiting = [asyncio.create_task(turns.next()) for _ in range(40)]
    await asyncio.sleep(0)
    for task in waiting[:20]:
        task.cancel()
    await asyncio.gather(*waiting[20:])
    assert all(task.done() for task in waiting[20:])
