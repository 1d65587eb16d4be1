"""Packs of a case that was decided with a signature, whole and with one thing otherwise; all hashes and seals fit.

The register lies as far as it can: it has every key but those of the officers.
"""

import base64
import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from domain.kernel.event import folded
from domain.registry.accounts import SigningKey
from domain.signed_fields import SIGNED_FIELDS
from store.authority.signed_acts import FIELDS, Assertion, challenge_of, member
from store.record.canonical import canonical, event_of, to_bytes
from store.tlog.merkle import leaf_hash
from tests.docs.pack_lives import LEADER, MOMENT, REGISTRY, Text, acts_of, sealed_anew
from tests.docs.packs import BEGINNING, ORIGIN, Log, Stream, Told, instant, lines_of, stated
from tests.support.golden import OLD
from tests.support.software_key import SoftwareKey

PAGE, RULE, CASE, ACTION = "https://casebook.example", "regulation-one", "case-signed", "decideCase"
OFFICER = "officer-binh-2"
"""The appointment in whose row the keys are; its person is the one who acts."""
DECIDED, BEFORE = BEGINNING + 7_200, BEGINNING - 30 * 86_400
ADMIN = {**LEADER, "subject": "officer-an", "role": "LEAD"}
Rows = list[tuple[str, str, dict[str, Any], dict[str, Any]]]
"""Stream, type of event, data, and what the body has otherwise."""


def same(value: Any) -> Any:
    return value


@dataclass(kw_only=True)
class Otherwise:
    """What is otherwise: each takes what is right."""

    kind: str = "ES256"
    rule: Callable[[dict[str, Any]], dict[str, Any]] = same
    rows: Callable[[Rows], Rows] = same
    command: Callable[[dict[str, Any]], dict[str, Any]] = same
    spelt: Callable[[bytes], bytes] = same
    client: Callable[[bytes], bytes] = same
    data: Callable[[bytes], bytes] = same
    signature: Callable[[bytes], bytes] = same
    assertion: Callable[[dict[str, Any]], Any] = same
    signed: Callable[[dict[str, Any]], Any] = same
    event: Callable[[dict[str, Any]], dict[str, Any]] = same
    body: Callable[[dict[str, Any]], dict[str, Any]] = same
    between: tuple[str, ...] = ()
    """Types of events between the version that was seen and the act."""


@cache
def key_of(kind: str) -> SoftwareKey:
    name = f"credential {kind}".encode()
    if kind == "RS256":
        return SoftwareKey(name, rsa.generate_private_key(65_537, 2_048))
    return SoftwareKey(name, Ed25519PrivateKey.generate()) if kind == "EdDSA" else SoftwareKey.made(name)


def entered(key: SoftwareKey) -> dict[str, Any]:
    label = {"commitment": "0c" * 32, "group": "g2"}
    return {"key": key.key, "public": key.public, "label": label, "entered_at": instant(BEFORE)}


def keyed(key: SoftwareKey, until: int | None = None) -> Rows:
    """A key that was entered and confirmed, and perhaps ended."""
    day = BEFORE + 86_400
    rows: Rows = [
        (OFFICER, "officer.key-entered", {"key": entered(key)}, {}),
        (
            OFFICER,
            "officer.key-confirmed",
            {"key": key.key, "by": "officer-an", "at": instant(BEFORE), "counts_from": instant(day)},
            {"actor": ADMIN},
        ),
    ]
    if until is not None:
        said = {"key": key.key, "at": instant(until)}
        rows.append((OFFICER, "officer.key-doubted", {**said, "by": "officer-x", "reason": "LOST"}, {"at": until}))
        rows.append((OFFICER, "officer.key-ended", {**said, "by": "officer-an"}, {"at": until, "actor": ADMIN}))
    return rows


def regulated(otherwise: Otherwise) -> Rows:
    decision = {"number": "1/QĐ", "title": "Quy chế", "issued_on": "2021-06-24", "span": {"since": "2021-07-04"}}
    rule = {"actions": [ACTION], "since": instant(BEGINNING + 3_600), "page": PAGE, "proposed_by": "officer-x"}
    rule = otherwise.rule(rule)
    return [
        (RULE, "regulation.entered", {**decision, "source": "CB", "certainty": "CONFIRMED"}, {}),
        (RULE, "regulation.signing-proposed", {"rule": rule}, {}),
        (RULE, "regulation.signing-required", {"rule": {**rule, "by": "officer-an"}}, {"actor": ADMIN}),
    ]


class Made:
    """A pack, and what the sealer would look at."""

    def __init__(self, otherwise: Otherwise) -> None:
        self._otherwise, self._log, self._chance = otherwise, Log(), Random(7)
        self._log.leaves += [self._chance.randbytes(32) for _ in range(3)]
        self.registry: dict[str, list[tuple[dict[str, Any], Any]]] = {}
        """Bodies and states before them, by stream."""
        self.states: dict[str, Any] = {}
        rows = self._registry()
        self.case = Stream(CASE, self._log, self._chance)
        self.act = self._acts()
        self._log.seal(DECIDED + 60)
        told = Told(self._log, self.case, rows, {}, self._chance)
        self.pack = stated(b"".join(self._with_assertion(line) for line in lines_of(told, None, honest=False)))

    def _registry(self) -> Mapping[str, Stream]:
        rows: Rows = [(id, type, data, {}) for id, events in REGISTRY.items() for type, data in events]
        rows += [*regulated(self._otherwise), *keyed(key_of(self._otherwise.kind))]
        streams: dict[str, Stream] = {}
        for id, type, data, more in self._otherwise.rows(rows):
            stream = streams.setdefault(id, Stream(id, self._log, self._chance))
            kind = more.get("actor", {}).get("kind")
            act, process = next(one for one in acts_of(type) if kind in (None, one[0]["actor"]["kind"]))
            before = self.states.get(id)
            state = self.states[id] = folded(before, event_of(type, data), id)
            at = more.get("at", BEFORE)
            body = {"v": 1, "type": type, "data": data, **act, "command": "x", **more, "at": instant(at)}
            stream.add(body, to_bytes(state), None, process=process)
            self.registry.setdefault(id, []).append((body, before))
        return streams

    def _acts(self) -> dict[str, Any]:
        """The case up to its decision, and the body of that."""
        *earlier, (type, written) = OLD["case-by-procedure"][0][:3]
        now, state, texts = BEGINNING + 60, None, dict[str, Text]()
        for number, (name, data) in enumerate([*earlier, *((name, "{}") for name in self._otherwise.between)]):
            known = set(texts)
            happened = _noted(name) if data == "{}" else sealed_anew(json.loads(data), texts, self._chance)
            state = folded(state, event_of(name, happened), CASE)
            act, process = acts_of(name)[0]
            body = {"v": 1, "type": name, "data": happened, **act, "command": f"c-{number}", "at": instant(now)}
            fresh = [texts[one] for one in texts if one not in known]
            self.case.add(body, to_bytes(state), None, None, process=process, texts=fresh)
        self._log.seal(now + 5)
        known = set(texts)
        data = sealed_anew(json.loads(written), texts, self._chance)
        event = self._otherwise.event(deepcopy(data))
        body = {"v": 1, "type": type, "data": event, "actor": LEADER | {"role": "LEAD"}, "scope": "decision:issue"}
        body |= {"action": ACTION, "command": "c-decide", "at": instant(DECIDED)}
        self.assertion = self._asserted(body, data)
        signed = {"command": challenge_of(self.command).hex(), "key": key_of(self._otherwise.kind).key}
        body["signed"] = self._otherwise.signed(signed)
        body = self._otherwise.body(body)
        state = folded(state, event_of(type, event), CASE)
        fresh = [texts[one] for one in texts if one not in known]
        self.case.add(body, to_bytes(state), None, None, process="api", texts=fresh)
        return body

    def _asserted(self, body: Mapping[str, Any], data: Any) -> Assertion:
        number = 1 + len(self._otherwise.between)
        seen = leaf_hash(self.case.versions[-number][1]).hex()
        fields = {name: member(data, path) for path, name in SIGNED_FIELDS[ACTION][body["type"]].items()}
        said = {"v": 1, "origin": ORIGIN, "page": PAGE, "target": CASE, "after": seen, "also": [], "anchor": None}
        said |= {name: body[name] for name in ("action", "actor", "scope")} | {"id": body["command"]}
        said |= {"end": instant(DECIDED + 120), "fields": {name: value for name, value in fields.items() if value}}
        self.command = self._otherwise.spelt(canonical(self._otherwise.command(said)))
        key = key_of(self._otherwise.kind)
        made = key.assertion(self.command, PAGE)
        client, said_by = self._otherwise.client(made.client_data), self._otherwise.data(made.authenticator_data)
        signature = self._otherwise.signature(key.signed(said_by + sha256(client).digest()))
        return Assertion(command=self.command, authenticator_data=said_by, client_data=client, signature=signature)

    def _with_assertion(self, line: bytes) -> bytes:
        row = json.loads(line)
        if row["kind"] != "version" or row["n"] != len(self.case.versions):
            return line
        given = self.assertion.document()
        said = {name: base64.b64encode(part).decode() for name, part in given.items() if name != "command"}
        return (
            canonical({**row, "assertion": self._otherwise.assertion({"command": self.command.decode(), **said})})
            + b"\n"
        )

    @property
    def dropped(self) -> bool:
        return dropped(self._otherwise.assertion)

    def keys(self) -> list[SigningKey]:
        """The keys of who acted, as the registry's states have them."""
        return list(self.states[OFFICER].keys)


def dropped(assertion: Callable[[dict[str, Any]], Any]) -> bool:
    return assertion(dict.fromkeys(FIELDS, "AAAA")) is None


def _noted(name: str) -> dict[str, Any]:
    """Data of an event that lies between."""
    if name == "case.agency-notified":
        return {"notice": {"agency": "agency-land", "at": MOMENT, "about": "case.reported"}}
    return {"erasure": "erasure-one"}


def other_signature(signature: bytes) -> bytes:
    """The other signature of ECDSA that is valid with a valid one."""
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    r, s = decode_dss_signature(signature)
    return encode_dss_signature(r, order - s)
