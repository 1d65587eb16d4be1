"""Keys that may write, and where in the log: lines of an entry (`store/keys/admissions.py`), and of copies of it.

    <verifier key> <first place> [<place after the last>] [process=<name>] [types=<type>,<beginning of types>.,…]
    person <verifier key>
    late <leaf hash>

Entries before the smallest first place were sealed without an author and are taken as they are; from it on, every entry
needs the signature of a key that may write at its place. Under a line that names a process, a key signs only what that
process carries out (`domain/acts.py`), and of that only the types named; lines of 0.1.0 name neither. Keys are rotated
by a line for the new one and an end for the old one. One of the persons signs each change. Lines that begin with # are
for people. Where persons are named, the command line writes for a window only. A version that waited too long is
sealed because a `late` line names it. Both take the log's key and a person.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from domain.kernel.actor import Process
from store.keys.author import AuthorVerifier, author_key_name
from store.tlog.faults import LogFault, NoteRefused
from store.tlog.note import Verifier
from store.tlog.strict import decimal, utf8

FILE_MOST = 32 * 1024
BINDS, TYPES, PERSON, LATE = "process=", "types=", "person ", "late "
WINDOW_MOST: Final = 1_000
"""Places of the log in which the command line may write once persons are named: its acts ask for no office."""
LEAF: Final = re.compile(r"[0-9a-f]{64}")


class AuthorsRefused(LogFault):
    """A list of authors that cannot be used."""


@dataclass(frozen=True, slots=True)
class Admission:
    verifier: AuthorVerifier
    first: int
    end: int | None = None
    process: Process | None = None
    types: tuple[str, ...] = ()
    """Types of event, or with a full stop at the end what they begin with; empty for all that the process writes."""
    counts: int = 0
    """The place after the entry of the log that named the key: nobody is admitted into the past."""
    stops: int = 0
    """The place after the entry that named the end."""

    def line(self) -> str:
        words = [self.verifier.vkey(), str(self.first)]
        words += [] if self.end is None else [str(self.end)]
        words += [f"{BINDS}{self.process}"] if self.process else []
        return " ".join([*words, *([f"{TYPES}{','.join(self.types)}"] if self.types else [])])

    @property
    def begin(self) -> int:
        return max(self.first, self.counts)

    @property
    def unbounded(self) -> bool:
        """Return True if the command line may write under it without an end."""
        return self.end is None and (self.process or self.verifier.named) == Process.CLI

    def ends_after(self, place: int) -> bool:
        return self.end is None or self.end > place

    def covers(self, place: int) -> bool:
        return self.begin <= place and (self.end is None or place < max(self.end, self.stops))

    def misfit(self, type: object) -> str | None:
        """Say why the key may not write events of a type; None when it may."""
        if not self.types or any(type == one or (one[-1] == "." and str(type).startswith(one)) for one in self.types):
            return None
        return f"{self.verifier.short} may not write {type}"


@dataclass(frozen=True)
class Authors:
    """The keys of all who ever might write to a log."""

    admissions: tuple[Admission, ...] = ()
    persons: tuple[Verifier, ...] = ()
    """Persons of whom one signs the next change, with the log's key."""
    late: tuple[str, ...] = ()
    """Leaf hashes, in hexadecimal, of versions that waited too long and may be sealed all the same."""

    @property
    def begin(self) -> int | None:
        """The place from which on every entry needs an author; None while none does."""
        return min((admission.begin for admission in self.admissions), default=None)

    def fault(self, place: int, leaf: bytes, author: object, signature: object) -> str | None:
        """Say why an entry at a log index is not by an author who may write there; None when it is."""
        if self.begin is None or place < self.begin:
            return None
        if not isinstance(author, str) or not isinstance(signature, bytes):
            return "not signed by its author"
        known = [admission for admission in self.admissions if admission.verifier.short == author]
        if not known:
            return f"signed by {author[:80]}, whom nobody admitted"
        if not any(admission.covers(place) for admission in known):
            return f"signed by {author}, who may not write at place {place}"
        try:
            known[0].verifier.check(leaf, signature)
        except NoteRefused as wrong:
            return str(wrong)
        return None

    def bound(self, place: int, author: object) -> Admission | None:
        """Find the admission of an author at a log index; None where no author is needed."""
        return next((one for one in self.admissions if one.verifier.short == author and one.covers(place)), None)

    def check(self, hashed: bytes, author: object, signature: object, purpose: bytes) -> None:
        """Raise NoteRefused unless one of them, at whatever place, signed a hash for a purpose."""
        for admission in self.admissions:
            if admission.verifier.short == author and isinstance(signature, bytes):
                return admission.verifier.check(hashed, signature, purpose)
        raise NoteRefused("signed by nobody who was admitted")

    def admitted(
        self, verifier: AuthorVerifier, place: int, process: Process | None = None, types: tuple[str, ...] = ()
    ) -> "Authors":
        """Return these authors with the key admitted from log index `place` on. No change if it is admitted already.

        One that was admitted without a process, or as another one, gets a new line.
        """
        open = [one for one in self.admissions if one.verifier.vkey() == verifier.vkey() and one.end is None]
        if any(process in (None, one.process) for one in open):
            return self
        before = self.dismissed(verifier, place).admissions
        made = Admission(verifier, place, process=process, types=types)
        return replace(self, admissions=(*(one for one in before if one.end != one.first), made))

    def dismissed(self, verifier: AuthorVerifier, place: int) -> "Authors":
        """With a key that may not write from a place on, also where its window would end later."""
        ended = (
            replace(at, end=place) if at.ends_after(place) and at.verifier.vkey() == verifier.vkey() else at
            for at in self.admissions
        )
        return replace(self, admissions=tuple(ended))

    def windowed(self, place: int) -> "Authors":
        """With an end for each line of the command line: here, or for one that begins here the end of a window."""
        ends = {place: place + WINDOW_MOST}
        made = (replace(one, end=ends.get(one.first, place)) if one.unbounded else one for one in self.admissions)
        return replace(self, admissions=tuple(made)) if self.persons else self

    def unlike(self, published: "Authors") -> str | None:
        """Say how this copy of the file frees or admits what the log does not; None for an older copy or the same."""
        if published.begin is not None and (self.begin is None or self.begin > published.begin):
            return f"frees the entries from {published.begin} on"
        known = {(one.verifier.vkey(), one.first): one.end for one in published.admissions}
        for one in self.admissions:
            end = known.get((one.verifier.vkey(), one.first), one.first)
            if end is not None and end <= one.first:
                return f"admits {one.verifier.short} from {one.first} on, which the log never did"
        return None

    def text(self) -> str:
        persons = (f"{PERSON}{person.vkey()}" for person in self.persons)
        late = (f"{LATE}{leaf}" for leaf in self.late)
        return "".join(f"{line}\n" for line in (*(one.line() for one in self.admissions), *persons, *late))


def parse_authors(data: bytes, origin: str) -> Authors:
    """The authors of a file, for one log. Raises AuthorsRefused, or NoteRefused for a key."""
    if len(data) > FILE_MOST:
        raise AuthorsRefused("the list of authors is too long")
    lines = [line for line in utf8(data, AuthorsRefused).split("\n") if line and not line.startswith("#")]
    people, late = ([line for line in lines if line.startswith(mark)] for mark in (PERSON, LATE))
    keys = [line for line in lines if not line.startswith((PERSON, LATE))]
    persons = tuple(_person(line, origin) for line in people)
    return Authors(tuple(_admissions(keys, origin)), persons, tuple(map(_leaf, late)))


def _leaf(line: str) -> str:
    if not LEAF.fullmatch(leaf := line.removeprefix(LATE)):
        raise AuthorsRefused(f"{leaf} is no leaf hash")
    return leaf


def _person(line: str, origin: str) -> Verifier:
    verifier = Verifier.from_vkey(line.removeprefix(PERSON))
    if not verifier.name.startswith(f"{origin}/persons/"):
        raise AuthorsRefused(f"{verifier.name} is not the name of a person of {origin}")
    return verifier


def _admissions(lines: list[str], origin: str) -> Iterator[Admission]:
    ids: dict[str, str] = {}
    for line in lines:
        words = line.split(" ")
        types = tuple(words.pop().removeprefix(TYPES).split(",")) if words[-1].startswith(TYPES) else ()
        process = _process(words.pop().removeprefix(BINDS)) if words[-1].startswith(BINDS) else None
        if len(words) not in (2, 3) or not all(types):
            raise AuthorsRefused("a line has a key, a first place and perhaps an end, a process and types")
        verifier = AuthorVerifier.from_vkey(words[0])
        first, *end = (decimal(word, AuthorsRefused) for word in words[1:])
        if not verifier.name.startswith(author_key_name(origin, "")):
            raise AuthorsRefused(f"{verifier.name} is not the name of an author of {origin}")
        if ids.setdefault(verifier.short, verifier.vkey()) != verifier.vkey():
            raise AuthorsRefused(f"two keys are called {verifier.short}")
        yield Admission(verifier, first, end[0] if end else None, process, types)


def _process(name: str) -> Process:
    try:
        return Process(name)
    except ValueError:
        raise AuthorsRefused(f"there is no process {name}") from None
