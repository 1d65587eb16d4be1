"""Rules for readers of packs. They decide which versions a reader gets whole, and which only as entries of the log.

A commitment covers a body as a whole, so a body is given or withheld, never cut. A pack gives a reader no more than
histories do. It withholds versions with officers of other agencies whom no state names, or with notices that were not
public. Readers outside the agencies get only their own acts.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from domain.kernel.actor import Actor, ActorKind
from domain.kernel.policy import Scope
from store.driver.connection import Document
from store.read.history import unseen
from store.read.publications import Publications
from store.record.canonical import canonical
from store.record.revision import state_of

OFFICER = "officer-"


class Withheld(StrEnum):
    OFFICER = "OFFICER"
    """The version names an officer of another agency whom the reader may not see."""
    NOTICE = "NOTICE"
    """The version names a press notice that was not public."""
    PRIVATE = "PRIVATE"
    """The version is not the reader's own act, and the reader gets no other versions."""


class ReaderClass(StrEnum):
    ALL = "ALL"
    """Reader of all histories."""
    AGENCY = "AGENCY"
    """Officer, who gets the versions that the officer's agency may see."""
    HOLDER = "HOLDER"
    """Person who has the code of a matter that this person began."""
    PUBLIC = "PUBLIC"
    """Reader without any right."""


@dataclass(frozen=True, slots=True)
class Given:
    """Parts of a version that a reader gets: all, all but the state, or only its entry. `shown` is the version's public
    part."""

    body: bool
    state: bool
    why: Withheld | None
    shown: bool = False


WHOLE = Given(True, True, None)


def withheld(why: Withheld) -> Given:
    return Given(False, False, why)


class Reader(ABC):
    grade: ReaderClass
    """Class of the reader. The pack states the class, and the register signs it."""
    name: str
    """Name that distinguishes readers who may get different bytes; it is part of the entity tag."""
    registered: bool = False
    """True if the reader gets rows of the registry."""

    @abstractmethod
    async def given(self, revisions: Sequence[Document]) -> list[Given]:
        """Return the parts of each revision that the reader gets."""

    def appointment(self, agency: str) -> bool:
        """Return True if the reader may see an agency's programs, its posts and the holders of the posts. Names are
        never shown."""
        return False

    def registry(self, revisions: Sequence[Document], named: Set[str]) -> list[Given]:
        """Return the parts of each registry row that the reader gets. `named` are officers already shown to the
        reader."""
        return [withheld(Withheld.PRIVATE)] * len(revisions)


class Official(Reader):
    registered = True

    def __init__(self, actor: Actor, publications: Publications) -> None:
        self._actor, self._publications = actor, publications
        self.grade = ReaderClass.ALL if Scope.AUDIT_READ_ALL in actor.scopes else ReaderClass.AGENCY
        rights = [sorted(actor.agencies), sorted(actor.scopes), actor.role and actor.role.value]
        self.name = f"official {sha256(canonical(rights)).hexdigest()}"

    async def given(self, revisions: Sequence[Document]) -> list[Given]:
        hidden = [_unseen(revision) for revision in revisions]
        own = await self._publications.readable(self._actor, frozenset().union(*(part for part in hidden if part)))
        return [self._one(revision, notices, own) for revision, notices in zip(revisions, hidden, strict=True)]

    def appointment(self, agency: str) -> bool:
        """Return True for the reader's own agency, and for a reader of all histories."""
        return Scope.AUDIT_READ_ALL in self._actor.scopes or agency in self._actor.agencies

    def registry(self, revisions: Sequence[Document], named: Set[str]) -> list[Given]:
        """Return the parts of each row. A row is whole if the reader's agency entered it, or if all its officers were
        shown to the reader already."""
        return [self._row(revision, named) for revision in revisions]

    def _row(self, revision: Document, named: Set[str]) -> Given:
        if Scope.AUDIT_READ_ALL in self._actor.scopes:
            return WHOLE
        body, state = _read(revision, "body"), _read(revision, "state")
        own = bool(body) and body["actor"]["agency"] in self._actor.agencies
        known = {*named, str(revision.get("stream"))}
        return WHOLE if own or (body and state and officers([body, state]) <= known) else withheld(Withheld.OFFICER)

    def _one(self, revision: Document, notices: frozenset[str] | None, own: frozenset[str]) -> Given:
        if notices and notices - own:
            return withheld(Withheld.NOTICE)
        if Scope.AUDIT_READ_ALL in self._actor.scopes:
            return WHOLE  # also for unreadable revisions: the pack shows the tampering
        body, state = _read(revision, "body"), _read(revision, "state")
        if notices is None or not body or not state:
            return withheld(Withheld.OFFICER)
        own_act = body["actor"]["agency"] in self._actor.agencies
        return WHOLE if own_act or officers(body) <= officers(state) else withheld(Withheld.OFFICER)


class Holder(Reader):
    """Reader with a matter's code, who gets the holder's own acts, and erasures that name nobody."""

    grade = ReaderClass.HOLDER
    name = "holder"

    async def given(self, revisions: Sequence[Document]) -> list[Given]:
        return [self._one(revision) for revision in revisions]

    def _one(self, revision: Document) -> Given:
        body, state = _read(revision, "body"), _read(revision, "state")
        if not body or not state or body["actor"]["kind"] != ActorKind.PUBLIC or officers(body):
            return withheld(Withheld.PRIVATE)
        return Given(True, False, Withheld.PRIVATE) if officers(state) else WHOLE


class Anybody(Reader):
    """Reader without any right, who gets no bodies: bodies of notices name the case and officers, which are never
    public.

    With `words` the reader gets the public parts.
    """

    grade = ReaderClass.PUBLIC

    def __init__(self, *, words: bool = False) -> None:
        self._words = words
        self.name = "anybody" if words else "anybody wordless"

    async def given(self, revisions: Sequence[Document]) -> list[Given]:
        """Return the parts: the entry of each version, and its public words."""
        return [Given(False, False, Withheld.PRIVATE, shown=self._words)] * len(revisions)


def officers(value: Any) -> frozenset[str]:
    return frozenset(text for text in _texts(value) if text.startswith(OFFICER))


def _unseen(revision: Document) -> frozenset[str] | None:
    """Return the notices of a state that were not public; None for an altered state."""
    try:
        return unseen(state_of(revision))
    except Exception:  # tampered data can break the reading anywhere
        return None


def _read(revision: Document, part: str) -> dict[str, Any]:
    """Parse a body (with its actor) or a state. Return an empty dict if it was tampered with."""
    try:
        found = json.loads(bytes(revision[part]))
    except (LookupError, TypeError, ValueError):
        return {}
    whole = isinstance(found, dict) and (part != "body" or {"agency", "kind"} <= dict(found.get("actor") or {}).keys())
    return found if whole else {}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)
