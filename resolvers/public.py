"""The public door over GraphQL: a schema of its own, answered without an account, counted by network.

As text: `python -m resolvers.public > schema/public.graphql`.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Protocol
from uuid import UUID

import strawberry
from strawberry.schema.config import StrawberryConfig
from strawberry.types import Info

from domain.book import ACTIONS
from domain.kernel.actor import PUBLIC, ActorKind, holder_of
from domain.kernel.calendar import local_date
from domain.kernel.kind import kind_of
from domain.kernel.refusals import NotFound, Refused
from domain.registry.registry import Registry
from domain.rules.action import Action
from resolvers.root import read
from resolvers.sdl import text_of
from schema.derive import class_from, command_from, input_from
from schema.described import description_of, given
from schema.problems import PROBLEMS
from schema.public import PublicDecision, PublicMatter, PublicReceipt, PublicTable, matter_of
from schema.scalars import SCALARS
from store.store import Store

TO_FILE, TO_LOOK, TO_OPEN = "file", "look", "open"
"""What is counted: filing, looking up a decision, opening a matter by its code."""


class Spend(Protocol):
    """Counts one use by the caller's network, or raises what tells to come again later."""

    async def __call__(self, what: str) -> None: ...


@dataclass(frozen=True)
class PublicContext:
    """One request of somebody without an account."""

    store: Store
    registry: Registry
    spend: Spend
    correlation: str


ContextInfo = Info[PublicContext, None]
Code = Annotated[str, strawberry.argument(description="The code that was shown when the matter was taken in.")]


@given
class Beginning:
    """What begins something new."""

    command_id: UUID = strawberry.field(description="A fresh UUID; the same sent again under it is taken in once.")


@given
class Following:
    """What goes on with one's own matter."""

    command_id: UUID = strawberry.field(description="A fresh UUID; the same sent again under it is taken in once.")
    code: str = strawberry.field(description="The code that was shown when the matter was taken in.")


async def taken_in(context: PublicContext, command: Any, command_id: UUID, stream: str | None = None) -> dict[str, Any]:
    """Carry out what somebody without an account asks; the receipt with its code, or the problems."""
    who = PUBLIC if stream is None else holder_of(stream)
    try:
        outcome = await context.store.execute(who, command, command_id=command_id, target=stream)
    except Refused as refused:
        return {"number": None, "code": None, "replayed": False, "problems": list(refused.problems)}
    code = context.store.connection.master.code(str(command_id)) if stream is None else None
    return {"number": outcome.document["code"], "code": code, "replayed": outcome.replayed, "problems": []}


def resolver_of(action: Action) -> Any:
    """The resolver of something that anybody may do."""
    base = Beginning if action.creates else Following

    async def resolve(info: Any, input: Any) -> Any:
        context: PublicContext = info.context
        await context.spend(TO_FILE if action.creates else TO_OPEN)
        stream = None
        if not action.creates:
            found = await context.store.public_door.matter(input.code, context.registry)
            if found is None or kind_of(found["stream"]) is not action.stream:
                return {"number": None, "code": None, "replayed": False, "problems": [NotFound()]}
            stream = found["stream"]
        return await taken_in(context, command_from(action.command, input), input.command_id, stream)

    made = input_from(action.command, f"{action.command.__name__}Input", base)
    resolve.__annotations__ = {
        "info": Info[PublicContext, None],
        "input": Annotated[made, strawberry.argument(description="What is asked.")],
        "return": PublicReceipt,
    }
    return resolve


def open_actions() -> tuple[Action, ...]:
    """What anybody may do without an account."""
    return tuple(action for action in ACTIONS if ActorKind.PUBLIC in action.by)


def mutation_class() -> type:
    """The mutations: one for each thing that anybody may do."""
    body: dict[str, Any] = {"__annotations__": {}}
    for action in open_actions():
        body["__annotations__"][action.name] = PublicReceipt
        body[action.name] = strawberry.mutation(
            resolver=resolver_of(action),
            graphql_type=PublicReceipt,
            name=action.name,
            description=f"{description_of(action.command)} Without a token.",
        )
    return strawberry.type(class_from("Mutation", (), body), description="What anybody may do.")


@strawberry.type(description="What anybody may read.")
class Query:
    """The roots of reading."""

    @strawberry.field(
        graphql_type=PublicDecision | None,
        description="The newest decision about the content at exactly this address; null when there is none, for "
        "whatever reason. Without a token.",
    )
    async def decision_for(
        self,
        info: ContextInfo,
        url: Annotated[str, strawberry.argument(description="The exact address; nobody opens it.")],
    ) -> Mapping[str, Any] | None:
        """A decision by its address."""
        await info.context.spend(TO_LOOK)
        return await info.context.store.public_door.decision_for(url, info.context.registry)

    @strawberry.field(
        graphql_type=PublicMatter | None,
        description="One's own report, complaint or request; null for a code that is none. Without a token.",
    )
    async def matter(self, info: ContextInfo, code: Code) -> PublicMatter | None:
        """A matter by its code."""
        await info.context.spend(TO_OPEN)
        found = await info.context.store.public_door.matter(code, info.context.registry)
        return matter_of(found, agency_of(found, info.context)) if found else None

    @strawberry.field(
        graphql_type=PublicTable,
        description="Counts of a year, with small ones masked. Without a token.",
    )
    async def statistics(
        self, info: ContextInfo, year: Annotated[int, strawberry.argument(description="The year, from 2021.")]
    ) -> Mapping[str, Any]:
        """The statistics."""
        await info.context.spend(TO_LOOK)
        return await info.context.store.statistics.of_year(year)


def agency_of(found: Mapping[str, Any], context: PublicContext) -> str:
    """The name of the agency that has a matter now."""
    state = found["state"]
    id: str = getattr(state, "examining", None) or getattr(state, "lead", None) or ""
    row = context.registry.agencies.get(id)
    name = row.name_on(local_date(context.store.connection.clock())) if row else None
    return name.name if name else id


def build_public() -> strawberry.Schema:
    """The schema of the public door."""
    return strawberry.Schema(
        query=Query,
        mutation=mutation_class(),
        types=list(PROBLEMS),
        config=StrawberryConfig(
            default_resolver=read, scalar_map=SCALARS, disable_field_suggestions=True, sort_schema=True
        ),
    )


if __name__ == "__main__":
    sys.stdout.write(text_of(build_public()))
