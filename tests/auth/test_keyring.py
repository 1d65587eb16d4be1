"""Keys are published before they sign and until all they signed has expired."""

from datetime import timedelta

import pytest

from auth import keyring
from auth.keyring import AHEAD, JWKS_KEPT_SECONDS, KEPT_AFTER, KeyRing, add_key
from auth.tokens import LIFE_MOST
from store.oauth.keys import SigningKeys
from store.store import Store
from tests.support.clock import TestClock


@pytest.fixture
def keys(empty_store: Store) -> SigningKeys:
    return SigningKeys(empty_store.connection)


async def published(ring: KeyRing) -> set[str]:
    return {key["kid"] for key in (await ring.public())["keys"]}


async def test_a_key_signs_after_it_was_published_and_goes_after_its_tokens(
    keys: SigningKeys, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring, "FRESH_SECONDS", -1.0)
    ring = KeyRing(keys, clock)
    monkeypatch.setattr(KeyRing.refresh, "__defaults__", (-1.0,))
    with pytest.raises(LookupError):
        await ring.signer()
    first = await add_key(keys, clock())
    assert (await ring.signer()).kid == first
    second = await add_key(keys, clock())
    assert await published(ring) == {first, second}
    assert (await ring.signer()).kid == first
    clock.forward(seconds=AHEAD.total_seconds() + 1)
    assert (await ring.signer()).kid == second
    clock.forward(seconds=KEPT_AFTER.total_seconds() - 60)
    assert await published(ring) == {first, second}
    clock.forward(seconds=120)
    assert await published(ring) == {second}


def test_the_times_fit_each_other() -> None:
    assert 3 * timedelta(seconds=JWKS_KEPT_SECONDS) <= AHEAD
    assert timedelta(seconds=LIFE_MOST) < KEPT_AFTER


async def test_an_unknown_key_is_looked_for_at_once_but_not_at_every_token(
    keys: SigningKeys, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, reads = await add_key(keys, clock()), 0
    ring, all_keys = KeyRing(keys, clock), SigningKeys.all

    async def counted(self: SigningKeys) -> object:
        nonlocal reads
        reads += 1
        return await all_keys(self)

    monkeypatch.setattr(SigningKeys, "all", counted)
    for _ in range(20):
        await ring.verifying(first)
    assert reads == 1
    for number in range(20):
        await ring.verifying(f"nobody-{number}")
    assert reads <= 2
    second = await add_key(keys, clock(), timedelta(0))
    ring._read_at -= 1.0
    assert second in {key.kid for key in (await ring.verifying(second)).keys}


async def test_private_parts_are_closed_in_the_database(keys: SigningKeys, clock: TestClock) -> None:
    await add_key(keys, clock())
    (row,) = await keys._rows.find({}).to_list(None)
    (key,) = await keys.all()
    assert key.private["d"].encode() not in bytes(row["private"])
    assert "d" not in row
