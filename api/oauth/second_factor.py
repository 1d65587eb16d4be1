"""The second factor: one of the person's passkeys, or a one-time code for a person without passkeys.

A phishing page can request a code, but a key answers only the page for which it was created. A person with a key must
therefore sign in with that key. A person who lost the last key needs the codes of two officers, as for a forgotten
password.
"""

from starlette.requests import Request
from starlette.responses import Response

from api.oauth.pages import (
    DEVICE,
    DEVICE_SECONDS,
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
from api.oauth.sign_in import PERSONS_MOST, known_browser, secrets_of
from auth.passkeys import Ceremony, NoKey, Shown
from auth.passwords import step_of
from domain.access.record import SignInOutcome
from domain.administration.users import AccountLetter
from domain.registry.accounts import User
from store.oauth.credentials import Credential
from store.oauth.once import secret
from store.oauth.passkeys import Keys, Passkey
from store.oauth.sessions import Session, Stage
from store.oauth.throttle import WAIT

CODES_MOST = 5
"""Largest number of tries with a code or a key, for each account and browser."""


async def ask(request: Request) -> Response:
    """Show the page for a key, or for a code if the person has no key."""
    session = await session_of(request, Stage.PASSWORD)
    if session is None:
        return sent_on(onwards(request, "authorize" if request.url.query else ""))
    return await _asked(request, services_of(request), session)


async def check_code(request: Request) -> Response:
    """Check the one-time code. A code is valid once. It is never valid for a person with a key."""
    fields, services = await form_of(request), services_of(request)
    session = await session_of(request, Stage.PASSWORD)
    credential = await services.credentials.of(session.user) if session else None
    if session is None or credential is None:
        return page(request, "sign_in.html", failed=False, wait=0, name="")
    if await _keys(services, session):
        return await _asked(request, services, session)
    user = await _user(services, session)
    if await _too_often(request, services, session, credential):
        services.store.sign_ins.gather(user, SignInOutcome.THROTTLED)
        return await _asked(request, services, session, 429, wait=WAIT)
    step = step_of(credential.seed, fields.get("code", ""), services.store.connection.clock())
    if step is None or not await services.credentials.spend(session.user, step):
        services.store.sign_ins.gather(user, SignInOutcome.WRONG_CODE)
        return await _asked(request, services, session, 401, failed=True)
    return await _signed_in(request, services, session, credential)


async def check_key(request: Request) -> Response:
    """Check the key's signature."""
    fields, services = await form_of(request), services_of(request)
    session = await session_of(request, Stage.PASSWORD)
    credential = await services.credentials.of(session.user) if session else None
    if session is None or credential is None:
        return page(request, "sign_in.html", failed=False, wait=0, name="")
    user = await _user(services, session)
    if await _too_often(request, services, session, credential):
        services.store.sign_ins.gather(user, SignInOutcome.THROTTLED)
        return await _asked(request, services, session, 429, wait=WAIT)
    if not await _showed_a_key(services, session, fields.get("credential", "")):
        services.store.sign_ins.gather(user, SignInOutcome.WRONG_PASSKEY)
        return await _asked(request, services, session, 401, failed=True)
    return await _signed_in(request, services, session, credential)


async def _showed_a_key(services: SignInServices, session: Session, brought: str) -> bool:
    """Return whether one of the person's keys signed the page's challenge. A challenge can be used once."""
    challenge, ceremony = await services.sessions.spend_challenge(session), services.ceremony
    if challenge is None or ceremony is None:
        return False
    for key in await _keys(services, session):
        if (used := _signed(ceremony, brought, challenge, key)) is not None:
            return await services.passkeys.note_use(session.user, key, used.count)
    return False


def _signed(ceremony: Ceremony, brought: str, challenge: bytes, key: Passkey) -> Shown | None:
    try:
        return ceremony.signed(brought, challenge, Shown(id=key.id, public=key.public, count=key.count))
    except NoKey:
        return None


async def _keys(services: SignInServices, session: Session) -> Keys:
    ceremony = services.ceremony
    return await services.passkeys.of(session.user, ceremony.host) if ceremony else ()


async def _asked(
    request: Request,
    services: SignInServices,
    session: Session,
    status: int = 200,
    *,
    failed: bool = False,
    wait: int = 0,
) -> Response:
    ceremony, keys = services.ceremony, await _keys(services, session)
    if ceremony is None or not keys:
        return page(request, "code.html", status, failed=failed, wait=wait)
    options = ceremony.to_sign([key.id for key in keys], await services.sessions.challenge(session))
    return page(request, "key.html", status, script=True, failed=failed, wait=wait, options=options)


async def _user(services: SignInServices, session: Session) -> User:
    return (await services.store.registry.current()).users[session.user]


def _count(request: Request, session: Session, credential: Credential) -> str:
    return f"code {session.user} {known_browser(request, credential)}"


async def _too_often(request: Request, services: SignInServices, session: Session, credential: Credential) -> bool:
    return await services.throttle.count(_count(request, session, credential)) > CODES_MOST


async def _signed_in(request: Request, services: SignInServices, session: Session, credential: Credential) -> Response:
    await services.throttle.forget(_count(request, session, credential))
    await services.store.sign_ins.record(await _user(services, session), SignInOutcome.SIGNED_IN)
    await services.sessions.end(cookie_of(request, SESSION))
    answer = sent_on(onwards(request, "authorize" if request.url.query else ""))
    if not known_browser(request, credential):
        await services.store.account_letters.order(session.user, AccountLetter.NEW_BROWSER)
        device = secret()
        await services.credentials.remember(session.user, device)
        known = [device, *secrets_of(request)][:PERSONS_MOST]
        set_cookie(services, answer, DEVICE, ".".join(known), DEVICE_SECONDS)
    set_cookie(services, answer, SESSION, await services.sessions.begin(session.user, Stage.SIGNED_IN))
    return answer
