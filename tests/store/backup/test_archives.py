"""Archives that somebody else made, cut off or packed: what is no backup of this register is refused.

Anybody can encrypt to the recipient, so every byte inside is a stranger's until the signature at the end.
"""

import io
import zlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from bson import encode

from store.backup import archive
from store.backup.age import ArchiveRefused, Identity, encrypted
from store.backup.archive import COLLECTION, DOCUMENT, END, HEAD, SUM, ArchiveReader, ArchiveWriter, Stored
from store.backup.backup import PASSING, _documents
from store.keys.author import Author, AuthorVerifier
from store.keys.authors import Admission, Authors
from store.process.private_files import new_file

MINE = Identity.fresh()
ORIGIN = "casebook.test/log"
WRITER, THIEF = (Author.of(ORIGIN, "cli", bytes([seed]) * 32) for seed in (3, 4))
API = Author.of(ORIGIN, "api", b"\x05" * 32)
AUTHORS = Authors(tuple(Admission(AuthorVerifier.from_vkey(one.vkey()), 0) for one in (WRITER, API)))
EMPTY = encode({})
SAID = {"archive": "record", "at": datetime(2026, 7, 1, tzinfo=UTC), "origin": ORIGIN, "entries": 0}
Frames = Iterable[tuple[bytes, bytes]]


def archived(
    *documents: bytes, author: Author | None = None, place: tuple[str, str] = ("main", "outbox"), close: bool = True
) -> bytes:
    file = io.BytesIO()
    with encrypted(file, [MINE.recipient]) as to:
        writer = ArchiveWriter(to, SAID, author)
        writer.begin(*place)
        for document in documents:
            writer.document(document)
        writer.end()
        if close:
            writer.close()
        else:
            to.write(writer._packer.flush())
    return file.getvalue()


def by_hand(*frames: tuple[bytes, bytes]) -> bytes:
    """An archive as a stranger makes one."""
    file = io.BytesIO()
    with encrypted(file, [MINE.recipient]) as to:
        to.write(zlib.compress(b"".join(letter + raw for letter, raw in frames)))
    return file.getvalue()


def read(data: bytes, authors: Authors | None = None) -> list[Stored]:
    return list(_documents(ArchiveReader.opened(io.BytesIO(data), MINE, "record", authors)))


def test_an_archive_is_read_one_document_at_a_time() -> None:
    assert [stored.raw for stored in read(archived(EMPTY, EMPTY))] == [EMPTY, EMPTY]


def test_one_of_another_name_is_refused() -> None:
    with pytest.raises(ArchiveRefused, match="not of keys"):
        ArchiveReader.opened(io.BytesIO(archived()), MINE, "keys")


def test_who_wrote_it_is_asked_where_it_is_known_who_may() -> None:
    assert len(read(archived(EMPTY, author=WRITER), AUTHORS)) == 1
    assert len(read(archived(EMPTY, author=THIEF))) == 1, "nobody is named: then verifying has to find it"
    for other in (archived(EMPTY), archived(EMPTY, author=THIEF), archived(EMPTY, author=API)):
        with pytest.raises(ArchiveRefused, match="the command line of this register did not"):
            read(other, AUTHORS)


def test_a_signature_is_of_the_whole() -> None:
    signed = WRITER.signed(bytes(32), b"casebook/backup/v1\n")
    with pytest.raises(ArchiveRefused, match="the command line of this register did not"):
        read(by_hand((HEAD, encode({"format": 1, **SAID})), (END, encode(signed))), AUTHORS)


def test_a_document_belongs_where_a_backup_has_one() -> None:
    """Not in another database, in no collection of the server's own, and never among who is signed in."""
    for place in (("main", "system.users"), ("prefix", "outbox"), ("../main", "outbox"), ("record", "$cmd"), ("", "")):
        with pytest.raises(ArchiveRefused, match="no backup has"):
            read(archived(EMPTY, place=place))
    for name in PASSING:
        assert read(archived(EMPTY, place=("main", name))) == []


def said(**changes: Any) -> bytes:
    return encode({"format": 1, **SAID, **changes})


SUMMED: Mapping[str, Any] = {"count": 1, "hash": bytes(32)}


@pytest.mark.parametrize(
    "frames",
    [
        [],
        [(HEAD, b"\x01\x00\x00\x00")],
        [(HEAD, b"\x07\x00\x00\x00\xff\xff\xff")],
        [(HEAD, EMPTY)],
        [(HEAD, said(format=2))],
        [(HEAD, said(archive=7))],
        [(HEAD, said(entries="many"))],
        [(HEAD, said(at="today"))],
        [(DOCUMENT, said())],
        [(HEAD, said()), (DOCUMENT, EMPTY)],
        [(HEAD, said()), (COLLECTION, b"\x06\x00\x00\x00\xff\xff")],
        [(HEAD, said()), (COLLECTION, EMPTY), (DOCUMENT, EMPTY)],
        [(HEAD, said()), (COLLECTION, encode({"part": "main", "name": "outbox"})), (SUM, encode(SUMMED))],
        [(HEAD, said()), (HEAD, (1 << 31).to_bytes(4, "little"))],
    ],
    ids=str,
)
def test_what_is_no_backup_is_refused_in_words(frames: Frames) -> None:
    with pytest.raises(ArchiveRefused):
        read(by_hand(*frames))


def test_one_that_was_cut_off_is_refused() -> None:
    with pytest.raises(ArchiveRefused, match="cut off"):
        read(archived(EMPTY, close=False))


def test_an_archive_that_would_fill_the_disk_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Zeros take a thousandth of their size."""
    monkeypatch.setattr(archive, "FREE", 1 << 10)
    with pytest.raises(ArchiveRefused, match="more than any backup"):
        read(archived(encode({"x": bytes(1 << 20)})))


def test_a_draft_that_somebody_prepared_is_not_written_to(tmp_path: Path) -> None:
    precious, draft = tmp_path / "precious", tmp_path / "record.part"
    precious.write_text("kept")
    draft.symlink_to(precious)
    with new_file(draft) as file:
        file.write(b"x")
    assert (precious.read_text(), draft.read_bytes(), draft.is_symlink()) == ("kept", b"x", False)
