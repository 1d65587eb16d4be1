"""Sign in as people and programs do: a browser without scripts, with accounts and clients."""

import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import uuid4

import httpx
import pyotp

from auth.passwords import Passwords
from domain.administration.clients import EnterClient
from domain.administration.users import EnrolUser, EnterUser
from domain.kernel.actor import OPERATOR, SYSTEM
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Post
from store.oauth.credentials import Credentials
from store.oauth.once import digest
from store.store import Store
from tests.support import web
from tests.support.world import LEAD, subject

PASSWORD = "một mật khẩu đủ dài 7"
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SECRET = "s" * 43
REDIRECT = "https://trang.example/ve"
LOOPBACK, OWN_SCHEME = "http://127.0.0.1/ve", "vn.example.chuong-trinh:/ve"
"""Redirect addresses of a program on a person's machine."""
NATIVE = "client-native"
WEB, SITE, MACHINE, OTHERS = "client-web", "client-site", "client-machine", "client-others"
PEOPLE = {
    "lead": (LEAD, Post.HANDLER),
    "browser": (LEAD, Post.SIGNATORY),
    "district": ("agency-district", Post.HANDLER),
    "land": ("agency-land", Post.HANDLER),
    "paper": ("agency-paper", Post.HANDLER),
}
SCOPES = "case:read:own case:report registry:read audit:read query:adhoc"


async def open_account(store: Store, id: str, agency: str, post: Post, hashed: str) -> None:
    """Open an account of an officer who signs in with this password and one-time codes of `SEED`."""
    opened = EnterUser(subject=subject(agency, post), agency=agency, first="1" * 64, second="2" * 64)
    await store.execute(OPERATOR, opened, command_id=uuid4(), target=id)
    enrolment = EnrolUser(first="1" * 64, second="2" * 64)
    await store.execute(SYSTEM, enrolment, command_id=uuid4(), target=id, expected=2)
    await Credentials(store.connection).set(id, hashed, SEED)


async def enter(store: Store) -> None:
    """Enter accounts for some officers of the test world, and clients of each kind."""
    hashed = await Passwords().hashed(PASSWORD)
    for name, (agency, post) in PEOPLE.items():
        await open_account(store, f"user-{name}", agency, post, hashed)
    every: dict[str, Any] = {"scopes": tuple(sorted(Scope)), "redirects": (REDIRECT,)}
    secrets = (digest(SECRET),)
    machine = {"scopes": tuple(sorted(Scope)), "machine": True, "secrets": secrets}
    for id, agency, given in (
        (WEB, LEAD, {**every, "shared": True}),
        (SITE, LEAD, {**every, "shared": True, "secrets": secrets}),
        (MACHINE, "agency-land", machine),
        (OTHERS, "agency-health", every),
        (NATIVE, LEAD, {**every, "shared": True, "redirects": (LOOPBACK, OWN_SCHEME)}),
    ):
        command = EnterClient(agency=agency, name=f"Chương trình {id}", **given)
        await store.execute(OPERATOR, command, command_id=uuid4(), target=id)


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a token's header and claims, without verifying it."""
    header, claims = (json.loads(urlsafe_b64decode(word + "===")) for word in token.split(".")[:2])
    return header, claims


def verifier_and_challenge() -> tuple[str, str]:
    """Return a PKCE pair (RFC 7636)."""
    verifier = uuid4().hex + uuid4().hex
    return verifier, urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")


def let_the_second_pass() -> None:
    """Wait until the current second is over.

    A new password ends tokens issued in the same second, because their times are whole seconds.
    """
    time.sleep(1 - time.time() % 1)


@dataclass
class Browser:
    """Browser without scripts: keeps cookies, and sends the form of its page."""

    base: str
    http: httpx.Client = field(default_factory=web.Client)
    shown: httpx.Response = field(init=False)

    def open(self, path: str) -> httpx.Response:
        """Open a page, and follow redirects to the same host."""
        return self._follow(self.http.get(self._at(path)))

    def send(self, **fields: str) -> httpx.Response:
        place, hidden = web.form_in(self.shown.text)
        return self._follow(self.http.post(self._at(place), data={**hidden, **fields}))

    def sign_in(self, who: str, password: str = PASSWORD, at: float | None = None) -> httpx.Response:
        """Enter name and password, then a one-time code."""
        self.send(name=subject(*PEOPLE[who]), password=password)
        return self.send(code=self.code(at))

    def code(self, at: float | None = None) -> str:
        totp = pyotp.TOTP(SEED)
        return totp.now() if at is None else totp.at(int(at))

    def _at(self, path: str) -> str:
        return path if path.startswith("http") else self.base + path

    def allow(self, place: str) -> httpx.Response:
        """Open a program's request, and allow it if this session asks."""
        shown = self.open(place)
        return shown if "location" in shown.headers else self.send(decision="allow")

    def _is_here(self, address: str) -> bool:
        return address.startswith("/") or address.startswith(f"{self.base}/")

    def _follow(self, answer: httpx.Response) -> httpx.Response:
        while answer.status_code in (302, 303) and self._is_here(answer.headers["location"]):
            answer = self.http.get(self._at(answer.headers["location"]))
        self.shown = answer
        return answer


@dataclass
class Program:
    """A program that signs people in through a browser."""

    base: str
    client: str = WEB
    redirect: str = REDIRECT
    secret: str | None = None

    def request(self, **changes: str | None) -> tuple[str, str]:
        """Return the address to open in the browser, and the PKCE verifier."""
        verifier, challenge = verifier_and_challenge()
        asked = {
            "response_type": "code",
            "client_id": self.client,
            "redirect_uri": self.redirect,
            "scope": SCOPES,
            "state": "xyz",
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        } | changes
        query = urlencode({name: value for name, value in asked.items() if value is not None})
        return f"/oauth/authorize?{query}", verifier

    def returned(self, answer: httpx.Response) -> dict[str, str]:
        place = answer.headers.get("location", "")
        assert place.startswith(self.redirect), (answer.status_code, place, answer.text[:2000])
        return dict(parse_qsl(urlsplit(place).query))

    def token(self, **fields: str | None) -> httpx.Response:
        data = {"client_id": self.client} | fields
        auth = (self.client, self.secret) if self.secret else None
        sent = {name: value for name, value in data.items() if value is not None}
        return web.post(f"{self.base}/oauth/token", data=sent, auth=auth)

    def exchange(self, code: str, verifier: str | None, **changes: str | None) -> httpx.Response:
        fields: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect,
            "code_verifier": verifier,
        }
        return self.token(**(fields | changes))

    def refresh(self, token: str, **changes: str | None) -> httpx.Response:
        fields: dict[str, str | None] = {"grant_type": "refresh_token", "refresh_token": token}
        return self.token(**(fields | changes))

    def code(self, browser: Browser, **changes: str | None) -> tuple[str, str]:
        place, verifier = self.request(**changes)
        return self.returned(browser.allow(place))["code"], verifier
