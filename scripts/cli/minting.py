"""Access tokens as RFC 9068 has them, for development and migration."""

import asyncio
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import ECKey

from auth.keyring import KeyRing
from domain.kernel.actor import Caller
from scripts.cli import issuer
from scripts.cli.environment import OWN_MACHINE, settings_outside
from scripts.cli.errors import WrongUse
from store.driver.connection import shifted, wall_clock
from store.oauth.keys import SigningKeys
from store.process.mode import Mode
from store.process.settings import Settings
from store.store import opened_store

DAY = 12 * 60
"""Minutes of the longest token: a working day of a developer."""


class Mint:
    """Signs tokens as the embedded authorization server, or with the key in the installation's folder."""

    def __init__(self, settings: Settings, key: ECKey, name: str) -> None:
        self._settings, self._key, self._name = settings, key, name

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "Mint":
        """The mint of an installation.

        Raises WrongUse in production, for a register of another machine, without a key, and where the API does not take
        the key's word.
        """
        settings = settings_outside(Mode.PRODUCTION, environ)
        if settings.sign_in_url:
            _refuse_elsewhere(settings.sign_in_url)
            return cls(settings, asyncio.run(_server_key(settings)), settings.sign_in_url)
        key = issuer.signing_key(issuer.folder(environ))
        if key.kid not in _known(settings):
            raise WrongUse("CASEBOOK_JWKS_FILE: does not hold the public key of this installation's issuer")
        return cls(settings, key, settings.issuer)

    @property
    def now(self) -> datetime:
        """The moment of the installation's own clock, which may run ahead in development."""
        return shifted(wall_clock, self._settings.clock_offset)()

    def token(self, who: Caller, minutes: int, now: datetime) -> str:
        """A token that is good for some minutes from `now` on. A machine is its own subject (RFC 9068 2.2)."""
        claims = {
            "iss": self._name,
            "aud": self._settings.audience,
            "sub": who.subject if who.person else who.client,
            "client_id": who.client,
            "iat": int(now.timestamp()),
            "exp": int((now + timedelta(minutes=minutes)).timestamp()),
            "jti": str(uuid4()),
            "scope": " ".join(sorted(who.scopes)),
            "agency": who.agency,
        }
        header = {"typ": "at+jwt", "alg": issuer.ALGORITHM, "kid": self._key.kid}
        return jwt.encode(header, claims, self._key, algorithms=[issuer.ALGORITHM])


def _refuse_elsewhere(sign_in_url: str) -> None:
    """The mode is a word in the operator's own environment; the name of the issuer is what an API goes by."""
    if urlsplit(sign_in_url).hostname not in OWN_MACHINE:
        raise WrongUse("CASEBOOK_SIGN_IN_URL: whatever the mode, tokens are made for a register on this machine alone")


async def _server_key(settings: Settings) -> ECKey:
    async with opened_store(settings) as store:
        try:
            return await KeyRing(SigningKeys(store.connection), store.connection.clock).signer()
        except LookupError:
            raise WrongUse("the authorization server has no key yet: the verb `keys` makes it") from None


def _known(settings: Settings) -> set[Any]:
    if settings.jwks_file is None:
        return set()
    try:
        return {key.get("kid") for key in json.loads(settings.jwks_file.read_text())["keys"]}
    except (ValueError, LookupError, TypeError, AttributeError):
        raise WrongUse("CASEBOOK_JWKS_FILE: holds no set of keys") from None
