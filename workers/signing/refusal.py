"""Why a signed copy is not taken.

Exception
└── NotSigned                the copy is refused; `code` says why (domain/messages)
    ├── AnotherDocument      it does not begin with the bytes that were issued
    ├── Altered              something besides signatures was added
    ├── Broken               a signature does not belong to the bytes it covers
    ├── Untrusted            a certificate does not lead to a root of the settings
    ├── Expired              a certificate was not valid at the moment of the signature
    └── Revoked              a certificate had been taken back
"""

from typing import ClassVar


class NotSigned(Exception):
    """A copy is refused: there is no signature in it, or too many, or it is no PDF."""

    code: ClassVar[str] = "signed-copy-unsigned"


class AnotherDocument(NotSigned):
    """It does not begin with the bytes that were issued."""

    code = "signed-copy-other-document"


class Altered(NotSigned):
    """Something besides signatures was added, or a signature covers what was written."""

    code = "signed-copy-altered"


class Broken(NotSigned):
    """A signature does not belong to the bytes it covers, or does not cover the whole file."""

    code = "signed-copy-broken"


class Untrusted(NotSigned):
    """A certificate does not lead to a root of the settings, or may not sign."""

    code = "signed-copy-untrusted"


class Expired(NotSigned):
    """A certificate was not valid at the moment of the signature."""

    code = "signed-copy-expired"


class Revoked(NotSigned):
    """A certificate had been taken back by who issued it."""

    code = "signed-copy-revoked"
