"""Revision: one document with a version and its event, as bytes that are never rewritten.

  - envelope   {v, origin, stream, n, prev, body, anchor, shown?}: the log's leaf; it reveals no content
  - body       {v, type, data, actor, scope, action, command, at, state, names?, signed?, stated?}: the act
  - state      the state after the act, so that any version can be shown without folding
  - salt       opens the envelope's commitment to the body
  - author     the writing process, by name and key (`store/keys/author.py`); with `signature`, over the leaf
  - assertion  the bytes that the actor signed, if any (`store/authority/signed_acts.py`)

The other fields of the document are for queries and are checked against the bytes.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import orjson

from domain.book import STATES
from domain.erasure.erasures import TextsDestroyed
from domain.kernel.actor import Actor
from domain.kernel.calendar import iso_millis
from domain.kernel.event import Event, folded
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Kind, kind_of
from domain.kernel.wording import NameInText
from domain.rules.command import Action
from store.driver.connection import Connection
from store.keys.author import Author
from store.record.canonical import JSON, event_of, from_bytes, public_part, quick_bytes, to_bytes
from store.tlog.merkle import leaf_hash

VERSION = 1
SALT_BYTES = 32

FIELDS = frozenset(
    {
        *("_id", "stream", "n", "kind", "type", "agency", "command", "at"),
        *("leaf", "envelope", "salt", "body", "state", "author", "signature", "assertion"),
    }
)
"""All fields that a revision may have. No process of the register writes any other field."""

Document = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Act:
    """Data that all revisions of one command have in common."""

    actor: Actor
    scope: str | None
    action: str
    command: str
    at: datetime
    origin: str
    anchor: str | None
    author: Author | None = None
    """Key of the writing process; None if it has none."""
    names: tuple[NameInText, ...] = ()
    signed: Mapping[str, Any] | None = None
    """Member of the body about the person's signature on the act, or about the paper in its place."""
    assertion: Mapping[str, bytes] | None = None
    stated: tuple[str, ...] = ()
    """Lines of the public register for this version."""

    @classmethod
    def of(
        cls,
        action: Action,
        scope: Scope | None,
        actor: Actor,
        command: str,
        at: datetime,
        origin: str,
        anchor: str | None,
        author: Author | None = None,
        names: tuple[NameInText, ...] = (),
    ) -> "Act":
        return cls(
            actor=actor,
            scope=scope and scope.value,
            action=action.name,
            command=command,
            at=at,
            origin=origin,
            anchor=anchor,
            author=author,
            names=names,
        )


@dataclass(frozen=True, kw_only=True)
class StreamHead:
    """End of a stream: version, leaf hash and state. All three are empty before the first revision."""

    n: int = 0
    leaf: bytes | None = None
    state: Any = None
    at: datetime | None = None
    anchor: str | None = None


def append(stream: str, tip: StreamHead, event: Event, act: Act) -> tuple[Document, StreamHead]:
    """Return the next revision of a stream, and the stream's new end.

    The revision's time is never earlier than that of the previous revision.
    """
    kind = kind_of(stream)
    assert kind is not None
    act = replace(act, at=tip.at) if tip.at and tip.at > act.at else act
    state = folded(tip.state, event, stream)
    n, state_bytes = tip.n + 1, to_bytes(state)
    body = quick_bytes(_body(event, act, state_bytes))
    salt = secrets.token_bytes(SALT_BYTES)
    shown = public_part(tip.state, state)
    envelope = quick_bytes(
        {
            "v": VERSION,
            "origin": act.origin,
            "stream": stream,
            "n": n,
            "prev": tip.leaf and tip.leaf.hex(),
            "body": sha256(salt + body).hexdigest(),
            "anchor": act.anchor,
            **({"shown": sha256(shown).hexdigest()} if shown else {}),
        }
    )
    leaf = leaf_hash(envelope)
    document = {
        "_id": f"{stream}:{n}",
        "stream": stream,
        "n": n,
        "kind": kind.value,
        "type": event.TYPE,
        "agency": act.actor.agency,
        "command": act.command,
        "at": act.at.replace(tzinfo=None),
        "leaf": leaf,
        "envelope": envelope,
        "salt": salt,
        "body": body,
        "state": state_bytes,
        **(act.author.signed(leaf) if act.author else {}),
        **({"assertion": dict(act.assertion)} if act.assertion else {}),
    }
    return document, StreamHead(n=n, leaf=leaf, state=state, at=act.at, anchor=act.anchor)


def actor_said(actor: Actor) -> Document:
    return {
        "kind": actor.kind.value,
        "subject": actor.subject,
        "client": actor.client,
        "agency": actor.agency,
        "role": actor.role and actor.role.value,
        "posts": sorted(actor.posts),
    }


def _body(event: Event, act: Act, state: bytes) -> Document:
    return {
        "v": VERSION,
        "type": event.TYPE,
        "data": JSON.unstructure(event),
        "actor": actor_said(act.actor),
        "scope": act.scope,
        "action": act.action,
        "command": act.command,
        "at": iso_millis(act.at),
        "state": sha256(state).hexdigest(),
        **({"names": JSON.unstructure(act.names)} if act.names else {}),
        **({"signed": dict(act.signed)} if act.signed else {}),
        **({"stated": list(act.stated)} if act.stated else {}),
    }


class RevisionAltered(Exception):
    """A stored revision has an unknown field, or bytes that do not match its own hashes."""


def check_unaltered(document: Document) -> None:
    """Raise RevisionAltered for an altered revision. Whether the revision was sealed is left to a verification."""
    try:
        envelope, body = bytes(document["envelope"]), bytes(document["body"])
        said, told = json.loads(envelope), json.loads(body)
        fits = (
            not document.keys() - FIELDS
            and bytes(document["leaf"]) == leaf_hash(envelope)
            and said["body"] == sha256(bytes(document["salt"]) + body).hexdigest()
            and told["state"] == sha256(bytes(document["state"])).hexdigest()
        )
    except (LookupError, TypeError, ValueError) as error:
        raise RevisionAltered(document.get("_id")) from error
    if not fits:
        raise RevisionAltered(document.get("_id"))


def tip_of(document: Document) -> StreamHead:
    return StreamHead(
        n=document["n"],
        leaf=bytes(document["leaf"]),
        state=state_of(document),
        at=document["at"].replace(tzinfo=UTC),
        anchor=json.loads(bytes(document["envelope"]))["anchor"],
    )


def state_of(document: Document) -> Any:
    return from_bytes(STATES[Kind(document["kind"])], bytes(document["state"]))


def event_in(document: Document) -> Event:
    body = json.loads(bytes(document["body"]))
    return event_of(body["type"], body["data"])


def pending_of(document: Document, *, quiet: bool = False) -> Document:
    """Return the marker that requests sealing of the revision. A quiet marker may wait for others."""
    marker = {key: document[key] for key in ("_id", "stream", "n", "leaf", "at")}
    return {**marker, "quiet": True} if quiet else marker


def summary_of(document: Document) -> Document:
    """Return the summary of a revision for a history, from the body's bytes, without sealed texts."""
    body = orjson.loads(bytes(document["body"]))
    actor = body["actor"]
    return {
        "stream": document["stream"],
        "n": document["n"],
        "type": body["type"],
        "action": body["action"],
        "at": document["at"],
        "agency": actor["agency"],
        "actor": actor["kind"],
        "officer": actor["subject"] if actor["kind"] == "PERSON" else None,
        "leaf": bytes(document["leaf"]).hex(),
        "names": body.get("names", []),
        "signed": body.get("signed"),
    }


async def destroyed(connection: Connection) -> Mapping[str, str]:
    """Return the groups whose keys were destroyed, each with the revision that records the destruction.

    An unreadable revision is skipped, because another finding reports it.
    """
    found: dict[str, str] = {}
    async for row in connection.revisions.find({"type": {"$eq": TextsDestroyed.TYPE}}):
        try:
            event = event_in(row)
        except Exception:  # tampered data can break the reading anywhere
            continue
        if isinstance(event, TextsDestroyed):
            found |= dict.fromkeys(event.destruction.groups, str(row["_id"]))
    return found
