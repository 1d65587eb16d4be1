"""Signing in with the password, before the second factor (`api/oauth/second_factor.py`); and signing out.

Tries are counted by account and by network. A browser that signed in to an account before has a separate count. Tries
from other places, or from the same network, therefore do not lock out the owner. Every failure has the same text and
takes the same time, whether the account exists or not.
"""

from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import Response

from api.callers.networks import network_of
from api.oauth.account import own_page
from api.oauth.pages import (
    DEVICE,
    SESSION,
    SignInServices,
    cookie_of,
    form_of,
    onwards,
    page,
    sent_on,
    services_of,
    session_of,
    set_cookie,
)
from api.web.headers import CLEARED
from auth.passwords import Busy
from auth.server.request import BadRequest, parameters
from domain.access.record import SignInOutcome
from domain.administration.users import AccountLetter
from domain.registry.accounts import User, UserState
from store.oauth.credentials import Credential
from store.oauth.revocations import Marked, family_marks, mark
from store.oauth.sessions import Stage
from store.oauth.throttle import FAILURES_MOST, WAIT

NETWORK_MOST = 100
ACCOUNT_MOST = 100
"""Largest number of tries at one account by unknown browsers, from all networks."""
PERSONS_MOST = 5
"""Largest number of accounts that recognise one browser."""


async def home(request: Request) -> Response:
    """Show the account and the sign-out to a person who is signed in. Show the sign-in form to anybody else."""
    session = await session_of(request, Stage.SIGNED_IN)
    if session is None:
        return page(request, "sign_in.html", failed=False, wait=0, name="")
    return await own_page(request, services_of(request), session)


async def sign_in(request: Request) -> Response:
    fields, services = await form_of(request), services_of(request)
    name = fields.get("name", "").strip().lower()
    user, credential = await _account(services, name)
    known = known_browser(request, credential)
    network = network_of(request.client.host if request.client else None)
    count = f"account {name} {known or network}"
    if await _too_often(services, count, *(() if known else ((f"account {name}", ACCOUNT_MOST), _of(network)))):
        services.store.sign_ins.gather(user, SignInOutcome.THROTTLED)
        return _wait(request, name)
    try:
        good = await services.passwords.fits(
            credential.password if credential else None,
            fields.get("password", ""),
            caller=name if known else network,
            known=bool(known),
        )
    except Busy:
        services.store.sign_ins.gather(user, SignInOutcome.THROTTLED)
        return _wait(request, name, seconds=5)
    if not good or user is None:
        services.store.sign_ins.gather(user, SignInOutcome.WRONG_PASSWORD)
        return page(request, "sign_in.html", 401, failed=True, wait=0, name=name)
    await services.throttle.forget(count)
    answer = sent_on(onwards(request, "code"))
    set_cookie(services, answer, SESSION, await services.sessions.begin(user.id, Stage.PASSWORD))
    return answer


def known_browser(request: Request, credential: Credential | None) -> str:
    """Return the secret of a browser that signed in to the account before; empty for any other browser."""
    return next((one for one in secrets_of(request) if credential is not None and credential.knows(one)), "")


def secrets_of(request: Request) -> list[str]:
    """Return the secrets by which accounts recognise the browser, one for each account: several persons may use one
    computer."""
    return cookie_of(request, DEVICE).split(".")[:PERSONS_MOST]


async def sign_out(request: Request) -> Response:
    """End the session in this browser, and the tokens granted in it."""
    await form_of(request)
    services, session = services_of(request), await session_of(request, Stage.SIGNED_IN)
    if session is not None:
        await services.store.revocations.revoke(*family_marks(services.issuer, session.key))
    await services.sessions.end(cookie_of(request, SESSION))
    return _signed_out(services, await _way_back(request, services))


async def end_session(request: Request) -> Response:
    """Request that the person confirm a sign-out that a program requested (OpenID Connect RP-Initiated Logout 1.0).

    There are no ID tokens to prove that the person wanted the sign-out, so section 2 requires the question.
    """
    to = await _way_back(request, services_of(request))
    if await session_of(request, Stage.SIGNED_IN) is None:
        return sent_on(to)
    return page(request, "end_session.html", goes_to="" if to.startswith("/") else to)


async def _way_back(request: Request, services: SignInServices) -> str:
    """Return the requested address if the program registered that address; else the address of our own page."""
    try:
        given = parameters(request.url.query)
    except BadRequest:
        return "/oauth/"
    client = (await services.store.registry.current()).clients.get(given.get("client_id", ""))
    address = given.get("post_logout_redirect_uri", "")
    if client is None or not client.returns_to(address):
        return "/oauth/"
    state = urlencode({"state": given["state"]}) if "state" in given else ""
    return address + (f"{'&' if urlsplit(address).query else '?'}{state}" if state else "")


async def end_all(request: Request) -> Response:
    """End all sessions of the person in every browser, and all tokens of the person. Also forget the known browsers.

    The sessions end first, and then the tokens of each session by its key. A token issued meanwhile in such a session
    therefore ends too.
    """
    await form_of(request)
    services, session = services_of(request), await session_of(request, Stage.SIGNED_IN)
    if session is not None:
        registry = await services.store.registry.current()
        names = [name for name, user in registry.accounts.items() if user == session.user]
        families = [mark(Marked.FAMILY, services.issuer, key) for key in await services.sessions.end_all(session.user)]
        subjects = [mark(Marked.SUBJECT, services.issuer, name) for name in names]
        await services.store.revocations.revoke(*subjects, *families)
        await services.credentials.forget_browsers(session.user)
        await services.store.sign_ins.record(registry.users[session.user], SignInOutcome.SESSIONS_ENDED)
        await services.store.account_letters.order(session.user, AccountLetter.SESSIONS_ENDED)
    answer = _signed_out(services)
    set_cookie(services, answer, DEVICE, "", 0)
    return answer


def _signed_out(services: SignInServices, to: str = "/oauth/") -> Response:
    answer = sent_on(to)
    answer.headers.update(CLEARED)
    set_cookie(services, answer, SESSION, "", 0)
    return answer


async def _account(services: SignInServices, name: str) -> tuple[User | None, Credential | None]:
    """Return an account. Also return its credential if the account is active."""
    user = (await services.store.registry.current()).account(name)
    if user is None or user.state is not UserState.ACTIVE:
        return user, None
    return user, await services.credentials.of(user.id)


def _of(network: str) -> tuple[str, int]:
    return f"network {network}", NETWORK_MOST


async def _too_often(services: SignInServices, own: str, *shared: tuple[str, int]) -> bool:
    """Count a try before its result is known, so that concurrent tries cannot bypass the limit.

    A known browser has no shared count, so tries by neighbours do not lock it out. Tries from its own network lock out
    an unknown browser. Tries from ten other networks in the same quarter of an hour do so as well.
    """
    counts = [(own, FAILURES_MOST), *shared]
    return any([await services.throttle.count(key) > most for key, most in counts])


def _wait(request: Request, name: str, seconds: int = WAIT) -> Response:
    answer = page(request, "sign_in.html", 429, failed=False, wait=seconds, name=name)
    answer.headers["Retry-After"] = str(seconds)
    return answer
