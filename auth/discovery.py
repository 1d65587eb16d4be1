"""The keys of a foreign issuer, found by its metadata (OpenID Connect Discovery 1.0, RFC 8414) and kept.

The addresses come from the operator's settings and from that issuer's own metadata, never from a token. They are read
again when they are old, and for an unknown key id at most once a minute; whoever waits meanwhile waits for the same
reading. When the issuer is away the keys that are known go on counting.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from time import monotonic
from typing import Any
from urllib.parse import urlencode, urlsplit

from joserfc.jwk import KeySet

from auth.tokens import Unauthenticated

KEPT_SECONDS, AGAIN_SECONDS = 600.0, 60.0
TIMEOUT_SECONDS = 5.0
DOCUMENT_MOST = 256 * 1024
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})

log = logging.getLogger("casebook.discovery")


class IssuerAway(Exception):
    """The issuer's metadata or keys cannot be had."""


def admitted(address: str) -> bool:
    """Return True for an address over https, or over http on the machine itself."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def fetched(address: str) -> Any:
    """The JSON document at an address. Raises IssuerAway. No redirect is followed; http only on the machine itself."""
    status, found = _asked("GET", address, None, {})
    if status != 200:
        raise IssuerAway(f"status {status}")
    return found


def posted_form(address: str, form: Mapping[str, str], headers: Mapping[str, str]) -> tuple[int, Any]:
    """The status and the JSON document with which a form is answered. Raises IssuerAway, as `fetched` does."""
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
    """Fetch an issuer's metadata. Raises IssuerAway, also if it names another issuer."""
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
    except Exception as error:  # whatever the parser says of what somebody else wrote
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
