"""One request: who calls, what the registry says now, and the store behind both."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from strawberry.types import Info

from domain.access.record import Purpose
from domain.kernel.actor import Actor, Caller
from domain.kernel.calendar import local_date
from domain.registry.agency import Agency
from domain.registry.registry import Registry
from store.store import Store


@dataclass(frozen=True, kw_only=True)
class Request:
    """What every resolver of a request works with."""

    store: Store
    caller: Caller
    actor: Actor
    registry: Registry
    now: datetime
    correlation: str
    purpose: Purpose | None

    @property
    def today(self) -> date:
        """The day in Vietnam."""
        return local_date(self.now)

    def agency(self, id: str) -> Agency:
        """A registered agency."""
        return self.registry.agencies[id]


ContextInfo: TypeAlias = Info[Request, None]
"""What Strawberry hands to a root that needs the request alone."""
