"""The desk of one process: what its pages are asked with, and the cookies that it gives and takes back."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from api.graphql.engine import Engine
from api.inspect.session import COOKIE, Session, cookie_name, session_in
from api.inspect.signing_in import SigningIn, signing_in
from auth.server.server import Server
from store.settings import Settings
from store.store import Store

PART: Final = "#import "
"""How a document says that it uses fragments of another file."""


@cache
def document(name: str) -> str:
    """A document of the desk, with the fragments that it uses. Raises FileNotFoundError for an unknown name."""
    text = files("api.inspect").joinpath("queries", f"{name}.graphql").read_text("utf-8")
    parts = [line.removeprefix(PART).strip() for line in text.splitlines() if line.startswith(PART)]
    return "\n".join([text, *map(document, parts)])


def has_desk(settings: Settings) -> bool:
    """Whether an installation has these pages: they are a client of whoever signs people in."""
    return bool(settings.inspect_client)


@dataclass(frozen=True)
class ReadingDesk:
    """Made once in a process. `origin` is where the pages are."""

    store: Store
    engine: Engine
    client: str
    origin: str
    redirect: str
    """Where the sign-in pages send people back to; the client's registration names it too."""
    signing_in: SigningIn

    @classmethod
    def of(cls, settings: Settings, store: Store, engine: Engine, server: Server | None) -> "ReadingDesk":
        """The desk of an installation: beside its own sign-in pages, else where its API is."""
        parts = urlsplit(settings.sign_in_url or settings.audience)
        origin = f"{parts.scheme}://{parts.netloc}"
        redirect = f"{origin}/inspect/back"
        who = signing_in(settings, server, redirect)
        return cls(store, engine, settings.inspect_client, origin, redirect, who)

    @property
    def secure(self) -> bool:
        """Whether the pages are served over TLS."""
        return self.origin.startswith("https://")

    def session(self, request: Request) -> Session | None:
        """The living session of a browser."""
        found = session_in(self.store.connection.master, self.cookie(request, COOKIE))
        return found if found and found.alive(self.store.connection.clock()) else None

    def cookie(self, request: Request, name: str) -> str:
        """The value of a cookie of ours, or nothing."""
        return request.cookies.get(cookie_name(name, secure=self.secure), "")

    def put(self, answer: Response, name: str, value: str, seconds: int | None = None) -> None:
        """Set a cookie for this host alone, which no script reads and no form of another site brings along."""
        name = cookie_name(name, secure=self.secure)
        answer.set_cookie(name, value, max_age=seconds, path="/", secure=self.secure, httponly=True, samesite="lax")

    def keep(self, answer: Response, session: Session) -> None:
        """Give the browser its session."""
        self.put(answer, COOKIE, session.used(self.store.connection.clock()).sealed(self.store.connection.master))

    def forget(self, answer: Response) -> None:
        """Take the session from the browser."""
        self.put(answer, COOKIE, "", 0)


def desk_of(request: Request) -> ReadingDesk:
    """The desk of this process."""
    found: ReadingDesk = request.app.state.desk
    return found
