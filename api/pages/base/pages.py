"""Settings of one desk: its addresses, its cookie, the rights that it asks for, its texts."""

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
"""Comment by which a document uses fragments of another file."""
SHARED: Final = "api.pages.base"


@dataclass(frozen=True, kw_only=True)
class SignInPlace:
    """Place where the people of a desk sign in, by the settings; a desk without a client is not there."""

    client: str
    issuer: str = ""
    secret_file: Path | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class DeskPages:
    """A desk as every installation that has it shows it. Its addresses begin with its name."""

    name: str
    cookie: str
    scopes: tuple[Scope, ...]
    """Scopes that its client asks for when somebody signs in."""
    navigation: Mapping[str, str]
    """The sections that every page leads to: the key of their names, and their addresses."""
    place: Callable[[Settings], SignInPlace]
    asks_purpose: bool = True
    """True if people must say why they read before they do."""
    shown_to: Callable[[Actor, str], bool] = lambda actor, name: True
    """Tells whether the navigation shows somebody a section; rights are checked where its pages are made."""
    known: Mapping[str, Any] = field(default_factory=dict)
    """Further values for its templates."""
    left_behind: Callable[[Request, Session, Store], Awaitable[None]] | None = None
    """Keeps what a form brings after its session had ended, where the desk has drafts."""
    way_on: Callable[[Request, int], str | None] = lambda request, status: None
    """Gives a further address for the page of an error, by its request and status."""

    @property
    def package(self) -> str:
        """Return the package of its modules, texts and templates."""
        return f"api.pages.{self.name}"

    @property
    def home(self) -> str:
        return f"/{self.name}/"

    @cached_property
    def texts(self) -> Mapping[Language, Mapping[str, Any]]:
        """Return the texts of its pages: its own go before those of all desks."""
        own, shared = texts_of(self.package), texts_of(SHARED)
        return {language: _joined(shared[language], own[language]) for language in own}

    @cached_property
    def templates(self) -> Templates:
        """Return its templates, those of all desks, and the frame of all pages."""
        return Templates(self.package, SHARED, "api.pages.forms", "api.web")

    def document(self, name: str) -> str:
        """Return the document of that name for GraphQL. Raises FileNotFoundError for an unknown name."""
        return document(self.package, name)


@cache
def document(package: str, name: str) -> str:
    """A document of a desk, or of all, with its fragments. Raises FileNotFoundError for an unknown name."""
    own, shared = (files(room).joinpath("queries", f"{name}.graphql") for room in (package, SHARED))
    text = (own if own.is_file() else shared).read_text("utf-8")
    parts = [line.removeprefix(PART).strip() for line in text.splitlines() if line.startswith(PART)]
    return "\n".join([text, *(document(package, part) for part in parts)])


def name_in(request: Request) -> str:
    """The name of the desk that a request is for: the first part of its address."""
    return request.url.path.split("/")[1]


def _joined(shared: Mapping[str, Any], own: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return two tables of texts as one, table by table."""
    tables = {key for key in shared if isinstance(shared[key], dict) and key in own}
    return {**shared, **own, **{key: _joined(shared[key], own[key]) for key in tables}}
