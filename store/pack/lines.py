"""The lines of a record pack, byte for byte as `docs/record-pack-format.md` specifies: canonical JSON and a line
feed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from store.record.canonical import quick_bytes
from store.tlog.note import Signer, join
from store.tlog.strict import to_base64

VERSION = 3
STATEMENT = "casebook/record/v2"
BEGUN = "register"
WHOLE, PART = "whole", "part"
Row = Mapping[str, str]
Author = tuple[str, bytes]
"""Process that wrote an entry, and its signature over the leaf."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Entry of the log: its bytes, its log index, and the proof under the first checkpoint that covers the entry."""

    envelope: bytes
    place: int
    size: int
    proof: Sequence[bytes]

    def members(self) -> dict[str, Any]:
        return {
            "envelope": self.envelope.decode(),
            "place": self.place,
            "size": self.size,
            "proof": [*map(to_base64, self.proof)],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Parts of a version that a reader gets with its entry. `withheld` is the reason for missing parts."""

    salt: bytes | None = None
    body: bytes | None = None
    state: bytes | None = None
    withheld: str | None = None
    shown: bytes | None = None
    """Public part of the version, for a reader who gets neither body nor state."""
    texts: Sequence[Row] = ()
    erased: Sequence[Row] = ()


@dataclass(frozen=True, slots=True)
class Belongs:
    """Owner of a version of the registry: its stream, and the person behind an appointment.

    If an index of streams exists, the last version also has the stream's number of versions in this index, and the
    proof.
    """

    stream: str
    person: str | None = None
    end: tuple[int, Sequence[bytes]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Part of the registry in a separate file, identified by its SHA-256: the rows of an agency, which many packs
    share.

    The rows are proved under the tree of `size` and `root`, with which the pack's log begins (`proof`). `ends` are the
    paths to streams in the pack's index.
    """

    of: str
    hash: str
    lines: int
    withheld: int
    size: int
    root: bytes
    proof: Sequence[bytes]
    ends: Sequence[tuple[str, int, Sequence[bytes]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """First line of a pack. It states the pack's content, and the class of reader for which the pack was made."""

    origin: str
    stream: str
    size: int
    versions: int
    whole: bool
    reader: str
    keys: Mapping[str, str | None]

    def line(self) -> bytes:
        told = {"origin": self.origin, "stream": self.stream, "size": self.size, "versions": self.versions}
        more = {"whole": self.whole, "reader": self.reader, "keys": dict(self.keys)}
        return _line("record-pack", {"v": VERSION, **told, **more})

    def statement(self, signer: Signer, leaf: bytes, withheld: int, before: bytes) -> bytes:
        """Return the statement to sign: the number of versions, the last leaf, and the parts that this reader got.

        `withheld` counts versions and rows of the registry; `before` is the SHA-256 of all lines before the last.
        """
        part = WHOLE if self.whole else PART
        rows = [STATEMENT, self.origin, self.stream, self.size, self.versions, leaf.hex(), part]
        text = "\n".join(map(str, [*rows, self.reader, withheld, before.hex(), ""]))
        return join(text, [signer.sign(text)])


def checkpoint(note: bytes, proof: Sequence[bytes], stamp: bytes | None) -> bytes:
    """Return the line of a checkpoint, with the proof that it extends the previous checkpoint in the pack."""
    told = {"note": note.decode(), "proof": [*map(to_base64, proof)]}
    return _line("checkpoint", {**told, "stamp": None if stamp is None else to_base64(stamp)})


def succession(note: bytes) -> bytes:
    """Return the line of a note of succession, with which one key of the log handed the log over to the next key."""
    return _line("succession", {"note": note.decode()})


def index(note: bytes, n: int, siblings: Sequence[bytes]) -> bytes:
    """Return the line of the signed index of all streams, with the path to the pack's stream and its number `n` of
    versions."""
    return _line("index", {"note": note.decode(), "n": n, "proof": [*map(to_base64, siblings)]})


def authors(placed: Placed, end: tuple[int, Sequence[bytes]] | None) -> bytes:
    """Return the line of an entry on authors. The last such line has the entry's path in the index of streams."""
    return _line("authors", {**placed.members(), "end": _way(end)})


def version(
    n: int,
    placed: Placed,
    content: Content,
    author: Author | None = None,
    assertion: Mapping[str, bytes] | None = None,
) -> bytes:
    """Return the line of a version. `assertion` contains the bytes that the author signed, for readers who get the
    body."""
    told = {
        "n": n,
        **_content(content, author),
        "assertion": assertion and _asserted(assertion),
        "shown": _text(content.shown),
        "texts": [dict(text) for text in content.texts],
        "erased": [dict(text) for text in content.erased],
    }
    return _line("version", {**placed.members(), **told})


def _content(content: Content, author: Author | None) -> dict[str, Any]:
    return {
        "salt": content.salt and content.salt.hex(),
        "body": _text(content.body),
        "state": _text(content.state),
        "withheld": content.withheld,
        **_signed(author),
    }


def _signed(author: Author | None) -> dict[str, Any]:
    return {"author": author and author[0], "signature": author and to_base64(author[1])}


def _asserted(assertion: Mapping[str, bytes]) -> dict[str, str]:
    command = assertion["command"].decode()
    return {name: command if name == "command" else to_base64(part) for name, part in assertion.items()}


def erasure(event: str, placed: Placed, salt: bytes, body: bytes, author: Author | None) -> bytes:
    """Return the line of an event that erased texts of the stream. The body of the event lists the destroyed keys."""
    told = {"event": event, "salt": salt.hex(), "body": body.decode(), **_signed(author)}
    return _line("erasure", {**placed.members(), **told})


def registry(n: int, placed: Placed, content: Content, author: Author | None, belongs: Belongs) -> bytes:
    told = {"n": n, **_content(content, author), "stream": belongs.stream, "of": belongs.person}
    return _line("registry", {**placed.members(), **told, "end": _way(belongs.end)})


def shared(part: Shared) -> bytes:
    """Return the line of a shared part: its hash, and its proof in the log of this pack."""
    told = {"of": part.of, "sha256": part.hash, "lines": part.lines, "withheld": part.withheld}
    tree = {"size": part.size, "root": to_base64(part.root), "proof": [*map(to_base64, part.proof)]}
    ends = [{"stream": stream, "n": n, "proof": [*map(to_base64, way)]} for stream, n, way in part.ends]
    return _line("shared", {**told, **tree, "ends": ends})


def more(name: str, value: Mapping[str, Any]) -> bytes:
    """Return an extension line of a later edition. A verifier that does not know its name only counts the line."""
    return _line("more", {"name": name, "value": value})


def begun(at: Placed, salt: bytes, body: bytes, author: Author | None) -> bytes:
    """Return the line for the entry with which the duty to publish lines in the public register began."""
    return more(BEGUN, {**at.members(), "salt": salt.hex(), "body": body.decode(), **_signed(author)})


def end(before: int, statement: bytes | None) -> bytes:
    return _line("end", {"lines": before + 1, "statement": _text(statement)})


def _way(end: tuple[int, Sequence[bytes]] | None) -> dict[str, Any] | None:
    return end and {"n": end[0], "proof": [*map(to_base64, end[1])]}


def _text(data: bytes | None) -> str | None:
    return None if data is None else data.decode()


def _line(kind: str, members: Mapping[str, Any]) -> bytes:
    return quick_bytes({"kind": kind, **members}) + b"\n"
