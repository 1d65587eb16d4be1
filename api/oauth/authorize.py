"""Authorization endpoint (RFC 6749 section 3.1): a person signs in, reads a program's request, and decides.

The request is parsed and checked again at every step, from the address of the page. An error redirects to the program
only if its redirect address is registered. Every redirect has `iss` (RFC 9207). Consent lasts until the session ends,
with two exceptions. A program on the person's machine needs a new consent, because any other program could imitate it
(RFC 8252 section 8.6). A request with `prompt=consent` needs one as well.
"""

from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from authlib.oauth2.rfc6749 import OAuth2Error
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.oauth.pages import SignInServices, form_of, page, place_of, sent_on, services_of, session_of
from auth.server.models import OAuthClient, Owner
from auth.server.request import BadRequest, parameters
from auth.server.request import Request as OAuthRequest
from auth.server.server import InvalidTargetError
from domain.kernel.calendar import local_date
from domain.kernel.policy import Scope
from domain.messages import label
from store.oauth.once import secret
from store.oauth.sessions import Session, Stage


async def authorize(request: Request) -> Response:
    """Show the request of a program to a person who is signed in. Redirect any other person to the sign-in first."""
    oauth_request, grant = await _asked(request)
    session = await session_of(request, Stage.SIGNED_IN)
    if session is None:
        return page(request, "sign_in.html", failed=False, wait=0, name="")
    owner = await _owner(services_of(request), session)
    scope = await _scope(services_of(request), owner, grant)
    if owner and scope and _remembered(session, oauth_request, grant, scope):
        return await _allowed(services_of(request), oauth_request, owner, grant, scope)
    return await _consent(request, owner, grant, scope)


async def decide(request: Request) -> Response:
    fields = await form_of(request)
    services, session = services_of(request), await session_of(request, Stage.SIGNED_IN)
    if session is None:
        return page(request, "sign_in.html", failed=False, wait=0, name="")
    oauth_request, grant = await _asked(request)
    owner = await _owner(services, session)
    scope = await _scope(services, owner, grant)
    if owner is None or not scope or fields.get("decision") != "allow":
        return _back_to(services, grant.redirect_uri, {"error": "access_denied", "state": oauth_request.payload.state})
    await services.sessions.agree(session, grant.request.client.get_client_id(), grant.redirect_uri, scope)
    return await _allowed(services, oauth_request, owner, grant, scope)


def _remembered(session: Session, oauth_request: OAuthRequest, grant: Any, scope: str) -> bool:
    client: OAuthClient = grant.request.client
    known = bool(client.row.secrets) or urlsplit(grant.redirect_uri).scheme == "https"
    asked_again = "consent" in oauth_request.args.get("prompt", "").split()
    return known and not asked_again and session.agreed_to(client.get_client_id(), grant.redirect_uri, scope)


async def _allowed(
    services: SignInServices, oauth_request: OAuthRequest, owner: Owner, grant: Any, scope: str
) -> Response:
    oauth_request.payload.data["scope"] = scope  # the scopes that the person saw, even if more were granted since
    _, _, headers = await run_in_threadpool(services.server.create_authorization_response, oauth_request, owner, grant)
    return _back_to(services, dict(headers)["Location"], {})


async def _asked(request: Request) -> tuple[OAuthRequest, Any]:
    """Return a program's request, and the grant that checked it. Raise BadRequest, OAuth2Error."""
    services = services_of(request)
    asked = OAuthRequest("GET", f"{services.issuer}/authorize", parameters(request.url.query), {})
    try:
        return asked, await run_in_threadpool(_grant, services, asked)
    except ValueError:  # Authlib quotes input where RFC 6749 forbids some of its characters
        raise BadRequest("The request cannot be read.") from None


def _grant(services: SignInServices, oauth_request: OAuthRequest) -> Any:
    """Return the checked request. Raise OAuth2Error."""
    if not oauth_request.payload.redirect_uri:
        raise BadRequest("redirect_uri is missing.")
    grant = services.server.get_consent_grant(oauth_request)
    if oauth_request.args.get("resource", services.server.audience) != services.server.audience:
        raise InvalidTargetError(redirect_uri=grant.redirect_uri, state=oauth_request.payload.state)
    return grant


async def _consent(request: Request, owner: Owner | None, grant: Any, scope: str) -> Response:
    services, client = services_of(request), grant.request.client
    if owner is None or not scope:
        return page(request, "nothing.html", 403, client=client.row.name)
    scopes = [{"code": code, "vi": label(Scope(code), "vi"), "en": label(Scope(code), "en")} for code in scope.split()]
    return page(
        request,
        "consent.html",
        goes_to=grant.redirect_uri,
        client=client.row.name,
        keeper=await _agency(services, client.agency),
        host=urlsplit(grant.redirect_uri).netloc or place_of(grant.redirect_uri),
        name=owner.subject,
        agency=await _agency(services, owner.agency),
        scopes=scopes,
    )


async def _owner(services: SignInServices, session: Session) -> Owner | None:
    """Return the person if the account is active and has an appointment; else None."""
    registry = await services.store.registry.current()
    names = [name for name, id in registry.accounts.items() if id == session.user]
    agency = await services.server.may_sign_in(names[0]) if names else None
    return Owner(names[0], agency, f"{session.key}.{secret()}") if agency else None


async def _scope(services: SignInServices, owner: Owner | None, grant: Any) -> str:
    """Return the scopes that the program may get for this person. A program of another agency gets none."""
    client: OAuthClient = grant.request.client
    if owner is None or not (client.row.shared or await services.server.one_agency(client.agency, owner.agency)):
        return ""
    return await services.server.usable(owner.agency, grant.request.scope, person=True)


async def _agency(services: SignInServices, id: str) -> str:
    today = local_date(services.store.connection.clock())
    found = (await services.store.registry.current()).agencies[id].name_on(today)
    return found.name if found else id


def error_response(request: Request, error: OAuth2Error) -> Response:
    if not error.redirect_uri:
        return page(request, "refused.html", 400, why=error.error)
    error_fields = {"error": error.error, "error_description": error.description or "", "state": error.state}
    return _back_to(services_of(request), error.redirect_uri, error_fields)


def _back_to(services: SignInServices, address: str, more: dict[str, str | None]) -> Response:
    """Return the redirect to the program, with `iss`."""
    given = {name: value for name, value in {**more, "iss": services.issuer}.items() if value}
    parts = urlsplit(address)
    query = "&".join(part for part in (parts.query, urlencode(given)) if part)
    return sent_on(urlunsplit(parts._replace(query=query)))
