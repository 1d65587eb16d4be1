"""An OpenID provider that others run, as a process of its own: Authlib's server with one client and a few people.

It shares no code with the register's own server. People say who they are and are believed.
"""

import json
import os
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import parse_qsl

from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, OAuth2Request, grants
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc9068 import JWTBearerTokenGenerator
from joserfc.jwk import ECKey
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

KEY = ECKey.generate_key("P-256", {"kid": "provider-1", "alg": "ES256", "use": "sig"})
SECONDS = 300


@dataclass(frozen=True)
class Person:
    """Somebody who signs in here."""

    name: str
    agency: str

    def get_user_id(self) -> str:
        return self.name


@dataclass(frozen=True)
class Client(ClientMixin):
    """The one client."""

    id: str
    secret: str
    redirect: str

    def get_client_id(self) -> str:
        return self.id

    def get_default_redirect_uri(self) -> str:
        return self.redirect

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.redirect

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == self.secret

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == ("client_secret_basic" if self.secret else "none")

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Code:
    """A code that was given out."""

    request: Any
    user: Person
    used: bool = False
    data: dict[str, str] = field(default_factory=dict)

    def get_redirect_uri(self) -> str:
        return self.data["redirect_uri"]

    def get_scope(self) -> str:
        return self.data["scope"]

    @property
    def code_challenge(self) -> str:
        return self.data["code_challenge"]

    @property
    def code_challenge_method(self) -> str:
        return self.data["code_challenge_method"]


CODES: dict[str, Code] = {}


class CodeGrant(grants.AuthorizationCodeGrant):
    """Codes for one use."""

    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic", "none"]  # noqa: RUF012 - Authlib's own attribute

    def save_authorization_code(self, code: str, request: Any) -> None:
        CODES[code] = Code(request, request.user, data=dict(request.payload.data))

    def query_authorization_code(self, code: str, client: Any) -> Code | None:
        return CODES.pop(code, None)

    def delete_authorization_code(self, authorization_code: Any) -> None:
        """It is gone."""

    def authenticate_user(self, authorization_code: Any) -> Person:
        person: Person = authorization_code.user
        return person


class Tokens(JWTBearerTokenGenerator):
    """Access tokens as RFC 9068 has them, for the register."""

    def get_jwks(self) -> Any:
        return KEY.as_dict(private=True)

    def get_audiences(self, client: Any, user: Any, scope: Any) -> str:
        return os.environ["OIDC_AUDIENCE"]

    def get_extra_claims(self, client: Any, grant_type: Any, user: Any, scope: Any) -> dict[str, Any]:
        return {"agency": user.agency, "sid": "session-of-the-provider"}


class Provider(AuthorizationServer):
    """Authlib's server on Starlette."""

    def __init__(self, url: str, client: Client) -> None:
        super().__init__()
        self.url, self.client = url, client
        self.register_grant(CodeGrant, [CodeChallenge(required=True)])
        made = Tokens(issuer=url, alg="ES256", expires_generator=lambda client, grant: SECONDS)
        self.register_token_generator("default", made)

    def query_client(self, client_id: str) -> Client | None:
        return self.client if client_id == self.client.id else None

    def save_token(self, token: Any, request: Any) -> None:
        """Nothing is kept."""

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Nobody listens."""

    def create_oauth2_request(self, request: Any) -> Any:
        return request

    def handle_response(self, status: int, body: Any, headers: Any) -> Any:
        return status, body, headers


async def form_of(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode()))


class Asked(OAuth2Request):
    """A request as Authlib reads it."""

    def __init__(self, request: Request, form: dict[str, str]) -> None:
        super().__init__(request.method, str(request.url), headers=request.headers)
        self.args, self.form = dict(request.query_params), form
        self.payload = BasicOAuth2Payload({**self.args, **form})

    args: dict[str, str] = {}  # noqa: RUF012 - properties in Authlib
    form: dict[str, str] = {}  # noqa: RUF012


async def as_authlib(request: Request) -> Asked:
    return Asked(request, await form_of(request))


def create() -> Starlette:
    """The provider of this process's environment."""
    env = os.environ
    url, people = env["OIDC_URL"], json.loads(env["OIDC_PEOPLE"])
    client = Client(env["OIDC_CLIENT"], env.get("OIDC_SECRET", ""), env["OIDC_REDIRECT"])
    provider = Provider(url, client)

    async def configuration(request: Request) -> Response:
        told = {"issuer": url, "jwks_uri": f"{url}/keys", "authorization_endpoint": f"{url}/authorize"}
        named = {"authorization_response_iss_parameter_supported": True}
        return JSONResponse({**told, **named, "token_endpoint": f"{url}/token"})

    async def keys(request: Request) -> Response:
        return JSONResponse({"keys": [KEY.as_dict(private=False)]})

    async def authorize(request: Request) -> Response:
        """The page that asks who somebody is, and the way back."""
        name = (await form_of(request)).get("name", "")
        if request.method == "GET" or name not in people:
            action = escape(f"?{request.url.query}")
            fields = '<input name="name" aria-label="Name"><button>In</button>'
            form = f'<h1>Who are you?</h1><form method="post" action="{action}">{fields}</form>'
            return HTMLResponse(f"<!doctype html><title>Provider</title>{form}")
        asked = await as_authlib(request)
        grant = await run_in_threadpool(provider.get_consent_grant, asked)
        person = Person(name, people[name])
        status, body, headers = await run_in_threadpool(provider.create_authorization_response, asked, person, grant)
        place = dict(headers).get("Location")
        if place is None:
            return JSONResponse(body, status)
        return RedirectResponse(f"{place}&iss={url}", 303)

    async def token(request: Request) -> Response:
        status, body, _ = await run_in_threadpool(provider.create_token_response, await as_authlib(request))
        return JSONResponse(dict(body), status)

    return Starlette(
        routes=[
            Route("/realm/.well-known/openid-configuration", configuration),
            Route("/realm/keys", keys),
            Route("/realm/authorize", authorize, methods=["GET", "POST"]),
            Route("/realm/token", token, methods=["POST"]),
        ]
    )
