"""Play an authenticator of WebAuthn Level 3 in software: make a key for a name, and sign challenges."""

import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.support.software_key import signed

PRESENT, VERIFIED, HOLDS_KEY = 0x01, 0x04, 0x40
Private = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey
KINDS: Final[dict[str, Callable[[], Private]]] = {
    "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "RS256": lambda: rsa.generate_private_key(65_537, 2_048),
    "EdDSA": ed25519.Ed25519PrivateKey.generate,
}


def coded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class SoftwareKey:
    """Authenticator with a key of one kind. Tests change its fields to play an attacker."""

    kind: str = "ES256"
    flags: int = PRESENT | VERIFIED
    origin: str = ""
    """Origin to claim in place of the browser's own."""
    count: int = 0
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    private: Private = field(init=False)

    def __post_init__(self) -> None:
        self.private = KINDS[self.kind]()

    def make(self, options: str, origin: str) -> str:
        """Return the browser's answer to the options of a registration (section 7.1)."""
        asked = json.loads(options)
        public = cbor2.dumps(_cose(self.private))
        held = b"\0" * 16 + len(self.id).to_bytes(2) + self.id + public
        data = self._data(asked["rp"]["id"], HOLDS_KEY) + held
        said = self._said("webauthn.create", asked["challenge"], origin)
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._brought(clientDataJSON=said, attestationObject=attestation)

    def sign(self, options: str, origin: str) -> str:
        """Return the browser's answer to the options of an authentication (section 7.2)."""
        asked = json.loads(options)
        self.count += 1
        data, said = self._data(asked["rpId"], 0), self._said("webauthn.get", asked["challenge"], origin)
        signature = signed(self.private, data + sha256(said).digest())
        return self._brought(clientDataJSON=said, authenticatorData=data, signature=signature)

    def _data(self, host: str, more: int) -> bytes:
        return sha256(host.encode()).digest() + bytes([self.flags | more]) + self.count.to_bytes(4)

    def _said(self, kind: str, challenge: str, origin: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin or origin}).encode()

    def _brought(self, **response: bytes) -> str:
        given = {name: coded(value) for name, value in response.items()}
        return json.dumps({"id": coded(self.id), "rawId": coded(self.id), "type": "public-key", "response": given})


def _cose(private: Private) -> dict[int, Any]:
    """Return the public key as a COSE key (RFC 9053)."""
    if isinstance(private, ec.EllipticCurvePrivateKey):
        at = private.public_key().public_numbers()
        return {1: 2, 3: -7, -1: 1, -2: at.x.to_bytes(32), -3: at.y.to_bytes(32)}
    if isinstance(private, rsa.RSAPrivateKey):
        numbers = private.public_key().public_numbers()
        return {1: 3, 3: -257, -1: numbers.n.to_bytes(256), -2: numbers.e.to_bytes(3)}
    return {1: 1, 3: -8, -1: 6, -2: private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)}
