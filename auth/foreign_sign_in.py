"""Signing people in at a foreign issuer: a code with PKCE (RFC 6749 section 4.1, RFC 7636), exchanged in this process.

The addresses come from the issuer's metadata, the issuer from the operator's settings. What is exchanged is an access
token for this API, which is checked as every token of that issuer is; an identity token is neither asked for nor read.
"""

import asyncio
import logging
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

from auth.discovery import AGAIN_SECONDS, KEPT_SECONDS, IssuerAway, admitted, metadata, posted_form
from auth.tokens import TOKEN_MOST

BEARER: Final = "bearer"

log = logging.getLogger("casebook.discovery")


class NotExchanged(Exception):
    """The issuer gave no token for a code; the text is for the log."""


@dataclass(frozen=True, kw_only=True)
class Endpoints:
    """An issuer's endpoints for sign-in and code exchange. `named`: its answers name it (RFC 9207)."""

    authorization: str
    token: str
    named: bool

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> "Endpoints":
        """From metadata. Raises IssuerAway for metadata without them."""
        places = [found.get(f"{name}_endpoint") for name in ("authorization", "token")]
        if not all(isinstance(place, str) and admitted(place) for place in places):
            raise IssuerAway("no endpoints of its own")
        named = found.get("authorization_response_iss_parameter_supported") is True
        return cls(authorization=str(places[0]), token=str(places[1]), named=named)


@dataclass(kw_only=True)
class ForeignSignIn:
    """One client at one issuer. Without a secret the client is public, and PKCE alone binds the code to it."""

    issuer: str
    client: str
    redirect: str
    audience: str
    secret: str | None = None
    read: Callable[[str], Mapping[str, Any]] = metadata
    _kept: Endpoints | None = None
    _tried_at: float = float("-inf")
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def address(self, asked: Mapping[str, str]) -> str:
        """Return the address to which a browser is sent. Raises IssuerAway."""
        place = (await self._endpoints()).authorization
        joint = "&" if urlsplit(place).query else "?"
        return f"{place}{joint}{urlencode({**asked, 'resource': self.audience})}"

    async def answers(self, given: Mapping[str, str]) -> bool:
        """Check that an answer names this issuer, or none where none is required. Raises IssuerAway."""
        if (await self._endpoints()).named:
            return given.get("iss") == self.issuer
        return given.get("iss", self.issuer) == self.issuer

    async def token(self, code: str, verifier: str) -> str:
        place = (await self._endpoints()).token
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect,
            "client_id": self.client,
            "code_verifier": verifier,
            "resource": self.audience,
        }
        status, body = await asyncio.to_thread(posted_form, place, form, self._authorization())
        if status != 200 or not isinstance(body, dict):
            raise NotExchanged(f"status {status}")
        token, kind = body.get("access_token"), body.get("token_type")
        if not isinstance(token, str) or len(token) > TOKEN_MOST or str(kind).lower() != BEARER:
            raise NotExchanged("no bearer token")
        return token

    def _authorization(self) -> Mapping[str, str]:
        """The client's secret as RFC 6749 section 2.3.1 has it."""
        if self.secret is None:
            return {}
        named = f"{quote(self.client, safe='')}:{quote(self.secret, safe='')}"
        return {"Authorization": f"Basic {b64encode(named.encode()).decode()}"}

    async def _endpoints(self) -> Endpoints:
        """Read again when they are old; while the issuer is away those that are known go on counting."""
        async with self._reading:
            kept_for = KEPT_SECONDS if self._kept else AGAIN_SECONDS
            if monotonic() - self._tried_at > kept_for:
                self._tried_at = monotonic()
                try:
                    self._kept = Endpoints.of(await asyncio.to_thread(self.read, self.issuer))
                except IssuerAway as error:
                    log.warning("the issuer that signs people in cannot be read: %s", error)
        if self._kept is None:
            raise IssuerAway("not read yet")
        return self._kept
