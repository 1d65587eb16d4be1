"""The context that types ask: implements `schema.context.Context` over one request."""

from dataclasses import dataclass
from datetime import datetime

from domain.actions import Allowed, allowed_actions
from domain.facts import Facts
from domain.streams import Kind
from resolvers import history
from resolvers.pages import Listed, Row
from resolvers.request import Request
from schema.changes import Change


@dataclass(frozen=True, kw_only=True)
class RequestContext(Request):
    """A request, with what types may ask of it."""

    async def allowed(self, case: Row) -> list[Allowed]:
        """Every action on the case at the version shown, and whether the caller may take it."""
        state = await self.store.history.state(case["_id"], case["n"])
        facts = Facts(actor=self.actor, now=self.now, registry=self.registry, sealed={})
        return list(allowed_actions(state, Kind.CASE, facts))

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
