"""The one way in: a bearer token that is checked and not revoked.

entry = await authenticator.entry(request.headers.getlist("authorization"))     one read of the database, or none
await authenticator.watch.ended(entry.viewer)                                    returns when the token has ended

That read shows whether the registry or the deny list changed; both are kept until then. So a revoked token is refused
from the next request on, in other processes after CASEBOOK_STALENESS_MS at most. An open connection ends within
LOOK_SECONDS (`auth/token_watch.py`).
"""

from dataclasses import dataclass

from auth.issuers import Issuers
from auth.token_watch import TokenWatch
from auth.tokens import Unauthenticated, bearer
from auth.viewer import Viewer
from domain.registry.registry import Registry
from store.store import Store


@dataclass(frozen=True)
class Entry:
    """The caller, and the registry at the moment at which the token was found good."""

    viewer: Viewer
    registry: Registry


class Authenticator:
    """Finds out who calls; made once in each process."""

    def __init__(self, issuers: Issuers, store: Store) -> None:
        self._issuers, self._revocations, self._registry = issuers, store.revocations, store.registry
        self.watch = TokenWatch(store.revocations, store.registry, store.connection.clock)

    async def entry(self, authorization: list[str]) -> Entry:
        """Admit the bearer of a token in the Authorization fields. Raises Unauthenticated, also if it is revoked."""
        return await self.entry_of_token(bearer(authorization))

    async def entry_of_token(self, token: str) -> Entry:
        """Admit the bearer of a token, for a connection that sends it elsewhere. Raises Unauthenticated."""
        return await self.entry_of_viewer(await self._issuers.viewer(token))

    async def entry_of_viewer(self, viewer: Viewer) -> Entry:
        """Admit the viewer of a token that was checked before, unless it was revoked since.

        The caller decides how long a kept viewer may be used. Raises Unauthenticated.
        """
        now = await self._registry.with_denied()
        denied = now.denied.denies(viewer.marks, viewer.issued_at)
        if denied or (not now.denied.whole and await self._revocations.revoked(viewer.marks, viewer.issued_at)):
            raise Unauthenticated("revoked")
        return Entry(viewer, now.registry)

    async def viewer_of_token(self, token: str) -> Viewer:
        return (await self.entry_of_token(token)).viewer
