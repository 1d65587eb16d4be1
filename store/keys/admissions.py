"""Keys that may write, as the log itself lists them: entries signed by the log's key and by a person.

    casebook/authors/v1
    <origin>
    <number of this entry among them, from 1>
    <leaf hash of the one before, in hexadecimal; a hyphen in the first>
    <lines as in `store/keys/authors.py`>

The entry is this text as a signed note. Each lists all keys: lines of the one before stay as they are, but for an end.
That is added, or comes earlier than it would have. A new line counts from the place after its entry, an end likewise,
so that no entry changes the past. Where the entry before names persons, one of them signed: who holds the log's key
cannot change alone who writes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from store.keys.authors import FILE_MOST, WINDOW_MOST, Admission, Authors, AuthorsRefused, parse_authors
from store.tlog.faults import LogFault
from store.tlog.merkle import leaf_hash
from store.tlog.note import split, verify
from store.tlog.strict import decimal
from store.tlog.succession import LogKeys

FIRST_LINE: Final = "casebook/authors/v1"
STREAM: Final = "authors"
"""Stream of these entries in the index of streams; no stream of the record has such a name."""
NONE_BEFORE: Final = "-"


class Alone(AuthorsRefused):
    """No person signed, of those whom the entry before names."""


@dataclass(frozen=True)
class Entered:
    """The newest of these entries; before the first one, number 0."""

    number: int = 0
    leaf: bytes = b""
    authors: Authors = field(default_factory=Authors)

    def draft(self, origin: str, authors: Authors) -> str:
        """Write the text of the next entry."""
        return f"{FIRST_LINE}\n{origin}\n{self.number + 1}\n{self.leaf.hex() or NONE_BEFORE}\n{authors.text()}"

    def after(self, entry: bytes, place: int, origin: str, keys: LogKeys) -> "Entered":
        """Take up the next entry, at its place. Raises LogFault, and Alone where only a person's signature lacks."""
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
        """The lines with the places from which they count. Raises AuthorsRefused for one that changes the past."""
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
    """Return True if a line is not the command line's, or ends soon, or ends as it did."""
    same = before is not None and before.end == one.end
    soon = one.end is not None and (same or one.end <= place + WINDOW_MOST)
    return soon or not replace(one, end=None).unbounded


def _may_end(one: Admission, before: Admission, place: int) -> bool:
    """Return True if a line ends as it did, or now does, or earlier than it would have; an end that has come stays."""
    return one.end == before.end or (one.end is not None and before.ends_after(max(place, one.end)))


def _name(one: Admission) -> tuple[str, int]:
    return one.verifier.vkey(), one.first


def _bare(one: Admission) -> str:
    """Return the line of an admission without its end."""
    return replace(one, end=None).line()


def said_in(entry: bytes) -> dict[str, Any] | None:
    """Read the envelope's fields of such an entry: log, stream, number, leaf hash before; None for another entry."""
    if not entry.startswith(f"{FIRST_LINE}\n".encode()):
        return None
    try:
        _, origin, number, before, _ = split(entry)[0].split("\n", 4)
        prev = None if before == NONE_BEFORE else before
        return {"origin": origin, "stream": STREAM, "n": decimal(number, AuthorsRefused), "prev": prev}
    except (LogFault, ValueError):
        return {}
