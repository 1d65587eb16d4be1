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
from auth.keyring import AHEAD, JWKS_KEPT_SECONDS, KEPT_AFTER, KeyRing, add_key
from auth.server.server import Server
from auth.tokens import LIFE_MOST, TOKEN_MOST, Unauthenticated, Verifier, bearer
from domain.administration.agencies import SucceedAgency
from domain.kernel.actor import OPERATOR
from domain.kernel.vocabulary import Kind
from store.heads.collection import heads_of
from store.oauth.keys import SigningKeys
from store.store import Store
from tests.support.clock import TestClock
from tests.support.inside import authenticator_of
from tests.support.tokens import AUDIENCE, ISSUER, Issuer
from tests.support.world import caller, machine

NOW, DAY = int(datetime.now(UTC).timestamp()), 86_400  # a run of all tests takes some minutes


@pytest.fixture(scope="module")
def issued() -> Issuer:
    return Issuer()


@pytest.fixture(scope="module")
def verifier(issued: Issuer, tmp_path_factory: pytest.TempPathFactory) -> Verifier:
    path = issued.write_keys(Path(tmp_path_factory.mktemp("keys")) / "jwks.json")
    return Verifier.from_file(path, ISSUER, AUDIENCE, lambda: datetime.now(UTC))


def test_a_good_token_names_its_caller(verifier: Verifier, issued: Issuer) -> None:
    person = caller("agency-lead")
    assert verifier.caller(issued.token(person)) == person


def test_a_client_that_is_its_own_subject_is_no_person(verifier: Verifier, issued: Issuer) -> None:
    assert verifier.caller(issued.token(machine("agency-lead"))).person is False


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://other.example"},
        {"iss": ISSUER + "/"},
        {"aud": "https://other.example"},
        {"aud": []},
        {"aud": {"a": 1}},
        {"exp": NOW - 1},
        {"exp": "9999999999"},
        {"exp": True},
        {"iat": NOW + DAY},
        {"nbf": NOW + DAY},
        {"nbf": "tomorrow"},
        {"nbf": [0]},
        {"nbf": True},
        {"nbf": float("nan")},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
        {"scope": ["case:report"]},
        {"scope": "x " * 4000},
        {"agency": ["agency-lead"]},
        *({name: None} for name in ("iss", "aud", "sub", "client_id", "iat", "exp", "jti", "agency")),
    ],
    ids=",".join,  # the names alone: a moment in an id would differ between workers
)
def test_bad_claims_are_refused(verifier: Verifier, issued: Issuer, changes: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated):
        verifier.caller(issued.sign(issued.claims(caller("agency-lead"), **changes)))


def test_a_token_for_several_audiences_is_good_for_each(verifier: Verifier, issued: Issuer) -> None:
    claims = issued.claims(caller("agency-lead"), aud=["https://other.example", AUDIENCE])
    assert verifier.caller(issued.sign(claims)).agency == "agency-lead"


@pytest.mark.parametrize("header", [{"typ": None}, {"typ": "JWT"}, {"typ": "dpop+jwt"}, {"kid": "other"}], ids=str)
def test_bad_headers_are_refused(verifier: Verifier, issued: Issuer, header: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated):
        verifier.caller(issued.sign(issued.claims(caller("agency-lead")), **header))


def test_the_token_does_not_choose_its_key(verifier: Verifier, issued: Issuer) -> None:
    mine = ECKey.generate_key("P-256", {"kid": "test-1"})
    claims = issued.claims(caller("agency-lead"))
    for header in ({}, {"jwk": mine.as_dict(private=False)}):
        with pytest.raises(Unauthenticated):
            verifier.caller(issued.sign(claims, key=mine, **header))


def test_the_token_does_not_choose_its_algorithm(verifier: Verifier, issued: Issuer) -> None:
    claims = issued.claims(caller("agency-lead"))
    public = json.dumps(issued.key.as_dict(private=False))
    with pytest.raises(Unauthenticated):
        verifier.caller(issued.sign(claims, key=OctKey.import_key(public), alg="HS256"))

    def part(value: Any) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    for alg in ("none", "None", "NONE"):
        with pytest.raises(Unauthenticated):
            verifier.caller(f"{part({'alg': alg, 'typ': 'at+jwt', 'kid': 'test-1'})}.{part(claims)}.")


@pytest.mark.parametrize("garbage", ["", ".", "..", "a.b.c", "💥", "x" * (TOKEN_MOST + 1), "e30.e30.e30"])
def test_garbage_is_refused(verifier: Verifier, garbage: str) -> None:
    with pytest.raises(Unauthenticated):
        verifier.caller(garbage)


def test_a_changed_signature_is_refused(verifier: Verifier, issued: Issuer) -> None:
    token = issued.token(caller("agency-lead"))
    changed = token[:-8] + ("A" if token[-8] != "A" else "B") + token[-7:]
    with pytest.raises(Unauthenticated):
        verifier.caller(changed)


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


HEALTH, DISTRICT, LAND = "agency-health", "agency-district", "agency-land"


@pytest.mark.parametrize("whole", [True, False], ids=["whole", "part"])
async def test_former_and_heir_are_one_from_the_day_on(
    store: Store, clock: TestClock, issuer: Issuer, whole: bool
) -> None:
    server = Server(
        store, authenticator_of(store, issuer), KeyRing(SigningKeys(store.connection), clock), ISSUER, AUDIENCE
    )
    head = await heads_of(store.connection, Kind.AGENCY).find_one({"_id": HEALTH})
    assert head is not None
    taken = SucceedAgency(successor=DISTRICT, on=date(2026, 7, 5), whole=whole, source="QĐ", functions=("x",))
    await store.execute(OPERATOR, taken, command_id=uuid4(), target=HEALTH, expected=head["n"])
    assert not await server.one_agency(HEALTH, DISTRICT), "not before its day"
    clock.forward(days=10)
    assert await server.one_agency(HEALTH, DISTRICT) is whole
    assert await server.one_agency(DISTRICT, HEALTH) is whole
    assert await server.one_agency(HEALTH, HEALTH)
    assert not await server.one_agency(LAND, DISTRICT)
    assert not await server.one_agency(None, None)
