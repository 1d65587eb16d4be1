"""One stream's revisions, read and folded once, with the faults found and the references in each version.

If tampered data break the code that reads them, this is a finding, not a crash.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from domain.kernel.calendar import from_iso_millis
from domain.kernel.event import Event, folded
from domain.kernel.vocabulary import kind_of
from store.record.canonical import Successive, event_of, plain, public_part, read, to_bytes
from store.record.revision import state_of
from store.tlog.merkle import leaf_hash

Document = dict[str, Any]


class Version(NamedTuple):
    """A readable revision, with its envelope, body and event parsed once."""

    revision: Document
    envelope: Mapping[str, Any]
    body: Mapping[str, Any]
    event: Event
    at: datetime
    state: Any
    follows: bool
    """True if folding the events gives the recorded state."""

    @property
    def id(self) -> str:
        return str(self.revision["_id"])


@dataclass(frozen=True, slots=True)
class Played:
    """Result of folding one stream. `versions` contains only the readable ones."""

    versions: tuple[Version, ...]
    findings: tuple[tuple[str, str], ...]
    """Pairs of a revision and a fault in it."""


def played(revisions: Sequence[Document]) -> Played:
    playing = _Playing()
    for number, revision in enumerate(revisions, start=1):
        try:
            playing.play(revision, number)
        except Exception as error:
            playing.found.append((str(revision["_id"]), f"cannot be read or folded ({type(error).__name__})"))
        playing.previous = revision
    return Played(tuple(playing.versions), tuple(playing.found))


class _Playing:
    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []
        self.versions: list[Version] = []
        self.previous: Document | None = None
        self._state: Any = None
        self._states = Successive()

    def play(self, revision: Document, number: int) -> None:
        """Read one revision and fold its event. Raise any error that a tampered document can cause."""
        envelope, body = read(bytes(revision["envelope"])), read(bytes(revision["body"]))
        at, event = from_iso_millis(body["at"]), event_of(body["type"], body["data"])
        if wrong := _wrong(revision, envelope, body, at, number, self.previous):
            self._find(revision, wrong)
        before, self._state = self._state, folded(self._state, event, revision["stream"])
        stored, made = bytes(revision["state"]), self._states.to_bytes(self._state)
        follows = stored == made or stored == to_bytes(self._state)
        if not follows:
            self._find(revision, ["folded state differs"])
        if not _shows(envelope, before, self._state):
            self._find(revision, ["public part"])
        kept = self._state if follows else state_of(revision)
        self.versions.append(Version(revision, envelope, body, event, at, kept, follows))

    def _find(self, revision: Document, wrong: Sequence[str]) -> None:
        self.found += [(str(revision["_id"]), name) for name in wrong]


def _shows(envelope: Mapping[str, Any], before: Any, state: Any) -> bool:
    """Return True if the envelope commits to the part that the event made public. Older versions contain no
    commitment."""
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
) -> Sequence[str]:
    """Return the names of the parts of a revision that are inconsistent. Raise any error that a tampered document can
    cause."""
    stream, prev = revision["stream"], bytes(previous["leaf"]).hex() if previous else None
    queried = (revision["kind"], revision["type"], revision["agency"], revision["command"], revision["at"])
    said = (kind_of(stream), body["type"], body["actor"]["agency"], body["command"], at.replace(tzinfo=None))
    agree = {
        "number": (revision["n"], envelope["n"], revision["_id"]) == (number, number, f"{stream}:{number}"),
        "stream": envelope["stream"] == stream,
        "prev": envelope["prev"] == prev,
        "leaf": bytes(revision["leaf"]) == leaf_hash(bytes(revision["envelope"])),
        "body": envelope["body"] == sha256(bytes(revision["salt"]) + bytes(revision["body"])).hexdigest(),
        "state": body["state"] == sha256(bytes(revision["state"])).hexdigest(),
        "fields for queries": queried == said,
    }
    return () if all(agree.values()) else [name for name, good in agree.items() if not good]


SEALED = {"group", "commitment"}
"""Members of a reference to a sealed text. No other object in an event has both."""
CONTACT = "contact"
"""Field of events that refers to a contact, at any depth."""


def _may_name(body: bytes) -> bool:
    """Return True if a body may contain a reference. A body with a backslash counts too, since its member names may be
    escaped."""
    return b'"commitment"' in body or b'"contact"' in body or b"\\" in body


@dataclass(slots=True)
class References:
    texts: dict[str, str] = field(default_factory=dict)
    contacts: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, versions: Iterable[Version]) -> "References":
        """Collect the references in one stream's versions. A state that follows from its events contains no further
        references."""
        found = cls()
        for version in versions:
            if _may_name(version.revision["body"]):
                found._gather(version.body["data"])
            if not version.follows:
                found._gather_state(plain(version.state))
        return found

    def _gather(self, value: Any) -> None:
        if isinstance(value, dict):
            if value.keys() == SEALED:
                self.texts[value["commitment"]] = value["group"]
                return
            if isinstance(named := value.get(CONTACT), str):
                self.contacts.add(named)
            for part in value.values():
                self._gather(part)
        elif isinstance(value, list):
            for part in value:
                self._gather(part)

    def _gather_state(self, value: Any) -> None:
        if hasattr(value, "commitment"):
            self.texts[value.commitment] = value.group
        elif isinstance(value, Mapping):
            for part in value.values():
                self._gather_state(part)
        elif isinstance(value, list | tuple):
            for part in value:
                self._gather_state(part)
