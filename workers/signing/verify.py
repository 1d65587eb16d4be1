"""Verifies the signatures in a PDF (PAdES, ETSI EN 319 142-1) against roots that the operator trusts.

Nothing is fetched: revocation data come from lists of the settings and from the file itself (DSS, OCSP). A signature
with a trusted time stamp is verified as of the stamp's time, any other signature as of the time of verification. The
time in the signature itself is only a claim of the signer's machine, and is recorded as a claim.
"""

import asyncio
from datetime import UTC, datetime
from io import BytesIO
from typing import Final

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from domain.document.state import DocumentSignature
from workers.signing.additions import only_signatures
from workers.signing.drawing import drawn_alike
from workers.signing.places import pages_of, reserved
from workers.signing.refusal import (
    Altered,
    AnotherDocument,
    Broken,
    Expired,
    NotSigned,
    Revoked,
    Trust,
    Unreadable,
    Untrusted,
)

SIGNATURES_MOST: Final = 10
"""Most signatures in one document: those of the persons who sign, and that of the office."""
NAME_MOST: Final = 300
MAY_SIGN: Final = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)
SIGNS_DOCUMENTS: Final = frozenset(
    {
        *("any_extended_key_usage", "client_auth", "email_protection", "1.3.6.1.5.5.7.3.36"),
        *("adobe_authentic_documents_trust", "microsoft_document_signing"),
    }
)
"""Purposes for signing documents. If a signer's certificate states purposes, one of these must be among them (RFC 5280,
4.2.1.12; RFC 9336)."""
_REVOKED: Final = frozenset({AdESIndeterminate.REVOKED_NO_POE, AdESIndeterminate.REVOKED_CA_NO_POE})
_EXPIRED: Final = frozenset(
    {
        AdESIndeterminate.EXPIRED,
        AdESIndeterminate.NOT_YET_VALID,
        AdESIndeterminate.OUT_OF_BOUNDS_NO_POE,
        AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED,
    }
)


Signed = tuple[str, DocumentSignature]


def signatures_of(issued: bytes, copy: bytes, trust: Trust, now: datetime) -> tuple[Signed, ...]:
    """Return the signers of the issued document. Raise NotSigned or a subclass.

    A hostile file can use much time and memory, so call this function in a separate process
    (`workers/signing/apart.py`).
    """
    if not copy.startswith(issued):
        raise AnotherDocument
    try:
        return _found(issued, copy, trust, now)
    except NotSigned:
        raise
    except Exception as error:  # a hostile file makes its reader fail in any way
        raise Unreadable(type(error).__name__) from error


def _found(issued: bytes, copy: bytes, trust: Trust, now: datetime) -> tuple[Signed, ...]:
    before, file = (PdfFileReader(BytesIO(content)) for content in (issued, copy))
    found = file.embedded_regular_signatures
    if not 0 < len(found) <= SIGNATURES_MOST:
        raise NotSigned
    places = reserved(before)
    only_signatures(before, file, copy[len(issued) :], places)
    pages = pages_of(before)
    drawn_alike(issued, copy, [(pages.index(place.page), place.box) for place in places])
    return tuple(_signature(signature, trust, now) for signature in found)


def _signature(signature: EmbeddedPdfSignature, trust: Trust, now: datetime) -> Signed:
    moment, found = now, asyncio.run(_status(signature, trust, now))
    stamped_at = _stamped_at(found)
    if stamped_at and found.trust_problem_indic in _EXPIRED:
        moment = stamped_at
        found = asyncio.run(_status(signature, trust, moment))
    _refuse(found, moment)
    at = stamped_at or found.signer_reported_dt
    if at is None:
        raise Broken("no time")
    certificate = found.signing_cert
    found_signature = DocumentSignature(
        issuer=_name(certificate.issuer),
        serial=f"{certificate.serial_number:x}",
        certificate=certificate.sha256.hex(),
        at=at.astimezone(UTC).replace(microsecond=0),
        stamped=stamped_at is not None,
    )
    return _name(certificate.subject), found_signature


def _stamped_at(found: PdfSignatureStatus) -> datetime | None:
    """Return the time of a time stamp that leads to a trusted root; None without such a stamp."""
    stamp = found.timestamp_validity
    return stamp.timestamp if stamp is not None and stamp.valid and stamp.trusted else None


async def _status(signature: EmbeddedPdfSignature, trust: Trust, moment: datetime) -> PdfSignatureStatus:
    context = ValidationContext(
        trust_roots=list(trust.roots),
        crls=list(trust.lists),
        moment=moment,
        allow_fetching=False,
        revocation_mode="require" if trust.lists else "soft-fail",
        retroactive_revinfo=True,
    )
    return await async_validate_pdf_signature(signature, context, key_usage_settings=MAY_SIGN)


def _refuse(found: PdfSignatureStatus, moment: datetime) -> None:
    if not (found.intact and found.valid):
        raise Broken
    if found.trust_problem_indic in _REVOKED:
        raise Revoked
    if found.trust_problem_indic in _EXPIRED or moment < found.signing_cert.not_valid_before:
        raise Expired
    if not (found.trusted and _of_a_signer(found.signing_cert)):
        raise Untrusted
    if found.coverage not in (SignatureCoverageLevel.ENTIRE_REVISION, SignatureCoverageLevel.ENTIRE_FILE):
        raise Broken
    if not found.bottom_line:
        raise Altered


def _of_a_signer(certificate: x509.Certificate) -> bool:
    """Return False for certificates of issuers, websites, programs and clocks, because trusted roots issue these as
    well."""
    value = certificate.extended_key_usage_value
    named = frozenset(value.native) if value else SIGNS_DOCUMENTS
    return not certificate.ca and bool(named & SIGNS_DOCUMENTS) and "server_auth" not in named


def _name(name: x509.Name) -> str:
    """Return the common name of a certificate's holder; if there is none, the whole name."""
    return str(name.native.get("common_name") or name.human_friendly)[:NAME_MOST]
