"""Access tokens, the keys that sign them, and appointments that moved to an heir."""

import base64
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from joserfc.jwk import ECKey, OctKey

from auth import keyring
from auth.issuers import key_file
from auth.keyring import AHEAD, JWKS_KEPT_SECONDS, KEPT_AFTER, KeyRing, add_key
from auth.server.server import Server
from auth.tokens import LIFE_MOST, TOKEN_MOST, Unauthenticated, Verifier, bearer
from domain.administration.agencies import SucceedAgency
from domain.kernel.actor import OPERATOR
from store.oauth.keys import SigningKeys
from store.store import Store
from tests.support.clock import TestClock
from tests.support.inside import authenticator_of
from tests.support.record import head_of
from tests.support.tokens import AUDIENCE, ISSUER, Issuer
from tests.support.world import caller, machine

NOW, DAY = int(datetime.now(UTC).timestamp()), 86_400  # a run of all tests takes some minutes
PERSON = caller("agency-lead")


@pytest.fixture(scope="module")
def issued() -> Issuer:
    return Issuer()


@pytest.fixture(scope="module")
def verifier(issued: Issuer, tmp_path_factory: pytest.TempPathFactory) -> Verifier:
    path = issued.write_keys(Path(tmp_path_factory.mktemp("keys")) / "jwks.json")
    return Verifier(keys=key_file(path), issuer=ISSUER, audience=AUDIENCE, clock=lambda: datetime.now(UTC))


def test_a_good_token_names_its_caller(verifier: Verifier, issued: Issuer) -> None:
    assert verifier.viewer(issued.token(PERSON)).caller == PERSON
    claims = issued.claims(PERSON, aud=["https://other.example", AUDIENCE])
    assert verifier.viewer(issued.sign(claims)).caller == PERSON, "for several audiences, good for each"
    assert verifier.viewer(issued.token(machine("agency-lead"))).caller.person is False, "its own subject"


@pytest.mark.parametrize(
    "changes",
    [
        *({"iss": wrong} for wrong in ("https://other.example", ISSUER + "/")),
        *({"aud": wrong} for wrong in ("https://other.example", list[str](), {"a": 1})),
        *({"exp": wrong} for wrong in (NOW - 1, "9999999999", True)),
        {"iat": NOW + DAY},
        *({"nbf": wrong} for wrong in (NOW + DAY, "tomorrow", [0], True, float("nan"))),
        *({"sub": wrong} for wrong in ("", 7, "x" * 256)),
        *({"scope": wrong} for wrong in (["case:report"], "x " * 4000)),
        {"agency": ["agency-lead"]},
        *({name: None} for name in ("iss", "aud", "sub", "client_id", "iat", "exp", "jti", "agency")),
    ],
    ids=",".join,  # the names alone: a moment in an id would differ between workers
)
def test_bad_claims_are_refused(verifier: Verifier, issued: Issuer, changes: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated):
        verifier.viewer(issued.sign(issued.claims(PERSON, **changes)))


@pytest.mark.parametrize("header", [{"typ": None}, {"typ": "JWT"}, {"typ": "dpop+jwt"}, {"kid": "other"}], ids=str)
def test_bad_headers_are_refused(verifier: Verifier, issued: Issuer, header: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated):
        verifier.viewer(issued.sign(issued.claims(PERSON), **header))


def part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def wrong_tokens(issued: Issuer) -> dict[str, list[str]]:
    """Return tokens that choose their own key or algorithm, changed ones, and garbage."""
    mine, claims, token = ECKey.generate_key("P-256", {"kid": "test-1"}), issued.claims(PERSON), issued.token(PERSON)
    public = OctKey.import_key(json.dumps(issued.key.as_dict(private=False)))
    unsigned = [part({"alg": alg, "typ": "at+jwt", "kid": "test-1"}) for alg in ("none", "None", "NONE")]
    return {
        "key": [issued.sign(claims, key=mine), issued.sign(claims, key=mine, jwk=mine.as_dict(private=False))],
        "algorithm": [issued.sign(claims, key=public, alg="HS256"), *(f"{head}.{part(claims)}." for head in unsigned)],
        "signature": [token[:-8] + ("A" if token[-8] != "A" else "B") + token[-7:]],
        "garbage": ["", ".", "..", "a.b.c", "💥", "x" * (TOKEN_MOST + 1), "e30.e30.e30"],
    }


@pytest.mark.parametrize("what", ["key", "algorithm", "signature", "garbage"])
def test_other_tokens_are_refused(verifier: Verifier, issued: Issuer, what: str) -> None:
    for token in wrong_tokens(issued)[what]:
        with pytest.raises(Unauthenticated):
            verifier.viewer(token)


@pytest.mark.parametrize(
    "fields", [[], ["Basic abc"], ["Bearer"], ["Bearer "], ["Bearer a", "Bearer b"], ["bearerabc"]], ids=str
)
def test_one_bearer_token_or_none(fields: list[str]) -> None:
    with pytest.raises(Unauthenticated):
        bearer(fields)
    assert bearer(["bEaReR abc"]) == "abc"


@pytest.fixture
def keys(empty_store: Store) -> SigningKeys:
    return SigningKeys(empty_store.connection)


async def published(ring: KeyRing) -> set[str]:
    return {key["kid"] for key in (await ring.public())["keys"]}


async def test_a_key_signs_once_published_and_goes(
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


async def test_an_unknown_key_is_looked_for_seldom(
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


HEALTH, DISTRICT, LAND = "agency-health", "agency-district", "agency-land"


@pytest.mark.parametrize("whole", [True, False], ids=["whole", "part"])
async def test_heirs_are_one_from_the_day_on(store: Store, clock: TestClock, issuer: Issuer, whole: bool) -> None:
    ring = KeyRing(SigningKeys(store.connection), clock)
    server = Server(store, authenticator_of(store, issuer), ring, ISSUER, AUDIENCE)
    head = await head_of(store.connection, HEALTH)
    taken = SucceedAgency(successor=DISTRICT, on=date(2026, 7, 5), whole=whole, source="QĐ", functions=("x",))
    await store.execute(OPERATOR, taken, command_id=uuid4(), target=HEALTH, expected=head["n"])
    assert not await server.one_agency(HEALTH, DISTRICT), "not before its day"
    clock.forward(days=10)
    pairs = (HEALTH, DISTRICT), (DISTRICT, HEALTH), (HEALTH, HEALTH), (LAND, DISTRICT), (None, None)
    assert [await server.one_agency(*pair) for pair in pairs] == [whole, whole, True, False, False]
