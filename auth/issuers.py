"""Whose tokens are taken: our own server's, a foreign issuer's, or several. Each with its keys and one algorithm.

What a token says of its issuer and key is read before anything is checked, only to find the keys to check it with.
"""

import json
from base64 import urlsafe_b64decode
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from joserfc.jwk import KeySet

from auth.tokens import ALGORITHM, TOKEN_MOST, Unauthenticated, Verifier
from auth.viewer import Viewer
from store.mongo.connection import Clock


class Keys(Protocol):
    """Where an issuer's keys come from."""

    async def verifying(self, kid: str | None) -> KeySet:
        """The keys to check a token with that names this key. Raises Unauthenticated when there are none."""


@dataclass(frozen=True)
class Fixed:
    """Keys that never change, as in a file."""

    keys: KeySet

    async def verifying(self, kid: str | None) -> KeySet:
        """The keys."""
        return self.keys


@dataclass(frozen=True, kw_only=True)
class Issuer:
    """Somebody whose tokens are taken."""

    name: str
    keys: Keys
    algorithm: str = ALGORITHM
    agencies: frozenset[str] | None = None
    """The agencies it may speak for; None for all."""
    foreign: bool = False
    """Whether our own server runs beside it: then it may not speak for whom that server enrolled."""

    def binding(self, viewer: Viewer) -> Viewer:
        """The viewer, as far as this issuer may say who calls. Raises Unauthenticated for another one's agency."""
        if self.agencies is not None and viewer.caller.agency not in self.agencies:
            raise Unauthenticated("another issuer's agency")
        return replace(viewer, caller=replace(viewer.caller, foreign=self.foreign))


class Issuers:
    """All whose tokens are taken, for one audience."""

    def __init__(self, issuers: Iterable[Issuer], audience: str, clock: Clock) -> None:
        self._by_name = {issuer.name: issuer for issuer in issuers}
        self._audience, self._clock = audience, clock

    @classmethod
    def of(cls, verifier: Verifier) -> "Issuers":
        """The one issuer of a verifier."""
        only = Issuer(name=verifier.issuer, keys=Fixed(verifier.keys), algorithm=verifier.algorithm)
        return cls([only], verifier.audience, verifier.clock)

    async def viewer(self, token: str) -> Viewer:
        """Who the token says is calling. Raises Unauthenticated."""
        if len(token) > TOKEN_MOST:
            raise Unauthenticated("too long")
        header, claims = _part(token, 0), _part(token, 1)
        name, kid = claims.get("iss"), header.get("kid")
        issuer = self._by_name.get(name) if isinstance(name, str) else None
        if issuer is None:
            raise Unauthenticated("iss")
        verifier = Verifier(
            keys=await issuer.keys.verifying(kid if isinstance(kid, str) else None),
            issuer=issuer.name,
            audience=self._audience,
            clock=self._clock,
            algorithm=issuer.algorithm,
        )
        return issuer.binding(verifier.viewer(token))


def _part(token: str, number: int) -> dict[str, Any]:
    try:
        part = token.split(".")[number]
        found = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except Exception as error:  # a hostile token may break the parser anywhere
        raise Unauthenticated("not a token") from error
    if not isinstance(found, dict):
        raise Unauthenticated("not a token")
    return found
