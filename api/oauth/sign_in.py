"""Signing in: password, then a one-time code; signing out.

Failures are counted by account and by address. A browser that signed in to an account before has a count of its own,
so that somebody who tries passwords from elsewhere does not lock out the owner. Each failure says the same and takes as
long, whether the account exists or not.
"""

from starlette.requests import Request
from starlette.responses import Response

from api.oauth.pages import (
    DEVICE,
    DEVICE_SECONDS,
    SESSION,
    cookie_of,
    form_of,
    onwards,
    page,
    sent_on,
    session_of,
    set_cookie,
)
from api.oauth.services import SignInServices, services_of
from auth.passwords import Busy, step_of
from domain.registry.user import UserState
from store.oauth.credentials import Credential
from store.oauth.once import secret
from store.oauth.sessions import Stage
from store.oauth.throttle import WINDOW

FAILURES_MOST, ADDRESS_MOST, CODES_MOST = 10, 100, 5
WAIT = int(WINDOW.total_seconds())


async def home(request: Request) -> Response:
    """Who is signed in, and the way out; or the way in."""
    session = await session_of(request, Stage.SIGNED_IN)
    if session is None:
        return page(request, "sign_in.html", failed=False, wait=0, name="")
    return page(request, "home.html")


async def sign_in(request: Request) -> Response:
    """Check name and password."""
    fields, services = await form_of(request), services_of(request)
    name = fields.get("name", "").strip().lower()
    user, credential = await _account(services, name)
    device = cookie_of(request, DEVICE)
    known = device if credential and credential.knows(device) else "stranger"
    keys = (f"account {name} {known}", f"address {_address(request)}")
    if await _too_often(services, *keys):
        return _wait(request, name)
    try:
        good = await services.passwords.fits(credential.password if credential else None, fields.get("password", ""))
    except Busy:
        return _wait(request, name, seconds=5)
    if not good or user is None:
        return page(request, "sign_in.html", 401, failed=True, wait=0, name=name)
    await services.throttle.forget(keys[0])
    answer = sent_on(onwards(request, "code"))
    set_cookie(services, answer, SESSION, await services.sessions.begin(user, Stage.PASSWORD))
    return answer


async def code(request: Request) -> Response:
    """Ask for the one-time code."""
    if await session_of(request, Stage.PASSWORD) is None:
        return sent_on(onwards(request, "authorize" if request.url.query else ""))
    return page(request, "code.html", failed=False, wait=0)


async def check_code(request: Request) -> Response:
    """Check the one-time code; each is good once."""
    fields, services = await form_of(request), services_of(request)
    session = await session_of(request, Stage.PASSWORD)
    credential = await services.credentials.of(session.user) if session else None
    if session is None or credential is None:
        return page(request, "sign_in.html", failed=False, wait=0, name="")
    if await services.throttle.count(f"code {session.user}") > CODES_MOST:
        return page(request, "code.html", 429, failed=False, wait=WAIT)
    step = step_of(credential.seed, fields.get("code", ""), services.store.connection.clock())
    if step is None or not await services.credentials.spend(session.user, step):
        return page(request, "code.html", 401, failed=True, wait=0)
    await services.throttle.forget(f"code {session.user}")
    return await _signed_in(request, services, session.user, credential)


async def sign_out(request: Request) -> Response:
    """End the session at this browser; programs keep what they have until it ends or is revoked."""
    await form_of(request)
    services = services_of(request)
    await services.sessions.end(cookie_of(request, SESSION))
    answer = sent_on("/oauth/")
    set_cookie(services, answer, SESSION, "", 0)
    return answer


async def _signed_in(request: Request, services: SignInServices, user: str, credential: Credential) -> Response:
    await services.sessions.end(cookie_of(request, SESSION))
    answer = sent_on(onwards(request, "authorize" if request.url.query else ""))
    set_cookie(services, answer, SESSION, await services.sessions.begin(user, Stage.SIGNED_IN))
    if not credential.knows(cookie_of(request, DEVICE)):
        device = secret()
        await services.credentials.remember(user, device)
        set_cookie(services, answer, DEVICE, device, DEVICE_SECONDS)
    return answer


async def _account(services: SignInServices, name: str) -> tuple[str | None, Credential | None]:
    """An account that counts, and its credential."""
    user = (await services.store.registry.current()).account(name)
    if user is None or user.state is not UserState.ACTIVE:
        return None, None
    return user.id, await services.credentials.of(user.id)


async def _too_often(services: SignInServices, account: str, address: str) -> bool:
    """Count a try, before it is known whether it is good: tries at once must not slip past each other."""
    over_account = await services.throttle.count(account) > FAILURES_MOST
    return await services.throttle.count(address) > ADDRESS_MOST or over_account


def _wait(request: Request, name: str, seconds: int = WAIT) -> Response:
    answer = page(request, "sign_in.html", 429, failed=False, wait=seconds, name=name)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _address(request: Request) -> str:
    return request.client.host if request.client else "unknown"
