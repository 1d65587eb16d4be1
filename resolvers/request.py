"""One request: the caller with their rights, the current registry, and the store.

`needs` checks the caller's scopes before the resolver runs, and writes the scopes into the field's description and as
the directive `@needs` into the SDL. A caller without any of the scopes gets the error FORBIDDEN, and the refusal is
recorded. A caller with a scope who may see nothing gets an empty answer.

Strawberry runs the last of a field's extensions first, so `needs` is the last one in each list.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from inspect import isasyncgenfunction, isawaitable
from typing import Any, NoReturn, TypeAlias

from graphql import OperationType
from strawberry.extensions import FieldExtension
from strawberry.types import Info
from strawberry.types.base import StrawberryOptional
from strawberry.types.field import StrawberryField

from domain.access.record import Purpose
from domain.kernel.actor import Actor, Caller
from domain.kernel.calendar import local_date
from domain.kernel.policy import Scope
from domain.kernel.refusals import NotAllowed
from domain.kernel.vocabulary import Kind
from domain.registry.agency import Agency
from domain.registry.registry import Registry
from schema.needs import Needs as NeedsDirective
from schema.needs import in_words
from store.store import Store
from store.write.signing_requests import SigningRequest


def kind_in(id: str) -> Kind:
    """Return the kind of an object from an id of the store. A row or state has the id of its stream."""
    return Kind(id.partition("-")[0])


async def at_once() -> None:
    """Return immediately. This is the default of `Request.next_turn`."""


@dataclass(frozen=True, kw_only=True)
class Request:
    store: Store
    caller: Caller
    actor: Actor
    registry: Registry
    now: datetime
    correlation: str
    purpose: Purpose | None
    row_keys: dict[str, Mapping[tuple[str, ...], frozenset[str] | None]] = field(default_factory=dict)
    """Keys of the rows that a root field returns, at each path below it, by the field's name in the answer. A plan sets
    these keys."""
    to_sign: Callable[[SigningRequest], Awaitable[str]] | None = None
    """Function that stores a command for the signing page and returns the page's address; None if there is no such
    page."""
    next_turn: Callable[[], Awaitable[None]] = at_once
    """Function that waits for the loop's turn. Call it before work that many tasks may begin together."""

    def keys(self, info: Info[Any, Any], *path: str) -> frozenset[str] | None:
        """Return the keys of the rows that the answer shows at a path below a root field; None if whole rows are
        needed."""
        known = self.row_keys.get(str(info.path.key))
        return known.get(path, frozenset()) if known is not None else None

    def shows(self, info: Info[Any, Any], *path: str) -> bool:
        """Return whether the answer may show anything at a path below a root field."""
        known = self.row_keys.get(str(info.path.key))
        return known is None or path in known

    @cached_property
    def today(self) -> date:
        return local_date(self.now)

    def agency(self, id: str) -> Agency:
        return self.registry.agencies[id]


ContextInfo: TypeAlias = Info[Request, None]
"""Type of the argument `info` for root fields that need only the request."""


class Right(FieldExtension):
    """Extension that states in a root field's description who may use the field."""

    def __init__(self, sentence: str) -> None:
        self._sentence = sentence

    def apply(self, field: StrawberryField) -> None:
        """Add the sentence, and make the field nullable, so that an error is reported at the field.

        Strawberry calls this each time it builds a schema, so the sentence is added only once. A subscription is
        unchanged: a refused caller gets no event at all.
        """
        described = field.description or ""
        if self._sentence not in described:
            field.description = f"{described} {self._sentence}".strip()
        if not streams(field):
            make_nullable(field)


class Needs(Right):
    def __init__(self, scopes: tuple[Scope, ...], also: bool = False) -> None:
        super().__init__(f"{'Also needs' if also else 'Needs'} the scope {in_words(scopes)}.")
        self._scopes = scopes

    def apply(self, field: StrawberryField) -> None:
        """Add the sentence that names the scopes to the description, and the directive."""
        super().apply(field)
        add_directive(field, self._scopes)

    async def resolve_async(self, next_: Callable[..., Any], source: Any, info: Info, **arguments: Any) -> Any:
        try:
            await require(info.context, self._scopes, f"read:{info.field_name}")
        except NotAllowed as denied:
            if info.operation.operation is OperationType.SUBSCRIPTION:
                return _refused_stream(denied)
            raise
        found = next_(source, info, **arguments)
        return await found if isawaitable(found) else found


async def _refused_stream(denied: NotAllowed) -> AsyncGenerator[None, None]:
    no_events: tuple[None, ...] = ()
    for event in no_events:  # the `yield` makes this a stream
        yield event
    raise denied


async def require(context: Request, scopes: Collection[Scope], action: str, stream: str | None = None) -> None:
    """Record the refusal and raise NotAllowed unless the caller has one of the scopes. If `scopes` is empty, every
    caller passes."""
    if scopes and context.actor.scopes.isdisjoint(scopes):
        await deny(context, scopes, action, stream)


async def deny(context: Request, scopes: Iterable[Scope], action: str, stream: str | None = None) -> NoReturn:
    """Record the refusal, and raise NotAllowed with the scopes of which the caller needs one."""
    denied = NotAllowed("scope-missing", scopes=scopes)
    await context.store.access.refused(context.caller, action, denied, stream)
    raise denied


def add_directive(field: StrawberryField, scopes: Collection[Scope]) -> None:
    """Add the directive with the scopes to a field, only once."""
    directive = NeedsDirective(scopes=list(scopes))
    if directive not in field.directives:
        field.directives = [*field.directives, directive]


def make_nullable(field: StrawberryField) -> None:
    """Make a field nullable, so that its error leaves the rest of an answer in place (GraphQL specification,
    §6.4.4)."""
    if not isinstance(field.type, StrawberryOptional):
        field.type = StrawberryOptional(field.type)


def streams(field: StrawberryField) -> bool:
    return field.base_resolver is not None and isasyncgenfunction(field.base_resolver.wrapped_func)


def needs(*scopes: Scope) -> Right:
    return Needs(scopes)


def also_needs(*scopes: Scope) -> Right:
    return Needs(scopes, also=True)


def signed_in() -> Right:
    return Right("For any signed-in caller.")


def public_field() -> Right:
    return Right("Without a token.")
