"""An OpenID provider that others run, as a process of its own, with one client and a few people.

It holds the client to RFC 6749 and RFC 7636, and shares no code with the register's own server. People say who they are
and are believed.
"""

import json
import os
import time
from base64 import b64encode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape
from typing import Any
from urllib.parse import parse_qsl, quote_plus, urlencode
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import ECKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

KEY = ECKey.generate_key("P-256", {"kid": "provider-1", "alg": "ES256", "use": "sig"})
SECONDS = 300
NAMES = ("URL", "CLIENT", "SECRET", "REDIRECT", "AUDIENCE")
FIELDS = '<input name="name" aria-label="Name"><button>In</button>'


async def form_of(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode()))


@dataclass(frozen=True)
class Provider:
    url: str
    client: str
    secret: str
    redirect: str
    audience: str
    people: dict[str, str]
    """Agency of each person."""
    codes: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    """Person and request of each code that is not used yet."""

    async def configuration(self, request: Request) -> Response:
        places = {"jwks_uri": "keys", "authorization_endpoint": "authorize", "token_endpoint": "token"}
        told = {"issuer": self.url, "authorization_response_iss_parameter_supported": True}
        return JSONResponse(told | {name: f"{self.url}/{place}" for name, place in places.items()})

    async def keys(self, request: Request) -> Response:
        return JSONResponse({"keys": [KEY.as_dict(private=False)]})

    async def authorize(self, request: Request) -> Response:
        """The page that asks who somebody is, and the way back."""
        asked, name = dict(request.query_params), (await form_of(request)).get("name", "")
        wanted = {"response_type": "code", "client_id": self.client, "redirect_uri": self.redirect}
        if not wanted.items() <= asked.items() or asked["code_challenge_method"] != "S256":
            return JSONResponse({"error": "invalid_request"}, 400)
        if request.method == "GET" or name not in self.people:
            form = (
                f'<h1>Who are you?</h1><form method="post" action="{escape(f"?{request.url.query}")}">{FIELDS}</form>'
            )
            return HTMLResponse(f"<!doctype html><title>Provider</title>{form}")
        code = uuid4().hex
        self.codes[code] = name, asked
        back = {"code": code, "state": asked["state"], "iss": self.url}
        return RedirectResponse(f"{self.redirect}?{urlencode(back)}", 303)

    async def token(self, request: Request) -> Response:
        """An access token as RFC 9068 has it, for the register."""
        sent = await form_of(request)
        proof = b64encode(f"{quote_plus(self.client)}:{quote_plus(self.secret)}".encode()).decode()
        header, public = request.headers.get("authorization"), sent.get("client_id") == self.client
        if header != f"Basic {proof}" if self.secret else header or not public:
            return JSONResponse({"error": "invalid_client"}, 401)
        name, asked = self.codes.pop(sent.get("code", ""), ("", {}))
        challenge = urlsafe_b64encode(sha256(sent["code_verifier"].encode()).digest()).decode().rstrip("=")
        wanted = {"grant_type": "authorization_code", "redirect_uri": self.redirect}
        if not wanted.items() <= sent.items() or challenge != asked.get("code_challenge"):
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        who: dict[str, Any] = {"sub": name, "agency": self.people[name], "sid": "session-of-the-provider"}
        claims = {"iss": self.url, "aud": self.audience, "client_id": self.client, "scope": asked["scope"], **who}
        times = {"iat": now, "exp": now + SECONDS, "jti": uuid4().hex}
        made = jwt.encode({"alg": "ES256", "typ": "at+jwt", "kid": KEY.kid}, claims | times, KEY)
        return JSONResponse({"access_token": made, "token_type": "Bearer", "expires_in": SECONDS})


def create() -> Starlette:
    """The provider of this process's environment."""
    url, client, secret, redirect, audience = (os.environ[f"OIDC_{name}"] for name in NAMES)
    made = Provider(url, client, secret, redirect, audience, json.loads(os.environ["OIDC_PEOPLE"]))
    return Starlette(
        routes=[
            Route("/realm/.well-known/openid-configuration", made.configuration),
            Route("/realm/keys", made.keys),
            Route("/realm/authorize", made.authorize, methods=["GET", "POST"]),
            Route("/realm/token", made.token, methods=["POST"]),
        ]
    )
