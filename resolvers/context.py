"""One request's context: who calls, what the registry says now, and the store behind both."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from domain.access import Purpose
from domain.actions import Allowed, allowed_actions
from domain.calendar import local_date
from domain.facts import Actor, Caller, Facts
from domain.registry import Agency, Registry
from domain.streams import Kind
from resolvers import history
from resolvers.pages import Listed, Row
from schema.changes import Change
from store.store import Store

log = logging.getLogger("casebook.graphql")


@dataclass(frozen=True, kw_only=True)
class RequestContext:
    """Implements `schema.context.Context` over the store."""

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

    def allowed(self, case: Mapping[str, Any]) -> list[Allowed]:
        """Every action on the case; guards read the row as they read the state it mirrors."""
        facts = Facts(actor=self.actor, now=self.now, registry=self.registry, sealed={})
        return list(allowed_actions(SimpleNamespace(**case), Kind.CASE, facts))

    async def history(self, case: Row, first: int, after: str | None) -> Listed:
        """Revisions of a case already found visible. Raises NotAllowed, Refused."""
        return await history.events_of(self, case, first, after)

    async def as_of(self, case: Row, version: int | None, at: datetime | None) -> Row | None:
        """A visible case as it was. Raises NotAllowed, Refused."""
        return await history.as_of(self, case, version, at)

    async def diff(self, case: Row, older: int, newer: int) -> list[Change]:
        """What changed between two versions. Raises NotAllowed, Refused."""
        return await history.diff(self, case, older, newer)

    async def changes(self, stream: str, older: int, newer: int) -> list[Change]:
        """What changed, for an event whose reading is recorded already."""
        return await history.changes(self, stream, older, newer)
