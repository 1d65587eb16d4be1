"""People and programs: accounts, posts, signing keys, clients, and scopes granted to agencies."""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.kernel.event import Sealed
from domain.kernel.policy import Scope
from domain.kernel.span import Span
from domain.kernel.vocabulary import AgencyKind, Post

CODES_GOOD_FOR = timedelta(hours=48)


class UserState(StrEnum):
    """State of an account. The tokens of a SUSPENDED account are invalid. Only a recovery makes the account valid
    again."""

    PROPOSED = "PROPOSED"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """Permission to set a new password, given by two officers. Each officer made a code and handed it over outside the
    register.

    `first` and `second` are SHA-256 of the codes. Neither officer alone can use the account.
    """

    first: str
    asked_by: str
    asked_at: datetime
    second: str | None = None
    approved_by: str | None = None
    approved_at: datetime | None = None

    def open(self, now: datetime) -> bool:
        return self.approved_at is not None and now < self.approved_at + CODES_GOOD_FOR


@dataclass(frozen=True, kw_only=True)
class User:
    """Account of a person. `subject` is the name of the account, and the subject of its tokens."""

    id: str
    subject: Sealed
    agency: str
    state: UserState
    opened_by: str
    recovery: Recovery | None = None
    enrolled_at: datetime | None = None
    """Time at which the password was last set with the two codes."""
    suspended_by: str | None = None


class GrantState(StrEnum):
    """State of a grant. A PROPOSED grant is not yet valid. A grant with a proposed end is valid until the end is
    approved."""

    PROPOSED = "PROPOSED"
    ACTIVE = "ACTIVE"
    END_PROPOSED = "END_PROPOSED"
    ENDED = "ENDED"
    REFUSED = "REFUSED"


@dataclass(frozen=True, kw_only=True)
class Grant:
    """Scopes that one agency may use, within the limit of its role. `asked_*` fields describe the author of the pending
    proposal."""

    id: str
    agency: str
    scopes: tuple[Scope, ...]
    source: str
    state: GrantState
    asked_by: str
    asked_at: datetime
    asked_kind: AgencyKind | None = None
    """Kind of the proposing agency; None for the operator."""
    settled_by: str | None = None
    settled_at: datetime | None = None
    reason: str | None = None

    @property
    def counts(self) -> bool:
        """Return whether the agency has these scopes now."""
        return self.state in (GrantState.ACTIVE, GrantState.END_PROPOSED)


class ClientState(StrEnum):
    """State of a program. A DRAFT program gets no tokens. The tokens of a STOPPED program are invalid."""

    DRAFT = "DRAFT"
    ACTIVE = "ACTIVE"
    STOPPED = "STOPPED"


@dataclass(frozen=True, kw_only=True)
class ProposedSecrets:
    """Secrets that become valid after a second person approves them."""

    secrets: tuple[str, ...]
    by: str


LOOPBACK = re.compile(r"http://(?:127\.0\.0\.1|\[::1\])(?P<port>:[0-9]{1,5})?(?=/)")
"""Pattern for an address on the machine itself, up to the address's path."""


@dataclass(frozen=True, kw_only=True)
class Client:
    """Client program of one agency. A `shared` program of the lead agency signs in officers of every agency.

    `secrets` are SHA-256 of random secrets that the register never saw. A client without secrets is public. A `machine`
    requests tokens for itself (client credentials). These tokens cover only acts that need no person.
    """

    id: str
    agency: str
    name: str
    redirects: tuple[str, ...]
    scopes: tuple[Scope, ...]
    registered_by: str
    machine: bool = False
    shared: bool = False
    secrets: tuple[str, ...] = ()
    state: ClientState = ClientState.DRAFT
    activated_by: str | None = None
    stopped_by: str | None = None
    proposed: ProposedSecrets | None = None

    def returns_to(self, address: str) -> bool:
        """Return whether an address is a registered redirect, compared character by character.

        On the machine itself any port is accepted, because a program there uses a free port (RFC 8252 section 7.3).
        """
        return address in self.redirects or any(
            LOOPBACK.match(known) and _portless(known) == _portless(address) for known in self.redirects
        )


def _portless(address: str) -> str:
    """Return an address on the machine itself without its port; any other address unchanged."""
    found = LOOPBACK.match(address)
    return address[: found.start("port")] + address[found.end() :] if found and found["port"] else address


P256: Final = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200") + b"\x04"
ED25519: Final = bytes.fromhex("302a300506032b6570032100")
RSA_BYTES: Final = range(256, 513)
"""Numbers of bytes of an RSA modulus of 2048 to 4096 bits."""
EXPONENT: Final = bytes.fromhex("0203010001")
"""The exponent 65537 in DER."""


class KeyEnd(StrEnum):
    """Reason why a signing key ends."""

    LOST = "LOST"
    STOLEN = "STOLEN"
    REPLACED = "REPLACED"
    LEFT = "LEFT"


@dataclass(frozen=True, kw_only=True)
class SigningKey:
    """Signing key of an officer. `key` is the SHA-256 of its credential id, `public` its SubjectPublicKeyInfo in
    base64."""

    key: str
    public: str
    label: Sealed
    entered_at: datetime
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    counts_from: datetime | None = None
    doubted_by: str | None = None
    doubted_at: datetime | None = None
    reason: KeyEnd | None = None
    ended_by: str | None = None
    ended_at: datetime | None = None

    def counts(self, at: datetime) -> bool:
        """Return whether the key may sign acts at an instant."""
        begun = self.counts_from is not None and self.counts_from <= at
        return begun and (self.ended_at is None or at < self.ended_at)


def is_public_key(text: str) -> bool:
    """Return whether a text is a public key that can sign: P-256, Ed25519 or RSA of 2048 to 4096 bits."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return False
    if base64.b64encode(data).decode() != text:
        return False
    return (len(data), data[:27]) == (91, P256) or (len(data), data[:12]) == (44, ED25519) or _is_rsa(data)


def _is_rsa(data: bytes) -> bool:
    """Return whether bytes are an RSA key with an odd modulus of whole bytes and the usual exponent."""
    size = len(data) - 38
    if size not in RSA_BYTES or data[-5:] != EXPONENT:
        return False
    lengths = (length.to_bytes(2).hex() for length in (size + 34, size + 15, size + 10, size + 1))
    head = "3082{}300d06092a864886f70d01010105000382{}003082{}0282{}00".format(*lengths)
    return data[:33] == bytes.fromhex(head) and data[33] >= 0x80 and data[-6] & 1 == 1


@dataclass(frozen=True, kw_only=True)
class Officer:
    """Posts of a person in an agency, under an appointment document (Đ3.3)."""

    id: str
    subject: Sealed
    agency: str
    posts: tuple[Post, ...]
    span: Span
    appointment: Sealed
    nominated_by: str | None = None
    confirmed_by: str | None = None
    keys: tuple[SigningKey, ...] = ()
    handed_to: str | None = None
    """Officer who last took over this officer's open checks."""
    replaces: str | None = None
    """Appointment of the same person that ends on the first day of this one."""
    refused_by: str | None = None
    refused_at: datetime | None = None
    refused_for: Sealed | None = None

    @property
    def appointed(self) -> bool:
        """Return whether the appointment is valid: entered by the operator, or confirmed by a second person."""
        return self.nominated_by is None or self.confirmed_by is not None

    @property
    def pending(self) -> bool:
        """Return whether the nomination waits for a second person."""
        return not self.appointed and self.refused_by is None
