"""The routes of signing in."""

import logging
from collections.abc import Awaitable, Callable

from authlib.oauth2.rfc6749 import OAuth2Error
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.oauth import account, authorize, endpoints, enrol, keys, second_factor, sign_in
from api.oauth.pages import SCRIPT, ForeignForm, page, session_of
from api.web.templates import script_route
from auth.server.metadata import well_known
from auth.server.request import BadRequest
from store.oauth.sessions import Stage

log = logging.getLogger("casebook.oauth")
Handler = Callable[[Request], Awaitable[Response]]


def guarded(handle: Handler) -> Handler:
    """Wrap a page: offer sign-out to a person who is signed in, and answer a foreign, unreadable or wrong request."""

    async def answer(request: Request) -> Response:
        request.state.seated = await session_of(request, Stage.SIGNED_IN) is not None
        try:
            return await handle(request)
        except ForeignForm as why:
            log.info("a form that is not ours: %s", why)
            return page(request, "refused.html", 403, why="form")
        except OAuth2Error as error:
            return authorize.error_response(request, error)
        except BadRequest:
            return page(request, "refused.html", 400, why="invalid_request")

    return answer


def oauth_routes(issuer: str, audience: str) -> list[Route]:
    """Return the routes, for an application whose `state.sign_in` holds the services."""
    return [
        Route("/oauth/authorize", guarded(authorize.authorize), methods=["GET"]),
        Route("/oauth/decide", guarded(authorize.decide), methods=["POST"]),
        Route("/oauth/", guarded(sign_in.home), methods=["GET"]),
        Route("/oauth/sign-in", guarded(sign_in.sign_in), methods=["POST"]),
        Route("/oauth/code", guarded(second_factor.ask), methods=["GET"]),
        Route("/oauth/code", guarded(second_factor.check_code), methods=["POST"]),
        Route("/oauth/key", guarded(second_factor.check_key), methods=["POST"]),
        Route("/oauth/keys", guarded(keys.add), methods=["POST"]),
        Route("/oauth/keys/end", guarded(keys.end), methods=["POST"]),
        script_route(SCRIPT, "api.oauth", "passkey.js"),
        Route("/oauth/sign-out", guarded(sign_in.sign_out), methods=["POST"]),
        Route("/oauth/end-session", guarded(sign_in.end_session), methods=["GET"]),
        Route("/oauth/password", guarded(account.change_password), methods=["POST"]),
        Route("/oauth/letters", guarded(account.change_letters), methods=["POST"]),
        Route("/oauth/end-all", guarded(sign_in.end_all), methods=["POST"]),
        Route("/oauth/enrol", guarded(enrol.begin), methods=["GET"]),
        Route("/oauth/enrol", guarded(enrol.choose), methods=["POST"]),
        Route("/oauth/enrol/finish", guarded(enrol.finish), methods=["POST"]),
        Route("/oauth/token", endpoints.token, methods=["POST"]),
        Route("/oauth/revoke", endpoints.revoke, methods=["POST"]),
        Route("/oauth/introspect", endpoints.introspect, methods=["POST"]),
        Route("/oauth/jwks.json", endpoints.jwks),
        Route(well_known("oauth-authorization-server", issuer), endpoints.about_server),
        Route(well_known("oauth-protected-resource", audience), endpoints.about_resource),
    ]
