"""Passkeys, for sign-in and for signing acts (WebAuthn Level 3): the options for a browser, and its answers.

A key belongs to the host name of the sign-in pages. An IP address is no host name, and without TLS browsers accept only
`localhost`. On other pages passkeys are not available. The authenticator must verify the person, for example with a PIN
or a fingerprint.
"""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    decode_credential_public_key,
    decoded_public_key_to_cryptography,
)
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

NAME: Final = "Casebook"
ASK_SECONDS: Final = 300
"""Seconds that a browser gives the person. A challenge is valid for the same time."""
BROUGHT_MOST: Final = 20_000
ALGORITHMS: Final = [
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]
"""Accepted algorithms. The last one is for Windows Hello on machines that have no other."""
VERIFIED: Final = UserVerificationRequirement.REQUIRED


class NoKey(Exception):
    """The browser's answer does not prove a key for this ceremony."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Key in a browser's answer: its id and public key (COSE) in base64url, and its claimed number of uses."""

    id: str
    public: str
    count: int
    copied: bool = False
    """True if the authenticator states that the key can be copied to another device."""

    @property
    def spki(self) -> str:
        """Return the public key as SubjectPublicKeyInfo, in base64. Raise NoKey for a kind of key that has no such
        form."""
        try:
            key = decoded_public_key_to_cryptography(decode_credential_public_key(base64url_to_bytes(self.public)))
        except (WebAuthnException, ValueError, KeyError) as error:
            raise NoKey(type(error).__name__) from error
        return base64.b64encode(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


@dataclass(frozen=True, kw_only=True)
class Ceremony:
    """Host name to which keys belong (RP ID), and origin of the pages."""

    host: str
    origin: str

    @classmethod
    def at(cls, issuer: str) -> "Ceremony | None":
        """Return the ceremony at the pages of an issuer; None if browsers support no passkeys on these pages."""
        parts = urlsplit(issuer)
        host = parts.hostname or ""
        named = parts.scheme == "https" or host == "localhost"
        return cls(host=host, origin=f"{parts.scheme}://{parts.netloc}") if named and not _is_number(host) else None

    def to_make(
        self, user: bytes, account: str, known: Iterable[str], challenge: bytes, *, resident: bool = False
    ) -> str:
        """Return the options for a browser to make a key, as JSON. `known` are the ids of the person's keys.

        The authenticator finds a `resident` key without its id: the record contains no ids of keys that sign acts.
        """
        found = ResidentKeyRequirement.REQUIRED if resident else ResidentKeyRequirement.DISCOURAGED
        options = generate_registration_options(
            rp_id=self.host,
            rp_name=NAME,
            user_id=user,
            user_name=account,
            challenge=challenge,
            timeout=ASK_SECONDS * 1000,
            authenticator_selection=AuthenticatorSelectionCriteria(resident_key=found, user_verification=VERIFIED),
            exclude_credentials=_named(known),
            supported_pub_key_algs=ALGORITHMS,
        )
        return options_to_json(options)

    def made(self, brought: str, challenge: bytes) -> Shown:
        """Return the key that a browser made. Raise NoKey."""
        if len(brought) > BROUGHT_MOST:
            raise NoKey
        try:
            found = verify_registration_response(
                credential=brought,
                expected_challenge=challenge,
                expected_rp_id=self.host,
                expected_origin=self.origin,
                require_user_verification=True,
                supported_pub_key_algs=ALGORITHMS,
            )
        except (WebAuthnException, ValueError, KeyError, TypeError) as error:  # untrusted bytes
            raise NoKey(type(error).__name__) from error
        id, public = bytes_to_base64url(found.credential_id), bytes_to_base64url(found.credential_public_key)
        copied = found.credential_device_type is CredentialDeviceType.MULTI_DEVICE
        return Shown(id=id, public=public, count=found.sign_count, copied=copied)

    def to_sign(self, known: Iterable[str], challenge: bytes) -> str:
        """Return the options for a browser to sign with one of the person's keys, as JSON."""
        options = generate_authentication_options(
            rp_id=self.host,
            challenge=challenge,
            timeout=ASK_SECONDS * 1000,
            allow_credentials=_named(known),
            user_verification=VERIFIED,
        )
        return options_to_json(options)

    def signed(self, brought: str, challenge: bytes, key: Shown) -> Shown:
        """Return the key with its new count after a use.

        Raise NoKey, also if the count did not increase, which indicates a copied key.
        """
        if len(brought) > BROUGHT_MOST:
            raise NoKey
        try:
            found = verify_authentication_response(
                credential=brought,
                expected_challenge=challenge,
                expected_rp_id=self.host,
                expected_origin=self.origin,
                credential_public_key=base64url_to_bytes(key.public),
                credential_current_sign_count=key.count,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, KeyError, TypeError) as error:
            raise NoKey(type(error).__name__) from error
        if bytes_to_base64url(found.credential_id) != key.id:
            raise NoKey
        return Shown(id=key.id, public=key.public, count=found.new_sign_count)


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _named(ids: Iterable[str]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(id)) for id in ids]
