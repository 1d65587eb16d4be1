"""One stream's revisions, read and played once: what is wrong inside it, and what each version says.

Data that was tampered with may break whatever reads it: that is a finding, not a crash.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from domain.kernel.calendar import from_iso_millis
from domain.kernel.event import Event, folded
from domain.kernel.kind import kind_of
from store.log.merkle import leaf_hash
from store.record.canonical import READER, Successive, event_of, to_bytes
from store.record.public_part import public_part
from store.record.revision import state_of

Document = dict[str, Any]
SCAN: Callable[[str, int], tuple[Any, int]] = READER.scan_once  # type: ignore[attr-defined]  # not in the stubs
"""Reads a value at a place of a text, without looking for space around it."""


@dataclass(frozen=True, slots=True)
class Version:
    """A revision that could be read: its envelope, body and event, each parsed once."""

    revision: Document
    envelope: Mapping[str, Any]
    body: Mapping[str, Any]
    event: Event
    at: datetime
    """When it says it was made."""
    state: Any
    """The state that is stored."""
    follows: bool
    """Whether that state is what the events lead to."""

    @property
    def id(self) -> str:
        """The id of the revision."""
        return str(self.revision["_id"])


@dataclass(frozen=True, slots=True)
class Played:
    """What one stream gave; `versions` lacks those that could not be read."""

    versions: tuple[Version, ...]
    findings: tuple[tuple[str, str], ...]
    """Revisions, and what is wrong with each."""


def played(revisions: Sequence[Document]) -> Played:
    """Read the revisions of one stream in order, and play its events."""
    found: list[tuple[str, str]] = []
    versions: list[Version] = []
    previous: Document | None = None
    state: Any = None
    states = Successive()
    for number, revision in enumerate(revisions, start=1):
        try:
            envelope, body = _read(revision["envelope"]), _read(revision["body"])
            at, event = from_iso_millis(body["at"]), event_of(body["type"], body["data"])
            wrong = _wrong(revision, envelope, body, at, number, previous)
            found += [(str(revision["_id"]), name) for name in wrong]
            before, state = state, folded(state, event, revision["stream"])
            stored = bytes(revision["state"])
            follows = stored == states.to_bytes(state) or stored == to_bytes(state)
            if not follows:
                found.append((str(revision["_id"]), "folded state differs"))
            if not _shows(envelope, before, state):
                found.append((str(revision["_id"]), "public part"))
            kept = state if follows else state_of(revision)
            versions.append(Version(revision, envelope, body, event, at, kept, follows))
        except Exception as error:
            found.append((str(revision["_id"]), f"cannot be read or folded ({type(error).__name__})"))
        previous = revision
    return Played(tuple(versions), tuple(found))


def chain_findings(revisions: Sequence[Document]) -> list[str]:
    """What is wrong inside one stream: numbers, links, commitments, states."""
    return [f"{id}: {what}" for id, what in played(revisions).findings]


def _read(data: Any) -> Any:
    """The value of JSON without space around it, as the record is. Raises ValueError or StopIteration."""
    text = str(bytes(data), "utf-8")
    value, end = SCAN(text, 0)
    if end != len(text):
        raise ValueError("something follows")
    return value


def _shows(envelope: Mapping[str, Any], before: Any, state: Any) -> bool:
    """Whether the envelope commits to what the event made public; older software committed to nothing."""
    said = envelope.get("shown")
    if said is None:
        return True
    part = public_part(before, state)
    return part is not None and said == sha256(part).hexdigest()


def _wrong(
    revision: Document,
    envelope: Mapping[str, Any],
    body: Mapping[str, Any],
    at: datetime,
    number: int,
    previous: Document | None,
) -> Iterator[str]:
    """Names of what does not agree. Raises whatever reading a document that somebody changed can raise."""
    stream = revision["stream"]
    if (revision["n"], envelope["n"], f"{stream}:{number}") != (number, number, revision["_id"]):
        yield "number"
    if envelope["stream"] != stream:
        yield "stream"
    if envelope["prev"] != (bytes(previous["leaf"]).hex() if previous else None):
        yield "prev"
    if bytes(revision["leaf"]) != leaf_hash(bytes(revision["envelope"])):
        yield "leaf"
    if envelope["body"] != sha256(bytes(revision["salt"]) + bytes(revision["body"])).hexdigest():
        yield "body"
    if body["state"] != sha256(bytes(revision["state"])).hexdigest():
        yield "state"
    queried = (revision["kind"], revision["type"], revision["agency"], revision["command"], revision["at"])
    if queried != (kind_of(stream), body["type"], body["actor"]["agency"], body["command"], at.replace(tzinfo=None)):
        yield "fields for queries"
