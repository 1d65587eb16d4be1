"""One request: who calls, what the registry says now, and the store behind both."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeAlias

from strawberry.types import Info

from domain.access.record import Purpose
from domain.kernel.actor import Actor, Caller
from domain.kernel.calendar import local_date
from domain.kernel.kind import Kind
from domain.registry.agency import Agency
from domain.registry.registry import Registry
from store.store import Store
from store.write.signing_requests import SigningRequest


def kind_in(id: str) -> Kind:
    """The kind of an id that the store gave: rows and states have ids of streams."""
    return Kind(id.partition("-")[0])


async def at_once() -> None:
    """Wait for nothing."""


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
    """By root field, as the answer names it: the keys of the rows that it shows, at each path below. Made by a plan."""
    to_sign: Callable[[SigningRequest], Awaitable[str]] | None = None
    """Keeps a command for the page on which officers sign, and returns its address; None where there is no page."""
    next_turn: Callable[[], Awaitable[None]] = at_once
    """Waits while others have to be served: before a piece of work of which many may be ready together."""

    def keys(self, info: Info[Any, Any], *path: str) -> frozenset[str] | None:
        """The keys of the rows that the answer shows at a path below a root field; None where whole rows are needed."""
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
"""`info` that Strawberry hands to a root that needs the request alone."""
