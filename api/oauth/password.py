"""Changing one's own password: the old one is asked for, and every other session ends.

Two officers are needed for a new program for one-time codes; who forgot the password goes that way too.
"""

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from api.oauth.pages import form_of, page, session_of
from api.oauth.services import SignInServices, services_of
from api.oauth.sign_in import FAILURES_MOST, WAIT, listed
from auth.password_strength import weak
from auth.passwords import Busy
from domain.access.record import SignInOutcome
from store.oauth.revocations import Marked, mark
from store.oauth.sessions import Session, Stage


async def change(request: Request) -> Response:
    """Check the old password and the new one, keep it, and end the person's other sessions."""
    fields, services = await form_of(request), services_of(request)
    session = await session_of(request, Stage.SIGNED_IN)
    credential = await services.credentials.of(session.user) if session else None
    if session is None or credential is None:
        return page(request, "sign_in.html", failed=False, wait=0, name="")
    registry = await services.store.registry.current()
    name = next(name for name, id in registry.accounts.items() if id == session.user)
    user = registry.users[session.user]
    count, new = f"password {session.user}", fields.get("password", "")
    if await services.throttle.count(count) > FAILURES_MOST:
        services.store.sign_ins.gather(user, SignInOutcome.THROTTLED)
        return await _home(request, services, session, "wait", 429, {"Retry-After": str(WAIT)})
    try:
        if not await services.passwords.fits(credential.password, fields.get("old", ""), caller=name, known=True):
            services.store.sign_ins.gather(user, SignInOutcome.WRONG_PASSWORD)
            return await _home(request, services, session, "old", 401)
        if new != fields.get("again", "") or new == fields.get("old", "") or await asyncio.to_thread(weak, new, name):
            return await _home(request, services, session, "new", 400)
        hashed = await services.passwords.hashed(new, session.user)
    except Busy:
        return await _home(request, services, session, "wait", 429, {"Retry-After": "5"})
    await services.throttle.forget(count)
    await services.credentials.change_password(session.user, hashed)
    await _end_others(services, session)
    await services.store.sign_ins.record(user, SignInOutcome.PASSWORD_CHANGED)
    return await _home(request, services, session, "done")


async def _end_others(services: SignInServices, session: Session) -> None:
    """End the other sessions, and what each allowed; half a sign-in with the old password too."""
    keys = await services.sessions.end_others(session)
    await services.store.revocations.revoke(*(mark(Marked.FAMILY, services.issuer, key) for key in keys))


async def _home(
    request: Request,
    services: SignInServices,
    session: Session,
    password: str,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> Response:
    answer = page(request, "home.html", status, sessions=await listed(services, session), password=password)
    answer.headers.update(headers or {})
    return answer
