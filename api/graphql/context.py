"""The context of one operation, or of one event: who the caller is at this moment."""

from collections.abc import Awaitable, Callable

from auth.viewer import Viewer
from domain.access.record import Purpose
from domain.kernel.refusals import NotAllowed
from domain.registry.registry import Registry
from resolvers.context import RequestContext
from store.store import Store
from store.write.signing_requests import SigningRequest


async def context_of(
    store: Store, viewer: Viewer, correlation: str, purpose: Purpose | None, registry: Registry | None = None
) -> RequestContext:
    """The context of one operation: who the caller is now, by the registry of this moment. Raises NotAllowed, recorded.

    The registry is given where the token was checked in the same moment.
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
    )


def _to_sign(store: Store, viewer: Viewer) -> Callable[[SigningRequest], Awaitable[str]] | None:
    requests = store.signing_requests
    if requests.page is None:
        return None

    async def keep(request: SigningRequest) -> str:
        return f"{requests.page}/sign/{await requests.begin(viewer.person, viewer.said(), request)}"

    return keep
