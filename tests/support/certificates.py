"""Certificates made for tests: roots, holders, and revocation lists."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from inspect import signature
from typing import Final

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW: Final = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
SIGN: Final = {"digital_signature", "content_commitment"}
NO_USAGE: Final = dict.fromkeys(signature(x509.KeyUsage).parameters, False)


@dataclass(frozen=True)
class Holder:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

    @property
    def asn1(self) -> asn1_x509.Certificate:
        """Return the certificate in pyHanko's type."""
        return asn1_x509.Certificate.load(self.certificate.public_bytes(Encoding.DER))

    @property
    def asn1_key(self) -> keys.PrivateKeyInfo:
        """Return the key in pyHanko's type."""
        return keys.PrivateKeyInfo.load(self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _usage(wanted: set[str]) -> x509.KeyUsage:
    return x509.KeyUsage(**(NO_USAGE | dict.fromkeys(wanted, True)))


@cache
def root(name: str = "CA mẫu") -> Holder:
    """Return a self-signed root, valid for ten years. A name that a host can have becomes its host name."""
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
    if name.isascii():
        built = built.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    return Holder(built.sign(key, hashes.SHA256()), key)


@cache
def holder(
    name: str = "MẪU – Giám đốc",
    *,
    by: Holder | None = None,
    days: tuple[int, int] = (-100, 100),
    usage: frozenset[str] = frozenset(SIGN),
    stamps: bool = False,
    purposes: tuple[x509.ObjectIdentifier, ...] = (),
) -> Holder:
    """Return a holder with a certificate for these days relative to NOW."""
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
        purposes = (ExtendedKeyUsageOID.TIME_STAMPING,)
    if purposes:
        built = built.add_extension(x509.ExtendedKeyUsage(purposes), critical=stamps)
    return Holder(built.sign(issuer.key, hashes.SHA256()), key)


def revoked(*holders: Holder, by: Holder | None = None) -> bytes:
    """Return a root's list that revokes these certificates, as PEM."""
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
