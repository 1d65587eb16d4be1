"""Signing keys and the rules on signing: two people for each, and words that nobody else's key has."""

import base64
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from domain.administration.signing import (
    AHEAD_MOST,
    WAITS,
    ConfirmSigningKey,
    DoubtSigningKey,
    EndSigningKey,
    EnterSigningKey,
    LiftSigning,
    ProposeSigning,
    RequireSigning,
)
from domain.kernel.actor import OPERATOR, Actor
from domain.kernel.key_words import FIRST, REST, same_words, words_of
from domain.kernel.vocabulary import Post
from domain.registry.accounts import ED25519, P256, KeyEnd, Officer
from domain.registry.entry import Certainty
from domain.registry.regulation import Regulation, SigningRule, loosens, rule_at
from tests.support.facts import ALWAYS, NOW, PROVINCE, attempt, done, facts, outcome, person, verdict

LAND = "agency-land"
ADMIN, SIGNATORY, HANDLER = (person(LAND, post) for post in (Post.ADMIN, Post.SIGNATORY, Post.HANDLER))
KEY = "ab" * 32
PUBLIC = base64.b64encode(P256 + bytes(64)).decode()
ENTER = EnterSigningKey(key=KEY, public=PUBLIC, label="khóa USB màu đen")
WORDS = words_of(HANDLER.subject, KEY, PUBLIC)
CONFIRM = ConfirmSigningKey(key=KEY, words=WORDS)
LOST = DoubtSigningKey(key=KEY, reason=KeyEnd.LOST)
END = EndSigningKey(key=KEY)


def officer() -> Officer:
    row: Officer = replace(PROVINCE.officers[HANDLER.subject], keys=())
    return row


def entered() -> Officer:
    row: Officer = done(officer(), ENTER, HANDLER)
    return row


def confirmed() -> Officer:
    row: Officer = done(entered(), CONFIRM, ADMIN)
    return row


def test_a_key_counts_a_day_after_the_second_persons_word_until_two_others_end_it() -> None:
    [key] = entered().keys
    assert not key.counts(NOW + timedelta(days=9))
    [key] = confirmed().keys
    assert (key.counts(NOW + WAITS - timedelta(milliseconds=1)), key.counts(NOW + WAITS)) == (False, True)
    doubted = done(confirmed(), LOST, ADMIN)
    assert doubted.keys[0].counts(NOW + WAITS), "one person alone ends nothing"
    later = facts(SIGNATORY, END, now=NOW + timedelta(days=2))
    [key] = attempt(doubted, END, later).keys
    assert (key.counts(later.now - timedelta(milliseconds=1)), key.counts(later.now)) == (True, False)


@pytest.mark.parametrize(
    ("state", "command", "by", "code"),
    [
        (officer, ENTER, HANDLER, "ok"),
        (officer, replace(ENTER, key="AB" * 32), HANDLER, "digest-malformed"),
        (officer, replace(ENTER, public="AAAA"), HANDLER, "public-key-malformed"),
        (officer, replace(ENTER, public=PUBLIC + " "), HANDLER, "public-key-malformed"),
        (officer, replace(ENTER, public=f"ê{PUBLIC[1:]}"), HANDLER, "public-key-malformed"),
        (entered, ENTER, HANDLER, "key-entered"),
        (entered, CONFIRM, ADMIN, "ok"),
        (entered, CONFIRM, OPERATOR, "ok"),
        (entered, replace(CONFIRM, words=WORDS.upper().replace(" ", ",  ")), ADMIN, "ok"),
        (entered, replace(CONFIRM, words=WORDS.rpartition(" ")[0]), ADMIN, "words-differ"),
        (entered, replace(CONFIRM, key="cd" * 32), ADMIN, "key-unknown"),
        (confirmed, CONFIRM, SIGNATORY, "no-signing-key"),
        (confirmed, END, SIGNATORY, "key-not-doubted"),
        (confirmed, LOST, HANDLER, "post-missing"),
        (lambda: done(confirmed(), LOST, ADMIN), END, ADMIN, "second-person-needed"),
        (lambda: done(confirmed(), LOST, ADMIN), END, SIGNATORY, "ok"),
        (lambda: done(confirmed(), LOST, ADMIN), END, OPERATOR, "ok"),
    ],
)
def test_who_does_what(state: Any, command: Any, by: Actor, code: str) -> None:
    assert outcome(state(), command, by) == code


def test_the_words_of_another_key_officer_or_credential_differ() -> None:
    others = {words_of("officer-x", KEY, PUBLIC), words_of(HANDLER.subject, "cd" * 32, PUBLIC), WORDS}
    others.add(words_of(HANDLER.subject, KEY, base64.b64encode(ED25519 + bytes(32)).decode()))
    assert len(others) == 4
    assert not any(same_words(other, WORDS) for other in others - {WORDS})
    assert len({first + rest for first in FIRST for rest in REST}) == 256, "64 bits in eight syllables"


RSA: Final = rsa.generate_private_key(65_537, 2_048).public_key()


def rsa_key(**changes: int) -> str:
    """A public key of RSA in base64, with other numbers."""
    numbers = rsa.RSAPublicNumbers(**{"e": 65_537, "n": RSA.public_numbers().n, **changes}).public_key()
    return base64.b64encode(numbers.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


@pytest.mark.parametrize(
    ("public", "code"),
    [
        (rsa_key(), "ok"),
        (rsa_key(e=3), "public-key-malformed"),
        (rsa_key(n=RSA.public_numbers().n >> 8), "public-key-malformed"),
        (rsa_key(n=RSA.public_numbers().n >> 1 | 1), "public-key-malformed"),
        (rsa_key().replace("AQAB", "AQAC"), "public-key-malformed"),
    ],
    ids=["2048 bits", "a small exponent", "too few bits", "half a byte", "another exponent"],
)
def test_an_rsa_key_has_2048_to_4096_bits_and_the_usual_exponent(public: str, code: str) -> None:
    assert outcome(officer(), replace(ENTER, public=public), HANDLER) == code


DECISION = Regulation(
    id="regulation-1",
    number="1/QĐ",
    title="Quy chế",
    issued_on=ALWAYS.since,
    span=ALWAYS,
    source="CB",
    certainty=Certainty.CONFIRMED,
)
LEAD, PPC = person("agency-lead", Post.ADMIN), person("agency-ppc", Post.ADMIN)
PROPOSE = ProposeSigning(actions=("decideCase",), since=NOW + timedelta(days=1), page="https://casebook.example")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "ok"),
        ({"actions": ()}, "ok"),
        ({"actions": ("recordCheck",)}, "action-not-signable"),
        ({"page": "https://203.0.113.5"}, "signing-page-malformed"),
        ({"page": "https://casebook.example/ky"}, "signing-page-malformed"),
        ({"page": "http://casebook.example"}, "signing-page-malformed"),
        ({"page": "http://localhost:8000"}, "ok"),
        ({"since": NOW}, "signing-begins-later"),
        ({"since": NOW + AHEAD_MOST}, "ok"),
        ({"since": NOW + timedelta(days=1_000)}, "date-too-late"),
    ],
)
def test_what_can_be_proposed(changes: dict[str, Any], code: str) -> None:
    assert outcome(DECISION, replace(PROPOSE, **changes), LEAD) == code


def test_a_rule_holds_until_a_later_one_begins() -> None:
    proposed = done(DECISION, PROPOSE, LEAD)
    assert verdict(proposed, RequireSigning(), facts(LEAD)) == "second-person-needed"
    [rule] = attempt(proposed, RequireSigning(), facts(PPC)).signing
    assert (rule.proposed_by, rule.by) == (LEAD.subject, PPC.subject)
    assert rule.actions == ("confirmSigningKey", "decideCase", "endSigningKey", "requireSigning"), (
        "or keys could be forged"
    )
    ended = replace(rule, actions=(), since=rule.since + timedelta(days=1))
    found: list[SigningRule | None] = [
        rule_at([ended, rule], moment) for moment in (NOW, rule.since, ended.since - timedelta(seconds=1), ended.since)
    ]
    assert found == [None, rule, rule, ended]
    late = facts(PPC, now=rule.since)
    assert verdict(proposed, RequireSigning(), late) == "signing-begins-later"


LESS = timedelta(hours=24)
IN_FORCE = SigningRule(
    actions=("closeCase", "decideCase"), since=NOW - LESS, page="https://casebook.example", proposed_by="officer-x"
)
RULED = replace(
    PROVINCE, others={**PROVINCE.others, Regulation: {"regulation-1": replace(DECISION, signing=(IN_FORCE,))}}
)


@pytest.mark.parametrize(
    ("changes", "loose"),
    [
        ({"actions": ()}, True),
        ({"actions": ("decideCase",)}, True),
        ({"actions": ("closeCase", "decideCase", "signTransfer")}, False),
        ({"page": "https://other.example"}, True),
        ({"synced": True}, True),
        ({"since": NOW - LESS}, False),
    ],
)
def test_a_rule_that_asks_for_less_waits_a_day(changes: dict[str, Any], loose: bool) -> None:
    soon = replace(IN_FORCE, since=NOW + LESS, **{name: value for name, value in changes.items() if name != "since"})
    assert loosens(replace(soon, **changes), [IN_FORCE]) == loose
    command = replace(PROPOSE, **{"actions": IN_FORCE.actions, **changes})
    for since, early in ((NOW + timedelta(seconds=1), True), (NOW + LESS, True), (NOW + LESS * 2, False)):
        if "since" not in changes:
            asked = replace(command, since=since)
            code = "signing-begins-later" if early and loose else "ok"
            assert outcome(DECISION, asked, LEAD, registry=RULED) == code
            proposed = replace(DECISION, signing_proposed=replace(soon, since=since, proposed_by="officer-x"))
            assert verdict(proposed, RequireSigning(), facts(PPC, registry=RULED)) == code


INSPECTOR = person("agency-inspection", Post.INSPECTOR)
LIFT = LiftSigning(
    **{"first": LEAD.subject, "first_paper": "1/TTr", "second": PPC.subject, "second_paper": "2/TTr"},
    **{"inspector": INSPECTOR.subject, "inspector_paper": "3/KL"},
)


def test_signing_is_lifted_a_day_later_by_the_operator_on_three_papers() -> None:
    """The way out when the name of the site is gone, or every key with which a rule could be changed."""
    row = done(DECISION, LIFT, OPERATOR, registry=RULED)
    [rule] = row.signing
    assert (rule.actions, rule.since > NOW + LESS, rule.page) == ((), True, IN_FORCE.page)
    for changes, code in (
        ({"second": LEAD.subject}, "three-persons-needed"),
        ({"second": person("agency-lead", Post.SIGNATORY).subject}, "officer-not-appointed"),
        ({"inspector": PPC.subject}, "officer-not-appointed"),
        ({"inspector": "officer-nobody"}, "officer-not-appointed"),
    ):
        command = replace(LIFT, **changes)
        assert outcome(DECISION, command, OPERATOR, registry=RULED) == code
    assert outcome(DECISION, LIFT, OPERATOR) == "signature-not-needed"
