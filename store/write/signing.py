"""Acts that their author must sign: the data to sign, and the check of the signature (`docs/signed-acts.md`).

The first request for such an act passes through all its rules and writes nothing: it is refused with the data to sign.
The second request has a signature of exactly these data; otherwise it is refused again.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from domain.book import EVENTS
from domain.kernel.actor import Actor, ActorKind
from domain.kernel.calendar import from_iso_millis, iso_millis
from domain.kernel.refusals import NotAllowed, Problem, Refused, RuleNotMet, SignatureNeeded, invalid
from domain.registry.accounts import SigningKey
from domain.registry.registry import Registry
from domain.registry.regulation import SigningRule, rule_at, signing_rules
from domain.rules.command import HUMANS_AND_MACHINES
from store.authority.signed_acts import NEVER_ON_PAPER, PAPER, Assertion, Signable, challenge_of, fault, refusal
from store.driver.connection import Connection, Document
from store.driver.transaction import Session
from store.record.canonical import JSON, canonical, read
from store.record.revision import StreamHead, actor_said

VALID_FOR: Final = timedelta(minutes=5)
"""Time within which a command must be signed. After that, the data to sign must be requested again."""
HASH: Final = re.compile("[0-9a-f]{64}")
NOTED_MOST: Final = 50
"""Most versions noted by the register after the version that an officer saw."""


@dataclass(frozen=True, kw_only=True)
class Signature:
    """Signature of an act: the key, the signed bytes, and the salts of the command's texts."""

    key: str
    assertion: Assertion
    salts: Mapping[str, bytes]

    def said(self) -> Mapping[str, Any]:
        """Return the signed command. Raise Refused for an unreadable command."""
        try:
            said = read(self.assertion.command)
            if not isinstance(said, dict) or canonical(said) != self.assertion.command:
                raise ValueError("not canonical")
        except (ValueError, StopIteration, RecursionError) as wrong:
            raise Refused(invalid("assertion", "signature-invalid")) from wrong
        return said


def salts_read(text: str) -> Mapping[str, bytes]:
    """Parse the salts issued by the register. Raise Refused for any other text."""
    try:
        salts = {str(name): bytes.fromhex(salt) for name, salt in json.loads(text).items()}
        if any(len(salt) != 32 for salt in salts.values()):
            raise ValueError("too short")
    except (ValueError, TypeError, AttributeError, RecursionError) as wrong:
        raise Refused(invalid("assertion", "signature-invalid")) from wrong
    return salts


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Act that must be signed: all parts of the signed command except the streams to which it writes."""

    rule: SigningRule
    keys: Sequence[SigningKey]
    command: Mapping[str, Any]
    signature: Signature | None
    paper: str | None
    salts: Mapping[str, bytes]
    now: datetime

    def fields(self) -> Mapping[str, Any]:
        """Return the fields about the signature for the act's revisions; empty for a trial run. Raise Refused."""
        if self.paper is not None:
            return {"signed": {"paper": self.paper}}
        if self.signature is None:
            return {}
        assertion = self.signature.assertion
        challenge = challenge_of(assertion.command)
        key = next((key for key in self.keys if key.key == self.signature.key), None)
        if key is None or not key.counts(self.now):
            raise Refused(invalid("assertion", "signing-key-not-yours"))
        if refusal(assertion, challenge, self.rule.page, key.public, synced=self.rule.synced):
            raise Refused(invalid("assertion", "signature-invalid"))
        signed = {"command": challenge.hex(), "key": self.signature.key}
        return {"signed": signed, "assertion": assertion.document()}

    def written(self, streams: Iterable[str], revisions: Sequence[Document], origin: str) -> None:
        """Check the revisions that the act would write. Raise Refused with the data to sign, or if the signature covers
        other data."""
        if self.paper is not None:
            return
        command = {**self.command, "also": sorted(streams)}
        if self.signature is None:
            raise Refused(self._needed(command))
        if canonical(command) != self.signature.assertion.command:
            raise Refused(invalid("assertion", "signed-otherwise"))
        for number, revision in enumerate(revisions):
            self._fit(revision, revisions[:number], origin)

    def _needed(self, command: Mapping[str, Any]) -> Problem:
        return SignatureNeeded(
            command=canonical(command).decode(),
            salts=canonical({name: salt.hex() for name, salt in self.salts.items()}).decode(),
            page=self.rule.page,
            end=from_iso_millis(command["end"]),
        )

    def _fit(self, revision: Document, before: Sequence[Document], origin: str) -> None:
        """Raise Unsealable for an act that the sealer would always refuse. Such an act shows that a rule of this
        program is wrong."""
        act = Signable(
            origin=origin,
            stream=revision["stream"],
            body=json.loads(revision["body"]),
            assertion=revision.get("assertion"),
            earlier=self._earlier(revision, before),
        )
        if why := fault(act, [self.rule], lambda: self.keys):
            raise Unsealable(why)

    def _earlier(self, revision: Document, before: Sequence[Document]) -> Iterator[tuple[str, str, str]]:
        for row in reversed(before):
            if row["stream"] == revision["stream"]:
                yield row["leaf"].hex(), row["type"], row["command"]
        if self.command["after"] is not None:
            yield self.command["after"], "", ""


class Unsealable(Exception):
    """No sealer would accept a signed act."""


class Signing:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def wanted(
        self,
        order: Any,
        name: str,
        actor: Actor,
        registry: Registry,
        tip: StreamHead,
        scope: str | None,
        session: Session,
    ) -> Wanted | None:
        """Return the act that the sender must sign; None for an act that needs no signature. Raise NotAllowed,
        Refused."""
        rule = rule_at(signing_rules(registry), order.now)
        if rule is None or order.action.name not in rule.actions or actor.kind not in HUMANS_AND_MACHINES:
            if order.signature or order.paper is not None or order.trial:
                raise Refused(invalid("assertion", "signature-not-needed"))
            return None
        if actor.kind is not ActorKind.PERSON:
            raise NotAllowed("person-needed")
        keys = list(keys_of(actor.subject, registry))
        if order.paper is not None and order.signature is None:
            _check_paper(order, keys)
        said = order.signature.said() if order.signature else {}
        command = {
            "v": 1,
            "origin": self._connection.origin,
            "page": rule.page,
            "action": order.action.name,
            "actor": actor_said(actor),
            "scope": scope,
            "id": name,
            "target": order.stream,
            "after": await self._after(order, said, tip, session),
            "fields": {
                **JSON.unstructure(order.command),
                **{field: sealed.commitment for field, sealed in order.group.references.items()},
            },
            "anchor": said["anchor"] if HASH.fullmatch(str(said.get("anchor"))) else order.anchor,
            "end": _end(order, said),
            **({"names": JSON.unstructure(order.names)} if order.names else {}),
        }
        return Wanted(
            rule=rule,
            keys=keys,
            command=command,
            signature=order.signature,
            paper=order.paper if order.signature is None else None,
            salts=order.group.salts,
            now=order.now,
        )

    async def _after(self, order: Any, said: Mapping[str, Any], tip: StreamHead, session: Session) -> str | None:
        """Return the leaf hash of the version on which the officer decided.

        Only the register itself may have written versions after it.
        """
        newest = tip.leaf.hex() if tip.leaf else None
        if not said or said.get("after") == newest:
            return newest
        return str(said["after"]) if await self._noted_since(order, said.get("after"), tip, session) else newest

    async def _noted_since(self, order: Any, after: object, tip: StreamHead, session: Session) -> bool:
        if order.expected is None or not 0 < tip.n - order.expected <= NOTED_MOST:
            return False
        ids = [f"{order.stream}:{number}" for number in range(order.expected, tip.n + 1)]
        found = self._connection.revisions.find({"_id": {"$in": ids}}, {"type": 1, "leaf": 1, "n": 1}, session=session)
        rows = sorted([row async for row in found], key=lambda row: row["n"])
        return rows[0]["leaf"].hex() == after and all(EVENTS[row["type"]].BOOKKEEPING for row in rows[1:])


def keys_of(person: str, registry: Registry) -> Iterator[SigningKey]:
    """Yield the keys of a person, from all appointments."""
    rows = {**registry.officers, **registry.nominated}
    yield from (key for id, row in rows.items() if registry.person(id) == person for key in row.keys)


def _end(order: Any, said: Mapping[str, Any]) -> str:
    """Return the time until which the command can be executed. Raise Refused if it has passed."""
    if not said:
        return iso_millis(order.now + VALID_FOR)
    try:
        end = from_iso_millis(said["end"])
    except (LookupError, TypeError, ValueError) as wrong:
        raise Refused(invalid("assertion", "signature-invalid")) from wrong
    if not order.now <= end <= order.now + VALID_FOR:
        raise Refused(RuleNotMet(code="signing-ended"))
    return str(said["end"])


def _check_paper(order: Any, keys: Iterable[SigningKey]) -> None:
    """Raise Refused for an act on paper if the person has a valid key."""
    if order.action.name in NEVER_ON_PAPER or any(key.counts(order.now) for key in keys):
        raise Refused(invalid("paper", "paper-not-allowed"))
    if not PAPER.fullmatch(order.paper):
        raise Refused(invalid("paper", "paper-number-needed"))
