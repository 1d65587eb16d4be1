"""A foreign issuer: its keys (OpenID Connect Discovery 1.0, RFC 8414), and sign-in of people there.

The operator's settings name the issuer, and the issuer's metadata gives its addresses; a token never does. The exchange
gives an access token for this API, which is checked like every token of that issuer. An identity token is neither
requested nor read. Metadata are read again when they are old, and for an unknown key id at most once a minute;
concurrent callers wait for the same read. While the issuer is unreachable, the known keys stay valid.
"""

import asyncio
import json
import logging
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from time import monotonic
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

from joserfc.jwk import KeySet

from auth.tokens import TOKEN_MOST, Unauthenticated

KEPT_SECONDS, AGAIN_SECONDS = 600.0, 60.0
TIMEOUT_SECONDS = 5.0
DOCUMENT_MOST = 256 * 1024
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})

log = logging.getLogger("casebook.discovery")


class IssuerAway(Exception):
    """The issuer's metadata or keys cannot be fetched."""


def admitted(address: str) -> bool:
    """Return True for an address over https, or over http on this machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def fetched(address: str) -> Any:
    """Fetch the JSON document at an address. Raise IssuerAway. Redirects are not followed; http is allowed only on this
    machine."""
    status, found = _asked("GET", address, None, {})
    if status != 200:
        raise IssuerAway(f"status {status}")
    return found


def posted_form(address: str, form: Mapping[str, str], headers: Mapping[str, str]) -> tuple[int, Any]:
    """Post a form, and return the answer's status and JSON document. Raise IssuerAway, as `fetched` does."""
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return _asked("POST", address, urlencode(form), {**kind, **headers})


def _asked(method: str, address: str, body: str | None, headers: Mapping[str, str]) -> tuple[int, Any]:
    if not admitted(address):
        raise IssuerAway("not an https address")
    parts = urlsplit(address)
    made = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = made(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
    query = f"?{parts.query}" if parts.query else ""
    try:
        connection.request(method, f"{parts.path or '/'}{query}", body, {"Accept": "application/json", **headers})
        answer = connection.getresponse()
        text = answer.read(DOCUMENT_MOST + 1)
        if len(text) > DOCUMENT_MOST:
            raise IssuerAway(f"{len(text)} bytes")
        return answer.status, json.loads(text) if answer.status == 200 else None
    except (OSError, HTTPException, ValueError) as error:
        raise IssuerAway(type(error).__name__) from error
    finally:
        connection.close()


def metadata(issuer: str, fetch: Callable[[str], Any] = fetched) -> Mapping[str, Any]:
    """Fetch an issuer's metadata. Raise IssuerAway, also if the metadata contain another issuer."""
    parts = urlsplit(issuer)
    places = (
        issuer.rstrip("/") + "/.well-known/openid-configuration",
        f"{parts.scheme}://{parts.netloc}/.well-known/oauth-authorization-server{parts.path.rstrip('/')}",
    )
    found = None
    for place in places:
        try:
            found = fetch(place)
            break
        except IssuerAway as error:
            log.info("no metadata of an issuer: %s", error)
    if not isinstance(found, dict) or found.get("issuer") != issuer:
        raise IssuerAway("no metadata, or another issuer's")
    return found


def discovered(issuer: str, fetch: Callable[[str], Any] = fetched) -> KeySet:
    place = metadata(issuer, fetch).get("jwks_uri")
    if not isinstance(place, str):
        raise IssuerAway("no address of its keys")
    try:
        return KeySet.import_key_set(fetch(place))
    except IssuerAway:
        raise
    except Exception as error:  # any error of the parser on foreign data
        raise IssuerAway("no key set") from error


class Discovered:
    def __init__(self, issuer: str, read: Callable[[str], KeySet] = discovered) -> None:
        self._issuer, self._read = issuer, read
        self._keys: KeySet | None = None
        self._tried_at = float("-inf")
        self._reading = asyncio.Lock()

    async def verifying(self, kid: str | None) -> KeySet:
        await self._refresh(KEPT_SECONDS)
        if self._keys is None or (kid is not None and kid not in {key.kid for key in self._keys.keys}):
            await self._refresh(AGAIN_SECONDS)
        if self._keys is None:
            raise Unauthenticated("the issuer is away")
        return self._keys

    async def _refresh(self, within: float) -> None:
        if self._keys is not None and monotonic() - self._tried_at <= within:
            return
        async with self._reading:
            if monotonic() - self._tried_at <= within:
                return
            self._tried_at = monotonic()
            try:
                self._keys = await asyncio.to_thread(self._read, self._issuer)
            except IssuerAway as error:
                log.warning("keys of the issuer could not be read: %s", error)


BEARER: Final = "bearer"


class NotExchanged(Exception):
    """The issuer returned no token for a code. The message is for the log."""


@dataclass(frozen=True, kw_only=True)
class Endpoints:
    """Issuer's endpoints for sign-in and code exchange. `named` means that the issuer's answers contain its name (RFC
    9207)."""

    authorization: str
    token: str
    named: bool

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> "Endpoints":
        """Read the endpoints in metadata. Raise IssuerAway if they are missing."""
        places = [found.get(f"{name}_endpoint") for name in ("authorization", "token")]
        if not all(isinstance(place, str) and admitted(place) for place in places):
            raise IssuerAway("no endpoints of its own")
        named = found.get("authorization_response_iss_parameter_supported") is True
        return cls(authorization=str(places[0]), token=str(places[1]), named=named)


@dataclass(kw_only=True)
class ForeignSignIn:
    """Program registered with one issuer. Without a secret, PKCE alone proves that the program requested the code."""

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
        """Return the sign-in address to redirect a browser to. Raise IssuerAway."""
        place = (await self._endpoints()).authorization
        joint = "&" if urlsplit(place).query else "?"
        return f"{place}{joint}{urlencode({**asked, 'resource': self.audience})}"

    async def answers(self, given: Mapping[str, str]) -> bool:
        """Return True if an answer contains this issuer's name, or need not contain a name. Raise IssuerAway."""
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
        """Return the header with the client's secret (RFC 6749 section 2.3.1)."""
        if self.secret is None:
            return {}
        named = f"{quote(self.client, safe='')}:{quote(self.secret, safe='')}"
        return {"Authorization": f"Basic {b64encode(named.encode()).decode()}"}

    async def _endpoints(self) -> Endpoints:
        """Return the endpoints, and fetch them again when they are old.

        While the issuer is unreachable, the known endpoints stay valid.
        """
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
