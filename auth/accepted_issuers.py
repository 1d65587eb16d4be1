"""From the settings to those whose tokens are taken."""

import json
from collections.abc import Iterator
from pathlib import Path

from joserfc.jwk import KeySet

from auth.discovery import Discovered
from auth.issuers import Fixed, Issuer, Issuers
from auth.keyring import KeyRing
from store.driver.connection import Clock
from store.process.setting_values import EVERY_AGENCY
from store.process.settings import Settings


def accepted_issuers(settings: Settings, ring: KeyRing, clock: Clock) -> Issuers:
    """Our own server, if there is one, and the foreign issuers. Raises ValueError for a file that is no key set."""
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
