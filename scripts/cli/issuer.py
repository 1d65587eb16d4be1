"""The signing key of the embedded issuer, and access tokens (RFC 9068) for development and migration.

A person who can read `private.json` can sign tokens for anybody.
"""

import asyncio
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import mkstemp
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from auth.keyring import KeyRing
from domain.kernel.actor import Caller
from scripts.cli.environment import OWN_MACHINE, WrongUse, home, settings_outside
from store.driver.connection import shifted, wall_clock
from store.oauth.keys import SigningKeys
from store.process.private_files import PRIVATE_FILE, private_folder, write_private
from store.process.setting_values import Mode
from store.process.settings import Settings
from store.store import opened_store

ALGORITHM, CURVE = "ES256", "P-256"


def folder(environ: Mapping[str, str]) -> Path:
    """Return the folder of the issuer's keys."""
    return home(environ) / "issuer"


def make(issuer: Path) -> str:
    """Make both key files unless they exist. Return the key's id.

    The public file is made from the private one, so the next run repairs the files after a crash between the two.
    """
    for place in (issuer.parent, issuer):
        if not place.exists():
            private_folder(place)
    private = issuer / "private.json"
    if not private.exists():
        _create(private, json.dumps(_fresh()) + "\n")
    private.chmod(PRIVATE_FILE)
    key = signing_key(issuer)
    public = json.dumps(KeySet([key]).as_dict(private=False)) + "\n"
    jwks = issuer / "jwks.json"
    if not jwks.exists() or jwks.read_text() != public:
        write_private(jwks, public)
    return str(key.kid)


def signing_key(issuer: Path) -> ECKey:
    """Return the private key. Raise WrongUse if the file is missing or has no key."""
    path = issuer / "private.json"
    try:
        return ECKey.import_key(json.loads(path.read_text()))
    except OSError:
        raise WrongUse(f"{path} cannot be read: the verb `keys` makes it") from None
    except Exception:  # the parser's message may quote the key
        raise WrongUse(f"{path} has no key: restore it, or remove it and run the verb `keys`") from None


def _fresh() -> Mapping[str, Any]:
    key = ECKey.generate_key(CURVE)
    return {**key.as_dict(private=True), "kid": key.thumbprint(), "alg": ALGORITHM, "use": "sig"}  # RFC 7638


def _create(path: Path, content: str) -> None:
    """Write the file atomically. If another process made the file meanwhile, keep that file."""
    handle, fresh = mkstemp(dir=path.parent, prefix=".private-")  # of mode 0600
    try:
        with os.fdopen(handle, "w") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        with suppress(FileExistsError):
            os.link(fresh, path)
    finally:
        os.unlink(fresh)


DAY = 12 * 60
"""Most minutes of a token: a developer's working day."""


class Mint:
    """Signs tokens with the key of the embedded authorization server, or with the key in the installation's folder."""

    def __init__(self, settings: Settings, key: ECKey, name: str) -> None:
        self._settings, self._key, self._name = settings, key, name

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "Mint":
        """Return the mint of an installation.

        Raise WrongUse in production, for a register on another machine, without a key, or if the API does not trust the
        key.
        """
        settings = settings_outside(Mode.PRODUCTION, environ)
        if settings.sign_in_url:
            _refuse_elsewhere(settings.sign_in_url)
            return cls(settings, asyncio.run(_server_key(settings)), settings.sign_in_url)
        key = signing_key(folder(environ))
        if key.kid not in _known(settings):
            raise WrongUse("CASEBOOK_JWKS_FILE: does not hold the public key of this installation's issuer")
        return cls(settings, key, settings.issuer)

    @property
    def now(self) -> datetime:
        """Return the time of the installation's clock, which may run ahead in development."""
        return shifted(wall_clock, self._settings.clock_offset)()

    def token(self, who: Caller, minutes: int, now: datetime) -> str:
        """Return a token that is valid for some minutes from `now`. A machine is its own subject (RFC 9068 2.2)."""
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
        header = {"typ": "at+jwt", "alg": ALGORITHM, "kid": self._key.kid}
        return jwt.encode(header, claims, self._key, algorithms=[ALGORITHM])


def _refuse_elsewhere(sign_in_url: str) -> None:
    """Raise WrongUse for a register on another machine. The mode in the operator's settings says nothing about that
    register. Its API might trust tokens with this issuer's name."""
    if urlsplit(sign_in_url).hostname not in OWN_MACHINE:
        raise WrongUse("CASEBOOK_SIGN_IN_URL: in every mode, tokens are made only for a register on this machine")


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
        raise WrongUse("CASEBOOK_JWKS_FILE: has no set of keys") from None
