"""The one way in: a bearer token that is checked and not revoked.

viewer = await authenticator.viewer(request.headers.getlist("authorization"))     one read of the database
await authenticator.watch.ended(viewer)                                            returns when the token has ended
"""

from auth.issuers import Issuers
from auth.token_watch import TokenWatch
from auth.tokens import Unauthenticated, bearer
from auth.viewer import Viewer
from store.store import Store


class Authenticator:
    """Finds out who calls; made once in each process."""

    def __init__(self, issuers: Issuers, store: Store) -> None:
        self._issuers, self._revocations = issuers, store.revocations
        self.watch = TokenWatch(store.revocations, store.registry, store.connection.clock)

    async def viewer(self, authorization: list[str]) -> Viewer:
        """The viewer whose token the Authorization fields hold. Raises Unauthenticated, also for a revoked one."""
        return await self.viewer_of_token(bearer(authorization))

    async def viewer_of_token(self, token: str) -> Viewer:
        """The viewer of a token, for a connection that sends it elsewhere. Raises Unauthenticated."""
        viewer = await self._issuers.viewer(token)
        if await self._revocations.revoked(viewer.marks, viewer.issued_at):
            raise Unauthenticated("revoked")
        return viewer
