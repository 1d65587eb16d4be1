"""Archives: what is taken out of one, and how old a backup may be."""

import errno
import io
import os
import threading
import zlib
from base64 import b64decode
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from bson import encode

from store.backup import archive
from store.backup.age import CHUNK, ArchiveRefused, Identity, Recipient, encrypted, read
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
    file = io.BytesIO()
    with encrypted(file, [MINE.recipient]) as to:
        to.write(zlib.compress(b"".join(letter + raw for letter, raw in frames)))
    return file.getvalue()


def contents(data: bytes, authors: Authors | None = None) -> list[Stored]:
    return list(_documents(ArchiveReader.opened(io.BytesIO(data), MINE, "record", authors)))


def test_an_archive_is_read_one_document_at_a_time() -> None:
    assert [stored.raw for stored in contents(archived(EMPTY, EMPTY))] == [EMPTY, EMPTY]


def test_one_of_another_name_is_refused() -> None:
    with pytest.raises(ArchiveRefused, match="not of keys"):
        ArchiveReader.opened(io.BytesIO(archived()), MINE, "keys")


def test_who_wrote_it_is_asked_where_it_is_known_who_may() -> None:
    assert len(contents(archived(EMPTY, author=WRITER), AUTHORS)) == 1
    assert len(contents(archived(EMPTY, author=THIEF))) == 1, "nobody is named: then verifying has to find it"
    for other in (archived(EMPTY), archived(EMPTY, author=THIEF), archived(EMPTY, author=API)):
        with pytest.raises(ArchiveRefused, match="the command line of this register did not"):
            contents(other, AUTHORS)


def test_a_signature_is_of_the_whole() -> None:
    signed = WRITER.signed(bytes(32), b"casebook/backup/v1\n")
    with pytest.raises(ArchiveRefused, match="the command line of this register did not"):
        contents(by_hand((HEAD, encode({"format": 1, **SAID})), (END, encode(signed))), AUTHORS)


def test_a_document_belongs_where_a_backup_has_one() -> None:
    """Not in another database, in no collection of the server's own, and never among who is signed in."""
    for place in (("main", "system.users"), ("prefix", "outbox"), ("../main", "outbox"), ("record", "$cmd"), ("", "")):
        with pytest.raises(ArchiveRefused, match="no backup has"):
            contents(archived(EMPTY, place=place))
    for name in PASSING:
        assert contents(archived(EMPTY, place=("main", name))) == []


def said(**changes: Any) -> bytes:
    return encode({"format": 1, **SAID, **changes})


SUMMED: Mapping[str, Any] = {"count": 1, "hash": bytes(32)}


@pytest.mark.parametrize(
    "frames",
    [
        [],
        *([(HEAD, wrong)] for wrong in (b"\x01\0\0\0", b"\x07\0\0\0\xff\xff\xff", EMPTY)),
        *([(HEAD, said(**wrong))] for wrong in ({"format": 2}, {"archive": 7}, {"entries": "many"}, {"at": "today"})),
        [(DOCUMENT, said())],
        [(HEAD, said()), (DOCUMENT, EMPTY)],
        [(HEAD, said()), (COLLECTION, b"\x06\0\0\0\xff\xff")],
        [(HEAD, said()), (COLLECTION, EMPTY), (DOCUMENT, EMPTY)],
        [(HEAD, said()), (COLLECTION, encode({"part": "main", "name": "outbox"})), (SUM, encode(SUMMED))],
        [(HEAD, said()), (HEAD, (1 << 31).to_bytes(4, "little"))],
    ],
    ids=str,
)
def test_what_is_no_backup_is_refused_in_words(frames: Frames) -> None:
    with pytest.raises(ArchiveRefused):
        contents(by_hand(*frames))


def test_one_that_was_cut_off_is_refused() -> None:
    with pytest.raises(ArchiveRefused, match="cut off"):
        contents(archived(EMPTY, close=False))


def test_an_archive_that_would_fill_the_disk_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Zeros take a thousandth of their size."""
    monkeypatch.setattr(archive, "FREE", 1 << 10)
    with pytest.raises(ArchiveRefused, match="more than any backup"):
        contents(archived(encode({"x": bytes(1 << 20)})))


def test_a_draft_that_somebody_prepared_is_not_written_to(tmp_path: Path) -> None:
    precious, draft = tmp_path / "precious", tmp_path / "record.part"
    precious.write_text("kept")
    draft.symlink_to(precious)
    with new_file(draft) as file:
        file.write(b"x")
    assert (precious.read_text(), draft.read_bytes(), draft.is_symlink()) == ("kept", b"x", False)


IDENTITY = "AGE-SECRET-KEY-1Z37F4FCXDY55QQ0K9PNEWSDQDFY3ZSUC8YFPXFL82N7ZT4DSZYXSAU0N2V"
RECIPIENT = "age1c7mzhm5eyx0gl850nl5scxjt453rk8ugkzypj5f2vhu9wz5prggq9gtvl2"
FILE = b64decode(
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBsMzRWWmtOSXZER0VZYmxaaHd2MmVsL08xaWc2VlhnSGJIdm96am1TcXpZCmpXRHM0VXJ0ODlseGpOelhITUI4SDlhUll2Q2ZvdUF5aS9qazFGekpCTEEKLT4gPCpkelMvSyotZ3JlYXNlIChEIFMjfFpVemkgR3pcP0IndFcKM2RCUFVWOGZPZCtsSno5N0dHNnRYUnZyUWxlQWF1VUpkMTdzNjdHZ3NERUdET2syOFhJODBjUmhQMUlYMkNuRApGbXN2QWRrTUZidXdHWSs1U2lWRVhncWhWYldFUVYyNnJQV0RvSFhCUkowcnpnCi0tLSB5Z0IzV2l1dEVleG54SkZTVXd1WDMybUQrcDQ5MEIySXgvMUZCaStOSVVNCvUbDdYV/XmQJnLsHRrHBaJojiwQKmUaHBERbDVBprnRdDiDZA0ymiY/bA=="
)
"""Made by rage 0.11 through pyrage 1.4, with a stanza that says nothing (grease); keys and file are of no other use."""


def identity(folder: Path, text: str = IDENTITY) -> Identity:
    file = folder / "identity"
    file.write_text(f"# created for tests\n{text}\n")
    return Identity.of(file)


def written(data: bytes, *recipients: Recipient, pieces: int = 1) -> bytes:
    file = io.BytesIO()
    with encrypted(file, recipients) as to:
        for start in range(0, len(data), max(1, len(data) // pieces)):
            to.write(data[start : start + max(1, len(data) // pieces)])
    return file.getvalue()


def opened(file: bytes, by: Identity) -> bytes:
    return b"".join(read(io.BytesIO(file), by))


def test_a_file_of_another_program_opens(tmp_path: Path) -> None:
    mine = identity(tmp_path)
    assert str(mine) == IDENTITY
    assert str(mine.recipient) == RECIPIENT
    assert opened(FILE, mine) == "tin đồn".encode()
    assert IDENTITY not in repr(mine)


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_what_was_written_is_read_by_each_recipient(size: int) -> None:
    one, other, data = Identity.fresh(), Identity.fresh(), os.urandom(size)
    file = written(data, one.recipient, other.recipient, pieces=7)
    assert opened(file, one) == opened(file, other) == data
    with pytest.raises(ArchiveRefused, match="does not open with this key"):
        opened(file, Identity.fresh())


def test_a_file_that_was_changed_anywhere_does_not_open() -> None:
    mine = Identity.fresh()
    file = written(os.urandom(2 * CHUNK + 10), mine.recipient)
    header = file.index(b"---") + 60
    for at in (*range(0, header, 3), header + 5, header + CHUNK, len(file) - 1):
        with pytest.raises(ArchiveRefused):
            opened(file[:at] + bytes([file[at] ^ 1]) + file[at + 1 :], mine)


def test_a_file_that_was_cut_off_or_put_together_differently_does_not_open() -> None:
    mine = Identity.fresh()
    file = written(os.urandom(3 * CHUNK), mine.recipient)
    body, sealed = len(file) - 3 * (CHUNK + 16), CHUNK + 16
    chunks = [file[body + at * sealed : body + (at + 1) * sealed] for at in range(3)]
    for wrong in (chunks[:2], chunks[:1], [], [chunks[1], chunks[0], chunks[2]], [*chunks, chunks[2]]):
        with pytest.raises(ArchiveRefused):
            opened(file[:body] + b"".join(wrong), mine)


@pytest.mark.parametrize(
    "text", ["", "age1", RECIPIENT[:-1] + "q", RECIPIENT.replace("age", "agf"), RECIPIENT[:-5] + "B" * 5, IDENTITY]
)
def test_a_recipient_with_a_letter_wrong_is_none(text: str) -> None:
    assert str(Recipient.of(RECIPIENT.upper())) == RECIPIENT
    with pytest.raises(ArchiveRefused):
        Recipient.of(text)


@pytest.mark.parametrize("text", ["", "# nothing\n", RECIPIENT, "AGE-SECRET-KEY-1QQQQ", IDENTITY[:-1]])
def test_an_identity_that_is_none_is_not_quoted(text: str, tmp_path: Path) -> None:
    with pytest.raises(ArchiveRefused) as refused:
        identity(tmp_path, text)
    assert len(text) < 20 or text not in str(refused.value)


def test_a_full_disk_is_the_error_of_the_block() -> None:
    class Full(io.BytesIO):
        def write(self, data: object) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space left"), encrypted(Full(), [Identity.fresh().recipient]) as to:
        to.write(bytes(100 * CHUNK))


def test_who_stops_reading_leaves_no_thread_behind() -> None:
    mine, before = Identity.fresh(), threading.active_count()
    chunks = read(io.BytesIO(written(bytes(40 * CHUNK), mine.recipient)), mine)
    assert next(chunks) == bytes(CHUNK)
    del chunks
    assert threading.active_count() == before
