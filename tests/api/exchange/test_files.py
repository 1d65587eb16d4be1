"""Exchange files: what is written stands where the sample has it; what arrives is read with limits, whatever it is."""

import asyncio
import re
from base64 import b64decode
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from lxml import etree
from pyhanko.pdf_utils.reader import PdfFileReader

from api.files.exchange.read import DEPTH_MOST, ELEMENTS_MOST, TEXT_MOST, Arrived, NotReadable, read
from api.files.exchange.routes import pages_of
from api.files.exchange.write import NAMESPACE, Letter, Party, edxml
from store.files.uploads import whole
from tests.workers.sample_documents import decision
from workers.documents.layout import pdf

LETTER = Letter(
    sender=Party(code="H14.05", name="Sở Y tế tỉnh Cao Bằng"),
    receivers=(Party(code="", name="Trang <tin> & báo"), Party(code="H14", name="Ủy ban nhân dân tỉnh Cao Bằng")),
    number=7,
    symbol="QĐ-SYT",
    place="Cao Bằng",
    day=date(2026, 7, 6),
    kind="Quyết định",
    subject="đề nghị cải chính nội dung trong vụ việc CB-2026-000001",
    sent_at=datetime(2026, 7, 6, 3, tzinfo=UTC),
    pages=3,
    file="decision.pdf",
    media_type="application/pdf",
    content=b"%PDF-1.7 \x00\xff",
)
ANSWER = """<?xml version="1.0" encoding="utf-8"?>
<edXMLEnvelope xmlns="http://www.go.vn/eDoc"><MessageHeader>
 <From><OrganId>G09</OrganId><OrganName>Bộ Khoa học và Công nghệ</OrganName></From>
 <To><OrganId>H14</OrganId><OrganName>Ủy ban nhân dân tỉnh</OrganName></To>
 <Code><CodeNumber>1234</CodeNumber><CodeNotation>BKHCN-BCVT</CodeNotation></Code>
 <PromulgationInfo><Place>Hà Nội</Place><PromulgationDate>{day}</PromulgationDate></PromulgationInfo>
 <DocumentType><Type>2</Type><TypeName>Công văn</TypeName></DocumentType>
 <Subject>trả lời đề nghị gỡ bỏ</Subject>
 <ResponseFor><OrganId>H14</OrganId><Code>07/UBND-VX</Code></ResponseFor>
</MessageHeader>
<Attachment><Subject>không phải của thư</Subject><Content>{file}</Content></Attachment></edXMLEnvelope>"""


SCHEMA = etree.XMLSchema(file=Path(__file__).with_name("edxml.xsd"))
LONG = "đề nghị cải chính " * 60


def arrived(content: bytes) -> Arrived:
    return asyncio.run(read(whole(content)))


def faults(content: bytes) -> list[str]:
    SCHEMA.validate(etree.fromstring(content))
    return [fault.message for fault in SCHEMA.error_log]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"subject": LONG, "sender": Party(code="", name=LONG), "receivers": (Party(code="", name=LONG),)},
        {"subject": "x" * 900},
        {"number": 99_999, "symbol": "QĐ-" + "Đ" * 27, "place": "Phan Rang – Tháp Chàm", "pages": 300},
    ],
)
def test_what_is_written_fits_what_sources_say_of_the_schema(changes: dict[str, Any]) -> None:
    assert faults(edxml(replace(LETTER, **changes))) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"receivers": ()}, "Expected is"),
        ({"symbol": ""}, "minLength"),
        ({"subject": ""}, "minLength"),
        ({"sender": Party(code="05", name="x")}, "pattern"),
        ({"pages": -1}, "unsignedShort"),
    ],
)
def test_the_schema_finds_what_is_wrong(changes: dict[str, Any], fault: str) -> None:
    found = faults(edxml(replace(LETTER, **changes)))
    assert found
    assert fault in found[0]


def names(element: ElementTree.Element) -> list[str]:
    return [child.tag.rpartition("}")[2] for child in element]


def test_elements_stand_in_the_order_of_the_sample() -> None:
    root = ElementTree.fromstring(edxml(LETTER))
    assert root.tag == f"{{{NAMESPACE}}}edXML"
    assert names(root) == ["edXMLEnvelope", "AttachmentEncoded"]
    header, body = root[0]
    assert (names(header), names(body)) == (["MessageHeader", "TraceHeaderList", "DigitalSignature"], ["edXMLManifest"])
    assert " ".join(names(header[0])) == (
        "From To To Code PromulgationInfo DocumentType Subject Content SignerInfo ToPlaces OtherInfo "
        "SteeringType DocumentId"
    )
    assert header[0].findtext(f"{{{NAMESPACE}}}DocumentId") == "H14.05,2026/07/06,7/QĐ-SYT"
    assert header[1][0].findtext(f"{{{NAMESPACE}}}Timestamp") == "2026/07/06 10:00:00", "as clocks in Việt Nam show it"


def test_the_file_is_in_it_under_the_id_that_the_manifest_names() -> None:
    root = ElementTree.fromstring(edxml(LETTER))
    at = {"e": NAMESPACE}
    content, id = (
        root.findtext(f"e:AttachmentEncoded/e:Attachment/e:{name}", "", at)
        for name in ("ContentTransferEncoded", "ContentId")
    )
    assert b64decode(content) == LETTER.content
    (reference,) = root.iter(f"{{{NAMESPACE}}}Reference")
    assert reference.get("{http://www.w3.org/1999/xlink}href") == f"cid:{id}"


def test_the_same_letter_gives_the_same_bytes_and_prefixes_of_the_sample() -> None:
    made = edxml(LETTER)
    assert made == edxml(LETTER)
    assert made.startswith(b"<?xml version='1.0' encoding='utf-8'?>\n<edXML:edXML ")
    assert b"xlink:href" in made


def test_what_was_written_can_be_read() -> None:
    assert arrived(edxml(LETTER)) == Arrived(
        sender_code="H14.05",
        sender="Sở Y tế tỉnh Cao Bằng",
        number="7",
        symbol="QĐ-SYT",
        day=date(2026, 7, 6),
        kind="Quyết định",
        subject=LETTER.subject,
        answers=(),
    )


@pytest.mark.parametrize("day", ["2026/07/20", "2026-07-20", "20/07/2026", "2026-07-20T08:00:00"])
def test_an_answer_in_another_namespace_is_read_with_what_it_answers(day: str) -> None:
    found = arrived(ANSWER.format(day=day, file="QUJD").encode())
    assert (found.number, found.symbol, found.day) == ("1234", "BKHCN-BCVT", date(2026, 7, 20))
    assert (found.sender, found.subject) == ("Bộ Khoa học và Công nghệ", "trả lời đề nghị gỡ bỏ")
    assert found.answers == ("07/UBND-VX",)


def test_a_large_attachment_is_passed_over() -> None:
    assert arrived(ANSWER.format(day="2026/07/20", file="A" * 5_000_000).encode()).number == "1234"


GOOD = ANSWER.format(day="2026/07/20", file="QUJD")
LAUGHS = "<!DOCTYPE a [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>"
OUTSIDE = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no element"),
        (b"%PDF-1.7", "unclosed|not well-formed"),
        (b"<a/>", "no number"),
        (GOOD.replace("?>", f"?>{LAUGHS}").replace("trả lời", "&b;").encode(), "document type"),
        (GOOD.replace("?>", f"?>{OUTSIDE}").replace("trả lời", "&a;").encode(), "document type"),
        (GOOD.replace("trả lời", "&b;").encode(), "undefined entity"),
        (GOOD.replace("2026/07/20", "2026/13/20").encode(), "no day"),
        (GOOD.replace("2026/07/20", "").encode(), "no day"),
        (GOOD.replace("1234", "").encode(), "no number"),
        (GOOD.replace("trả lời", "x" * (TEXT_MOST + 1)).encode(), "too long"),
        (GOOD.replace("<To>", "<To>" + "<a>" * DEPTH_MOST).encode(), "more than"),
        (GOOD.replace("<To>", "<a/>" * ELEMENTS_MOST + "<To>").encode(), "more than"),
        (GOOD.replace('encoding="utf-8"', 'encoding="klingon"').encode(), "encoding"),
        (GOOD[:-30].encode(), "no element found|unclosed"),
    ],
)
def test_what_is_no_such_file_is_refused_with_a_reason(content: bytes, reason: str) -> None:
    with pytest.raises(NotReadable, match=re.compile(reason)):
        arrived(content)


@pytest.mark.parametrize("more", [b"", b"\n9 0 obj<</Type/Pages/Count 77/Kids[]>>endobj\n"])
def test_pages_are_counted_without_a_parser_whatever_is_appended(more: bytes) -> None:
    document = decision()
    for made in (pdf(document), pdf(replace(document, blocks=document.blocks * 12))):
        assert pages_of(made + more) == int(PdfFileReader(BytesIO(made)).root["/Pages"]["/Count"])
    assert pages_of(b"%PDF-1.7") is None
