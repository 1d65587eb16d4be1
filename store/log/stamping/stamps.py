"""Time stamps of a checkpoint by an authority that the law may ask for (RFC 3161), over SHA-256 of the note's bytes.

A witness's cosignature says when too; the stamp says it in the form that courts and archives know. What is stored is
the authority's answer as it came, which `openssl ts -verify` reads as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from rfc3161_client import (
    HashAlgorithm,
    TimeStampRequest,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

STAMP_MOST = 32 * 1024
"""The longest answer that is kept; one with its whole chain has some 6 KiB."""
CERTIFICATES_MOST = 10


class StampRefused(Exception):
    """An answer is not a valid stamp of the bytes by the authority, or there are no certificates."""


@dataclass(frozen=True)
class Authority:
    """The certificates a stamp is checked against."""

    roots: Sequence[x509.Certificate]
    others: Sequence[x509.Certificate]
    own: x509.Certificate | None

    @classmethod
    def from_pem(cls, data: bytes) -> "Authority":
        """Of a PEM file: roots (issued by themselves), the authority's own certificate if it is there, the chain.

        Raises StampRefused without a root.
        """
        try:
            found = x509.load_pem_x509_certificates(data)
        except ValueError as wrong:
            raise StampRefused("no certificates in the file") from wrong
        roots = [certificate for certificate in found if certificate.issuer == certificate.subject]
        if not roots or len(found) > CERTIFICATES_MOST:
            raise StampRefused("no root certificate in the file, or too many certificates")
        rest = [certificate for certificate in found if certificate not in roots]
        own = [certificate for certificate in rest if _stamps(certificate)]
        return cls(roots, [certificate for certificate in rest if certificate not in own], own[0] if own else None)

    def time(self, stamp: bytes, data: bytes, nonce: int | None = None) -> datetime:
        """The time of a stamp over the data. Raises StampRefused."""
        if len(stamp) > STAMP_MOST:
            raise StampRefused("too long for a stamp")
        verifier = VerifierBuilder(
            roots=list(self.roots), intermediates=list(self.others), tsa_certificate=self.own, nonce=nonce
        ).build()
        try:
            response = decode_timestamp_response(stamp)
            verifier.verify_message(response, data)
            made: datetime = response.tst_info.gen_time
        except (VerificationError, ValueError, TypeError) as wrong:
            raise StampRefused(str(wrong) or type(wrong).__name__) from wrong
        return made if made.tzinfo else made.replace(tzinfo=UTC)


def stamp_request(data: bytes) -> TimeStampRequest:
    """The question for a stamp of the data, with a nonce, which the answer must repeat."""
    builder = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256)
    return builder.nonce(nonce=True).cert_request(cert_request=True).build()


def _stamps(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return ExtendedKeyUsageOID.TIME_STAMPING in usage
