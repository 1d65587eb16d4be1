"""Refusals of a signed copy, and the roots that the operator trusts.

Exception
└── NotSigned                no signature, too many, or a subclass below; `code` is the reason (domain/messages)
    ├── AnotherDocument      the file does not begin with the issued bytes
    ├── Altered              something other than signatures was added, or a page looks different
    ├── Misplaced            a signature is shown where the document has no room for it
    ├── Unreadable           the file is not a PDF that can be parsed within the limits
    ├── TooLarge             the file has more pages or objects than are checked
    ├── Broken               a signature does not belong to the bytes it covers
    ├── Untrusted            a certificate does not lead to a root of the settings
    ├── Expired              a certificate was not valid at the time of the signature
    └── Revoked              a certificate had been revoked
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from asn1crypto import pem, x509


class NotSigned(Exception):
    code: ClassVar[str] = "signed-copy-unsigned"


class AnotherDocument(NotSigned):
    code = "signed-copy-other-document"


class Altered(NotSigned):
    code = "signed-copy-altered"


class Misplaced(NotSigned):
    code = "signed-copy-misplaced"


class Unreadable(NotSigned):
    code = "signed-copy-unreadable"


class TooLarge(NotSigned):
    code = "signed-copy-too-large"


class Broken(NotSigned):
    code = "signed-copy-broken"


class Untrusted(NotSigned):
    code = "signed-copy-untrusted"


class Expired(NotSigned):
    code = "signed-copy-expired"


class Revoked(NotSigned):
    code = "signed-copy-revoked"


KINDS = (NotSigned, AnotherDocument, Altered, Misplaced, Unreadable, TooLarge, Broken, Untrusted, Expired, Revoked)
REFUSALS: dict[str, type[NotSigned]] = {kind.code: kind for kind in KINDS}
"""Classes of refusals by the code with which the verifying process answers."""


@dataclass(frozen=True, kw_only=True)
class Trust:
    roots: tuple[x509.Certificate, ...]
    lists: tuple[bytes, ...] = field(default=())


def trust_of(roots: Path, lists: Path | None) -> Trust:
    """Return the trusted roots and lists in two files of PEM blocks. Raise ValueError for any other content."""
    certificates = tuple(x509.Certificate.load(block) for block in _blocks(roots))
    return Trust(roots=certificates, lists=tuple(_blocks(lists)) if lists else ())


def _blocks(file: Path) -> list[bytes]:
    return [block for _, _, block in pem.unarmor(file.read_bytes(), multiple=True)]
