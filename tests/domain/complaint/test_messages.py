"""Messages through the code: an examiner asks, the person answers, and nobody else writes (Điều 29, 30)."""

from dataclasses import replace
from typing import Any

import pytest

from domain.case.attachments import ATTACHMENTS_MOST, media_type_of
from domain.case.state.evidence import BY_CODE, SealedFile, Uploaded
from domain.complaint.filing import MESSAGES_MOST, AskComplainant, WriteToExaminer
from domain.complaint.state import RedressState
from domain.kernel.actor import Actor, holder_of
from domain.kernel.vocabulary import Post
from tests.domain.redress import LONG, PPC, about, at, examiner, knowing
from tests.support.each import each
from tests.support.facts import HEALTH, attempt, codes, person, verdict

ASK, WRITE = AskComplainant(text=LONG), WriteToExaminer(text="Tôi gửi thêm một ý.")
HOLDER = holder_of("redress-1")
SEND = replace(WRITE, upload="a", file_name="anh.png")
PICTURE = SealedFile(group="a", digest="0", size=9, media_type="image/png")
FILE = Uploaded(case="redress-1", agency=BY_CODE, file=PICTURE)


def said(state: Any, command: Any, actor: Actor, **known: Any) -> str:
    return verdict(state, command, knowing(actor, command, **({"contested": about()} | known)))


def tried(state: Any, command: Any, file: Uploaded | None) -> str:
    known = replace(knowing(HOLDER, command), needs={Uploaded: file} if file else {})
    return next(iter(codes(state, command, known)), "ok")


@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        (examiner(), "ok"),
        (examiner(PPC), "examining-agency-only"),
        (person(HEALTH, Post.AUDITOR), "post-missing"),
        (HOLDER, "actor-not-admitted"),
    ],
)
def test_an_examiner_asks(actor: Actor, expected: str) -> None:
    assert said(at(RedressState.EXAMINING), ASK, actor) == expected


def test_neither_side_takes_the_room_of_the_other() -> None:
    state = at(RedressState.EXAMINING)
    asked = attempt(state, ASK, knowing(examiner(), ASK, contested=about())).messages[-1]
    written = attempt(state, WRITE, knowing(HOLDER, WRITE)).messages[-1]
    by_examiner, by_person = (replace(state, messages=(one,) * MESSAGES_MOST) for one in (asked, written))
    assert (said(by_examiner, ASK, examiner()), tried(by_examiner, WRITE, None)) == ("too-many-messages", "ok")
    assert (said(by_person, ASK, examiner()), tried(by_person, WRITE, None)) == ("ok", "too-many-messages")


@each(
    ("changes", "known", "expected"),
    [
        ({}, FILE, "ok"),
        ({}, None, "input.upload attachment-unknown"),
        ({}, replace(FILE, case="redress-2"), "input.upload attachment-unknown"),
        ({}, replace(FILE, agency=HEALTH), "input.upload attachment-unknown"),
        ({}, replace(FILE, file=replace(FILE.file, media_type="text/html")), "input.upload attachment-unknown"),
        ({"file_name": None}, FILE, "input.fileName field-needed"),
        ({"upload": None}, None, "input.upload field-needed"),
        ({"upload": None, "file_name": None}, None, "ok"),
    ],
)
def test_which_file_goes_with_a_message(changes: dict[str, Any], known: Uploaded | None, expected: str) -> None:
    assert tried(at(RedressState.EXAMINING), replace(SEND, **changes), known) == expected


def test_no_file_twice_and_no_more_than_so_many() -> None:
    state = at(RedressState.EXAMINING)
    sent = attempt(state, SEND, replace(knowing(HOLDER, SEND), needs={Uploaded: FILE})).messages[-1]
    assert tried(replace(state, messages=(sent,)), SEND, FILE) == "input.upload attachment-there-already"
    other = replace(FILE, file=replace(FILE.file, group="b"))
    full = replace(state, messages=(sent,) * ATTACHMENTS_MOST)
    assert tried(full, SEND, other) == "input.upload too-many-attachments"
    assert tried(replace(full, messages=full.messages[1:]), SEND, other) == "ok"


@each(
    ("content", "media_type"),
    [
        (b"%PDF-1.7", "application/pdf"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        *((other, None) for other in (b"", b"MZ", b"GIF89a", b"<svg>", b"PK\x03\x04", b" %PDF-1.7")),
    ],
)
def test_which_files_are_taken(content: bytes, media_type: str | None) -> None:
    assert media_type_of(content) == media_type
