"""Signatures of authenticators (WebAuthn Level 2, 7.2), and the few checks of them that are made repeatedly.

clientDataJSON     what the browser says: type, challenge, origin
authenticatorData  hash of the relying party's name (32 bytes), flags (1), counter (4), extensions
signature          over authenticatorData and the SHA-256 of clientDataJSON
"""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from domain.registry.accounts import is_public_key

PRESENT: Final = 0x01
VERIFIED: Final = 0x04
COPIABLE: Final = 0x08
COPIED: Final = 0x10
MORE: Final = 0xC0
"""Flags: the person was there, gave a PIN or a finger; the key can be copied, and was; more data follow."""
DATA_LEAST, DATA_MOST = 37, 4_096
WHITE, TEXT = r"[ \t\n\r]*", r'"(?:[^"\\\x00-\x1f]|\\/)*"'
FLAT: Final = f"(?:{TEXT}|true|false|null)"
OBJECT: Final = f"\\{{{WHITE}(?:{TEXT}{WHITE}:{WHITE}{FLAT}{WHITE}(?:,{WHITE}{TEXT}{WHITE}:{WHITE}{FLAT}{WHITE})*)?\\}}"
VALUE: Final = f"(?:{FLAT}|{OBJECT})"
MEMBER: Final = re.compile(f"({TEXT}){WHITE}:{WHITE}({VALUE})")
CLIENT_DATA: Final = re.compile(OBJECT.replace(FLAT, VALUE))
"""JSON that every parser reads alike: objects two deep, without numbers, and `\\/` for the only escape."""
FIELDS: Final = ("command", "authenticatorData", "clientDataJSON", "signature")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """Assertion stored with a signed revision."""

    command: bytes
    authenticator_data: bytes
    client_data: bytes
    signature: bytes

    @classmethod
    def read(cls, stored: object) -> "Assertion":
        """The assertion of a stored document. Raises ValueError for anything else."""
        if not isinstance(stored, Mapping) or set(stored) != set(FIELDS):
            raise ValueError("is no assertion")
        parts = [stored[name] for name in FIELDS]
        if not all(isinstance(part, bytes) and len(part) <= DATA_MOST * 16 for part in parts):
            raise ValueError("is no assertion")
        return cls(**dict(zip(cls.__dataclass_fields__, map(bytes, parts), strict=True)))

    def document(self) -> dict[str, bytes]:
        parts = (self.command, self.authenticator_data, self.client_data, self.signature)
        return dict(zip(FIELDS, parts, strict=True))


def refusal(assertion: Assertion, challenge: bytes, page: str, public: str, *, synced: bool) -> str | None:
    """Say why an assertion does not sign a challenge on a page under a key; None when it does."""
    return (
        _unlike(assertion.client_data, challenge, page)
        or _unverified(assertion.authenticator_data, page, synced=synced)
        or _unsigned(assertion, public)
    )


def client_said(data: bytes) -> Mapping[str, str]:
    """Return the members of client data as they are written. Raises ValueError for what may be read in two ways."""
    text = data.decode()
    members = MEMBER.findall(text)
    if len(data) > DATA_MOST or not CLIENT_DATA.fullmatch(text) or len(dict(members)) != len(members):
        raise ValueError("is no client data")
    return {name.replace("\\/", "/"): value.replace("\\/", "/") for name, value in members}


def _unlike(data: bytes, challenge: bytes, page: str) -> str | None:
    try:
        said = client_said(data)
    except ValueError:
        return "its client data cannot be read"
    if said.get('"type"') != '"webauthn.get"':
        return "its client data is not of a signature"
    if said.get('"challenge"') != f'"{base64.urlsafe_b64encode(challenge).rstrip(b"=").decode()}"':
        return "it signs another command"
    if said.get('"origin"') != f'"{page}"' or said.get('"crossOrigin"', "false") != "false" or '"topOrigin"' in said:
        return "it was made on another page"
    return None


def _unverified(data: bytes, page: str, *, synced: bool) -> str | None:
    if not DATA_LEAST <= len(data) <= DATA_MOST or (len(data) > DATA_LEAST) != bool(data[32] & MORE):
        return "its authenticator data cannot be read"
    if data[:32] != sha256((urlsplit(page).hostname or "").encode()).digest():
        return "it is for another name"
    if data[32] & (PRESENT | VERIFIED) != PRESENT | VERIFIED:
        return "its authenticator did not verify the person"
    if (data[32] & COPIABLE and not synced) or data[32] & (COPIABLE | COPIED) == COPIED:
        return "its key can be copied"
    return None


def _unsigned(assertion: Assertion, public: str) -> str | None:
    message = assertion.authenticator_data + sha256(assertion.client_data).digest()
    if not is_public_key(public):
        return "its key is of another kind"
    try:
        key = load_der_public_key(base64.b64decode(public, validate=True))
        if isinstance(key, EllipticCurvePublicKey):
            key.verify(assertion.signature, message, ECDSA(SHA256()))
        elif isinstance(key, RSAPublicKey):
            key.verify(assertion.signature, message, PKCS1v15(), SHA256())
        elif isinstance(key, Ed25519PublicKey):
            key.verify(assertion.signature, message)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return "its signature is not valid"
    return None
