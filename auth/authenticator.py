"""The one way in: a bearer token, checked, and asked whether it was revoked.

viewer = await authenticator.viewer(request.headers.getlist("authorization"))     one read of the database
await authenticator.watch.ended(viewer)                                            returns when the token has ended
"""

from auth.issuers import Issuers
from auth.token_watch import TokenWatch
from auth.tokens import Unauthenticated, bearer
from auth.viewer import Viewer
from store.store import Store


class Authenticator:
    """Lets callers in; made once a process."""

    def __init__(self, issuers: Issuers, store: Store) -> None:
        self._issuers, self._revocations = issuers, store.revocations
        self.watch = TokenWatch(store.revocations, store.registry, store.connection.clock)

    async def viewer(self, authorization: list[str]) -> Viewer:
        """Whose token the Authorization fields hold. Raises Unauthenticated, also for a revoked one."""
        return await self.viewer_of_token(bearer(authorization))

    async def viewer_of_token(self, token: str) -> Viewer:
        """Whose token it is, for a connection that sends it elsewhere. Raises Unauthenticated."""
        viewer = await self._issuers.viewer(token)
        if await self._revocations.revoked(viewer.marks, viewer.issued_at):
            raise Unauthenticated("revoked")
        return viewer
