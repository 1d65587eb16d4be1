"""Mutations, made from the action rows: one wrapper for all of them, nothing per action."""

from collections.abc import Callable
from typing import Any

import strawberry
from strawberry.types import Info

from domain.action import Action
from domain.actions import public_actions
from domain.refusals import Refused
from domain.streams import Kind
from resolvers.context import RequestContext
from schema.cases import CasePayload
from schema.derive import class_from, command_from
from schema.inputs import input_of
from store.commands import Outcome


def payload(outcome: Outcome) -> dict[str, Any]:
    """What a command left, as the payload shows it."""
    return {"case": outcome.document, "problems": [], "replayed": outcome.replayed}


def resolver_of(action: Action) -> Callable[..., Any]:
    """The resolver of an action's mutation."""

    async def resolve(info: Any, input: Any) -> Any:
        context: RequestContext = info.context
        try:
            return payload(
                await context.store.execute(
                    context.caller,
                    command_from(action.command, input),
                    command_id=input.command_id,
                    target=getattr(input, "case_id", None),
                    expected=getattr(input, "expected_version", None),
                )
            )
        except Refused as refused:
            return {"case": None, "problems": list(refused.problems), "replayed": False}

    resolve.__annotations__ = {
        "info": Info[RequestContext, None],
        "input": input_of(action),
        "return": CasePayload,
    }
    return resolve


def mutation_class() -> type:
    """The Mutation type: a field an action."""
    body: dict[str, Any] = {"__annotations__": {}}
    for action in public_actions(Kind.CASE):
        body["__annotations__"][action.name] = CasePayload
        body[action.name] = strawberry.mutation(
            resolver=resolver_of(action),
            graphql_type=CasePayload,
            name=action.name,
            description=f"{action.command.__doc__} Scope `{action.scope}`.",
        )
    return strawberry.type(class_from("Mutation", (), body), description="What agencies do.")
