"""Authentication of callers on every path that needs a token, and the purpose that callers state for their reads."""

from collections.abc import Awaitable, Callable, Mapping
from typing import NoReturn

from starlette.requests import Request
from starlette.responses import Response

from api.errors.responses import RequestRefused, forbidden, response_of, unauthenticated
from auth.tokens import Unauthenticated
from domain.access.record import Purpose
from domain.kernel.actor import Actor
from domain.kernel.policy import Scope
from domain.kernel.refusals import NotAllowed
from store.store import Store

Handler = Callable[[Request, Store, Actor], Awaitable[Response]]
Giver = Callable[[Request, Store, Actor, Purpose], Awaitable[Response]]
_PURPOSES: Mapping[str | None, Purpose] = {purpose.value: purpose for purpose in Purpose}


async def actor_of(request: Request) -> Actor:
    """Return the caller, with the caller's rights in the current registry. Raise Unauthenticated. Raise NotAllowed, and
    record the refusal.

    The request counts as one of the caller's operations. Raise RequestRefused once the minute's operations are used up.
    """
    state = request.app.state
    entry = await state.authenticator.entry(request.headers.getlist("authorization"))
    await state.callers.count(entry.viewer)
    caller, store = entry.viewer.caller, state.store
    try:
        actor: Actor = await store.actor(caller, entry.registry)
    except NotAllowed as denied:
        await store.access.refused(caller, "enter", denied, None)
        raise
    return actor


async def deny(store: Store, actor: Actor, scope: Scope, action: str, stream: str | None = None) -> NoReturn:
    """Record the refusal for a missing scope, and raise NotAllowed."""
    denied = NotAllowed("scope-missing", scopes=(scope,))
    await store.access.refused(actor, action, denied, stream)
    raise denied


def authenticated(handle: Handler) -> Callable[[Request], Awaitable[Response]]:
    """Wrap a handler so that it gets the caller as an argument. Answer 401 or 403 to a request without a token, agency
    or appointment, as the GraphQL endpoint does."""

    async def respond(request: Request) -> Response:
        try:
            return await handle(request, request.app.state.store, await actor_of(request))
        except Unauthenticated as error:
            return unauthenticated(error)
        except NotAllowed as denied:
            return forbidden(denied)
        except RequestRefused as refusal:
            return response_of(refusal)

    return respond


def purpose_of(header: str | None) -> Purpose | None:
    """Return the purpose in a header; None for an unknown purpose."""
    return _PURPOSES.get(header)


def for_purpose(give: Giver) -> Callable[[Request], Awaitable[Response]]:
    """Wrap a handler that reads for the purpose that the caller states. Answer 403 to a caller who states none."""

    async def handle(request: Request, store: Store, actor: Actor) -> Response:
        if (purpose := purpose_of(request.headers.get("casebook-purpose"))) is None:
            raise NotAllowed("purpose-missing")
        return await give(request, store, actor, purpose)

    return authenticated(handle)
