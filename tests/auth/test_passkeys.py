"""Passkeys: each kind that is taken, and what shows no key of this place."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from auth.passkeys import ALGORITHMS, BROUGHT_MOST, Ceremony, NoKey, Shown
from tests.support.passkey import KINDS, PRESENT, SoftwareKey

HERE = Ceremony(host="casebook.example", origin="https://casebook.example")
CHALLENGE, OTHER = b"c" * 32, b"d" * 32


def made(key: SoftwareKey, at: Ceremony = HERE) -> Shown:
    return HERE.made(key.make(at.to_make(b"user-1", "an", [], CHALLENGE), at.origin), CHALLENGE)


def signed(key: SoftwareKey, known: Shown, at: Ceremony = HERE, challenge: bytes = CHALLENGE) -> Shown:
    return HERE.signed(key.sign(at.to_sign([known.id], challenge), at.origin), CHALLENGE, known)


@pytest.mark.parametrize(
    ("issuer", "host"),
    [
        *((f"https://casebook.example{port}", "casebook.example") for port in ("", ":8443")),
        ("http://localhost:8000", "localhost"),
        *((f"http://{host}", None) for host in ("127.0.0.1:8000", "casebook.example")),
        *((f"https://{host}", None) for host in ("203.0.113.7", "[2001:db8::1]")),
    ],
)
def test_keys_belong_to_a_name(issuer: str, host: str | None) -> None:
    found = Ceremony.at(f"{issuer}/oauth")
    assert (found and found.host) == host


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_made_and_signs(kind: str) -> None:
    key = SoftwareKey(kind)
    known = made(key)
    assert [signed(key, known).count, signed(key, known).count] == [1, 2]


def test_the_browser_is_asked_for_these_kinds_and_for_the_person() -> None:
    asked = json.loads(HERE.to_make(b"user-1", "an", ["AAAA"], CHALLENGE))
    assert [one["alg"] for one in asked["pubKeyCredParams"]] == [int(one) for one in ALGORITHMS]
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert (asked["attestation"], asked["excludeCredentials"][0]["id"]) == ("none", "AAAA")
    assert json.loads(HERE.to_sign(["AAAA"], CHALLENGE))["userVerification"] == "required"


def brought_in(length: int) -> str:
    """Return a good answer of a browser, padded with blanks to a length."""
    return SoftwareKey().make(HERE.to_make(b"user-1", "an", [], CHALLENGE), HERE.origin).ljust(length)


def test_an_answer_may_be_as_long_as_the_limit() -> None:
    assert HERE.made(brought_in(BROUGHT_MOST), CHALLENGE).count >= 0


ELSEWHERE = Ceremony(host="casebook.example", origin="https://other.example")
FORGED = Ceremony(host="other.example", origin="https://casebook.example")


@pytest.mark.parametrize(
    "tried",
    [
        lambda: made(SoftwareKey(flags=PRESENT)),
        lambda: made(SoftwareKey(flags=0)),
        lambda: made(SoftwareKey(), ELSEWHERE),
        lambda: made(SoftwareKey(), FORGED),
        lambda: HERE.made(SoftwareKey().make(HERE.to_make(b"u", "an", [], OTHER), HERE.origin), CHALLENGE),
        *(
            lambda brought=brought: HERE.made(brought, CHALLENGE)
            for brought in ("", "{}", "[]", brought_in(BROUGHT_MOST + 1))
        ),
    ],
)
def test_what_makes_no_key(tried: Callable[[], object]) -> None:
    with pytest.raises(NoKey):
        tried()


@pytest.mark.parametrize("kind", KINDS)
def test_what_signs_nothing(kind: str) -> None:
    key, other = SoftwareKey(kind), SoftwareKey(kind)
    known, foreign = made(key), made(other)
    assert signed(key, known).count == 1
    unverified, copied = replace(key, flags=PRESENT), replace(key)
    unverified.private = copied.private = key.private
    long_answer = key.sign(HERE.to_sign([known.id], CHALLENGE), HERE.origin).ljust(BROUGHT_MOST + 1)
    tries: list[Callable[[], Shown]] = [
        lambda: signed(unverified, known),
        lambda: signed(key, known, ELSEWHERE),
        lambda: signed(key, known, FORGED),
        lambda: signed(key, known, challenge=OTHER),
        lambda: signed(other, known),
        lambda: signed(key, foreign),
        lambda: signed(copied, replace(known, count=9)),
        lambda: HERE.signed(key.make(HERE.to_make(b"u", "an", [], CHALLENGE), HERE.origin), CHALLENGE, known),
        lambda: HERE.signed("{}", CHALLENGE, known),
        lambda: HERE.signed(long_answer, CHALLENGE, known),
    ]
    for tried in tries:
        with pytest.raises(NoKey):
            tried()
