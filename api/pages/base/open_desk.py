"""A desk of one process: what its pages are asked with, and the cookies that it gives and takes back."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from api.graphql.engine import Engine
from api.pages.base.pages import DeskPages, name_in
from api.pages.base.session import Session, cookie_name, session_in
from api.pages.base.signing_in import SigningIn, signing_in
from auth.server.server import Server
from store.process.public_origin import public_origin
from store.process.settings import Settings
from store.store import Store


@dataclass(frozen=True)
class OpenDesk:
    """Made once in a process. `origin` is where the pages are."""

    pages: DeskPages
    store: Store
    engine: Engine
    client: str
    origin: str
    redirect: str
    """Address to which the sign-in pages send people back; the client's registration names it too."""
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
        """The cookie of a browser that is on its way to sign in."""
        return f"{self.pages.cookie}-way"

    def session(self, request: Request) -> Session | None:
        found = session_in(self.store.connection.master, self.cookie(request, self.pages.cookie), self.pages.cookie)
        return found if found and found.is_open(self.store.connection.clock()) else None

    def cookie(self, request: Request, name: str) -> str:
        return request.cookies.get(cookie_name(name, secure=self.secure), "")

    def put(self, answer: Response, name: str, value: str, seconds: int | None = None) -> None:
        """Set a cookie for this host alone, which no script reads and no form of another site brings along."""
        name = cookie_name(name, secure=self.secure)
        answer.set_cookie(name, value, max_age=seconds, path="/", secure=self.secure, httponly=True, samesite="lax")

    def keep(self, answer: Response, session: Session) -> None:
        used = session.used(self.store.connection.clock())
        self.put(answer, self.pages.cookie, used.sealed(self.store.connection.master, self.pages.cookie))

    def forget(self, answer: Response) -> None:
        self.put(answer, self.pages.cookie, "", 0)


def desk_in(request: Request) -> OpenDesk | None:
    """The desk below whose address a request is, if it is below one of this installation."""
    desks: Mapping[str, OpenDesk] = request.app.state.desks
    return desks.get(name_in(request))


def desk_of(request: Request) -> OpenDesk:
    desk = desk_in(request)
    assert desk is not None, "only pages of a desk ask"
    return desk
