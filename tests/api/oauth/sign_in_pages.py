"""The sign-in pages in this process, over a store and a clock that a test holds."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import httpx
import pyotp
import pytest
from argon2 import PasswordHasher
from starlette.applications import Starlette

from api.oauth.pages import SignInServices
from api.oauth.routes import oauth_routes
from auth import passwords
from auth.authenticator import Authenticator
from auth.issuers import Issuer, Issuers
from auth.keyring import KeyRing, add_key
from auth.server.server import Server
from domain.administration.users import ApproveUser, RecoverUser
from domain.kernel.vocabulary import Post
from store.oauth.keys import SigningKeys
from store.oauth.throttle import WINDOW
from store.store import Store
from tests.support.clock import TestClock
from tests.support.complaints import act
from tests.support.signing_in import PASSWORD, PEOPLE, REDIRECT, SEED, WEB, Program, enter
from tests.support.tokens import AUDIENCE
from tests.support.web import form_in
from tests.support.world import caller, subject

ORIGIN, HERE = "http://127.0.0.1", "Bạn đã đăng nhập"
NAME, USER, NEW = subject(*PEOPLE["land"]), "user-land", "một mật khẩu khác hẳn 3"


@dataclass
class Visitor:
    """A browser without scripts, at an address of its own."""

    http: httpx.AsyncClient
    shown: httpx.Response = field(init=False)

    async def open(self, path: str) -> httpx.Response:
        """Open a page, following redirects as long as they stay here."""
        return await self._follow(await self.http.get(path))

    async def send(self, action: str | None = None, **fields: str) -> httpx.Response:
        place, hidden = form_in(self.shown.text, action)
        return await self._follow(await self.http.post(place, data={**hidden, **fields}))

    async def _follow(self, answer: httpx.Response) -> httpx.Response:
        while answer.status_code in (302, 303) and not answer.headers["location"].startswith("https://"):
            answer = await self.http.get(answer.headers["location"])
        self.shown = answer
        return answer


@dataclass
class Pages:
    """The pages, and the authorization server behind them."""

    app: Starlette
    services: SignInServices
    authenticator: Authenticator
    origin: str
    clock: TestClock
    visitors: list[httpx.AsyncClient] = field(default_factory=list)

    def visitor(self, address: str = "203.0.113.5") -> Visitor:
        transport = httpx.ASGITransport(self.app, client=(address, 50_000))
        self.visitors.append(httpx.AsyncClient(transport=transport, base_url=self.origin))
        return Visitor(self.visitors[-1])

    def code(self, seed: str = SEED) -> str:
        """A one-time code of the clock's present step."""
        return pyotp.TOTP(seed).at(int(self.clock().timestamp()))

    async def named(
        self, name: str = NAME, password: str = PASSWORD, address: str = "203.0.113.5", at: Visitor | None = None
    ) -> Visitor:
        """A browser after the password."""
        visitor = at or self.visitor(address)
        await visitor.open("/oauth/")
        await visitor.send(name=name, password=password)
        return visitor

    async def signed_in(self, name: str = NAME, address: str = "203.0.113.5", at: Visitor | None = None) -> Visitor:
        """A browser after the one-time code, which is good once: a minute passes."""
        self.clock.forward(minutes=1)
        visitor = await self.named(name, address=address, at=at)
        assert HERE in (await visitor.send(code=self.code())).text
        return visitor

    async def enrolling(self, first: str, second: str) -> tuple[Visitor, str]:
        """A browser at the second page of enrolment, and the secret it shows."""
        visitor = self.visitor()
        await visitor.open("/oauth/enrol")
        await visitor.send(name=NAME, first=first, second=second, password=NEW, again=NEW)
        return visitor, visitor.shown.text.split('<p class="seed">')[1].split("</p>")[0].replace(" ", "")

    async def token(self, **fields: str) -> dict[str, Any]:
        """The answer of the token endpoint to a public program."""
        answer = await self.visitor().http.post("/oauth/token", data={"client_id": WEB, **fields})
        return dict(answer.json())

    async def tokens(self, visitor: Visitor) -> dict[str, Any]:
        """What a program is given for the person at a browser, who allows it."""
        program = Program(self.origin)
        place, verifier = program.request()
        shown = await visitor.open(place)
        answer = shown if "location" in shown.headers else await visitor.send(decision="allow")
        fields = {"code": program.returned(answer)["code"], "redirect_uri": REDIRECT, "code_verifier": verifier}
        return await self.token(grant_type="authorization_code", **fields)


async def recovered(store: Store, *codes: str) -> None:
    first, second = (sha256(code.encode()).hexdigest() for code in codes)
    await act(store, caller("agency-land", Post.ADMIN), RecoverUser(code=first), USER)
    await act(store, caller("agency-land", Post.SIGNATORY), ApproveUser(code=second), USER)


QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""A hasher for tests that sign in again and again. What the real one takes is shown by `tests/auth/test_passwords.py`
and, over a socket, by `tests/api/oauth/test_people.py`."""


@asynccontextmanager
async def sign_in_pages(store: Store, origin: str = ORIGIN) -> AsyncIterator[Pages]:
    """The pages over a store, with accounts to sign in to, for as long as the block runs. Passwords are hashed fast."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", QUICK)
        patch.setattr(passwords, "_NOBODY", passwords.nobody(QUICK))
        async with _pages(store, origin) as pages:
            yield pages


@asynccontextmanager
async def _pages(store: Store, origin: str) -> AsyncIterator[Pages]:
    await enter(store)
    clock = store.connection.clock
    assert isinstance(clock, TestClock)
    # To just after a window of counting begins, so that none ends in a test; and a new password ends the tokens of its
    # second.
    window = WINDOW.total_seconds()
    clock.forward(seconds=window - clock.now.timestamp() % window + 1)
    issuer, keys = f"{origin}/oauth", SigningKeys(store.connection)
    await add_key(keys, clock())
    ring = KeyRing(keys, clock)
    authenticator = Authenticator(Issuers([Issuer(name=issuer, keys=ring)], AUDIENCE, clock), store)
    app = Starlette(routes=oauth_routes(issuer, AUDIENCE))
    app.state.store, app.state.authenticator, app.state.desks = store, authenticator, {}
    server = Server(store, authenticator, ring, issuer, AUDIENCE)
    app.state.sign_in = SignInServices.of(store, server, ring, sends_letters=True)
    pages = Pages(app, app.state.sign_in, authenticator, origin, clock)
    try:
        yield pages
    finally:
        for client in pages.visitors:
            await client.aclose()
