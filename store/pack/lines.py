"""The lines of a record pack, byte by byte as `docs/record-pack.md` says: canonical JSON (RFC 8785) and a line feed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from store.record.canonical import canonical
from store.tlog.note import Signer, join
from store.tlog.strict import to_base64

VERSION = 2
STATEMENT = "casebook/record/v1"
WHOLE, PART = "whole", "part"
Row = Mapping[str, str]
Author = tuple[str, bytes]
"""Which process wrote an entry, and its signature over the leaf."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An entry of the log: its bytes, its place, and the proof under the first checkpoint that covers it."""

    envelope: bytes
    place: int
    size: int
    proof: Sequence[bytes]

    def members(self) -> dict[str, Any]:
        """The members of its line."""
        return {
            "envelope": self.envelope.decode(),
            "place": self.place,
            "size": self.size,
            "proof": [*map(to_base64, self.proof)],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a reader is given of a version besides its entry; `withheld` says why something is not given."""

    salt: bytes | None = None
    body: bytes | None = None
    state: bytes | None = None
    withheld: str | None = None
    shown: bytes | None = None
    """What the version made public, for whoever is given neither body nor state."""
    texts: Sequence[Row] = ()
    erased: Sequence[Row] = ()


@dataclass(frozen=True, slots=True)
class Belongs:
    """What a version of the registry belongs to: its stream, the person whose appointment that is, and in the last
    version, where there is an index of streams, how many versions the stream has in it and the way to it."""

    stream: str
    person: str | None = None
    end: tuple[int, Sequence[bytes]] | None = None


def header(*, origin: str, stream: str, size: int, versions: int, whole: bool, keys: Mapping[str, str | None]) -> bytes:
    """The first line."""
    told = {"origin": origin, "stream": stream, "size": size, "versions": versions, "whole": whole, "keys": dict(keys)}
    return _line("record-pack", {"v": VERSION, **told})


def checkpoint(note: bytes, proof: Sequence[bytes], stamp: bytes | None) -> bytes:
    """A checkpoint, with the proof that it begins with the one before it in the pack."""
    told = {"note": note.decode(), "proof": [*map(to_base64, proof)]}
    return _line("checkpoint", {**told, "stamp": None if stamp is None else to_base64(stamp)})


def succession(note: bytes) -> bytes:
    """A note by which one key of the log handed it over to the next."""
    return _line("succession", {"note": note.decode()})


def index(note: bytes, n: int, siblings: Sequence[bytes]) -> bytes:
    """The signed index of all streams, with the way to this one, which has `n` versions there."""
    return _line("index", {"note": note.decode(), "n": n, "proof": [*map(to_base64, siblings)]})


def version(n: int, placed: Placed, content: Content, author: Author | None = None) -> bytes:
    """A version of the stream."""
    told = {
        "n": n,
        **_content(content, author),
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
        "author": author and author[0],
        "signature": author and to_base64(author[1]),
    }


def erasure(event: str, placed: Placed) -> bytes:
    """An event by which texts of the stream were erased."""
    return _line("erasure", {**placed.members(), "event": event})


def registry(n: int, placed: Placed, content: Content, author: Author | None, belongs: Belongs) -> bytes:
    """A version of a stream of the registry."""
    told = {"n": n, **_content(content, author), "stream": belongs.stream, "of": belongs.person}
    way = belongs.end and {"n": belongs.end[0], "proof": [*map(to_base64, belongs.end[1])]}
    return _line("registry", {**placed.members(), **told, "end": way})


def end(before: int, statement: bytes | None) -> bytes:
    """The last line, after so many others."""
    return _line("end", {"lines": before + 1, "statement": _text(statement)})


def state_of_end(
    signer: Signer, *, origin: str, stream: str, size: int, versions: int, leaf: bytes, whole: bool
) -> bytes:
    """The register's signed word that the stream has so many versions among the first `size` entries of the log."""
    rows = [STATEMENT, origin, stream, size, versions, leaf.hex(), WHOLE if whole else PART, ""]
    text = "\n".join(map(str, rows))
    return join(text, [signer.sign(text)])


def _text(data: bytes | None) -> str | None:
    return None if data is None else data.decode()


def _line(kind: str, members: Mapping[str, Any]) -> bytes:
    return canonical({"kind": kind, **members}) + b"\n"
