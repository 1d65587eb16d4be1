"""Signing of acts by the sample people: `python -m scripts.local.sample_signing`, run by `scripts/dev --signing`.

The officers of two agencies get two software keys each, and two administrators put a rule into force on the acts to
sign. The keys are derived from the master key, so a person with the installation's files can sign as these people: a
real key never leaves its authenticator. A key counts a day after its confirmation. So a new installation is entered by
a clock that is a day slow, and its keys count at once. In an older installation the rule begins when the keys count.
"""

import asyncio
import base64
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, derive_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from domain.administration.province import ConfirmRegulation
from domain.administration.signing import WAITS, ConfirmSigningKey, EnterSigningKey, ProposeSigning, RequireSigning
from domain.kernel.calendar import local_date
from domain.kernel.key_words import words_of
from domain.registry.entry import Certainty
from domain.registry.regulation import regulation_on, signing_rules
from scripts.cli.seed.ids import patiently, versions_of
from scripts.cli.seed.stories import SAMPLES, caller, officer
from scripts.cli.seed.verb import of_the_api, seed
from scripts.local.each_start import entered
from store.driver.connection import wall_clock
from store.keys.master import MasterKey
from store.process.public_origin import public_origin
from store.process.settings import Settings
from store.store import Store, opened_store

KEYS_EACH: Final = 2
SECOND: Final[Mapping[str, tuple[str, str]]] = {
    "agency-sample-lead": ("admin", "lead-signatory"),
    "agency-sample-ppc": ("ppc-admin", "ppc-signatory"),
}
"""Sample people who confirm keys, by agency: keys of colleagues, and the first confirmer's own keys."""
ACTIONS: Final = ("decideCase", "decideRedress", "issueDirective", "refuseProposal", "rejectRedress")
SLOW: Final = WAITS + timedelta(hours=1)
BEGINS: Final = timedelta(seconds=2)
P256_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass(frozen=True)
class SampleKey:
    """A passkey in software. Any person with access to the installation can sign with this key."""

    credential: bytes
    private: EllipticCurvePrivateKey | RSAPrivateKey | Ed25519PrivateKey

    @property
    def key(self) -> str:
        return sha256(self.credential).hexdigest()

    @property
    def public(self) -> str:
        public = self.private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return base64.b64encode(public).decode()


def signers() -> Iterator[str]:
    return (name for name, sample in SAMPLES.items() if sample.agency in SECOND)


def key_of(sample: str, number: int, master: MasterKey) -> SampleKey:
    """Return a key of a sample person. It is the same at each call."""
    secret = int.from_bytes(master.repeatable(f"casebook sample signing key {sample} {number}"))
    credential = sha256(f"sample {sample} {number}".encode()).digest()
    return SampleKey(credential, derive_private_key(secret % (P256_ORDER - 1) + 1, SECP256R1()))


def card(master: MasterKey) -> dict[str, dict[str, Any]]:
    """Return each account's first key: credential id and private key (JWK), for the signing page in development."""
    return {caller(name).subject: _plain(key_of(name, 0, master)) for name in signers()}


def _plain(key: SampleKey) -> dict[str, Any]:
    assert isinstance(key.private, EllipticCurvePrivateKey)
    numbers = key.private.private_numbers()
    at = numbers.public_numbers
    values = {"x": at.x, "y": at.y, "d": numbers.private_value}
    jwk = {name: _coded(value.to_bytes(32)) for name, value in values.items()}
    return {"credential": _coded(key.credential), "jwk": {"kty": "EC", "crv": "P-256", **jwk}}


def _coded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def slow_clock() -> datetime:
    return wall_clock() - SLOW


async def enter(store: Store) -> None:
    known = {key.key for row in (await store.registry.current()).officers.values() for key in row.keys}
    for name in signers():
        for number in range(KEYS_EACH):
            key = key_of(name, number, store.connection.master)
            if key.key not in known:
                await _enter(store, name, number, key)


async def _enter(store: Store, name: str, number: int, key: SampleKey) -> None:
    first, other = SECOND[SAMPLES[name].agency]
    entered = EnterSigningKey(key=key.key, public=key.public, label=f"MẪU – khóa phần mềm {number + 1}")
    confirmed = ConfirmSigningKey(key=key.key, words=words_of(officer(name), key.key, key.public))
    await _carry_out(store, name, entered, officer(name))
    await _carry_out(store, first if name != first else other, confirmed, officer(name))


async def rule(store: Store, page: str) -> datetime | None:
    """Make two administrators require signatures once all keys count. Return None if a rule already requires
    signatures."""
    store.registry.look_again()
    registry, now = await store.registry.current(), store.connection.clock()
    found = max(signing_rules(registry), key=lambda rule: rule.since, default=None)
    row = regulation_on(registry, local_date(now))
    if row is None or (found and found.actions and found.page == page):
        return None
    counts = (key.counts_from for one in registry.officers.values() for key in one.keys if key.counts_from)
    since = max(*counts, wall_clock()) + BEGINS
    if row.certainty is not Certainty.CONFIRMED:
        await _carry_out(store, "ppc-admin", ConfirmRegulation(source="MẪU", on=local_date(now)), row.id)
    proposed = ProposeSigning(actions=ACTIONS, since=since, page=page)
    await _carry_out(store, "admin", proposed, row.id)
    await _carry_out(store, "ppc-admin", RequireSigning(), row.id)
    return since


async def _carry_out(store: Store, name: str, command: Any, stream: str) -> None:
    version, id = (await versions_of(store.connection, [stream])).get(stream), uuid4()
    await patiently(lambda: store.execute(caller(name), command, command_id=id, target=stream, expected=version))


async def run(settings: Settings) -> None:
    async with opened_store(settings) as store:
        new = not (await store.registry.current()).officers
    clock = slow_clock if new else wall_clock
    if new:
        await seed(settings, clock=clock)
    async with opened_store(settings, clock) as store:
        acting = of_the_api(store, settings)
        await enter(acting)
        since = await rule(acting, public_origin(settings))
    print(f"signing: {', '.join(ACTIONS)}{f' from {since.isoformat()} on' if since else ''}; keys of software")


if __name__ == "__main__":
    if code := entered(os.environ, ("keys", "migrate")):
        raise SystemExit(code)
    asyncio.run(run(Settings.from_env()))
