"""A desk as this process runs it: its sign-in, its engine, and its cookies."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.graphql.engine import Engine
from api.pages.base.pages import DeskPages, SignInPlace, name_in
from api.pages.base.session import Session, cookie_name, session_in
from auth.foreign_sign_in import ForeignSignIn, NotExchanged
from auth.server.request import Request as OAuthRequest
from auth.server.server import Server
from store.process.public_origin import public_origin
from store.process.settings import Settings
from store.store import Store


class SigningIn(Protocol):
    @property
    def issuer(self) -> str:
        """Return the issuer whose tokens identify people."""

    async def address(self, asked: Mapping[str, str]) -> str:
        """Return the sign-in address to redirect a browser to. Raise IssuerAway."""

    async def answers(self, given: Mapping[str, str]) -> bool:
        """Return whether a returning browser comes from this issuer, according to its parameters. Raise IssuerAway."""

    async def token(self, code: str, verifier: str) -> str:
        """Return the access token for a code. Raise NotExchanged, IssuerAway."""


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
        """Return True if the parameters identify this server (RFC 9207), or no server."""
        return given.get("iss", self.issuer) == self.issuer

    async def token(self, code: str, verifier: str) -> str:
        """Return the token from the server's own endpoint. Raise NotExchanged."""
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
    """Return the sign-in of a desk of the installation."""
    if not place.issuer:
        assert server is not None  # settings with neither are refused
        return OwnServer(server=server, client=place.client, redirect=redirect)
    return ForeignSignIn(
        issuer=place.issuer,
        client=place.client,
        redirect=redirect,
        audience=audience,
        secret=place.secret_file.read_text().strip() if place.secret_file else None,
    )


@dataclass(frozen=True)
class OpenDesk:
    """A desk of this process. `origin` is the origin of its pages."""

    pages: DeskPages
    store: Store
    engine: Engine
    client: str
    origin: str
    redirect: str
    """Redirect address after sign-in. The client's registration contains the same address."""
    signing_in: SigningIn

    @classmethod
    def of(
        cls, pages: DeskPages, settings: Settings, store: Store, engine: Engine, server: Server | None
    ) -> "OpenDesk":
        place, origin = pages.place(settings), public_origin(settings)
        redirect = f"{origin}{pages.home}back"
        who = signing_in(place, settings.audience, server, redirect)
        return cls(pages, store, engine, place.client, origin, redirect, who)

    @property
    def secure(self) -> bool:
        return self.origin.startswith("https://")

    @property
    def waiting(self) -> str:
        """Return the name of the cookie for a browser that is signing in."""
        return f"{self.pages.cookie}-way"

    def session(self, request: Request) -> Session | None:
        found = self.any_session(request)
        return found if found and found.is_open(self.store.connection.clock()) else None

    def any_session(self, request: Request) -> Session | None:
        """Return the session of a browser, even an expired session. Return None if there is none."""
        return session_in(self.store.connection.master, self.cookie(request, self.pages.cookie), self.pages.cookie)

    def cookie(self, request: Request, name: str) -> str:
        return request.cookies.get(cookie_name(name, secure=self.secure), "")

    def put(self, answer: Response, name: str, value: str, seconds: int | None = None) -> None:
        """Set a cookie for this host alone, HttpOnly and SameSite."""
        name = cookie_name(name, secure=self.secure)
        answer.set_cookie(name, value, max_age=seconds, path="/", secure=self.secure, httponly=True, samesite="lax")

    def keep(self, answer: Response, session: Session) -> None:
        used = session.used(self.store.connection.clock())
        self.put(answer, self.pages.cookie, used.sealed(self.store.connection.master, self.pages.cookie))

    def forget(self, answer: Response) -> None:
        self.put(answer, self.pages.cookie, "", 0)


def desk_in(request: Request) -> OpenDesk | None:
    """Return the desk to whose addresses a request belongs. Return None if the installation has no desk at the
    address."""
    desks: Mapping[str, OpenDesk] = request.app.state.desks
    return desks.get(name_in(request))


def desk_of(request: Request) -> OpenDesk:
    desk = desk_in(request)
    assert desk is not None, "only pages of a desk ask"
    return desk
