"""Writes a document as an edXML file for document-management systems (QCVN 102:2016/BTTTT, amended 2022).

Elements and their order follow the sample that the national document exchange gives to implementers. Other namespaces
are in use (`http://www.go.vn/eDoc`, `http://www.e-doc.vn/Schema/`); this module writes the sample's. Data that the
register lacks is an empty element.
"""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from domain.kernel.calendar import VIETNAM

NAMESPACE: Final = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
XLINK: Final = "http://www.w3.org/1999/xlink"
NEXT: Final = "http://schemas.xmlsoap.org/soap/actor/next"
ADMINISTRATIVE: Final = "2"
"""Type of a document that makes no law."""
NEW, NOT_STEERING, ORDINARY, ELECTRONIC = "0", "0", "0", "0"
"""Codes of a document that is new, directs nobody, is not urgent, and is not followed by a paper copy."""
NAME_MOST, SUBJECT_MOST, PLACES_MOST = 200, 500, 150
"""Most characters that gateways accept in a name, in a subject, and in a place of the list of receivers."""
FILES: Final = UUID("8f5a2c0e-5f0b-4d0f-9a57-3d7a6f0d5b11")
"""Namespace for the ids of files in envelopes, so that the same document gives the same bytes."""
register_namespace("edXML", NAMESPACE)
register_namespace("xlink", XLINK)


@dataclass(frozen=True, kw_only=True)
class Party:
    """Sender or receiver: its name, and its code under Decision 20/2020/QĐ-TTg. The code is empty if the registry has
    none."""

    code: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A document with the data for its envelope."""

    sender: Party
    receivers: tuple[Party, ...]
    number: int
    symbol: str
    place: str
    day: date
    kind: str
    subject: str
    sent_at: datetime
    pages: int | None
    file: str
    media_type: str
    content: bytes


def edxml(letter: Letter) -> bytes:
    """Return the file in UTF-8. The same letter always gives the same bytes."""
    root = Element(f"{{{NAMESPACE}}}edXML")
    envelope = _in(root, "edXMLEnvelope")
    header = _in(envelope, "edXMLHeader")
    _message(header, letter)
    _trace(header, letter)
    _in(header, "DigitalSignature")
    id = str(uuid5(FILES, _document_id(letter)))
    manifest = _in(_in(envelope, "edXMLBody"), "edXMLManifest", version="1.0")
    link = {f"{{{XLINK}}}href": f"cid:{id}", f"{{{XLINK}}}role": "XLinkRole", f"{{{XLINK}}}type": "simple"}
    reference = SubElement(manifest, f"{{{NAMESPACE}}}Reference", link)
    about = {
        "Description": _short(letter.subject, SUBJECT_MOST),
        "AttachmentName": letter.file,
        "ContentType": letter.media_type,
    }
    _texts(reference, {**about, "ContentId": f"cid:{id}"})
    attachment = _in(_in(root, "AttachmentEncoded"), "Attachment")
    encoded = b64encode(letter.content).decode()
    _texts(attachment, {"ContentType": letter.media_type, "ContentId": id, "Description": about["Description"]})
    _texts(attachment, {"ContentTransferEncoded": encoded, "AttachmentName": letter.file})
    made: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _message(header: Element, letter: Letter) -> None:
    message = _in(header, "MessageHeader")
    for name, party in (("From", letter.sender), *(("To", party) for party in letter.receivers)):
        _texts(
            _in(message, name),
            {"OrganId": party.code, "OrganizationInCharge": "", "OrganName": _short(party.name, NAME_MOST)},
        )
    _texts(_in(message, "Code"), {"CodeNumber": str(letter.number), "CodeNotation": letter.symbol})
    _texts(_in(message, "PromulgationInfo"), {"Place": letter.place, "PromulgationDate": _day(letter.day)})
    _texts(_in(message, "DocumentType"), {"Type": ADMINISTRATIVE, "TypeName": letter.kind, "TypeDetail": ""})
    _texts(message, dict.fromkeys(("Subject", "Content"), _short(letter.subject, SUBJECT_MOST)))
    _texts(_in(message, "SignerInfo"), {"Competence": "", "Position": "", "FullName": ""})
    places = _in(message, "ToPlaces")
    for party in letter.receivers:
        _texts(places, {"Place": _short(party.name, PLACES_MOST)})
    other = _in(message, "OtherInfo")
    _texts(other, {"Priority": ORDINARY, "SphereOfPromulgation": "", "TyperNotation": ""})
    copies, pages = str(len(letter.receivers)), str(letter.pages or "")
    _texts(other, {"PromulgationAmount": copies, "PageAmount": pages, "Appendixes": ""})
    _texts(message, {"SteeringType": NOT_STEERING, "DocumentId": _document_id(letter)})


def _trace(header: Element, letter: Letter) -> None:
    trace = _in(header, "TraceHeaderList", id="1", version="1.0", mustUnderstand="1", actor=NEXT)
    at = letter.sent_at.astimezone(VIETNAM).strftime("%Y/%m/%d %H:%M:%S")
    _texts(_in(trace, "TraceHeader"), {"OrganId": letter.sender.code, "Timestamp": at})
    business = _in(trace, "Bussiness")  # the sample's spelling
    _texts(business, {"BussinessDocType": NEW, "BussinessDocReason": ""})
    _texts(_in(business, "StaffInfo"), {"Department": "", "Staff": "", "Mobile": "", "Email": ""})
    _texts(business, {"Paper": ELECTRONIC})


def _document_id(letter: Letter) -> str:
    return f"{letter.sender.code},{_day(letter.day)},{letter.number}/{letter.symbol}"


def _short(text: str, most: int) -> str:
    """Return a text within a gateway's limit. A longer text is cut between words and ends with an ellipsis."""
    if len(text) <= most:
        return text
    return f"{text[: most - 1].rpartition(' ')[0] or text[: most - 1]}…"


def _day(day: date) -> str:
    return day.strftime("%Y/%m/%d")


def _in(parent: Element, name: str, **attributes: str) -> Element:
    return SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)


def _texts(parent: Element, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        _in(parent, name).text = text
