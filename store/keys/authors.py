"""Who may write, from which size of the log on: the file `authors` in the sealer's folder, and copies of it elsewhere.

    <verifier key> <first place> [<place after the last>] [process=<name>]

one key a line. Entries before the smallest first place were sealed without an author and are taken as they are; from it
on, every entry needs the signature of a key that may write at its place. Under a line that names a process, a key signs
only what that process carries out (`domain/acts.py`); lines of 0.1.0 name none. Keys are rotated by a line for the new
one and an end for the old one. Lines that begin with # are for people.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from domain.kernel.process import Process
from store.keys.author import AuthorVerifier, author_key_name
from store.tlog.faults import LogFault, NoteRefused
from store.tlog.note import Signer, Verifier, join, verify
from store.tlog.strict import decimal, utf8

FILE_MOST = 64 * 1024
FIRST_LINE = "casebook/authors/v1"
BINDS = "process="


class AuthorsRefused(LogFault):
    """A file of authors that cannot be used."""


@dataclass(frozen=True, slots=True)
class Admission:
    verifier: AuthorVerifier
    first: int
    end: int | None = None
    process: Process | None = None

    def line(self) -> str:
        words = [self.verifier.vkey(), str(self.first)]
        words += [] if self.end is None else [str(self.end)]
        return " ".join([*words, *([f"{BINDS}{self.process}"] if self.process else [])])

    def covers(self, place: int) -> bool:
        return self.first <= place and (self.end is None or place < self.end)


@dataclass(frozen=True)
class Authors:
    """The keys of all who ever might write to a log."""

    admissions: tuple[Admission, ...] = ()

    @property
    def begin(self) -> int | None:
        """The place from which on every entry needs an author; None while none does."""
        return min((admission.first for admission in self.admissions), default=None)

    def fault(self, place: int, leaf: bytes, author: object, signature: object) -> str | None:
        """Why an entry at a place is not the act of somebody who might write there; None when it is."""
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

    def bound(self, place: int, author: object) -> Process | None:
        """The process as which an author may write at a place; None where nobody said."""
        found = (one for one in self.admissions if one.verifier.short == author and one.covers(place))
        return next((one.process for one in found), None)

    def check(self, hashed: bytes, author: object, signature: object, purpose: bytes) -> None:
        """Raise NoteRefused unless one of them, at whatever place, signed a hash for a purpose."""
        for admission in self.admissions:
            if admission.verifier.short == author and isinstance(signature, bytes):
                return admission.verifier.check(hashed, signature, purpose)
        raise NoteRefused("signed by nobody who was admitted")

    def admitted(self, verifier: AuthorVerifier, place: int, process: Process | None = None) -> "Authors":
        """Return these authors with the key admitted from log index `place` on. No change if it is admitted already.

        One that was admitted without a process, or as another one, is admitted anew.
        """
        open = [one for one in self.admissions if one.verifier.vkey() == verifier.vkey() and one.end is None]
        if any(process in (None, one.process) for one in open):
            return self
        before = self.dismissed(verifier, place).admissions
        return Authors((*(one for one in before if one.end != one.first), Admission(verifier, place, process=process)))

    def dismissed(self, verifier: AuthorVerifier, place: int) -> "Authors":
        return Authors(
            tuple(
                replace(at, end=place) if at.end is None and at.verifier.vkey() == verifier.vkey() else at
                for at in self.admissions
            )
        )

    def unlike(self, published: "Authors") -> str | None:
        """Why this copy of the file frees or admits what the log does not; None for an older copy or the same."""
        if published.begin is not None and (self.begin is None or self.begin > published.begin):
            return f"frees the entries from {published.begin} on"
        known = {(one.verifier.vkey(), one.first): one.end for one in published.admissions}
        for one in self.admissions:
            end = known.get((one.verifier.vkey(), one.first), one.first)
            if end is not None and end <= one.first:
                return f"admits {one.verifier.short} from {one.first} on, which the log never did"
        return None

    def rewrites(self, published: "Authors", size: int) -> str | None:
        """Why this file changes who might write below a size; None if it only goes on from what was published then."""
        if why := self.unlike(Authors(tuple(one for one in self.admissions if one.first >= size)).joined(published)):
            return why
        now = {(one.verifier.vkey(), one.first): one for one in self.admissions}
        for one in published.admissions:
            kept = now.get((one.verifier.vkey(), one.first))
            if kept is None or kept.process != one.process or (one.end is not None and kept.end != one.end):
                return f"says something else of {one.verifier.short} from {one.first} on"
            if one.end is None and kept.end is not None and kept.end < size:
                return f"ends {one.verifier.short} at {kept.end}, where it has written since"
        return None

    def joined(self, others: "Authors") -> "Authors":
        return Authors((*self.admissions, *others.admissions))

    def text(self) -> str:
        return "".join(f"{admission.line()}\n" for admission in self.admissions)


def signed_authors(authors: Authors, origin: str, size: int, signer: Signer) -> bytes:
    """The note by which the log says who may write, when it had so many entries."""
    text = f"{FIRST_LINE}\n{origin}\n{size}\n{authors.text()}"
    return join(text, [signer.sign(text)])


def read_signed(note: bytes, origin: str, keys: Sequence[Verifier]) -> tuple[int, Authors]:
    """Size and authors of such a note. Raises LogFault unless a key of the log signed it."""
    first, of, size, lines = (*verify(note, keys).text.split("\n", 3), "", "", "")[:4]
    if (first, of) != (FIRST_LINE, origin):
        raise AuthorsRefused("not the authors of this log")
    return decimal(size, AuthorsRefused), parse_authors(lines.encode(), origin)


def parse_authors(data: bytes, origin: str) -> Authors:
    """The authors of a file, for one log. Raises AuthorsRefused, or NoteRefused for a key."""
    if len(data) > FILE_MOST:
        raise AuthorsRefused("the file of authors is too long")
    lines = [line for line in utf8(data, AuthorsRefused).split("\n") if line and not line.startswith("#")]
    return Authors(tuple(_admissions(lines, origin)))


def _admissions(lines: list[str], origin: str) -> Iterator[Admission]:
    ids: dict[str, str] = {}
    for line in lines:
        words = line.split(" ")
        process = _process(words.pop().removeprefix(BINDS)) if words[-1].startswith(BINDS) else None
        if len(words) not in (2, 3):
            raise AuthorsRefused("a line has a key, a first place and perhaps an end and a process")
        verifier = AuthorVerifier.from_vkey(words[0])
        first, *end = (decimal(word, AuthorsRefused) for word in words[1:])
        if not verifier.name.startswith(author_key_name(origin, "")):
            raise AuthorsRefused(f"{verifier.name} is not the name of an author of {origin}")
        if ids.setdefault(verifier.short, verifier.vkey()) != verifier.vkey():
            raise AuthorsRefused(f"two keys are called {verifier.short}")
        yield Admission(verifier, first, end[0] if end else None, process)


def _process(name: str) -> Process:
    try:
        return Process(name)
    except ValueError:
        raise AuthorsRefused(f"there is no process {name}") from None
