"""Who calls, and what for: the same door for every path that needs a token."""

from starlette.requests import Request

from domain.access.record import Purpose
from domain.kernel.actor import Actor


async def admitted(request: Request) -> Actor:
    """The caller, as the registry knows it today. Raises Unauthenticated or NotAllowed."""
    state = request.app.state
    viewer = await state.entry.viewer(request.headers.getlist("authorization"))
    actor: Actor = await state.store.actor(viewer.caller)
    return actor


def purpose_of(header: str | None) -> Purpose | None:
    """The purpose a header names; an unknown one counts as none and history is refused."""
    return Purpose(header) if header in set(Purpose) else None
