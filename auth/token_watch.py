"""When an open connection has to end: its token expires or is revoked, its account or program is stopped.

Each process looks twice a second at the marks of all open connections together, and not while there are none. When
the database does not answer, a connection ends with its token at the latest.
"""

import asyncio
import logging
from datetime import datetime
from enum import StrEnum

from auth.viewer import Viewer
from store.facts.registry import RegistryCache
from store.mongo.connection import Clock
from store.oauth.revocations import Revocations, denies

LOOK_SECONDS = 0.5

log = logging.getLogger("casebook.watch")


class Ended(StrEnum):
    """Why a viewer's token is no longer good."""

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
        watched = {mark for viewer in self._open.values() for mark in viewer.marks}
        if not watched:
            return
        denied, registry = await self._revocations.among(watched), await self._registry.current()
        for revoked, viewer in list(self._open.items()):
            stopped = registry.stopped(viewer.caller.subject, viewer.caller.client)
            if (stopped or _hit(viewer, denied)) and not revoked.done():
                revoked.set_result(None)


def _hit(viewer: Viewer, denied: dict[str, datetime]) -> bool:
    return any(mark in denied and denies(mark, denied[mark], viewer.issued_at) for mark in viewer.marks)
