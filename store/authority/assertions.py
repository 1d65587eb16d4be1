"""Signatures of authenticators (WebAuthn Level 2, 7.2), and the few checks of them that are made repeatedly.

clientDataJSON     what the browser says: type, challenge, origin
authenticatorData  hash of the relying party's name (32 bytes), flags (1), counter (4), extensions
signature          over authenticatorData and the SHA-256 of clientDataJSON
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

PRESENT: Final = 0x01
VERIFIED: Final = 0x04
COPIABLE: Final = 0x08
"""Flags: the person was there, gave a PIN or a finger, and the key can be copied to another device."""
DATA_LEAST, DATA_MOST = 37, 4_096
RSA_BITS: Final = range(2_048, 4_097)
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


def _unlike(data: bytes, challenge: bytes, page: str) -> str | None:
    try:
        said: Any = json.loads(data)
    except ValueError:
        return "its client data cannot be read"
    if not isinstance(said, dict) or said.get("type") != "webauthn.get":
        return "its client data is not of a signature"
    if said.get("challenge") != base64.urlsafe_b64encode(challenge).rstrip(b"=").decode():
        return "it signs another command"
    if said.get("origin") != page or said.get("crossOrigin", False) is not False:
        return "it was made on another page"
    return None


def _unverified(data: bytes, page: str, *, synced: bool) -> str | None:
    if not DATA_LEAST <= len(data) <= DATA_MOST:
        return "its authenticator data cannot be read"
    if data[:32] != sha256((urlsplit(page).hostname or "").encode()).digest():
        return "it is for another name"
    if data[32] & (PRESENT | VERIFIED) != PRESENT | VERIFIED:
        return "its authenticator did not verify the person"
    if data[32] & COPIABLE and not synced:
        return "its key can be copied"
    return None


def _unsigned(assertion: Assertion, public: str) -> str | None:
    message = assertion.authenticator_data + sha256(assertion.client_data).digest()
    try:
        key = load_der_public_key(base64.b64decode(public, validate=True))
        if isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1):
            key.verify(assertion.signature, message, ECDSA(SHA256()))
        elif isinstance(key, RSAPublicKey) and key.key_size in RSA_BITS:
            key.verify(assertion.signature, message, PKCS1v15(), SHA256())
        elif isinstance(key, Ed25519PublicKey):
            key.verify(assertion.signature, message)
        else:
            return "its key is of another kind"
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return "its signature is not valid"
    return None
