"""Accepted issuers: our own server, a foreign one, or several. Each has its keys and one algorithm.

A token's issuer and key id are read unverified, only to find the keys that verify it. A verified token is cached until
it expires, by its SHA-256, with the keys that verified it; with other keys it is verified again. Revocation is checked
each time, elsewhere.
"""

import json
from base64 import urlsafe_b64decode
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from joserfc.jwk import KeySet

from auth.foreign_sign_in import Discovered
from auth.keyring import KeyRing
from auth.tokens import ALGORITHM, TOKEN_MOST, Unauthenticated, Verifier, Viewer
from store.driver.connection import Clock
from store.process.setting_values import EVERY_AGENCY
from store.process.settings import Settings

REMEMBERED_MOST = 10_000


class Keys(Protocol):
    async def verifying(self, kid: str | None) -> KeySet:
        """Return the keys to verify a token with this key id. The same object is returned while the keys are unchanged.

        Raise Unauthenticated if there are no keys.
        """


@dataclass(frozen=True)
class Fixed:
    keys: KeySet

    async def verifying(self, kid: str | None) -> KeySet:
        return self.keys


@dataclass(frozen=True, kw_only=True)
class Issuer:
    name: str
    keys: Keys
    algorithm: str = ALGORITHM
    agencies: frozenset[str] | None = None
    """Agencies whose people and programs the issuer may sign in; None for all."""
    foreign: bool = False
    """True if our own server also runs. Then this issuer may not sign in people who are enrolled with our own
    server."""

    def binding(self, viewer: Viewer) -> Viewer:
        """Return the viewer if this issuer may sign in the caller.

        Raise Unauthenticated if the agency belongs to another issuer.
        """
        if self.agencies is not None and viewer.caller.agency not in self.agencies:
            raise Unauthenticated("another issuer's agency")
        return replace(viewer, caller=replace(viewer.caller, foreign=self.foreign))


@dataclass(frozen=True)
class Remembered:
    viewer: Viewer
    issuer: Issuer
    kid: str | None
    keys: KeySet


class Issuers:
    def __init__(self, issuers: Iterable[Issuer], audience: str, clock: Clock) -> None:
        self._by_name = {issuer.name: issuer for issuer in issuers}
        self._audience, self._clock = audience, clock
        self._remembered: OrderedDict[bytes, Remembered] = OrderedDict()

    async def viewer(self, token: str) -> Viewer:
        """Return the caller in a token. Raise Unauthenticated."""
        if len(token) > TOKEN_MOST:
            raise Unauthenticated("too long")
        digest = sha256(token.encode(errors="surrogatepass")).digest()
        if (known := self._remembered.get(digest)) and await self._still_good(known):
            self._remembered.move_to_end(digest)
            return known.viewer
        found = await self._checked(token)
        self._remembered[digest] = found
        if len(self._remembered) > REMEMBERED_MOST:
            self._remembered.popitem(last=False)
        return found.viewer

    async def _still_good(self, known: Remembered) -> bool:
        """Return True if a verified token has not expired, and its issuer still has the same keys."""
        ends = known.viewer.expires_at > self._clock() >= known.viewer.issued_at
        return ends and await known.issuer.keys.verifying(known.kid) is known.keys

    async def _checked(self, token: str) -> Remembered:
        header, claims = _part(token, 0), _part(token, 1)
        name, kid = claims.get("iss"), header.get("kid")
        issuer = self._by_name.get(name) if isinstance(name, str) else None
        if issuer is None:
            raise Unauthenticated("iss")
        kid = kid if isinstance(kid, str) else None
        keys = await issuer.keys.verifying(kid)
        verifier = Verifier(
            keys=keys,
            issuer=issuer.name,
            audience=self._audience,
            clock=self._clock,
            algorithm=issuer.algorithm,
        )
        return Remembered(issuer.binding(verifier.viewer(token)), issuer, kid, keys)


def _part(token: str, number: int) -> dict[str, Any]:
    try:
        part = token.split(".")[number]
        found = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except Exception as error:  # a hostile token may break the parser anywhere
        raise Unauthenticated("not a token") from error
    if not isinstance(found, dict):
        raise Unauthenticated("not a token")
    return found


def accepted_issuers(settings: Settings, ring: KeyRing, clock: Clock) -> Issuers:
    """Return our own server, if there is one, and the foreign issuers.

    Raise ValueError for a file that contains no key set.
    """
    return Issuers(_issuers(settings, ring), settings.audience, clock)


def _issuers(settings: Settings, ring: KeyRing) -> Iterator[Issuer]:
    if settings.sign_in_url:
        yield Issuer(name=settings.sign_in_url, keys=ring)
    for name in settings.issuers:
        keys = Fixed(key_file(settings.jwks_file)) if settings.jwks_file else Discovered(name)
        bound = settings.issuer_agencies[name]
        yield Issuer(
            name=name,
            keys=keys,
            algorithm=settings.issuer_algorithm,
            agencies=None if EVERY_AGENCY in bound else bound,
            foreign=bool(settings.sign_in_url),
        )


def key_file(path: Path) -> KeySet:
    return KeySet.import_key_set(json.loads(path.read_text()))
