"""Sign with a software key, with the same bytes as an authenticator (WebAuthn Level 2, 6.1 and 7.2)."""

import base64
import json
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

from scripts.local.sample_signing import SampleKey
from store.authority.signed_acts import PRESENT, VERIFIED, Assertion, challenge_of

COUNTER: Final = bytes(4)


class SoftwareKey(SampleKey):
    @classmethod
    def made(cls, credential: bytes) -> "SoftwareKey":
        return cls(credential, generate_private_key(SECP256R1()))

    def assertion(self, command: bytes, page: str, *, flags: int = PRESENT | VERIFIED, **client: Any) -> Assertion:
        """Sign a command on a page. `client` overrides members of the browser's client data."""
        challenge = base64.urlsafe_b64encode(challenge_of(command)).rstrip(b"=").decode()
        said = {"type": "webauthn.get", "challenge": challenge, "origin": page, "crossOrigin": False} | client
        data, name = json.dumps(said).encode(), (urlsplit(page).hostname or "").encode()
        authenticator = sha256(name).digest() + bytes([flags]) + COUNTER
        return Assertion(
            command=command,
            authenticator_data=authenticator,
            client_data=data,
            signature=self.signed(authenticator + sha256(data).digest()),
        )

    def input(self, problem: dict[str, str]) -> dict[str, str]:
        """Return the `assertion` of a mutation, for the problem `SignatureNeeded`."""
        made = self.assertion(problem["command"].encode(), problem["page"])
        parts = {"credentialId": self.credential, "authenticatorData": made.authenticator_data}
        parts |= {"clientData": made.client_data, "signature": made.signature}
        coded = {name: base64.urlsafe_b64encode(part).rstrip(b"=").decode() for name, part in parts.items()}
        return {"command": problem["command"], "salts": problem["salts"], **coded}

    def signed(self, message: bytes) -> bytes:
        return signed(self.private, message)


def signed(private: EllipticCurvePrivateKey | RSAPrivateKey | Ed25519PrivateKey, message: bytes) -> bytes:
    if isinstance(private, EllipticCurvePrivateKey):
        return private.sign(message, ECDSA(SHA256()))
    if isinstance(private, RSAPrivateKey):
        return private.sign(message, PKCS1v15(), SHA256())
    return private.sign(message)
