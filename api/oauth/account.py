"""A person's own account: sessions, password, and the mail address for letters about the account. Keys are in
`keys.py`.

A change needs the password. Two officers must approve a new authenticator for one-time codes, or a new password that
replaces a forgotten one.
"""

import asyncio
from datetime import datetime
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from api.oauth.pages import SignInServices, form_of, page, services_of, session_of
from auth.passwords import Busy, weak
from domain.access.record import SignInOutcome
from domain.administration.users import AccountLetter
from domain.messages import Language
from domain.messages.dates import local_time
from domain.notification.mailings import MAIL_ADDRESS, MAIL_ADDRESS_MOST
from domain.registry.accounts import User
from store.oauth.revocations import Marked, mark
from store.oauth.sessions import Session, Stage
from store.oauth.throttle import FAILURES_MOST, WAIT

LANGUAGES: Final[tuple[Language, ...]] = ("vi", "en")
STATUS = {"done": 200, "ended": 200, "new": 400, "label": 400, "old": 401, "wait": 429, "": 200}


async def own_page(
    request: Request,
    services: SignInServices,
    session: Session,
    *,
    password: str = "",
    letters: str = "",
    keys: str = "",
) -> Response:
    """Show the account. `password`, `letters` and `keys` are the results of a change."""
    answer = page(
        request,
        "home.html",
        STATUS[password or letters or keys],
        script=services.ceremony is not None,
        keys=keys,
        signs="sign" in request.app.state.desks,
        **await _passkeys(services, session),
        sessions=await _listed(services, session),
        address=await services.store.account_letters.address(session.user) or "",
        sends=services.sends_letters,
        password=password,
        letters=letters,
    )
    if "wait" in (password, letters, keys):
        answer.headers["Retry-After"] = str(WAIT)
    return answer


async def _passkeys(services: SignInServices, session: Session) -> dict[str, Any]:
    """Return the person's keys as the page shows them, and the browser's options for a further key."""
    ceremony = services.ceremony
    if ceremony is None:
        return {"passkeys": (), "options": ""}
    found, (name, _) = await services.passkeys.of(session.user, ceremony.host), await account_of(services, session)
    challenge = await services.sessions.challenge(session)
    shown = [
        {
            "id": key.id,
            "label": key.label,
            "made": {language: _moment(key.made, language) for language in LANGUAGES},
            "used": {language: _moment(key.used, language) for language in LANGUAGES} if key.used else None,
        }
        for key in found
    ]
    return {
        "passkeys": shown,
        "options": ceremony.to_make(session.user.encode(), name, [key.id for key in found], challenge),
    }


def _moment(at: str, language: Language) -> str:
    return local_time(datetime.fromisoformat(at), language, seconds=False)


async def change_password(request: Request) -> Response:
    """Check the old password and the new one, store it, and end the person's other sessions."""
    fields, services = await form_of(request), services_of(request)
    if (session := await session_of(request, Stage.SIGNED_IN)) is None:
        return page(request, "sign_in.html", failed=False, wait=0, name="")
    name, user = await account_of(services, session)
    if problem := await unconfirmed(services, session, name, user, fields.get("old", "")):
        return await own_page(request, services, session, password=problem)
    new = fields.get("password", "")
    if new != fields.get("again", "") or new == fields.get("old", "") or await asyncio.to_thread(weak, new, name):
        return await own_page(request, services, session, password="new")
    try:
        hashed = await services.passwords.hashed(new, session.user)
    except Busy:
        return await own_page(request, services, session, password="wait")
    await services.credentials.change_password(session.user, hashed)
    await _end_others(services, session)
    await services.store.sign_ins.record(user, SignInOutcome.PASSWORD_CHANGED)
    await services.store.account_letters.order(session.user, AccountLetter.PASSWORD_CHANGED)
    return await own_page(request, services, session, password="done")


async def change_letters(request: Request) -> Response:
    """Check the password, then store the address for letters about the account, or none."""
    fields, services = await form_of(request), services_of(request)
    if (session := await session_of(request, Stage.SIGNED_IN)) is None:
        return page(request, "sign_in.html", failed=False, wait=0, name="")
    name, user = await account_of(services, session)
    if problem := await unconfirmed(services, session, name, user, fields.get("old", "")):
        return await own_page(request, services, session, letters=problem)
    address = fields.get("address", "").strip()
    if address and (len(address) > MAIL_ADDRESS_MOST or not MAIL_ADDRESS.fullmatch(address)):
        return await own_page(request, services, session, letters="new")
    await services.store.account_letters.change(session.user, address)
    return await own_page(request, services, session, letters="done")


async def account_of(services: SignInServices, session: Session) -> tuple[str, User]:
    registry = await services.store.registry.current()
    name = next(name for name, id in registry.accounts.items() if id == session.user)
    return name, registry.users[session.user]


async def unconfirmed(services: SignInServices, session: Session, name: str, user: User, password: str) -> str:
    """Return the reason why the password does not confirm the person: it is wrong, or was tried too often. Return an
    empty text if the password is right."""
    count, credential = f"password {session.user}", await services.credentials.of(session.user)
    if credential is None:
        return "old"
    if await services.throttle.count(count) > FAILURES_MOST:
        services.store.sign_ins.gather(user, SignInOutcome.THROTTLED)
        return "wait"
    try:
        good = await services.passwords.fits(credential.password, password, caller=name, known=True)
    except Busy:
        return "wait"
    if not good:
        services.store.sign_ins.gather(user, SignInOutcome.WRONG_PASSWORD)
        return "old"
    await services.throttle.forget(count)
    return ""


async def _end_others(services: SignInServices, session: Session) -> None:
    """End the other sessions with their grants, and all sign-ins that were begun with the old password."""
    keys = await services.sessions.end_others(session)
    await services.store.revocations.revoke(*(mark(Marked.FAMILY, services.issuer, key) for key in keys))


async def _listed(services: SignInServices, session: Session) -> list[dict[str, object]]:
    """Return the person's sessions as the page shows them, in the time zone of Việt Nam."""
    return [
        {
            "here": other.key == session.key,
            "begun": {language: local_time(other.begun, language, seconds=False) for language in LANGUAGES},
            "seen": {language: local_time(other.seen, language, seconds=False) for language in LANGUAGES},
        }
        for other in await services.sessions.of(session.user)
    ]
