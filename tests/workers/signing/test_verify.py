"""Signed copies of an issued document: which are taken, and by which reason each other is refused."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import pem
from cryptography.x509 import ObjectIdentifier
from cryptography.x509.oid import ExtendedKeyUsageOID as Purpose

from domain.messages import message
from tests.support.certificates import NOW, holder, revoked, root
from tests.support.signers import signed
from tests.workers.sample_documents import letter
from tests.workers.signing.forged import (
    BOX,
    FORGED,
    WORD,
    another_table,
    appended,
    drawn,
    ended_twice,
    hidden_object,
    issued,
    nine_pictures,
    notes_by_reference,
    worded,
)
from workers.documents.layout import pdf
from workers.signing.refusal import NotSigned, Trust, trust_of
from workers.signing.verify import SIGNATURES_MOST, signatures_of


def trust(lists: bytes = b"") -> Trust:

    return Trust(
        roots=(root().asn1,), lists=tuple(block for _, _, block in pem.unarmor(lists, multiple=True)) if lists else ()
    )


def verdict(copy: bytes, given: Trust | None = None, now: datetime = NOW) -> str:
    """The names of who signed, or the code of the refusal."""
    try:
        return ", ".join(signer for signer, _ in signatures_of(issued(), copy, given or trust(), now))
    except NotSigned as refused:
        return refused.code


def later(copy: bytes) -> bytes:
    start = copy.rindex(b"/M (D") + len(b"/M (D\\07220")
    return copy[:start] + b"9" + copy[start + 1 :]


def with_purposes(*purposes: ObjectIdentifier) -> Callable[[], bytes]:
    return lambda: signed(issued(), holder("MẪU – Khác", purposes=purposes))


GOOD = holder()
SEAL = holder("MẪU – Sở chủ trì")
CORNER = (400, 800, 580, 835)
COPIES: dict[str, tuple[Callable[[], bytes], str]] = {
    "signed, unseen": (lambda: signed(issued(), GOOD), "MẪU – Giám đốc"),
    "signed in a box": (lambda: signed(issued(), GOOD, box=BOX), "MẪU – Giám đốc"),
    "signed by person and office": (
        lambda: signed(signed(issued(), GOOD, box=BOX), SEAL, field="Dau"),
        "MẪU – Giám đốc, MẪU – Sở chủ trì",
    ),
    "time stamped": (lambda: signed(issued(), GOOD, stamped_at=NOW - timedelta(days=1)), "MẪU – Giám đốc"),
    "certificate over, signed before that by a stamp": (
        lambda: signed(issued(), holder("MẪU – Cũ", days=(-100, -10)), stamped_at=NOW - timedelta(days=20)),
        "MẪU – Cũ",
    ),
    "certificate over": (lambda: signed(issued(), holder("MẪU – Cũ", days=(-100, -10))), "signed-copy-expired"),
    "certificate not begun": (lambda: signed(issued(), holder("MẪU – Mới", days=(10, 100))), "signed-copy-expired"),
    "another root": (
        lambda: signed(issued(), holder("MẪU – Khác", by=root("CA khác"))),
        "signed-copy-untrusted",
    ),
    "certificate not for signing": (
        lambda: signed(issued(), holder("MẪU – Mã hóa", usage=frozenset({"key_encipherment"}))),
        "signed-copy-untrusted",
    ),
    "certificate for mail": (
        lambda: signed(issued(), holder("MẪU – Thư", purposes=(Purpose.EMAIL_PROTECTION, Purpose.CLIENT_AUTH))),
        "MẪU – Thư",
    ),
    "certificate of a website": (with_purposes(Purpose.SERVER_AUTH, Purpose.CLIENT_AUTH), "signed-copy-untrusted"),
    "certificate of a program": (with_purposes(Purpose.CODE_SIGNING), "signed-copy-untrusted"),
    "certificate of a clock": (with_purposes(Purpose.TIME_STAMPING), "signed-copy-untrusted"),
    "certificate of a list": (with_purposes(Purpose.OCSP_SIGNING), "signed-copy-untrusted"),
    "certificate of the issuer": (lambda: signed(issued(), root()), "signed-copy-untrusted"),
    "words for a screen reader alone": (
        lambda: signed(appended(issued(), worded(None)), GOOD, field="Loi"),
        "signed-copy-altered",
    ),
    "words of a picture": (lambda: signed(appended(issued(), worded(BOX)), GOOD, field="Loi"), "MẪU – Giám đốc"),
    "not signed": (issued, "signed-copy-unsigned"),
    "another document": (lambda: signed(pdf(letter()), GOOD), "signed-copy-other-document"),
    "no PDF": (lambda: b"%PDF-1.7 no", "signed-copy-other-document"),
    "garbage appended": (lambda: issued() + b"\n" + b"x" * 2_000, "signed-copy-unreadable"),
    "another day in the signature": (lambda: later(signed(issued(), GOOD)), "signed-copy-broken"),
    "no signature in its place": (
        lambda: signed(issued(), GOOD).replace(b"/Contents <30", b"/Contents <31", 1),
        "signed-copy-unreadable",
    ),
    "signed, then text drawn": (lambda: appended(signed(issued(), GOOD), drawn), "signed-copy-altered"),
    "an object for readers that search": (lambda: hidden_object(signed(issued(), GOOD)), "signed-copy-altered"),
    "bytes after its end": (lambda: signed(issued(), GOOD) + b"PK\x03\x04<html>GO BO</html>", "signed-copy-altered"),
    "a second end after them": (lambda: ended_twice(signed(issued(), GOOD)), "signed-copy-altered"),
    "all objects in another table": (lambda: signed(another_table(), GOOD, box=BOX), "signed-copy-altered"),
    "a line more at its end": (lambda: signed(issued(), GOOD) + b"\r\n", "MẪU – Giám đốc"),
    "notes by reference": (
        lambda: signed(appended(issued(), notes_by_reference), GOOD, box=BOX),
        "MẪU – Giám đốc",
    ),
    "signed in the corner": (lambda: signed(issued(), GOOD, box=CORNER), "MẪU – Giám đốc"),
    "a signature over the page": (lambda: signed(issued(), GOOD, box=(0, 0, 595, 842)), "signed-copy-misplaced"),
    "a signature over a word": (lambda: signed(issued(), GOOD, box=WORD), "signed-copy-misplaced"),
    "nine signatures over words": (nine_pictures, "signed-copy-misplaced"),
    "three pictures in one room": (
        lambda: signed(signed(signed(issued(), GOOD, box=BOX), SEAL, field="B", box=BOX), GOOD, field="C", box=BOX),
        "signed-copy-misplaced",
    ),
}


@pytest.mark.parametrize("name", COPIES)
def test_each_copy_is_taken_or_refused_by_its_reason(name: str) -> None:
    copy, expected = COPIES[name]
    assert verdict(copy()) == expected


@pytest.mark.parametrize("name", FORGED)
def test_what_no_signature_adds_is_refused_although_it_was_signed(name: str) -> None:
    forged = appended(signed(issued(), GOOD, box=BOX), FORGED[name])
    assert verdict(signed(forged, SEAL, field="Dau")) == "signed-copy-altered"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("certificate over", "Chứng thư số không còn hoặc chưa có hiệu lực vào lúc ký."),
        ("another root", "Chứng thư số không do tổ chức được tin cậy cấp"),
        ("signed, then text drawn", "Ngoài chữ ký, tệp này còn thay đổi nội dung khác."),
        ("another document", "Tệp này không phải văn bản đã phát hành."),
        ("not signed", "Tệp này không có chữ ký số"),
    ],
)
def test_a_clerk_reads_what_is_wrong_and_what_to_do(name: str, sentence: str) -> None:
    said = message(COPIES[name][1], {}, "vi")
    assert said.startswith(sentence)
    assert "Hãy " in said, "what to do next"


def test_a_certificate_that_was_taken_back_is_refused_once_the_list_says_so() -> None:
    copy = signed(issued(), GOOD)
    assert verdict(copy, trust(revoked(SEAL))) == "MẪU – Giám đốc"
    assert verdict(copy, trust(revoked(GOOD))) == "signed-copy-revoked"


def test_with_lists_each_certificate_is_covered_by_one() -> None:
    strangers = revoked(by=root("CA khác"))
    assert verdict(signed(issued(), GOOD), trust(strangers)) == "signed-copy-untrusted"


def test_what_is_recorded_of_a_signature() -> None:
    [(signer, said)] = signatures_of(issued(), signed(issued(), GOOD, stamped_at=NOW - timedelta(days=1)), trust(), NOW)
    assert (signer, said.issuer, said.stamped) == ("MẪU – Giám đốc", "CA mẫu", True)
    assert said.at == (NOW - timedelta(days=1)).astimezone(UTC)
    assert said.certificate == GOOD.asn1.sha256.hex()
    assert int(said.serial, 16) == GOOD.certificate.serial_number


def test_signatures_are_bounded() -> None:
    copy = issued()
    for number in range(SIGNATURES_MOST + 1):
        copy = signed(copy, GOOD, field=f"K{number}")
    assert verdict(copy) == "signed-copy-unsigned"


def test_roots_are_read_from_blocks_of_text(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("trust")
    (folder / "roots.pem").write_bytes(root().pem + root("CA khác").pem)
    (folder / "lists.pem").write_bytes(revoked(GOOD))
    found = trust_of(folder / "roots.pem", folder / "lists.pem")
    assert (len(found.roots), len(found.lists)) == (2, 1)
    (folder / "roots.pem").write_text("no certificate")
    with pytest.raises(ValueError, match="PEM"):
        trust_of(folder / "roots.pem", None)
