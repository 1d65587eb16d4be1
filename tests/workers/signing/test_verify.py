"""Signed copies of an issued document: which are taken, and by which reason each other is refused."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from asn1crypto import pem
from cryptography.x509 import ObjectIdentifier
from cryptography.x509.oid import ExtendedKeyUsageOID as Purpose
from pyhanko.pdf_utils.generic import ArrayObject, NameObject, StreamObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.status import SignatureCoverageLevel

from domain.messages import message
from tests.support.certificates import NOW, Holder, holder, revoked, root
from tests.support.signers import signed
from tests.workers.sample_documents import letter
from tests.workers.signing.forged import (
    BOX,
    FORGED,
    LAYER,
    WORD,
    another_table,
    appended,
    drawn,
    ended_twice,
    hidden_object,
    issued,
    nine_pictures,
    notes_by_reference,
    objects,
    worded,
)
from workers.documents.layout import pdf
from workers.signing import verify
from workers.signing.drawing import only_a_picture
from workers.signing.refusal import Altered, Broken, NotSigned, Trust, trust_of
from workers.signing.verify import SIGNATURES_MOST, signatures_of


def trust(lists: bytes = b"") -> Trust:
    blocks = pem.unarmor(lists, multiple=True) if lists else ()
    return Trust(roots=(root().asn1,), lists=tuple(block for _, _, block in blocks))


def verdict(copy: bytes, given: Trust | None = None, now: datetime = NOW) -> str:
    """The names of who signed, or the code of the refusal."""
    try:
        return ", ".join(signer for signer, _ in signatures_of(issued(), copy, given or trust(), now))
    except NotSigned as refused:
        return refused.code


def later(copy: bytes) -> bytes:
    start = copy.rindex(b"/M (D") + len(b"/M (D\\07220")
    return copy[:start] + b"9" + copy[start + 1 :]


GOOD = holder()
SEAL = holder("MẪU – Sở chủ trì")
CORNER = (400, 800, 580, 835)
DIRECTOR = "MẪU – Giám đốc"
DAY = timedelta(days=1)
Copy = Callable[[], bytes]


def by(who: Holder = GOOD, **more: Any) -> Copy:
    """The document, signed."""
    return lambda: signed(issued(), who, **more)


def purposed(*purposes: ObjectIdentifier) -> Copy:
    """A copy signed by a certificate for these purposes."""
    return by(holder("MẪU – Khác", purposes=purposes))


def with_field(where: tuple[int, int, int, int] | None) -> Copy:
    return lambda: signed(appended(issued(), worded(where)), GOOD, field="Loi")


def then(change: Callable[[bytes], bytes]) -> Copy:
    """A signed copy that somebody changed."""
    return lambda: change(signed(issued(), GOOD))


OVER, COMING = holder("MẪU – Cũ", days=(-100, -10)), holder("MẪU – Mới", days=(10, 100))
HIDING = holder("MẪU – Mã hóa", usage=frozenset({"key_encipherment"}))
MAILING = holder("MẪU – Thư", purposes=(Purpose.EMAIL_PROTECTION, Purpose.CLIENT_AUTH))
COPIES: dict[str, tuple[Copy, str]] = {
    "signed, unseen": (by(), DIRECTOR),
    "signed in a box": (by(box=BOX), DIRECTOR),
    "signed by person and office": (
        lambda: signed(signed(issued(), GOOD, box=BOX), SEAL, field="Dau"),
        "MẪU – Giám đốc, MẪU – Sở chủ trì",
    ),
    "time stamped": (by(stamped_at=NOW - DAY), DIRECTOR),
    "certificate over, signed before that by a stamp": (by(OVER, stamped_at=NOW - 20 * DAY), "MẪU – Cũ"),
    "certificate over": (by(OVER), "signed-copy-expired"),
    "certificate not begun": (by(COMING), "signed-copy-expired"),
    "another root": (by(holder("MẪU – Khác", by=root("CA khác"))), "signed-copy-untrusted"),
    "certificate not for signing": (by(HIDING), "signed-copy-untrusted"),
    "certificate for mail": (by(MAILING), "MẪU – Thư"),
    "certificate of a website": (purposed(Purpose.SERVER_AUTH, Purpose.CLIENT_AUTH), "signed-copy-untrusted"),
    "certificate of a program": (purposed(Purpose.CODE_SIGNING), "signed-copy-untrusted"),
    "certificate of a clock": (purposed(Purpose.TIME_STAMPING), "signed-copy-untrusted"),
    "certificate of a list": (purposed(Purpose.OCSP_SIGNING), "signed-copy-untrusted"),
    "certificate of the issuer": (by(root()), "signed-copy-untrusted"),
    "words for a screen reader alone": (with_field(None), "signed-copy-altered"),
    "words of a picture": (with_field(BOX), DIRECTOR),
    "not signed": (issued, "signed-copy-unsigned"),
    "another document": (lambda: signed(pdf(letter()), GOOD), "signed-copy-other-document"),
    "no PDF": (lambda: b"%PDF-1.7 no", "signed-copy-other-document"),
    "garbage appended": (lambda: issued() + b"\n" + b"x" * 2_000, "signed-copy-unreadable"),
    "another day in the signature": (then(later), "signed-copy-broken"),
    "no signature in its place": (
        then(lambda copy: copy.replace(b"/Contents <30", b"/Contents <31", 1)),
        "signed-copy-unreadable",
    ),
    "signed, then text drawn": (then(lambda copy: appended(copy, drawn)), "signed-copy-altered"),
    "an object for readers that search": (then(hidden_object), "signed-copy-altered"),
    "bytes after its end": (then(lambda copy: copy + b"PK\x03\x04<html>GO BO</html>"), "signed-copy-altered"),
    "a second end after them": (then(ended_twice), "signed-copy-altered"),
    "all objects in another table": (lambda: signed(another_table(), GOOD, box=BOX), "signed-copy-altered"),
    "a line more at its end": (then(lambda copy: copy + b"\r\n"), DIRECTOR),
    "notes by reference": (lambda: signed(appended(issued(), notes_by_reference), GOOD, box=BOX), DIRECTOR),
    "signed in the corner": (by(box=CORNER), DIRECTOR),
    "a signature over the page": (by(box=(0, 0, 595, 842)), "signed-copy-misplaced"),
    "a signature over a word": (by(box=WORD), "signed-copy-misplaced"),
    **{
        f"a signature beyond its room {side}": (by(box=box), "signed-copy-misplaced")
        for side, box in (
            ("on the left", (280, 300, 500, 400)),
            ("on the right", (300, 300, 580, 400)),
            ("below", (300, 270, 500, 400)),
            ("above", (300, 300, 500, 425)),
        )
    },
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


def test_a_signature_that_leaves_out_bytes_of_its_version_is_refused() -> None:
    [signature] = PdfFileReader(BytesIO(signed(issued(), GOOD))).embedded_regular_signatures
    found = asyncio.run(verify._status(signature, trust(), NOW))
    verify._refuse(found, NOW)
    with pytest.raises(Broken):
        verify._refuse(replace(found, coverage=SignatureCoverageLevel.CONTIGUOUS_BLOCK_FROM_START), NOW)


def test_a_layer_in_a_list_of_a_picture_is_found() -> None:
    picture = StreamObject(stream_data=b"")
    picture[NameObject("/Resources")] = objects(Properties=ArrayObject([LAYER]))
    with pytest.raises(Altered, match="changes"):
        only_a_picture(objects(AP=objects(N=picture)))


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
