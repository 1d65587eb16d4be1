"""One request's context: who calls, what the registry says now, and the store behind both."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from domain.access import Purpose, Reading
from domain.actions import Allowed, allowed_actions
from domain.calendar import local_date
from domain.facts import Actor, Caller, Facts
from domain.policy import Scope
from domain.refusals import NotAllowed, Refused, invalid
from domain.registry import Agency, Registry
from domain.streams import Kind
from resolvers.pages import Listed
from store.revision import summary_of
from store.store import Store

log = logging.getLogger("casebook.graphql")
HISTORY_SCOPES = frozenset({Scope.AUDIT_READ, Scope.AUDIT_READ_ALL})


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

    async def history(self, case: Mapping[str, Any], first: int, after: str | None) -> Listed:
        """Revisions of a case already found visible. Raises NotAllowed, Refused."""
        if not HISTORY_SCOPES & self.actor.scopes:
            raise NotAllowed("scope-missing", Scope.AUDIT_READ)
        if self.purpose is None:
            raise NotAllowed("purpose-missing", "Casebook-Purpose")
        place = version_of(after)
        await self.store.access.open(self.actor, Reading.HISTORY, case["_id"], self.purpose)
        page = await self.store.cases.history(case["_id"], first, place)
        rows = [self._shown(summary_of(row)) for row in page.rows]
        return Listed.of(rows, page.more, lambda row: str(row["n"]))

    def _shown(self, row: dict[str, Any]) -> dict[str, Any]:
        """An event; the officer only to the own agency and to inspectors."""
        if Scope.AUDIT_READ_ALL not in self.actor.scopes and row["agency"] != self.actor.agency:
            row["officer"] = None
        return row


def version_of(cursor: str | None) -> int:
    """The version a history cursor names. Raises Refused for anything else."""
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 9):
        raise Refused(invalid("after", "cursor"))
    return int(cursor)
