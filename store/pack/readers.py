"""Rules for readers of packs. They decide which versions a reader gets whole, and which only as entries of the log.

A commitment covers a body as a whole, so a body is given or withheld, never cut. A pack gives a reader no more than
histories do. It withholds versions with officers of other agencies whom no state names, or with notices that were not
public. Readers outside the agencies get only their own acts.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from domain.book import STATES
from domain.kernel.actor import Actor, ActorKind
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Kind
from store.driver.paced import paced
from store.pack.parsed import Parsed
from store.read.history import unseen
from store.read.publications import Publications
from store.record.canonical import JSON, canonical


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
    async def given(self, versions: Sequence[Parsed]) -> list[Given]:
        """Return the parts of each version that the reader gets."""

    def appointment(self, agency: str) -> bool:
        """Return True if the reader may see an agency's programs, its posts and the holders of the posts. Names are
        never shown."""
        return False

    def row(self, version: Parsed, named: Set[str]) -> Given:
        """Return the parts of a registry row that the reader gets. `named` are officers already shown to the reader."""
        return withheld(Withheld.PRIVATE)


class Official(Reader):
    registered = True

    def __init__(self, actor: Actor, publications: Publications) -> None:
        self._actor, self._publications = actor, publications
        self._all = Scope.AUDIT_READ_ALL in actor.scopes
        self.grade = ReaderClass.ALL if self._all else ReaderClass.AGENCY
        rights = [sorted(actor.agencies), sorted(actor.scopes), actor.role and actor.role.value]
        self.name = f"official {sha256(canonical(rights)).hexdigest()}"

    async def given(self, versions: Sequence[Parsed]) -> list[Given]:
        hidden = [self._unseen(version) async for version in paced(versions)]
        own = await self._publications.readable(self._actor, frozenset().union(*(part for part in hidden if part)))
        return [self._one(version, notices, own) for version, notices in zip(versions, hidden, strict=True)]

    def appointment(self, agency: str) -> bool:
        """Return True for the reader's own agency, and for a reader of all histories."""
        return self._all or agency in self._actor.agencies

    def row(self, version: Parsed, named: Set[str]) -> Given:
        """Return the parts of a row. The row is whole if the reader's agency entered it, or if all its officers were
        shown to the reader already."""
        if self._all:
            return WHOLE
        if (body := _body(version)) and body["actor"]["agency"] in self._actor.agencies:
            return WHOLE
        known = {*named, str(version.revision.get("stream"))}
        shown = body and _state(version) and version.body.officers | version.state.officers <= known
        return WHOLE if shown else withheld(Withheld.OFFICER)

    def _unseen(self, version: Parsed) -> frozenset[str] | None:
        """Return the notices of a state that were not public; None for an altered state.

        A reader of all histories gets altered states too, so only states with notices are read for this reader.
        """
        if self._all and "publications" not in _state(version):
            return frozenset()
        try:
            return unseen(JSON.structure(version.state.value, STATES[Kind(version.revision["kind"])]))
        except Exception:  # tampered data can break the reading anywhere
            return None

    def _one(self, version: Parsed, notices: frozenset[str] | None, own: frozenset[str]) -> Given:
        if notices and notices - own:
            return withheld(Withheld.NOTICE)
        if self._all:
            return WHOLE  # also for unreadable revisions: the pack shows the tampering
        body = _body(version)
        if notices is None or not body or not _state(version):
            return withheld(Withheld.OFFICER)
        own_act = body["actor"]["agency"] in self._actor.agencies
        return WHOLE if own_act or version.body.officers <= version.state.officers else withheld(Withheld.OFFICER)


class Holder(Reader):
    """Reader with a matter's code, who gets the holder's own acts, and erasures that name nobody."""

    grade = ReaderClass.HOLDER
    name = "holder"

    async def given(self, versions: Sequence[Parsed]) -> list[Given]:
        return [self._one(version) async for version in paced(versions)]

    def _one(self, version: Parsed) -> Given:
        body = _body(version)
        by_holder = bool(body) and body["actor"]["kind"] == ActorKind.PUBLIC and not version.body.officers
        if not by_holder or not _state(version):
            return withheld(Withheld.PRIVATE)
        return Given(True, False, Withheld.PRIVATE) if version.state.officers else WHOLE


class Anybody(Reader):
    """Reader without any right, who gets no bodies: bodies of notices name the case and officers, which are never
    public.

    With `words` the reader gets the public parts.
    """

    grade = ReaderClass.PUBLIC

    def __init__(self, *, words: bool = False) -> None:
        self._words = words
        self.name = "anybody" if words else "anybody wordless"

    async def given(self, versions: Sequence[Parsed]) -> list[Given]:
        """Return the parts: the entry of each version, and its public words."""
        return [Given(False, False, Withheld.PRIVATE, shown=self._words)] * len(versions)


def _state(version: Parsed) -> dict[str, Any]:
    """Return the members of a state; none for an altered state."""
    return version.state.value if isinstance(version.state.value, dict) else {}


def _body(version: Parsed) -> dict[str, Any]:
    """Return the members of a body with its actor; none for an altered body."""
    found = version.body.value
    whole = isinstance(found, dict) and {"agency", "kind"} <= dict(found.get("actor") or {}).keys()
    return found if whole else {}
