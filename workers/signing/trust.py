"""Trust of the operator for signatures of documents, from the files that the settings name."""

from dataclasses import dataclass, field
from pathlib import Path

from asn1crypto import pem, x509


@dataclass(frozen=True, kw_only=True)
class Trust:
    """Trusted roots, and lists of certificates that were revoked (RFC 5280)."""

    roots: tuple[x509.Certificate, ...]
    lists: tuple[bytes, ...] = field(default=())


def trust_of(roots: Path, lists: Path | None) -> Trust:
    """Read two files of PEM blocks. Raises ValueError for anything else."""
    certificates = tuple(x509.Certificate.load(block) for block in _blocks(roots))
    return Trust(roots=certificates, lists=tuple(_blocks(lists)) if lists else ())


def _blocks(file: Path) -> list[bytes]:
    return [block for _, _, block in pem.unarmor(file.read_bytes(), multiple=True)]
