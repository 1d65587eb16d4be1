"""A person's passkeys for signing in: the pages add, list and end keys. Each change needs the password."""

from starlette.requests import Request
from starlette.responses import Response

from api.oauth.account import account_of, own_page, unconfirmed
from api.oauth.pages import form_of, page, services_of, session_of
from auth.passkeys import NoKey
from domain.access.record import SignInOutcome
from domain.administration.users import AccountLetter
from domain.kernel import text
from store.oauth.passkeys import Passkey
from store.oauth.sessions import Stage

LABEL_MOST = 40
"""Most characters of a key's label."""


async def add(request: Request) -> Response:
    """Store a key that the browser created, with the person's label."""
    fields, services = await form_of(request), services_of(request)
    session, ceremony = await session_of(request, Stage.SIGNED_IN), services.ceremony
    if session is None or ceremony is None:
        return page(request, "sign_in.html", failed=False, wait=0, name="")
    name, user = await account_of(services, session)
    if problem := await unconfirmed(services, session, name, user, fields.get("old", "")):
        return await own_page(request, services, session, keys=problem)
    label = text.nfc(fields.get("label", "")).strip()
    if not label or len(label) > LABEL_MOST or text.forbidden(label) is not None:
        return await own_page(request, services, session, keys="label")
    challenge = await services.sessions.spend_challenge(session)
    try:
        made = ceremony.made(fields.get("credential", ""), challenge or b"")
    except NoKey:
        return await own_page(request, services, session, keys="new")
    now = services.store.connection.clock().isoformat(timespec="milliseconds")
    key = Passkey(id=made.id, public=made.public, count=made.count, host=ceremony.host, label=label, made=now)
    if challenge is None or not await services.passkeys.add(session.user, key):
        return await own_page(request, services, session, keys="new")
    await services.store.sign_ins.record(user, SignInOutcome.PASSKEY_ADDED)
    await services.store.account_letters.order(session.user, AccountLetter.PASSKEY_ADDED)
    return await own_page(request, services, session, keys="done")


async def end(request: Request) -> Response:
    """End a key, so that it can no longer be used to sign in."""
    fields, services = await form_of(request), services_of(request)
    if (session := await session_of(request, Stage.SIGNED_IN)) is None:
        return page(request, "sign_in.html", failed=False, wait=0, name="")
    name, user = await account_of(services, session)
    if problem := await unconfirmed(services, session, name, user, fields.get("old", "")):
        return await own_page(request, services, session, keys=problem)
    if await services.passkeys.end(session.user, fields.get("key", "")):
        await services.store.sign_ins.record(user, SignInOutcome.PASSKEY_ENDED)
        await services.store.account_letters.order(session.user, AccountLetter.PASSKEY_ENDED)
    return await own_page(request, services, session, keys="ended")
