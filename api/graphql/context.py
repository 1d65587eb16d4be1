"""Context of one operation, and the count of a caller's open connections."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from api.errors.responses import over
from auth.tokens import Viewer
from domain.access.record import Purpose
from domain.kernel.refusals import NotAllowed
from domain.registry.registry import Registry
from resolvers.context import RequestContext
from resolvers.request import at_once
from store.store import Store
from store.write.signing_requests import SigningRequest


async def context_of(
    store: Store,
    viewer: Viewer,
    correlation: str,
    purpose: Purpose | None,
    registry: Registry | None = None,
    next_turn: Callable[[], Awaitable[None]] = at_once,
) -> RequestContext:
    """Return the context of one operation, with the caller's rights by the current registry. Raise NotAllowed, and
    record the refusal.

    Pass the registry if the token was just checked against it. An engine replaces another engine's `next_turn`.
    """
    caller, known = viewer.caller, registry or await store.registry.current()
    try:
        actor = await store.actor(caller, known)
    except NotAllowed as denied:
        await store.access.refused(caller, "enter", denied, None)
        raise
    return RequestContext(
        store=store,
        caller=caller,
        actor=actor,
        registry=known,
        now=store.connection.clock(),
        correlation=correlation,
        purpose=purpose,
        to_sign=_to_sign(store, viewer),
        next_turn=next_turn,
    )


def _to_sign(store: Store, viewer: Viewer) -> Callable[[SigningRequest], Awaitable[str]] | None:
    requests = store.signing_requests
    if requests.page is None:
        return None

    async def keep(request: SigningRequest) -> str:
        return f"{requests.page}/sign/{await requests.begin(viewer.person, viewer.said(), request)}"

    return keep


CONNECTIONS_MOST = 20
RETRY_SECONDS = 5
"""Value of Retry-After when a connection is refused. It is short, because the end of another connection cannot be
predicted."""


class Connections:
    def __init__(self) -> None:
        self._open: Counter[tuple[str, str]] = Counter()

    @property
    def open(self) -> int:
        return self._open.total()

    @contextmanager
    def one(self, viewer: Viewer) -> Iterator[None]:
        """Count one connection while the block runs. Raise RequestRefused if the caller has too many connections."""
        caller = (viewer.caller.client, viewer.caller.subject)
        if self._open[caller] >= CONNECTIONS_MOST:
            raise over("CONNECTIONS", CONNECTIONS_MOST, status=429, retry_after=RETRY_SECONDS)
        self._open[caller] += 1
        try:
            yield
        finally:
            self._open[caller] -= 1
            if not self._open[caller]:
                del self._open[caller]
