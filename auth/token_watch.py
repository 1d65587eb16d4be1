"""Ends open connections: the token expires or is revoked, or its account or program is stopped.

Each process looks twice a second for all open connections together, and not while there are none: at one row, as long
as nothing changed. When the database does not answer, a connection ends with its token at the latest.
"""

import asyncio
import logging
from enum import StrEnum

from auth.viewer import Viewer
from store.driver.connection import Clock
from store.facts.registry import RegistryCache
from store.oauth.denied import Denied
from store.oauth.revocations import Revocations

LOOK_SECONDS = 0.5

log = logging.getLogger("casebook.watch")


class Ended(StrEnum):
    """Reason for which a viewer's token is no longer good."""

    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"


class TokenWatch:
    """Watches the tokens of one process's open connections."""

    def __init__(self, revocations: Revocations, registry: RegistryCache, clock: Clock) -> None:
        self._revocations, self._registry, self._clock = revocations, registry, clock
        self._open: dict[asyncio.Future[None], Viewer] = {}

    async def ended(self, viewer: Viewer) -> Ended:
        """Return as soon as the viewer's token is no longer good; cancel it when the connection closes."""
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
        """Look until cancelled."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.look()
            except Exception:  # a look is repeated; to end here would leave revoked connections open
                log.warning("revocations could not be read", exc_info=True)

    async def look(self) -> None:
        """End what was revoked by now."""
        if not self._open:
            return
        self._registry.look_again()  # a connection stays open for long: what was revoked by now ends it
        now = await self._registry.with_denied()
        denied = now.denied
        if not denied.whole:
            watched = {mark for viewer in self._open.values() for mark in viewer.marks}
            denied = Denied(await self._revocations.among(watched))
        for revoked, viewer in list(self._open.items()):
            stopped = now.registry.stopped(viewer.caller.subject, viewer.caller.client)
            if (stopped or denied.denies(viewer.marks, viewer.issued_at)) and not revoked.done():
                revoked.set_result(None)
