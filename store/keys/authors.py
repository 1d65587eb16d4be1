"""Authors' keys and their ranges of log indexes, in entries signed by the log's key and by a person's.

    <verifier key> <first index> [<index after the last>] [process=<name>] [types=<type>,<prefix of types>.,…]
    person <verifier key>
    late <leaf hash>

Entries before the smallest first index were sealed without an author and are accepted. From this index on, every entry
needs the signature of a key admitted at its index. Under a line that names a process, a key signs only acts of that
process (`domain/acts.py`), and of these only the named types; lines of 0.1.0 name neither. To rotate a key, add a line
for the new key and an end to the line of the old one. One of the persons signs each change. Lines that begin with # are
comments. Where persons are named, the command line may write only within a window. A version that waited too long is
sealed if a `late` line names it. Windows and `late` lines need the signatures of the log's key and of a person.

    casebook/authors/v1
    <origin>
    <number of this entry among them, from 1>
    <leaf hash of the previous one, in hexadecimal; a hyphen in the first>
    <lines as above>

The entry is this text as a signed note. Each entry lists all keys: lines of the previous entry stay as they are, except
that an end may be added or made earlier. New lines and ends take effect at the index after their entry: no entry
changes the past. Where the previous entry names persons, one of them must sign: the holder of the log's key cannot
change the authors alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from domain.kernel.actor import Process
from store.keys.author import AuthorVerifier, author_key_name
from store.tlog.merkle import leaf_hash
from store.tlog.note import Verifier, split, verify
from store.tlog.strict import LogFault, NoteRefused, decimal, utf8
from store.tlog.succession import LogKeys

FILE_MOST = 32 * 1024
BINDS, TYPES, PERSON, LATE = "process=", "types=", "person ", "late "
WINDOW_MOST: Final = 1_000
"""Most log indexes in which the command line may write once persons are named. Its acts need no office, so its time is
limited."""
LEAF: Final = re.compile(r"[0-9a-f]{64}")


class AuthorsRefused(LogFault):
    """A list of authors is not valid."""


@dataclass(frozen=True, slots=True)
class Admission:
    verifier: AuthorVerifier
    first: int
    end: int | None = None
    process: Process | None = None
    types: tuple[str, ...] = ()
    """Types of event, or prefixes of types that end with a full stop. If empty, the key may sign every type that the
    process writes."""
    counts: int = 0
    """Log index after the entry that admitted the key. The admission takes effect here, because no entry admits a key
    into the past."""
    stops: int = 0
    """Log index after the entry that ended the admission."""

    def line(self) -> str:
        words = [self.verifier.vkey(), str(self.first)]
        words += [] if self.end is None else [str(self.end)]
        words += [f"{BINDS}{self.process}"] if self.process else []
        return " ".join([*words, *([f"{TYPES}{','.join(self.types)}"] if self.types else [])])

    @property
    def begin(self) -> int:
        return max(self.first, self.counts)

    @property
    def writes_as(self) -> str:
        """Return the process that the line names; for a line of 0.1.0, the process in the key's name."""
        return self.process or self.verifier.named

    @property
    def unbounded(self) -> bool:
        """Return True if the line lets the command line write without an end."""
        return self.end is None and self.writes_as == Process.CLI

    def ends_after(self, place: int) -> bool:
        return self.end is None or self.end > place

    def covers(self, place: int) -> bool:
        return self.begin <= place and (self.end is None or place < max(self.end, self.stops))

    def misfit(self, type: object) -> str | None:
        """Return why the key may not write events of a type; None if it may write them."""
        if not self.types or any(type == one or (one[-1] == "." and str(type).startswith(one)) for one in self.types):
            return None
        return f"{self.verifier.short} may not write {type}"


@dataclass(frozen=True)
class Authors:
    admissions: tuple[Admission, ...] = ()
    persons: tuple[Verifier, ...] = ()
    """Persons, one of whom must sign the next change together with the log's key."""
    late: tuple[str, ...] = ()
    """Leaf hashes, in hexadecimal, of versions that waited too long to be sealed and may still be sealed."""

    @property
    def begin(self) -> int | None:
        """Return the log index from which every entry needs an author; None if no entry does."""
        return min((admission.begin for admission in self.admissions), default=None)

    def fault(self, place: int, leaf: bytes, author: object, signature: object) -> str | None:
        """Return why the author of an entry at a log index may not write there; None if it may."""
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
        """Return the admission of an author at a log index; None if no author is needed there."""
        return next((one for one in self.admissions if one.verifier.short == author and one.covers(place)), None)

    def check(self, hashed: bytes, author: object, signature: object, purpose: bytes, process: Process) -> None:
        """Raise NoteRefused unless one of the authors, at any log index, signed a hash for a purpose as the given
        process."""
        for one in self.admissions:
            if one.writes_as == process and one.verifier.short == author and isinstance(signature, bytes):
                return one.verifier.check(hashed, signature, purpose)
        raise NoteRefused(f"signed by nobody who was admitted as {process}")

    def admitted(
        self, verifier: AuthorVerifier, place: int, process: Process | None = None, types: tuple[str, ...] = ()
    ) -> "Authors":
        """Return these authors with the key admitted from log index `place` on. An admitted key changes nothing.

        A key that was admitted without a process, or for another process, gets a new line.
        """
        open = [one for one in self.admissions if one.verifier.vkey() == verifier.vkey() and one.end is None]
        if any(process in (None, one.process) for one in open):
            return self
        before = self.dismissed(verifier, place).admissions
        made = Admission(verifier, place, process=process, types=types)
        return replace(self, admissions=(*(one for one in before if one.end != one.first), made))

    def dismissed(self, verifier: AuthorVerifier, place: int) -> "Authors":
        """Return these authors with the key revoked from log index `place` on, even if its window would end later."""
        ended = (
            replace(at, end=place) if at.ends_after(place) and at.verifier.vkey() == verifier.vkey() else at
            for at in self.admissions
        )
        return replace(self, admissions=tuple(ended))

    def windowed(self, place: int) -> "Authors":
        """Return these authors with an end for each open line of the command line.

        The end is `place`, or a window's length later for a line that begins there.
        """
        ends = {place: place + WINDOW_MOST}
        made = (replace(one, end=ends.get(one.first, place)) if one.unbounded else one for one in self.admissions)
        return replace(self, admissions=tuple(made)) if self.persons else self

    def unlike(self, published: "Authors") -> str | None:
        """Return how this copy of the file admits or excuses something that the log does not; None for an equal or
        older copy."""
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
    """Parse the authors in a file, for one log. Raise AuthorsRefused, or NoteRefused for a key."""
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


FIRST_LINE: Final = "casebook/authors/v1"
STREAM: Final = "authors"
"""Name of the stream of author entries in the index of streams. No stream of the record has this name."""
NONE_BEFORE: Final = "-"


class Alone(AuthorsRefused):
    """The entry lacks the signature of a person whom the previous entry names."""


@dataclass(frozen=True)
class Entered:
    """Newest entry of authors; number 0 before the first one."""

    number: int = 0
    leaf: bytes = b""
    authors: Authors = field(default_factory=Authors)

    def draft(self, origin: str, authors: Authors) -> str:
        return f"{FIRST_LINE}\n{origin}\n{self.number + 1}\n{self.leaf.hex() or NONE_BEFORE}\n{authors.text()}"

    def after(self, entry: bytes, place: int, origin: str, keys: LogKeys) -> "Entered":
        """Verify and accept the next entry at its log index.

        Raise LogFault; raise Alone if only a person's signature is missing.
        """
        if len(entry) > FILE_MOST:
            raise AuthorsRefused("the entry is too long")
        text, _ = split(entry)
        authors = parse_authors(text.split("\n", 4)[-1].encode(), origin)
        if text != self.draft(origin, authors):
            raise AuthorsRefused(f"not entry {self.number + 1} of those who may write to this log")
        admissions = tuple(self._placed(authors, place))
        signed = verify(entry, [*keys.verifiers, *self.authors.persons]).verified
        if not keys.signed(place + 1, signed):
            raise AuthorsRefused("not signed by the log")
        named = {(person.name, person.key_id) for person in self.authors.persons}
        if named and named.isdisjoint((one.name, one.key_id) for one in signed):
            raise Alone("none of the persons signed whom the entry before names")
        if authors.late and not named:
            raise AuthorsRefused("names late versions, which takes a person whom the entry before names")
        return Entered(self.number + 1, leaf_hash(entry), replace(authors, admissions=admissions))

    def _placed(self, authors: Authors, place: int) -> Iterator[Admission]:
        """Yield the lines with the log indexes from which they take effect.

        Raise AuthorsRefused for a line that changes the past.
        """
        known = {_name(one): one for one in self.authors.admissions}
        if len({_name(one) for one in authors.admissions}) < len(authors.admissions):
            raise AuthorsRefused("names a key twice from one place on")
        if not self.number and authors.begin is not None and authors.begin > place + 1:
            raise AuthorsRefused(f"frees the entries before {authors.begin}")
        for one in authors.admissions:
            before = known.pop(_name(one), None)
            if authors.persons and not _windowed(one, before, place):
                raise AuthorsRefused(f"lets the command line write for more than {WINDOW_MOST} places")
            if before is None:
                yield replace(one, counts=place + 1 if self.number else 0)
            elif _bare(one) != _bare(before) or not _may_end(one, before, place):
                raise AuthorsRefused(f"says something else of {one.verifier.short} from {one.first} on")
            else:
                yield replace(before, end=one.end, stops=before.stops if before.end == one.end else place + 1)
        if known:
            raise AuthorsRefused("leaves out a key that the entry before names")


def _windowed(one: Admission, before: Admission | None, place: int) -> bool:
    """Return True if a line is not for the command line, ends within a window, or has the same end as before."""
    same = before is not None and before.end == one.end
    soon = one.end is not None and (same or one.end <= place + WINDOW_MOST)
    return soon or not replace(one, end=None).unbounded


def _may_end(one: Admission, before: Admission, place: int) -> bool:
    """Return True if a line's end is unchanged, or lies at or after `place` and before the previous end. A past end
    cannot change."""
    return one.end == before.end or (one.end is not None and before.ends_after(max(place, one.end)))


def _name(one: Admission) -> tuple[str, int]:
    return one.verifier.vkey(), one.first


def _bare(one: Admission) -> str:
    return replace(one, end=None).line()


def said_in(entry: bytes) -> dict[str, Any] | None:
    """Return the envelope's fields of an entry of authors: log, stream, number, hash of the previous leaf; None for any
    other entry."""
    if not entry.startswith(f"{FIRST_LINE}\n".encode()):
        return None
    try:
        _, origin, number, before, _ = split(entry)[0].split("\n", 4)
        prev = None if before == NONE_BEFORE else before
        return {"origin": origin, "stream": STREAM, "n": decimal(number, AuthorsRefused), "prev": prev}
    except (LogFault, ValueError):
        return {}
