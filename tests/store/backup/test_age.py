"""Encrypted files: those of another program open here, and nothing that was changed does."""

import errno
import io
import os
import threading
from base64 import b64decode
from pathlib import Path

import pytest

from store.backup.age import CHUNK, ArchiveRefused, Identity, Recipient, encrypted, read

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
