"""Who calls: the same door for every path that needs a token."""

from starlette.requests import Request

from domain.facts import Actor


async def admitted(request: Request) -> Actor:
    """The caller, as the registry knows it today. Raises Unauthenticated or NotAllowed."""
    state = request.app.state
    viewer = await state.entry.viewer(request.headers.getlist("authorization"))
    actor: Actor = await state.store.actor(viewer.caller)
    return actor
