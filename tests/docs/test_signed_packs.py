"""Signatures of people with one thing otherwise: the sealer, the verifiers in three languages and Chromium agree."""

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, generate_private_key

from store.authority.signed_acts import COPIABLE, COPIED, PRESENT, VERIFIED, Signable, fault
from store.authority.signing_rows import row_fault
from store.record.canonical import event_of
from store.tlog.merkle import leaf_hash
from tests.docs.packs import ORIGIN, PINS, instant
from tests.docs.signed_packs import (
    ACTION,
    ADMIN,
    BEFORE,
    CASE,
    DECIDED,
    OFFICER,
    PAGE,
    RULE,
    Made,
    Otherwise,
    Rows,
    dropped,
    entered,
    key_of,
    keyed,
    other_signature,
)
from tests.support.software_key import SoftwareKey
from tests.support.verifiers import GO, NODE, built_go, checked, checked_by_go, checked_by_script

pytestmark = pytest.mark.slow
GOOD, BAD, OPEN = "signed", "act-unsigned", "not proved"
KINDS: Final = ("ES256", "RS256", "EdDSA")
THIEF: Final = SoftwareKey.made(b"credential of nobody")
Change = Callable[[Any], Any]


def browser(**changes: Any) -> Change:
    """The browser says something else, in the spelling of its JSON."""
    return lambda data: json.dumps({**json.loads(data), **changes}, separators=(",", ":")).encode()


def unsaid(name: str) -> Change:
    """The browser says less."""
    return lambda data: json.dumps(less(name)(json.loads(data))).encode()


def less(name: str) -> Change:
    return lambda said: {key: value for key, value in said.items() if key != name}


def spelt(old: str, new: str) -> Change:
    return lambda data: data.replace(old.encode(), new.encode(), 1)


def more(**changes: Any) -> Change:
    return lambda said: {**said, **changes}


def coded(name: str, change: Callable[[bytes], bytes]) -> Change:
    """A part of the assertion has other bytes."""
    return lambda said: {**said, name: base64.b64encode(change(base64.b64decode(said[name]))).decode()}


def flags(value: int, after: bytes = b"") -> Change:
    return lambda data: data[:32] + bytes([value]) + data[33:] + after


def row(type: str, **changes: Any) -> Change:
    """The data of a row of the registry are otherwise."""
    return lambda rows: [
        (id, name, change_of(data, changes) if name == type else data, up) for id, name, data, up in rows
    ]


def change_of(data: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    inner = next((name for name in ("key", "rule") if isinstance(data.get(name), dict)), None)
    return {**data, inner: {**data[inner], **changes}} if inner else {**data, **changes}


def key(public: str, name: str = THIEF.key) -> Rows:
    """A key of the register's making, confirmed by whom it likes."""
    rows = keyed(THIEF)
    rows[0][2]["key"] |= {"public": public, "key": name}
    rows[1][2]["key"] = name
    return rows


def spki(private: Any) -> str:
    return SoftwareKey(b"", private).public


def again(made: SoftwareKey, **changes: str) -> tuple[str, str, dict[str, Any], dict[str, Any]]:
    """A key is entered once more."""
    return OFFICER, IN_ROW, {"key": entered(made) | changes}, {}


def exchanged(data: dict[str, Any]) -> dict[str, Any]:
    made = data["decision"]
    return {"decision": {**made, "reasons": made["number"], "number": made["reasons"]}}


def without_rule(rows: Rows) -> Rows:
    return [row for row in rows if row[0] != RULE]


def stretched(signature: bytes) -> bytes:
    """The same two numbers, with a length in the long form that DER does not have."""
    return signature[:1] + b"\x81" + signature[1:]


def trailing(data: bytes) -> bytes:
    return data + b"\x00"


def nothing(said: Any) -> None:
    return None


def paper(number: str) -> dict[str, Any]:
    return {"signed": lambda said: {"paper": number}, "assertion": nothing}


KEY: Final = key_of("ES256")
UNSIGNED: Final = {"body": less("signed"), "assertion": nothing}
KEYLESS: Final = {"rows": lambda rows: rows[:-2]}
EVERY: Final = PRESENT | VERIFIED
IN_ROW: Final = "officer.key-entered"


def second(wait: int, **changes: Any) -> Callable[[Rows], Rows]:
    """A second rule, put into force just before the decision."""
    at = DECIDED - 60
    rule = {"actions": [ACTION], "page": PAGE, "proposed_by": "officer-x", "since": instant(at + wait), **changes}
    more = {"at": at}
    return lambda rows: [
        *rows,
        (RULE, "regulation.signing-proposed", {"rule": rule}, more),
        (RULE, "regulation.signing-required", {"rule": {**rule, "by": "officer-an"}}, {"actor": ADMIN, **more}),
    ]


def lifted(wait: int, **changes: Any) -> Callable[[Rows], Rows]:
    """The end of signing on papers, just before the decision."""
    at = DECIDED - 60
    rule = {"actions": [], "page": PAGE, "proposed_by": "officer-x", "by": "officer-an", "since": instant(at + wait)}
    said = {"rule": rule, "inspector": "officer-inspector", "papers": ["1", "2", "3"], **changes}
    return lambda rows: [*rows, (RULE, "regulation.signing-lifted", said, {"at": at})]


CASES: Final[Mapping[str, tuple[str, dict[str, Any]]]] = {
    **{f"as it was signed, {kind}": (GOOD, {"kind": kind}) for kind in KINDS},
    "another member is in the browser's words": (GOOD, {"client": browser(tokenBinding={"status": "supported"})}),
    "slashes are escaped": (GOOD, {"client": spelt("https://", "https:\\/\\/")}),
    "spaces are in the browser's words": (GOOD, {"client": spelt("{", "{ \t\r\n")}),
    "it was not asked whether the page is inside another": (GOOD, {"client": unsaid("crossOrigin")}),
    "extensions follow, and say so": (GOOD, {"data": flags(EVERY | 0x80, b"\xa0")}),
    "the other signature of ECDSA": (GOOD, {"signature": other_signature}),
    "a note of the register lies between": (GOOD, {"between": ("case.agency-notified",)}),
    "a key that can be copied, where that counts": (
        GOOD,
        {"rule": more(synced=True), "data": flags(EVERY | COPIABLE | COPIED)},
    ),
    "another page is around it": (BAD, {"client": browser(crossOrigin=True)}),
    "crossOrigin is no truth value": (BAD, {"client": browser(crossOrigin="false")}),
    "it names the page around it": (BAD, {"client": browser(topOrigin="https://casebook.invalid")}),
    "another page": (BAD, {"client": browser(origin="https://casebook.example.invalid")}),
    "the same page with its port": (BAD, {"client": browser(origin="https://casebook.example:443")}),
    "a registration": (BAD, {"client": browser(type="webauthn.create")}),
    "another challenge": (BAD, {"client": browser(challenge="AAAA")}),
    "the challenge with padding": (BAD, {"client": spelt('", "origin"', '=", "origin"')}),
    "the origin twice, the good one last": (BAD, {"client": spelt("{", '{"origin":"https://casebook.invalid",')}),
    "the origin twice, the good one first": (
        BAD,
        {"client": lambda data: data[:-1] + b',"origin":"https://casebook.invalid"}'},
    ),
    "the origin twice, once in escapes": (BAD, {"client": spelt("{", '{"or\\u0069gin":"https://casebook.invalid",')}),
    "a name in escapes": (BAD, {"client": spelt('"origin"', '"or\\u0069gin"')}),
    "a number in the browser's words": (BAD, {"client": browser(n=1)}),
    "no number that JSON has": (BAD, {"client": spelt("{", '{"n":NaN,')}),
    "half of a surrogate pair": (BAD, {"client": spelt("{", '{"n":"\\ud800",')}),
    "objects three deep": (BAD, {"client": browser(a={"b": {"c": "d"}})}),
    "a list": (BAD, {"client": browser(a=[])}),
    "a byte order mark": (BAD, {"client": lambda data: b"\xef\xbb\xbf" + data}),
    "another encoding": (BAD, {"client": lambda data: data.decode().encode("utf-16")}),
    "bytes that are no text": (BAD, {"client": lambda data: data.replace(b"{", b'{"n":"\xff",', 1)}),
    "something behind it": (BAD, {"client": lambda data: data + b" "}),
    "a comma too many": (BAD, {"client": lambda data: data[:-1] + b",}"}),
    "too many bytes": (BAD, {"client": browser(n="x" * 4_096)}),
    "no words of a browser": (BAD, {"client": lambda data: b"null"}),
    "nobody was verified": (BAD, {"data": flags(PRESENT)}),
    "nobody was there": (BAD, {"data": flags(VERIFIED)}),
    "a key that can be copied": (BAD, {"data": flags(EVERY | COPIABLE)}),
    "a key that was copied": (BAD, {"data": flags(EVERY | COPIABLE | COPIED)}),
    "copied, and cannot be": (BAD, {"rule": more(synced=True), "data": flags(EVERY | COPIED)}),
    "bytes that no flag says": (BAD, {"data": trailing}),
    "a flag that says more than follows": (BAD, {"data": flags(EVERY | 0x80)}),
    "too few bytes": (BAD, {"data": lambda data: data[:36]}),
    "another name": (BAD, {"data": lambda data: b"\x00" * 32 + data[32:]}),
    "a byte behind the signature": (BAD, {"signature": trailing}),
    "a byte behind the signature, RS256": (BAD, {"kind": "RS256", "signature": trailing}),
    "a byte behind the signature, EdDSA": (BAD, {"kind": "EdDSA", "signature": trailing}),
    "a length in the long form": (BAD, {"signature": stretched}),
    "no numbers": (BAD, {"signature": lambda signature: bytes.fromhex("3006020100020100")}),
    "an empty signature": (BAD, {"signature": lambda signature: b"\x00"}),
    "base64 with other last bits": (
        BAD,
        {"assertion": lambda said: {**said, "authenticatorData": said["authenticatorData"][:-2] + "B="}},
    ),
    "base64 of addresses": (BAD, {"assertion": lambda said: {**said, "signature": "-_" + said["signature"][2:]}}),
    "no assertion": (BAD, {"assertion": nothing}),
    "a member more beside it": (BAD, {"assertion": more(counter=1)}),
    "a member less beside it": (BAD, {"assertion": less("signature")}),
    "other bytes than were signed": (
        BAD,
        {"assertion": coded("clientDataJSON", lambda data: data.replace(b"{", b"{ ", 1))},
    ),
    "the command with spaces": (BAD, {"spelt": spelt(",", ", ")}),
    "the command with a member twice": (BAD, {"spelt": spelt("{", '{"action":"decideCase",')}),
    "a member more in the command": (BAD, {"command": more(zeal=1)}),
    "another edition": (BAD, {"command": more(v=2)}),
    "an edition that is true": (BAD, {"command": more(v=True)}),
    "another action": (BAD, {"command": more(action="closeCase")}),
    "another actor": (BAD, {"command": lambda said: {**said, "actor": {**said["actor"], "posts": ["SIGNATORY"]}}}),
    "another scope": (BAD, {"command": more(scope="case:close")}),
    "another log": (BAD, {"command": more(origin="elsewhere.example/log")}),
    "another page in the command": (BAD, {"command": more(page="https://casebook.invalid")}),
    "another command id": (BAD, {"command": more(id="c-other")}),
    "names that nobody answered for": (BAD, {"command": more(names=[])}),
    "another case": (BAD, {"command": more(target="case-other")}),
    "another case, and this one besides": (GOOD, {"command": more(target="case-other", also=[CASE])}),
    "another case, and this one inside a text": (BAD, {"command": more(target="case-other", also=f"x{CASE}x")}),
    "another version": (BAD, {"command": more(after="00" * 32)}),
    "no version": (BAD, {"command": more(after=None)}),
    "an act lies between": (BAD, {"between": ("case.contact-forgotten",)}),
    "it ended before": (BAD, {"command": more(end=instant(DECIDED - 301))}),
    "an end that is none": (BAD, {"command": more(end="soon")}),
    "another measure": (
        BAD,
        {"event": lambda data: {"decision": {**data["decision"], "measure": "CORRECTION_REQUEST"}}},
    ),
    "two texts exchanged": (BAD, {"event": exchanged}),
    "a text that nobody signed": (BAD, {"command": lambda said: {**said, "fields": less("reasons")(said["fields"])}}),
    "fields that are none": (BAD, {"command": more(fields=[])}),
    "it names another command": (BAD, {"signed": more(command="00" * 32)}),
    "it names another key": (BAD, {"signed": more(key=THIEF.key)}),
    "it names more": (BAD, {"signed": more(by="officer-an")}),
    "it names nothing": (BAD, {"signed": lambda said: {}}),
    "no signature": (BAD, UNSIGNED),
    "a paper and a key": (BAD, paper("12/QĐ")),
    "a paper, and no key that counted": (GOOD, paper("12/QĐ") | KEYLESS),
    "a paper without a number": (BAD, paper("QĐ") | KEYLESS),
    "a paper and an assertion": (BAD, less("assertion")(paper("12/QĐ")) | KEYLESS),
    "a key that nobody confirmed": (BAD, {"rows": lambda rows: rows[:-1]}),
    "a key that had ended": (BAD, {"rows": lambda rows: rows[:-2] + keyed(KEY, DECIDED - 600)}),
    "a key that ended after it": (GOOD, {"rows": lambda rows: rows[:-2] + keyed(KEY, DECIDED + 600)}),
    "a key that began confirmed": (
        BAD,
        {"rows": lambda rows: row(IN_ROW, confirmed_by="x", counts_from=instant(BEFORE))(rows[:-1])},
    ),
    "a key that does not wait": (BAD, {"rows": row("officer.key-confirmed", counts_from=instant(BEFORE))}),
    "a key that was confirmed at another time": (BAD, {"rows": row("officer.key-confirmed", at=instant(BEFORE - 900))}),
    "a key that another person confirmed": (BAD, {"rows": row("officer.key-confirmed", by="officer-y")}),
    "two keys of one name": (BAD, {"rows": lambda rows: [*rows[:-1], again(THIEF, key=KEY.key), rows[-1]]}),
    "one key under two names": (BAD, {"rows": lambda rows: [*rows, again(KEY, key=THIEF.key)]}),
    "a key that one person ended": (BAD, {"rows": lambda rows: [*rows, keyed(KEY, BEFORE)[-1]]}),
    "RSA with a small exponent": (BAD, {"rows": lambda rows: [*rows, *key(spki(rsa.generate_private_key(3, 2_048)))]}),
    "RSA with few bits": (BAD, {"rows": lambda rows: [*rows, *key(spki(rsa.generate_private_key(65_537, 1_024)))]}),
    "another curve": (BAD, {"rows": lambda rows: [*rows, *key(spki(generate_private_key(SECP384R1())))]}),
    "a public key with other last bits": (BAD, {"rows": lambda rows: [*rows, *key(THIEF.public[:-2] + "B=")]}),
    "a rule that began before it was made": (BAD, {"rule": more(since=instant(BEFORE))}),
    "another rule than was proposed": (
        BAD,
        {"rows": row("regulation.signing-required", page="https://casebook.invalid")},
    ),
    "a rule that one person made": (BAD, {"rule": more(proposed_by="officer-an")}),
    "the rule is hidden": (OPEN, {"rows": without_rule}),
    "the rule is hidden, and the signature left out": ("unsaid", {"rows": without_rule, **UNSIGNED}),
    "another act has to be signed": (GOOD, {"rule": more(actions=["closeCase"])}),
    "a rule that asks for less, in an hour": (BAD, {"rows": second(3_600, actions=[])}),
    "a rule that takes copied keys, in an hour": (BAD, {"rows": second(3_600, synced=True)}),
    "a rule for another page, in an hour": (BAD, {"rows": second(3_600, page="https://casebook.invalid")}),
    "a rule that asks for less, in a day": (GOOD, {"rows": second(86_400, actions=[])}),
    "a rule that asks for more, in an hour": (GOOD, {"rows": second(3_600, actions=[ACTION, "closeCase"])}),
    "signing is lifted, in an hour": (BAD, {"rows": lifted(3_600)}),
    "signing is lifted, in a day": (GOOD, {"rows": lifted(86_400)}),
    "signing is lifted by two people": (BAD, {"rows": lifted(86_400, inspector="officer-x")}),
    "signing is lifted by two papers": (BAD, {"rows": lifted(86_400, papers=["1", "2"])}),
    "the rule begins after it": (BAD, {"rule": more(since=instant(DECIDED + 3_600))}),
}
"""What is otherwise, and what all say of it. Where a row of the registry is BAD, the act may rest on it or not."""


@cache
def made(name: str) -> Made:
    return Made(Otherwise(**CASES[name][1]))


@cache
def reports() -> Mapping[str, Any]:
    """What the verifier in Python says of each."""
    return {name: checked(made(name).pack, PINS) for name in CASES}


def verdict(report: Mapping[str, Any]) -> str:
    if BAD in {row["code"] for row in report["findings"]}:
        return BAD
    if "endorsed" in report["notProved"]:
        return OPEN
    return GOOD if report["proved"].get("endorsed") or "papers" in report["notProved"] else "unsaid"


def test_the_verifier_in_python_says_what_is_expected() -> None:
    expected = {name: said for name, (said, _) in CASES.items()}
    assert {name: verdict(report) for name, report in reports().items()} == expected


@pytest.mark.skipif(NODE is None, reason="no Node to run the script in")
def test_the_verifier_in_javascript_says_the_same() -> None:
    said = checked_by_script([made(name).pack for name in CASES], {**PINS, "shared": []})
    assert [name for name, report in zip(CASES, said, strict=True) if report != reports()[name]] == []


@pytest.mark.skipif(GO is None, reason="no Go to build the verifier with")
def test_the_verifier_in_go_says_the_same(tmp_path: Path) -> None:
    said = checked_by_go(built_go(tmp_path), [made(name).pack for name in CASES], PINS)
    found = {
        name: BAD if _found(report) else OPEN if report["open"] else ""
        for name, report in zip(CASES, said, strict=True)
    }
    wanted = {name: verdict(report) for name, report in reports().items()}
    assert found == {name: said if said in (BAD, OPEN) else "" for name, said in wanted.items()}


def _found(report: Mapping[str, Any]) -> bool:
    return BAD in {row["code"] for row in report["findings"]}


def test_the_sealer_holds_what_the_verifiers_name() -> None:
    held = {name: _held(made(name)) for name, (said, change) in CASES.items() if said != OPEN and _in_bytes(change)}
    assert {name: bool(why) for name, why in held.items()} == {name: CASES[name][0] == BAD for name in held}


def _in_bytes(change: Mapping[str, Any]) -> bool:
    """Whether what is otherwise is in what the record holds, not only in how a pack spells it."""
    return "assertion" not in change or dropped(change["assertion"])


def _held(pack: Made) -> str | None:
    try:
        return next(_faults(pack), None)
    except Exception as error:
        return type(error).__name__


def _faults(pack: Made) -> Iterator[str]:
    rules = list(pack.states[RULE].signing) if RULE in pack.states else []
    for rows in pack.registry.values():
        for body, before in rows:
            event = event_of(body["type"], body["data"])
            if before is not None and (why := row_fault(body, event, before, None, rules)):
                yield why
    kept = None if pack.dropped else pack.assertion.document()
    earlier = [(leaf_hash(entry).hex(), json.loads(told["body"])) for _, entry, told in pack.case.versions[:-1]]
    act = Signable(
        origin=ORIGIN,
        stream=CASE,
        body=pack.act,
        assertion=kept,
        earlier=((leaf, body["type"], body["command"]) for leaf, body in reversed(earlier)),
    )
    if why := fault(act, rules, pack.keys):
        yield why
