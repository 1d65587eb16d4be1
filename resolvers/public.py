"""The public schema: queries and mutations without an account, limited by network."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Protocol
from uuid import UUID

import strawberry
from strawberry.types import Info

from domain.book import ACTIONS, BY_COMMAND
from domain.case.hearing import AnswerHearing, shown_to_be_the_person
from domain.case.hearing_proofs import AskForLook
from domain.case.state.case import Category
from domain.case.state.measures import Finding
from domain.complaint.accusations import AccuseByCode
from domain.kernel.actor import PUBLIC, ActorKind, holder_of
from domain.kernel.calendar import local_date
from domain.kernel.refusals import NotFound, Refused
from domain.kernel.vocabulary import Kind, kind_of
from domain.kernel.wording import ConfirmedName
from domain.registry.registry import Registry
from domain.rules.command import Action
from domain.statement.state import StatementKind
from resolvers.public_rows import official_pages, spokespersons, statement_of
from resolvers.recorded import unrecorded
from resolvers.request import public_field
from resolvers.root import executable, schema_of
from schema.codes import OF_ANYBODY, keep_codes, refuses, refuses_of
from schema.cost import reads
from schema.derive import class_from, command_from, description_of, input_from
from schema.inputs import CODE_SECRET, bases_of, confirmed_in
from schema.problems import PROBLEMS, of_input
from schema.public import (
    PublicDecision,
    PublicHearing,
    PublicReceipt,
    PublicRequest,
)
from schema.public_matter import hearing_of, request_of
from schema.public_register import PublicStatements
from schema.public_statistics import PublicOfficialPage, PublicSpokesperson, PublicTable
from store.driver.conditions import FIRST_MOST, check_first
from store.read.public_register import Wanted
from store.store import Store

Settle = Callable[[bool], Awaitable[None]]
"""Function to call after a filing, with True if the filing was accepted."""
Opened = Callable[[str], Awaitable[None]]
"""Function to call with the stream that a code opened. It is not called if the code opens nothing."""


class Spend(Protocol):
    """Counter of the caller's uses. Each method may raise a refusal with Retry-After."""

    async def look(self) -> None:
        """Count a look-up."""

    async def code(self, code: str) -> Opened:
        """Count an attempt to open a matter with a code. Raise a refusal if the rate limit is exceeded."""

    async def state(self, stream: str) -> Settle:
        """Count a statement in a hearing by a sender who is not proven to be the person concerned."""

    async def file(self, command: type, command_id: UUID) -> Settle:
        """Admit a filing, or raise a request for a proof of work."""


@dataclass(frozen=True)
class PublicContext:
    """Request without an account."""

    store: Store
    registry: Registry
    spend: Spend
    correlation: str


OF_HEARINGS = frozenset({AnswerHearing, AskForLook})
"""Commands that the holder of a hearing's code may send."""
ContextInfo = Info[PublicContext, None]
NOBODY = "The public has no account, so there is no caller to record."
CODE = "The code that you got for your report, complaint or request, or with the question of a hearing."
COMMAND = "A new UUID. If the same command is sent again with the same UUID, it is executed only once."
Code = Annotated[str, strawberry.argument(description=CODE)]


@strawberry.input
class Filing:
    command_id: UUID = strawberry.field(description=COMMAND)
    code_secret: str | None = strawberry.field(default=None, description=CODE_SECRET)


@strawberry.input
class Continuing:
    command_id: UUID = strawberry.field(description=COMMAND)
    code: str = strawberry.field(description=CODE)


async def carry_out(
    context: PublicContext,
    command: Any,
    command_id: UUID,
    stream: str | None = None,
    confirmed: Sequence[ConfirmedName] = (),
    secret: str | None = None,
    mark: str | None = None,
) -> dict[str, Any]:
    """Execute a command without an account. Return the receipt with its code, or the problems.

    `mark` is the personal secret of the holder of a hearing's code.
    """
    who, target = (PUBLIC if stream is None else holder_of(stream, mark)), stream
    if stream and BY_COMMAND[type(command)].creates:
        target = None  # the holder begins a new object beside the matter
    try:
        outcome = await context.store.execute(
            who, command, command_id=command_id, target=target, confirmed=confirmed, secret=secret
        )
    except Refused as refused:
        return {"number": None, "code": None, "replayed": False, "problems": of_input(type(command), refused.problems)}
    code = outcome.follow_code if stream is None else None
    return {"number": outcome.document.get("code"), "code": code, "replayed": outcome.replayed, "problems": []}


async def carried_on(
    context: PublicContext,
    found: Mapping[str, Any],
    command: Any,
    command_id: UUID,
    confirmed: Sequence[ConfirmedName] = (),
) -> dict[str, Any]:
    """Execute a command in the matter that a code opens. A refused or repeated statement is not counted."""
    settle = None
    if isinstance(command, AnswerHearing) and by_anybody(found):
        settle = await context.spend.state(found["stream"])
    receipt = await carry_out(context, command, command_id, found["stream"], confirmed, mark=found["mark"])
    if settle:
        await settle(not receipt["problems"] and not receipt["replayed"])
    return receipt


def begins(action: Action) -> bool:
    """Return whether an action begins a new matter. An accusation begins none: its sender needs the code of a
    report."""
    return action.creates and action.command is not AccuseByCode


def resolver_of(action: Action) -> Any:
    base = Filing if begins(action) else Continuing

    async def resolve(info: Any, input: Any) -> Any:
        context: PublicContext = info.context
        command = command_from(action.command, input)
        if begins(action):
            return await filed(context, command, input.command_id, confirmed_in(input), input.code_secret)
        found = await opened(context, input.code)
        if found is None or not opens(found, action.command):
            return {"number": None, "code": None, "replayed": False, "problems": [NotFound()]}
        return await carried_on(context, found, command, input.command_id, confirmed_in(input))

    made = input_from(action.command, f"{action.command.__name__}Input", *bases_of([action], base))
    resolve.__annotations__ = {
        "info": Info[PublicContext, None],
        "input": Annotated[made, strawberry.argument(description="The command.")],
        "return": PublicReceipt | None,
    }
    return resolve


async def filed(
    context: PublicContext,
    command: Any,
    command_id: UUID,
    confirmed: Sequence[ConfirmedName] = (),
    secret: str | None = None,
) -> dict[str, Any]:
    """Execute a filing once its proof of work is accepted. A refused or repeated filing is not counted."""
    settle = await context.spend.file(type(command), command_id)
    receipt = await carry_out(context, command, command_id, confirmed=confirmed, secret=secret)
    await settle(not receipt["problems"] and not receipt["replayed"])
    return receipt


async def opened(context: PublicContext, code: str) -> Mapping[str, Any] | None:
    """Return the matter that a code opens, and count the attempt. Return None if the code opens nothing."""
    right = await context.spend.code(code)
    found = await context.store.public_door.request(code, context.registry)
    if found is not None:
        await right(found["stream"])
    return found


def opens(found: Mapping[str, Any], command: type) -> bool:
    """Return whether the holder of a code may send the command in the code's matter. In a hearing only the commands of
    hearings are allowed."""
    kind = Kind.CASE if command is AccuseByCode else BY_COMMAND[command].stream
    fits = kind_of(found["stream"]) is kind
    return fits and found["asked"] is (command in OF_HEARINGS)


def by_anybody(found: Mapping[str, Any]) -> bool:
    """Return whether a code opened a hearing for a sender who is not proven to be the person concerned."""
    return found["asked"] and not shown_to_be_the_person(found["state"], found["mark"])


def holder(found: Mapping[str, Any]) -> str:
    """Return the key by which files are counted: the code's own key, or a common key for all senders who are not proven
    to be the person concerned."""
    stream: str = found["stream"]
    return f"{stream}:{'anybody' if by_anybody(found) else found['mark']}" if found["asked"] else stream


def open_actions() -> tuple[Action, ...]:
    return tuple(action for action in ACTIONS if ActorKind.PUBLIC in action.by)


def mutation_class() -> type:
    body: dict[str, Any] = {"__annotations__": {}}
    for action in open_actions():
        body["__annotations__"][action.name] = PublicReceipt | None
        body[action.name] = strawberry.mutation(
            resolver=resolver_of(action),
            graphql_type=PublicReceipt | None,
            name=action.name,
            description=f"{description_of(action.command)} Without a token.",
            directives=refuses_of([action]),
        )
    made = class_from("Mutation", (), body)
    return strawberry.type(made, description="Commands that need no account.", directives=[refuses(OF_ANYBODY)])


@strawberry.type(description="Queries that need no account.")
class Query:
    @strawberry.field(
        graphql_type=PublicDecision | None,
        description="The newest decision about the content at exactly this address; null when no decision is shown "
        "there.",
        extensions=[unrecorded(NOBODY), public_field()],
    )
    async def decision_for(
        self,
        info: ContextInfo,
        url: Annotated[str, strawberry.argument(description="The exact address. The register does not open it.")],
    ) -> Mapping[str, Any] | None:
        await info.context.spend.look()
        return await info.context.store.public_door.decision_for(url, info.context.registry)

    @strawberry.field(
        graphql_type=PublicHearing | None,
        description="The question to the person concerned by the content at exactly this address; null when no "
        "question is shown there.",
        extensions=[unrecorded(NOBODY), public_field()],
    )
    async def hearing_for(
        self,
        info: ContextInfo,
        url: Annotated[str, strawberry.argument(description="The exact address. The register does not open it.")],
    ) -> PublicHearing | None:
        await info.context.spend.look()
        found = await info.context.store.public_door.hearing_for(url)
        context = info.context
        return hearing_of(found, agency_of(found, context), context.registry) if found else None

    @strawberry.field(
        graphql_type=PublicRequest | None,
        description="The report, complaint or request that a code opens; null when the code opens no matter.",
        extensions=[unrecorded(NOBODY), public_field()],
    )
    async def matter(self, info: ContextInfo, code: Code) -> PublicRequest | None:
        context = info.context
        found = await opened(context, code)
        return request_of(found, agency_of(found, context), context.registry) if found else None

    @strawberry.field(
        graphql_type=list[PublicOfficialPage],
        description="Pages and channels of agencies that are official today, as two administrators entered them.",
        extensions=[unrecorded(NOBODY), public_field()],
    )
    async def official_pages(self, info: ContextInfo) -> list[dict[str, str]]:
        await info.context.spend.look()
        return official_pages(info.context.registry, local_date(info.context.store.connection.clock()))

    @strawberry.field(
        graphql_type=list[PublicSpokesperson],
        description="Persons who speak to the press for the agencies today. Their names and contacts are public by "
        "law.",
        extensions=[unrecorded(NOBODY), public_field()],
        metadata=reads(2),
    )
    async def spokespersons(self, info: ContextInfo) -> list[dict[str, Any]]:
        await info.context.spend.look()
        store = info.context.store
        return await spokespersons(store, info.context.registry, local_date(store.connection.clock()))

    @strawberry.field(
        graphql_type=PublicStatements,
        description="The public register: one line for each public act of the agencies, newest first. The numbers of "
        "the lines have no gap, so a verifier can show that no line is missing.",
        extensions=[unrecorded(NOBODY), public_field()],
        metadata=reads(2),
    )
    async def statements(
        self,
        info: ContextInfo,
        first: Annotated[int, strawberry.argument(description=f"Number of lines, at most {FIRST_MOST}.")] = 20,
        after: Annotated[str | None, strawberry.argument(description="Value of `next` of the previous page.")] = None,
        agency: Annotated[
            str | None,
            strawberry.argument(description="Only acts of this agency; `province` for acts of the province."),
        ] = None,
        year: Annotated[int | None, strawberry.argument(description="Only acts of this year.")] = None,
        month: Annotated[str | None, strawberry.argument(description="Only acts of this month: `2026-11`.")] = None,
        number: Annotated[int | None, strawberry.argument(description="Only lines with this number.")] = None,
        kind: Annotated[StatementKind | None, strawberry.argument(description="Only acts of this kind.")] = None,
        outcome: Annotated[str | None, strawberry.argument(description="Only acts with this result or ground.")] = None,
        finding: Annotated[Finding | None, strawberry.argument(description="Only acts with this finding.")] = None,
        field: Annotated[Category | None, strawberry.argument(description="Only acts in this field.")] = None,
        provision: Annotated[
            str | None, strawberry.argument(description="Only acts based on the provision of this id.")
        ] = None,
    ) -> dict[str, Any]:
        await info.context.spend.look()
        store, today = info.context.store, local_date(info.context.store.connection.clock())
        wanted = Wanted(
            agency=agency,
            year=year,
            month=month,
            number=number,
            kind=kind,
            outcome=outcome,
            finding=finding,
            field=field,
            provision=provision,
        )
        entries, more = await store.public_register.page(wanted, check_first(first), after)
        return {
            "statements": [statement_of(entry, info.context.registry, today) for entry in entries],
            "total": len(await store.public_register.entries(wanted)),
            "next": entries[-1].id if more else None,
        }

    @strawberry.field(
        graphql_type=PublicTable,
        description="Counts of one year. Small counts are masked.",
        extensions=[unrecorded(NOBODY), public_field()],
    )
    async def statistics(
        self, info: ContextInfo, year: Annotated[int, strawberry.argument(description="The year, 2021 or later.")]
    ) -> Mapping[str, Any]:
        await info.context.spend.look()
        return await info.context.store.statistics.of_year(year)


def agency_of(found: Mapping[str, Any], context: PublicContext) -> str:
    state = found["state"]
    id: str = getattr(state, "examining", None) or getattr(state, "lead", None) or ""
    row = context.registry.agencies.get(id)
    name = row.name_on(local_date(context.store.connection.clock())) if row else None
    return name.name if name else id


@cache
def build_public() -> strawberry.Schema:
    made = schema_of(Query, mutation_class(), PROBLEMS)
    keep_codes(executable(made), (action.name for action in open_actions()))
    return made
