"""Settings of one desk: its addresses, its cookie, its scopes, its texts."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from starlette.requests import Request

from api.pages.base.session import Session
from api.web.languages import texts_of
from api.web.templates import Templates
from domain.kernel.actor import Actor
from domain.kernel.policy import Scope
from domain.messages import Language
from store.process.settings import Settings
from store.store import Store

PART: Final = "#import "
"""Beginning of a comment with which a document imports fragments from another file."""
SHARED: Final = "api.pages.base"


@dataclass(frozen=True, kw_only=True)
class SignInPlace:
    """Sign-in of a desk, according to the settings. A desk without a client does not exist."""

    client: str
    issuer: str
    secret_file: Path | None


@dataclass(frozen=True, kw_only=True, eq=False)
class DeskPages:
    """Configuration of a desk, the same in every installation. Its addresses begin with its name."""

    name: str
    cookie: str
    scopes: tuple[Scope, ...]
    """Scopes that the desk's client requests when a person signs in."""
    navigation: Mapping[str, str]
    """Addresses in the navigation, by the keys of their labels."""
    asks_purpose: bool = True
    """True if people must state a purpose before they read."""
    shown_to: Callable[[Actor, str], bool] = lambda actor, name: True
    """Function that decides whether the navigation shows a section to an actor. The pages check rights themselves."""
    known: Mapping[str, Any] = field(default_factory=dict)
    """Further values for the desk's templates."""
    left_behind: Callable[[Request, Session, Store], Awaitable[None]] | None = None
    """Function that stores a form which arrives after its session ended. It is set if the desk has drafts."""
    way_on: Callable[[Request, int], str | None] = lambda request, status: None
    """Function that returns a further address for the page of an error, given the request and the status."""

    @property
    def package(self) -> str:
        """Return the name of the desk's package, which contains its modules, texts and templates."""
        return f"api.pages.{self.name}"

    def place(self, settings: Settings) -> SignInPlace:
        """Return the sign-in in the settings whose names begin with the desk's name."""
        client, issuer, secret_file = (
            getattr(settings, f"{self.name}_{part}") for part in ("client", "issuer", "secret_file")
        )
        return SignInPlace(client=client, issuer=issuer, secret_file=secret_file)

    @property
    def home(self) -> str:
        return f"/{self.name}/"

    @cached_property
    def texts(self) -> Mapping[Language, Mapping[str, Any]]:
        """Return the texts of the desk's pages. The desk's own texts override those of all desks."""
        own, shared = texts_of(self.package), texts_of(SHARED)
        return {language: _joined(shared[language], own[language]) for language in own}

    @cached_property
    def templates(self) -> Templates:
        """Return the desk's own templates, those of all desks, and the frame of all pages."""
        return Templates(self.package, SHARED, "api.pages.forms", "api.web")

    def document(self, name: str) -> str:
        """Return a GraphQL document by its name. Raise FileNotFoundError for an unknown name."""
        return document(self.package, name)


@cache
def document(package: str, name: str) -> str:
    """Return a GraphQL document of a desk, or of all desks, with its fragments. Raise FileNotFoundError for an unknown
    name."""
    own, shared = (files(room).joinpath("queries", f"{name}.graphql") for room in (package, SHARED))
    text = (own if own.is_file() else shared).read_text("utf-8")
    parts = [line.removeprefix(PART).strip() for line in text.splitlines() if line.startswith(PART)]
    return "\n".join([text, *(document(package, part) for part in parts)])


def name_in(request: Request) -> str:
    """Return the name of a request's desk: the first part of its address."""
    return request.url.path.split("/")[1]


def _joined(shared: Mapping[str, Any], own: Mapping[str, Any]) -> Mapping[str, Any]:
    """Merge two nested tables of texts. Texts in `own` override those in `shared`."""
    tables = {key for key in shared if isinstance(shared[key], dict) and key in own}
    return {**shared, **own, **{key: _joined(shared[key], own[key]) for key in tables}}
