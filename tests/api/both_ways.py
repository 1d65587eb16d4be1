"""One operation over values of a test's own, by a plan and by graphql-core alone."""

import asyncio
from types import SimpleNamespace
from typing import Any

from graphql import ExecutionResult, GraphQLSchema, OperationDefinitionNode, execute, parse

from api.graphql.execution import TurnExecutor, Turns
from api.graphql.plan.plans import Plan, compile_plan
from api.graphql.plan.run import Stopped, run_of
from api.graphql.plan.slots import conditions_of


class Endless(Turns):
    """One turn without an end: what else is called before an error is met is then not a matter of time."""

    def over(self) -> bool:
        return False


def plan_of(schema: GraphQLSchema, text: str, **given: Any) -> Plan:
    document = parse(text)
    operation = next(found for found in document.definitions if isinstance(found, OperationDefinitionNode))
    conditions = {name: given.get(name, True) for name in conditions_of(document)}
    return compile_plan(schema, document, operation, conditions)


async def interpreted(
    schema: GraphQLSchema, text: str, context: Any, middleware: Any = None, event: Any = None, **given: Any
) -> Any:
    options: dict[str, Any] = {"executor_class": TurnExecutor, "turns": Endless(), "hide_suggestions": True}
    asked: dict[str, Any] = {"context_value": context, "variable_values": given, "middleware": middleware}
    found = execute(schema, parse(text), event, **asked, **options)
    return await found if asyncio.iscoroutine(found) else found


async def planned(schema: GraphQLSchema, text: str, context: Any, event: Any = None, **given: Any) -> tuple[Any, bool]:
    """The result of a plan, and whether it came to its end."""
    run = run_of(plan_of(schema, text, **given), context, given, Endless())
    if run is None:
        return await interpreted(schema, text, context, event=event, **given), False
    try:
        return ExecutionResult(await run.data(event), None), True
    except Stopped as stopped:
        handover = stopped.handover
    return await interpreted(schema, text, context, [handover], event, **given), False


async def same(schema: GraphQLSchema, text: str, value: Any, **given: Any) -> bool:
    """Compare both ways, and what was called in each; whether the plan came to its end."""
    others = asyncio.all_tasks()
    contexts = [SimpleNamespace(held=value, calls=[], owners={}) for _ in range(2)]
    expected = await interpreted(schema, text, contexts[0], **given)
    found, whole = await planned(schema, text, contexts[1], **given)
    await asyncio.gather(*(asyncio.all_tasks() - others), return_exceptions=True)  # what failed beside others ends too
    assert repr(found.data) == repr(expected.data), "in the same order, and of the same types"
    assert list(map(str, found.errors or ())) == list(map(str, expected.errors or ()))
    as_called = list if text.startswith("mutation") else sorted
    assert as_called(contexts[0].calls) == as_called(contexts[1].calls)
    return whole
