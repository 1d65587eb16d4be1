"""The context of one operation, or of one event: who the caller is at this moment."""

from auth.viewer import Viewer
from domain.access.record import Purpose
from domain.kernel.refusals import NotAllowed
from resolvers.context import RequestContext
from store.store import Store


async def context_of(store: Store, viewer: Viewer, correlation: str, purpose: Purpose | None) -> RequestContext:
    """The context of one operation: who the caller is now. Raises NotAllowed, recorded."""
    caller = viewer.caller
    try:
        actor = await store.actor(caller)
    except NotAllowed as denied:
        await store.access.refused(caller, "enter", denied, None)
        raise
    return RequestContext(
        store=store,
        caller=caller,
        actor=actor,
        registry=await store.registry.current(),
        now=store.connection.clock(),
        correlation=correlation,
        purpose=purpose,
    )
