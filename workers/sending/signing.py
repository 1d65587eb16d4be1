"""Signatures of Standard Webhooks: `v1` (HMAC-SHA256) and `v1a` (Ed25519), several at once while keys change.

What is signed is `<id>.<timestamp>.<body>`, the timestamp in whole seconds.
"""

import hmac
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.notification.state.receivers import KeyKind


@dataclass(frozen=True, kw_only=True)
class SigningKey:
    """A key in use; `secret` is 32 bytes: the HMAC key, or the seed of an Ed25519 key (RFC 8032)."""

    kind: KeyKind
    secret: bytes

    def sign(self, data: bytes) -> str:
        """One signature, with its version."""
        if self.kind is KeyKind.HMAC:
            return "v1," + b64encode(hmac.new(self.secret, data, sha256).digest()).decode()
        return "v1a," + b64encode(Ed25519PrivateKey.from_private_bytes(self.secret).sign(data)).decode()


def headers(id: str, at: datetime, body: bytes, keys: Iterable[SigningKey]) -> Mapping[str, str]:
    """The three headers of a message sent at a moment."""
    stamp = str(int(at.timestamp()))
    data = f"{id}.{stamp}.".encode() + body
    return {
        "webhook-id": id,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(key.sign(data) for key in keys),
    }
