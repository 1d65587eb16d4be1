"""The keys of the embedded authorization server, as one process knows them.

    published ──── signs_from ──── the next one's signs_from ──── withdrawn a day later

The keys are read again every few seconds, and at once for an unknown key id, but at most a few times a second.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from joserfc.jwk import ECKey, KeySet

from auth.tokens import ALGORITHM, LIFE_MOST
from store.driver.connection import Clock
from store.oauth.keys import SigningKey, SigningKeys

CURVE = "P-256"
AHEAD = timedelta(minutes=15)
"""Time for which a key is published before it signs: three times as long as a key set may be cached."""
JWKS_KEPT_SECONDS = 300
KEPT_AFTER = timedelta(seconds=LIFE_MOST + 60)
FRESH_SECONDS, AGAIN_SECONDS = 5.0, 0.25


async def add_key(keys: SigningKeys, now: datetime, ahead: timedelta = AHEAD) -> str:
    """Make a key that signs after `ahead`; the very first key signs at once. Return its id."""
    key = ECKey.generate_key(CURVE)
    made: Mapping[str, Any] = {**key.as_dict(private=True), "kid": key.thumbprint(), "alg": ALGORITHM, "use": "sig"}
    first = not await keys.all()
    await keys.add(SigningKey(kid=key.thumbprint(), private=made, signs_from=now if first else now + ahead))
    return key.thumbprint()


class KeyRing:
    def __init__(self, keys: SigningKeys, clock: Clock) -> None:
        self._keys, self._clock = keys, clock
        self._rows: list[tuple[datetime, ECKey]] = []
        self._verifying, self._ids = KeySet([]), frozenset[str | None]()
        self._read_at = float("-inf")
        self._reading = asyncio.Lock()

    async def refresh(self, within: float = FRESH_SECONDS) -> None:
        """Read the keys unless they were read within `within` seconds. Only one read runs at a time."""
        if monotonic() - self._read_at <= within:
            return
        async with self._reading:
            if monotonic() - self._read_at > within:
                found, known = await self._keys.all(), {key.kid: key for _, key in self._rows}
                self._rows = [
                    (each.signs_from, known.get(each.kid) or ECKey.import_key(dict(each.private))) for each in found
                ]
                self._ids = frozenset(key.kid for _, key in self._rows)
                published = self._published()
                if [*map(id, published)] != [*map(id, self._verifying.keys)]:
                    self._verifying = KeySet(published)
                self._read_at = monotonic()

    async def verifying(self, kid: str | None) -> KeySet:
        """Return the current verification keys. For an unknown key id, read them again first.

        The same object is returned while the keys are unchanged.
        """
        await self.refresh()
        if kid is not None and kid not in self._ids:
            await self.refresh(AGAIN_SECONDS)
        return self._verifying

    async def public(self) -> dict[str, Any]:
        await self.refresh()
        return dict(self._verifying.as_dict(private=False))

    async def signer(self) -> ECKey:
        """Return the current signing key. Raise LookupError if there is none yet."""
        await self.refresh()
        ready = [key for signs_from, key in self._rows if signs_from <= self._clock()]
        if not ready:
            raise LookupError("no signing key")
        return ready[-1]

    def _published(self) -> list[Any]:
        """Return the keys without those that were replaced long enough ago."""
        now = self._clock()
        withdrawn = sum(began + KEPT_AFTER <= now for began, _ in self._rows[1:])
        return [key for _, key in self._rows[withdrawn:]]
