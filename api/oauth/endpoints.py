"""Endpoints that programs call: tokens, revocation, introspection, keys and metadata."""

from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.oauth.pages import services_of
from api.web.headers import NO_STORE, cached
from api.web.media_types import is_media_type
from auth.keyring import JWKS_KEPT_SECONDS
from auth.server.metadata import resource_metadata, server_metadata
from auth.server.request import BadRequest, parameters
from auth.server.request import Request as OAuthRequest

FORM = "application/x-www-form-urlencoded"
NEVER_KEPT = {**NO_STORE, "Pragma": "no-cache"}


async def token(request: Request) -> Response:
    """Serve the token endpoint (RFC 6749 section 3.2), for this API only (RFC 8707)."""
    services = services_of(request)

    def answer(oauth_request: OAuthRequest) -> Any:
        if oauth_request.form.get("resource", services.server.audience) != services.server.audience:
            return 400, {"error": "invalid_target"}, []
        return services.server.create_token_response(oauth_request)

    return await _respond(request, "token", answer)


async def revoke(request: Request) -> Response:
    """Serve the revocation endpoint (RFC 7009)."""
    server = services_of(request).server
    return await _respond(
        request, "revoke", lambda oauth_request: server.create_endpoint_response("revocation", oauth_request)
    )


async def introspect(request: Request) -> Response:
    """Serve the introspection endpoint (RFC 7662)."""
    server = services_of(request).server
    return await _respond(
        request, "introspect", lambda oauth_request: server.create_endpoint_response("introspection", oauth_request)
    )


async def _respond(request: Request, name: str, answer: Callable[[OAuthRequest], Any]) -> Response:
    """Parse the form strictly, and return the answer that Authlib computes in a thread."""
    try:
        oauth_request = await _form(request, f"{services_of(request).issuer}/{name}")
        status, body, headers = await run_in_threadpool(answer, oauth_request)
    except BadRequest as error:
        return _json({"error": "invalid_request", "error_description": str(error)}, 400, {})
    except ValueError:  # Authlib quotes input where RFC 6749 forbids some of its characters
        return _json({"error": "invalid_request"}, 400, {})
    return _json(dict(body), status, dict(headers))


async def _form(request: Request, uri: str) -> OAuthRequest:
    if request.url.query:
        raise BadRequest("Parameters belong into the body.")
    if not is_media_type(request.headers.get("content-type", ""), FORM):
        raise BadRequest(f"The body must be {FORM}.")
    given = request.headers.getlist("authorization")
    if len(given) > 1:
        raise BadRequest("More than one Authorization field.")
    headers = {"Authorization": given[0]} if given else {}
    try:
        data = parameters((await request.body()).decode("ascii"))
    except UnicodeDecodeError:
        raise BadRequest("The parameters cannot be read.") from None
    return OAuthRequest("POST", uri, data, headers)


def _json(body: dict[str, Any], status: int, headers: dict[str, str]) -> Response:
    kept = {name: value for name, value in headers.items() if name.lower() == "www-authenticate"}
    return JSONResponse(body, status, {**NEVER_KEPT, **kept})


async def jwks(request: Request) -> Response:
    """Return the public keys (RFC 7517)."""
    return JSONResponse(await services_of(request).keys.public(), headers=cached(JWKS_KEPT_SECONDS))


async def about_server(request: Request) -> Response:
    """Return the metadata of the authorization server (RFC 8414)."""
    return JSONResponse(server_metadata(services_of(request).issuer))


async def about_resource(request: Request) -> Response:
    """Return the metadata of the API (RFC 9728)."""
    services = services_of(request)
    return JSONResponse(resource_metadata(services.server.audience, [services.issuer]))
