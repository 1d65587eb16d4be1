"""Use the desk in a browser without scripts, with sessions as a sign-in would create them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from http.cookies import SimpleCookie
from types import MappingProxyType
from typing import Any
from uuid import uuid4

import httpx

from api.pages.base.pages import DeskPages
from api.pages.base.session import Session
from api.pages.inspect.pages import INSPECT
from auth.tokens import Viewer
from domain.access.record import Purpose
from domain.kernel.actor import Caller
from domain.kernel.vocabulary import Post
from store.keys.master import MasterKey
from tests.support.in_process import InProcess
from tests.support.installation import MASTER
from tests.support.web import form_in
from tests.support.world import subject

BASE = "http://127.0.0.1:1"
CLIENT = "client-desk"
SETTINGS = {
    "CASEBOOK_SIGN_IN_URL": f"{BASE}/oauth",
    "CASEBOOK_INSPECT_CLIENT": CLIENT,
    "CASEBOOK_ADMINISTER_CLIENT": CLIENT,
    "CASEBOOK_DESK_CLIENT": CLIENT,
    "CASEBOOK_SIGN_CLIENT": CLIENT,
}
"""Settings that an installation needs for a desk."""
TAG = re.compile(r"<[^>]+>")


def session(
    agency: str,
    post: Post,
    purpose: Purpose | None = Purpose.INSPECTION,
    pages: DeskPages = INSPECT,
    now: datetime | None = None,
    issuer: str = SETTINGS["CASEBOOK_SIGN_IN_URL"],
    caller: Mapping[str, str] = MappingProxyType({}),
    **changes: Any,
) -> Session:
    """Return a new session of an officer of the test world who was enrolled before. `caller` has other fields of it."""
    now = now or datetime.now(UTC)
    scopes = frozenset(scope.value for scope in pages.scopes)
    who: dict[str, Any] = {"subject": subject(agency, post), "client": CLIENT, "agency": agency, **caller}
    viewer = Viewer(
        caller=Caller(scopes=scopes, person=True, **who),
        issuer=issuer,
        token=uuid4().hex,
        issued_at=now,
        expires_at=now + timedelta(minutes=10),
        family=uuid4().hex,
    )
    times = {"until": now + timedelta(hours=12), "seen": now - timedelta(seconds=5)}
    return Session(**{"viewer": viewer, "purpose": purpose, **times, **changes})


def cookie_of(pages: DeskPages, made: Session) -> dict[str, str]:
    return {pages.cookie: made.sealed(MasterKey(bytes.fromhex(MASTER)), pages.cookie)}


@dataclass
class Reader:
    """Browser at the desk. It keeps cookies and follows redirects."""

    api: InProcess
    cookies: dict[str, str] = field(default_factory=dict)
    shown: httpx.Response = field(init=False)

    @classmethod
    def seated(cls, api: InProcess, agency: str, post: Post, pages: DeskPages = INSPECT, **changes: Any) -> "Reader":
        return cls(api, cookie_of(pages, session(agency, post, pages=pages, **changes)))

    def open(self, path: str, accept: str = "*/*") -> httpx.Response:
        return self._asked("GET", path, headers={"Accept": accept})

    def words(self, path: str) -> str:
        """Return the words of a page in one line, after checking the page."""
        answer = self.open(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text)
        return said(answer)

    def send(self, headers: Mapping[str, str] | None = None, **fields: str | list[str]) -> httpx.Response:
        place, hidden = form_in(self.shown.text)
        path = place or self.shown.url.path
        return self._asked("POST", path, data={**hidden, **fields}, headers=headers or {})

    def _asked(self, method: str, path: str, **named: Any) -> httpx.Response:
        answer = self._once(method, path, **named)
        while answer.status_code in (302, 303):
            answer = self._once("GET", answer.headers["location"])
        self.shown = answer
        return answer

    def _once(self, method: str, path: str, **named: Any) -> httpx.Response:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = self.api.send(method, path, headers={**named.pop("headers", {}), "Cookie": cookie}, **named)
        self.cookies |= cookies_of(answer)
        return answer


def cookies_of(answer: httpx.Response) -> dict[str, str]:
    """Return the cookies that a response sets; a deleted cookie is empty."""
    given = (SimpleCookie(header) for header in answer.headers.get_list("set-cookie"))
    return {name: morsel.value for jar in given for name, morsel in jar.items()}


def said(answer: httpx.Response) -> str:
    """Return the words of a page in one line."""
    return " ".join(unescape(TAG.sub(" ", answer.text)).split())
