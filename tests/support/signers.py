"""Certificates made for the test, and signatures with them, as a USB token and its program make them."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Final

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

NOW: Final = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
SIGN: Final = {"digital_signature", "content_commitment"}
NO_USAGE: Final = dict.fromkeys(
    (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    ),
    False,
)


@dataclass(frozen=True)
class Holder:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

    @property
    def asn1(self) -> asn1_x509.Certificate:
        """The certificate, as pyHanko has it."""
        return asn1_x509.Certificate.load(self.certificate.public_bytes(Encoding.DER))

    @property
    def asn1_key(self) -> keys.PrivateKeyInfo:
        """The key, as pyHanko has it."""
        return keys.PrivateKeyInfo.load(self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))

    @property
    def pem(self) -> bytes:
        """The certificate as a block of text."""
        return self.certificate.public_bytes(Encoding.PEM)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _usage(wanted: set[str]) -> x509.KeyUsage:
    return x509.KeyUsage(**(NO_USAGE | dict.fromkeys(wanted, True)))


@cache
def root(name: str = "CA mẫu") -> Holder:
    """A root that signs itself, for ten years."""
    key = ec.generate_private_key(ec.SECP256R1())
    built = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(name))
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - timedelta(days=1_000))
        .not_valid_after(NOW + timedelta(days=2_650))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_usage({"key_cert_sign", "crl_sign", "digital_signature"}), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return Holder(built.sign(key, hashes.SHA256()), key)


@cache
def holder(
    name: str = "MẪU – Giám đốc",
    *,
    by: Holder | None = None,
    days: tuple[int, int] = (-100, 100),
    usage: frozenset[str] = frozenset(SIGN),
    stamps: bool = False,
) -> Holder:
    """Somebody with a certificate for these days about NOW."""
    issuer = by or root()
    key = rsa.generate_private_key(65_537, 2_048) if stamps else ec.generate_private_key(ec.SECP256R1())
    built = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(issuer.certificate.subject)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(name.encode()[-8:]))
        .not_valid_before(NOW + timedelta(days=days[0]))
        .not_valid_after(NOW + timedelta(days=days[1]))
        .add_extension(_usage(set(usage)), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False)
    )
    if stamps:
        built = built.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return Holder(built.sign(issuer.key, hashes.SHA256()), key)


def revoked(*holders: Holder, by: Holder | None = None) -> bytes:
    """The list of a root with these certificates taken back, as a block of text."""
    issuer = by or root()
    built = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(NOW - timedelta(days=1))
        .next_update(NOW + timedelta(days=30))
        .add_extension(x509.CRLNumber(1), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False)
    )
    for gone in holders:
        entry = x509.RevokedCertificateBuilder().serial_number(gone.certificate.serial_number)
        built = built.add_revoked_certificate(entry.revocation_date(NOW - timedelta(days=10)).build())
    return built.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.PEM)


def signed(
    issued: bytes,
    who: Holder,
    *,
    field: str = "ChuKy1",
    box: tuple[int, int, int, int] | None = None,
    stamped_at: datetime | None = None,
) -> bytes:
    """The file with a signature more, in a box of the first page or unseen."""
    writer = IncrementalPdfFileWriter(BytesIO(issued))
    if box:
        append_signature_field(writer, SigFieldSpec(field, on_page=0, box=box))
    known = SimpleCertificateStore()
    known.register(root().asn1)
    signer = SimpleSigner(signing_cert=who.asn1, signing_key=who.asn1_key, cert_registry=known)
    said = PdfSignatureMetadata(field_name=field, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256")
    stamper = None
    if stamped_at:
        clock = holder("MẪU – Cấp dấu thời gian", stamps=True, usage=frozenset({"digital_signature"}), days=(-900, 900))
        stamper = DummyTimeStamper(
            tsa_cert=clock.asn1, tsa_key=clock.asn1_key, certs_to_embed=known, fixed_dt=stamped_at
        )
    with ThreadPoolExecutor(1) as apart:  # a test may have a loop of its own
        return apart.submit(asyncio.run, _sign(PdfSigner(said, signer, timestamper=stamper), writer)).result()


async def _sign(signer: PdfSigner, writer: IncrementalPdfFileWriter) -> bytes:
    out: BytesIO = await signer.async_sign_pdf(writer)
    return out.getvalue()
