"""Sign-in of people at the desk: by this installation's own server, or the foreign issuer that the operator named."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool

from api.pages.base.pages import SignInPlace
from auth.foreign_sign_in import ForeignSignIn, NotExchanged
from auth.server.request import Request as OAuthRequest
from auth.server.server import Server


class SigningIn(Protocol):
    @property
    def issuer(self) -> str:
        """Return the issuer that names people in the tokens."""

    async def address(self, asked: Mapping[str, str]) -> str:
        """Return where to send a browser. Raises IssuerAway."""

    async def answers(self, given: Mapping[str, str]) -> bool:
        """Return whether what a browser brings back is from there. Raises IssuerAway."""

    async def token(self, code: str, verifier: str) -> str:
        """The access token for a code. Raises NotExchanged, IssuerAway."""


@dataclass(frozen=True, kw_only=True)
class OwnServer:
    server: Server
    client: str
    redirect: str

    @property
    def issuer(self) -> str:
        return self.server.issuer

    async def address(self, asked: Mapping[str, str]) -> str:
        return f"{self.issuer}/authorize?{urlencode(asked)}"

    async def answers(self, given: Mapping[str, str]) -> bool:
        """It names itself (RFC 9207), or nobody does."""
        return given.get("iss", self.issuer) == self.issuer

    async def token(self, code: str, verifier: str) -> str:
        """The token that its endpoint gives. Raises NotExchanged."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect,
            "client_id": self.client,
            "code_verifier": verifier,
        }
        asked = OAuthRequest("POST", f"{self.issuer}/token", form, {})
        status, body, _ = await run_in_threadpool(self.server.create_token_response, asked)
        if status != 200:
            raise NotExchanged(str(dict(body).get("error")))
        return str(dict(body)["access_token"])


def signing_in(place: SignInPlace, audience: str, server: Server | None, redirect: str) -> SigningIn:
    """Return who signs people in at a desk that an installation has."""
    if not place.issuer:
        assert server is not None  # settings without either are refused
        return OwnServer(server=server, client=place.client, redirect=redirect)
    return ForeignSignIn(
        issuer=place.issuer,
        client=place.client,
        redirect=redirect,
        audience=audience,
        secret=place.secret_file.read_text().strip() if place.secret_file else None,
    )
