"""Authentication of callers: a bearer token must be valid and not revoked, also while a connection stays open.

entry = await authenticator.entry(request.headers.getlist("authorization"))     one read of the database, or none
await authenticator.watch.ended(entry.viewer)                                    returns when the token has ended

The read shows whether the registry or the list of revocations changed; both are cached until they change. So a revoked
token is refused from the next request on, in other processes after at most CASEBOOK_STALENESS_MS. An open connection
ends within LOOK_SECONDS (below).

Each process polls twice a second for all its open connections together: it reads one row, if nothing changed. It does
not poll without connections. If the database does not answer, a connection ends with its token at the latest.
"""

import asyncio
import logging
from dataclasses import dataclass
from enum import StrEnum

from auth.issuers import Issuers
from auth.tokens import Unauthenticated, Viewer, bearer
from domain.registry.registry import Registry
from store.driver.connection import Clock
from store.facts.registry import RegistryCache
from store.oauth.denied import Denied
from store.oauth.revocations import Revocations
from store.store import Store

LOOK_SECONDS = 0.5

log = logging.getLogger("casebook.watch")


class Ended(StrEnum):
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"


class TokenWatch:
    def __init__(self, revocations: Revocations, registry: RegistryCache, clock: Clock) -> None:
        self._revocations, self._registry, self._clock = revocations, registry, clock
        self._open: dict[asyncio.Future[None], Viewer] = {}

    async def ended(self, viewer: Viewer) -> Ended:
        """Return once the viewer's token is no longer valid. Cancel it when the connection closes."""
        revoked: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._open[revoked] = viewer
        try:
            await asyncio.wait_for(revoked, (viewer.expires_at - self._clock()).total_seconds())
        except TimeoutError:
            return Ended.EXPIRED
        finally:
            del self._open[revoked]
        return Ended.REVOKED

    async def run(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.look()
            except Exception:  # keep polling: ending here would leave revoked connections open
                log.warning("revocations could not be read", exc_info=True)

    async def look(self) -> None:
        if not self._open:
            return
        self._registry.look_again()  # a connection stays open for long, so it needs a fresh read
        now = await self._registry.with_denied()
        denied = now.denied
        if not denied.whole:
            watched = {mark for viewer in self._open.values() for mark in viewer.marks}
            denied = Denied(await self._revocations.among(watched))
        for revoked, viewer in list(self._open.items()):
            stopped = now.registry.stopped(viewer.caller.subject, viewer.caller.client)
            if (stopped or denied.denies(viewer.marks, viewer.issued_at)) and not revoked.done():
                revoked.set_result(None)


@dataclass(frozen=True)
class Entry:
    """Caller, with the registry at the time of the token's check."""

    viewer: Viewer
    registry: Registry


class Authenticator:
    def __init__(self, issuers: Issuers, store: Store) -> None:
        self._issuers, self._revocations, self._registry = issuers, store.revocations, store.registry
        self.watch = TokenWatch(store.revocations, store.registry, store.connection.clock)

    async def entry(self, authorization: list[str]) -> Entry:
        """Return the bearer of the token in the Authorization fields. Raise Unauthenticated, also for a revoked
        token."""
        return await self.entry_of_token(bearer(authorization))

    async def entry_of_token(self, token: str) -> Entry:
        """Return the bearer of a token that a connection sends outside the Authorization header. Raise
        Unauthenticated."""
        return await self.entry_of_viewer(await self._issuers.viewer(token))

    async def entry_of_viewer(self, viewer: Viewer) -> Entry:
        """Return the viewer of a token that was verified before, unless the token has been revoked since.

        The caller decides how long a cached viewer may be used. Raise Unauthenticated.
        """
        now = await self._registry.with_denied()
        denied = now.denied.denies(viewer.marks, viewer.issued_at)
        if denied or (not now.denied.whole and await self._revocations.revoked(viewer.marks, viewer.issued_at)):
            raise Unauthenticated("revoked")
        return Entry(viewer, now.registry)

    async def viewer_of_token(self, token: str) -> Viewer:
        return (await self.entry_of_token(token)).viewer
