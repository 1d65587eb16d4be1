"""Forged, stale and misdirected tokens, signed by an issuer of the tests' own."""

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey

from auth.tokens import TOKEN_MOST, Unauthenticated, Verifier, bearer
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
