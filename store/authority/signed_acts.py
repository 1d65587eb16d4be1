"""Check of acts that their authors must sign, against the signed bytes (`docs/signed-acts.md`).

Sealer, `casebook verify` and the command handler use the same functions. They trust only the registry rows that the
caller passes.

clientDataJSON     the browser's data: type, challenge, origin
authenticatorData  hash of the relying party's name (32 bytes), flags (1), counter (4), extensions
signature          over authenticatorData and the SHA-256 of clientDataJSON
"""

import base64
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from domain.administration.signing import ROOTS
from domain.book import EVENTS
from domain.kernel.actor import ActorKind
from domain.kernel.calendar import from_iso_millis
from domain.registry.accounts import SigningKey, is_public_key
from domain.registry.regulation import SigningRule, rule_at
from domain.signed_fields import SIGNED_FIELDS
from store.log.audit.finding import SKEW
from store.record.canonical import canonical, read

PRESENT: Final = 0x01
VERIFIED: Final = 0x04
COPIABLE: Final = 0x08
COPIED: Final = 0x10
MORE: Final = 0xC0
"""Flags of authenticator data: user present; user verified (PIN or fingerprint); key can be copied; key was copied;
more data follow."""
DATA_LEAST, DATA_MOST = 37, 4_096
WHITE, TEXT = r"[ \t\n\r]*", r'"(?:[^"\\\x00-\x1f]|\\/)*"'
FLAT: Final = f"(?:{TEXT}|true|false|null)"
OBJECT: Final = f"\\{{{WHITE}(?:{TEXT}{WHITE}:{WHITE}{FLAT}{WHITE}(?:,{WHITE}{TEXT}{WHITE}:{WHITE}{FLAT}{WHITE})*)?\\}}"
VALUE: Final = f"(?:{FLAT}|{OBJECT})"
MEMBER: Final = re.compile(f"({TEXT}){WHITE}:{WHITE}({VALUE})")
CLIENT_DATA: Final = re.compile(OBJECT.replace(FLAT, VALUE))
"""Pattern of JSON that all parsers read alike: objects at most two deep, without numbers, and with `\\/` as the only
escape."""
FIELDS: Final = ("command", "authenticatorData", "clientDataJSON", "signature")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    command: bytes
    authenticator_data: bytes
    client_data: bytes
    signature: bytes

    @classmethod
    def read(cls, stored: object) -> "Assertion":
        """Return the assertion of a stored document. Raise ValueError for anything else."""
        if not isinstance(stored, Mapping) or set(stored) != set(FIELDS):
            raise ValueError("is no assertion")
        parts = [stored[name] for name in FIELDS]
        if not all(isinstance(part, bytes) and len(part) <= DATA_MOST * 16 for part in parts):
            raise ValueError("is no assertion")
        return cls(**dict(zip(cls.__dataclass_fields__, map(bytes, parts), strict=True)))

    def document(self) -> dict[str, bytes]:
        parts = (self.command, self.authenticator_data, self.client_data, self.signature)
        return dict(zip(FIELDS, parts, strict=True))


def refusal(assertion: Assertion, challenge: bytes, page: str, public: str, *, synced: bool) -> str | None:
    """Return why an assertion is not a valid signature of a challenge, made with a key on a page; None if it is
    valid."""
    return (
        _unlike(assertion.client_data, challenge, page)
        or _unverified(assertion.authenticator_data, page, synced=synced)
        or _unsigned(assertion, public)
    )


def client_said(data: bytes) -> Mapping[str, str]:
    """Return the members of the client data as written. Raise ValueError for ambiguous data."""
    text = data.decode()
    members = MEMBER.findall(text)
    if len(data) > DATA_MOST or not CLIENT_DATA.fullmatch(text) or len(dict(members)) != len(members):
        raise ValueError("is no client data")
    return {name.replace("\\/", "/"): value.replace("\\/", "/") for name, value in members}


def _unlike(data: bytes, challenge: bytes, page: str) -> str | None:
    try:
        said = client_said(data)
    except ValueError:
        return "its client data cannot be read"
    if said.get('"type"') != '"webauthn.get"':
        return "its client data is not of a signature"
    if said.get('"challenge"') != f'"{base64.urlsafe_b64encode(challenge).rstrip(b"=").decode()}"':
        return "it signs another command"
    if said.get('"origin"') != f'"{page}"' or said.get('"crossOrigin"', "false") != "false" or '"topOrigin"' in said:
        return "it was made on another page"
    return None


def _unverified(data: bytes, page: str, *, synced: bool) -> str | None:
    if not DATA_LEAST <= len(data) <= DATA_MOST or (len(data) > DATA_LEAST) != bool(data[32] & MORE):
        return "its authenticator data cannot be read"
    if data[:32] != sha256((urlsplit(page).hostname or "").encode()).digest():
        return "it is for another name"
    if data[32] & (PRESENT | VERIFIED) != PRESENT | VERIFIED:
        return "its authenticator did not verify the person"
    if (data[32] & COPIABLE and not synced) or data[32] & (COPIABLE | COPIED) == COPIED:
        return "its key can be copied"
    return None


def _unsigned(assertion: Assertion, public: str) -> str | None:
    message = assertion.authenticator_data + sha256(assertion.client_data).digest()
    if not is_public_key(public):
        return "its key is of another kind"
    try:
        key = load_der_public_key(base64.b64decode(public, validate=True))
        if isinstance(key, EllipticCurvePublicKey):
            key.verify(assertion.signature, message, ECDSA(SHA256()))
        elif isinstance(key, RSAPublicKey):
            key.verify(assertion.signature, message, PKCS1v15(), SHA256())
        elif isinstance(key, Ed25519PublicKey):
            key.verify(assertion.signature, message)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return "its signature is not valid"
    return None


PURPOSE: Final = b"casebook/signed-act/v1\n"
BY_PEOPLE: Final = frozenset({ActorKind.PERSON.value, ActorKind.CLIENT.value})
"""Kinds of actors whose acts the API carries out. All other kinds have processes of their own."""
NEVER_ON_PAPER: Final = frozenset(ROOTS)
"""Actions on keys and rules. They may not be done on paper, because an act on paper is not signed."""
PAPER: Final = re.compile(r"(?=.*[0-9])[0-9A-Za-zĐđƯưÔôÂâ/.-]{1,40}")
"""Number of a document, such as 12/QĐ-UBND."""
NOTED_MOST: Final = 60
"""Most versions that the register itself may add between the version that an officer saw and the act."""
DEPTH_MOST, ASTRAL = 40, 0x10000
"""Limits on JSON, the same as in record packs (`docs/record-pack-format.md`)."""
MEMBERS: Final = frozenset(
    {
        *("v", "origin", "page", "action", "actor", "scope", "names", "id", "target", "after", "also"),
        *("fields", "anchor", "end"),
    }
)
Earlier = Iterable[tuple[str, str, str]]
"""Earlier versions, newest first: leaf hash in hexadecimal, type of event, name of the command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signable:
    origin: str
    stream: str
    body: Mapping[str, Any]
    assertion: object
    """Assertion as a stored document, which is stored beside the signed bytes."""
    earlier: Earlier


def challenge_of(command: bytes) -> bytes:
    return sha256(PURPOSE + command).digest()


def needed(rules: Collection[SigningRule], body: Mapping[str, Any], at: datetime) -> bool:
    """Return True if an act of this time must be signed. Clock skew is allowed for."""
    if body["actor"]["kind"] not in BY_PEOPLE:
        return False
    around = [rule_at(rules, moment) for moment in (at - SKEW, at)]
    return all(rule is not None and body["action"] in rule.actions for rule in around)


def fault(
    act: Signable,
    rules: Collection[SigningRule],
    keys: Callable[[], Iterable[SigningKey]],
    sure: Callable[[], Iterable[SigningKey]] | None = None,
) -> str | None:
    """Return why an act is not signed as required; None if it is signed, or needs no signature.

    `keys` are keys that could belong to the actor. `sure` are keys that certainly belong to the actor, if they differ
    from `keys`. Raise any error that tampered bytes can cause.
    """
    body = act.body
    at, signed = from_iso_millis(body["at"]), body.get("signed")
    if signed is None:
        if act.assertion is not None:
            return "it has an assertion that it does not name"
        return f"{body['action']} has to be signed by whoever acts" if needed(rules, body, at) else None
    rule = rule_at(rules, at) or rule_at(rules, at + SKEW)
    if rule is None or body["actor"]["kind"] != ActorKind.PERSON:
        return "nothing says that it is signed"
    if "paper" in signed:
        return _on_paper(body, act.assertion, at, (sure or keys)())
    return _signed(act, Assertion.read(act.assertion), rule, at, keys())


def _on_paper(body: Mapping[str, Any], assertion: object, at: datetime, keys: Iterable[SigningKey]) -> str | None:
    if set(body["signed"]) != {"paper"} or not PAPER.fullmatch(str(body["signed"]["paper"])):
        return "it names no paper"
    if assertion is not None or body["action"] in NEVER_ON_PAPER:
        return f"{body['action']} is not done on paper"
    if any(key.counts(at - SKEW) and key.counts(at) and key.counts(at + SKEW) for key in keys):
        return "it is on paper, and its author had a key"
    return None


def _signed(
    act: Signable, assertion: Assertion, rule: SigningRule, at: datetime, keys: Iterable[SigningKey]
) -> str | None:
    signed, said = act.body["signed"], read(assertion.command)
    challenge = challenge_of(assertion.command)
    if set(signed) != {"command", "key"} or signed["command"] != challenge.hex():
        return "it names another command than was signed"
    if canonical(said) != assertion.command or not (_plain(said) and set(said) <= MEMBERS and _alike(said["v"], 1)):
        return "its command cannot be read"
    named = [key for key in keys if key.key == signed["key"]]
    known = [key for key in named if any(key.counts(moment) for moment in (at - SKEW, at, at + SKEW))]
    if not known:
        return "its key is not one of its author's that counted then"
    refusals = [refusal(assertion, challenge, rule.page, key.public, synced=rule.synced) for key in known]
    return (
        (all(refusals) and refusals[0])
        or _other_act(act, said, rule, at)
        or _other_place(act, said)
        or (_other_fields(act, said))
    )


def _other_act(act: Signable, said: Mapping[str, Any], rule: SigningRule, at: datetime) -> str | None:
    body = act.body
    same = {name: body.get(name) for name in ("action", "actor", "scope", "names")}
    same |= {"id": body["command"], "origin": act.origin, "page": rule.page}
    for name, value in same.items():
        if not _alike(said.get(name), value):
            return f"another {name} was signed"
    return "it came after the end that was signed" if at > from_iso_millis(said["end"]) + SKEW else None


def _other_place(act: Signable, said: Mapping[str, Any]) -> str | None:
    if said["target"] != act.stream:
        also = said["also"]
        return None if isinstance(also, list) and act.stream in also else "another stream was signed"
    known, types = SIGNED_FIELDS[act.body["action"]], [act.body["type"]]
    if not follows(said["after"], act.earlier, act.body["command"], types):
        return "another version was signed"
    twice = {type for type in types if types.count(type) > 1}
    return "it was done twice" if any(len(known) == 1 or known.get(type) for type in twice) else None


def follows(after: str | None, earlier: Earlier, command: str, types: list[str]) -> bool:
    """Return True if a version is followed only by notes of the register, and then by versions of the same act.

    The types of the act's own versions are added to `types`.
    """
    own, noted = True, 0
    for leaf, type, name in earlier:
        own = own and name == command
        if own:
            types.append(type)
            continue
        if leaf == after:
            return True
        noted += 1
        if not EVENTS[type].BOOKKEEPING or noted > NOTED_MOST:
            return False
    return after is None and not noted


def _other_fields(act: Signable, said: Mapping[str, Any]) -> str | None:
    if said["target"] != act.stream:
        return None
    rules = SIGNED_FIELDS[act.body["action"]].get(act.body["type"])
    if rules is None:
        return "it is another event than was signed"
    for path, name in rules.items():
        if not _alike(member(act.body["data"], path), said["fields"].get(name)):
            return f"{path} is not the {name} that was signed"
    return None


def _plain(value: Any, depth: int = DEPTH_MOST) -> bool:
    """Return True if a value is not nested too deep, and its members sort alike in UTF-16 and UTF-8."""
    if isinstance(value, dict):
        if any(ord(sign) >= ASTRAL for name in value for sign in name):
            return False
        value = list(value.values())
    return not isinstance(value, list) or (depth > 0 and all(_plain(part, depth - 1) for part in value))


def _alike(one: Any, other: Any) -> bool:
    """Return True if two values are the same JSON. Python's == is not enough, because True == 1."""
    return canonical(one) == canonical(other)


def member(data: Any, path: str) -> Any:
    """Return the member of an event at a path; None if it is missing. For a sealed text, return its commitment."""
    for name in path.split("."):
        data = data.get(name) if isinstance(data, dict) else None
    return data["commitment"] if isinstance(data, dict) and set(data) == {"commitment", "group"} else data
