"""Why a signed copy is not taken.

Exception
└── NotSigned                the copy is refused; `code` says why (domain/messages)
    ├── AnotherDocument      it does not begin with the bytes that were issued
    ├── Altered              something other than signatures was added, or a page looks different
    ├── Misplaced            a signature is seen where the document has no room for it
    ├── Unreadable           it is no PDF that a reader could take apart within the limits
    ├── TooLarge             it has more pages or objects than are looked at
    ├── Broken               a signature does not belong to the bytes it covers
    ├── Untrusted            a certificate does not lead to a root of the settings
    ├── Expired              a certificate was not valid at the moment of the signature
    └── Revoked              a certificate had been taken back
"""

from typing import ClassVar


class NotSigned(Exception):
    """A copy is refused: there is no signature in it, or too many."""

    code: ClassVar[str] = "signed-copy-unsigned"


class AnotherDocument(NotSigned):
    """It does not begin with the bytes that were issued."""

    code = "signed-copy-other-document"


class Altered(NotSigned):
    """Something other than signatures was added, or a page looks different outside of their places."""

    code = "signed-copy-altered"


class Misplaced(NotSigned):
    """A signature is seen outside of the places that the document has for it, or too many are at one."""

    code = "signed-copy-misplaced"


class Unreadable(NotSigned):
    """The reader failed at it, or needed more time or memory than a copy gets."""

    code = "signed-copy-unreadable"


class TooLarge(NotSigned):
    """It has more pages or objects than are looked at."""

    code = "signed-copy-too-large"


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


KINDS = (NotSigned, AnotherDocument, Altered, Misplaced, Unreadable, TooLarge, Broken, Untrusted, Expired, Revoked)
REFUSALS: dict[str, type[NotSigned]] = {kind.code: kind for kind in KINDS}
"""Each refusal by its code, as it comes back from the process that looked at the copy."""
