"""A program that asks for tokens, as the registry holds it (RFC 6749 section 2)."""

import re
from dataclasses import dataclass
from enum import StrEnum

from domain.kernel.policy import Scope


class ClientState(StrEnum):
    """State of a program. A DRAFT gets no tokens; the tokens of a STOPPED program are invalid."""

    DRAFT = "DRAFT"
    ACTIVE = "ACTIVE"
    STOPPED = "STOPPED"


@dataclass(frozen=True, kw_only=True)
class ProposedSecrets:
    """Secrets that count once a second person has approved them."""

    secrets: tuple[str, ...]
    by: str


LOOPBACK = re.compile(r"http://(?:127\.0\.0\.1|\[::1\])(?P<port>:[0-9]{1,5})?(?=/)")
"""An address on the machine itself, up to its path."""


@dataclass(frozen=True, kw_only=True)
class Client:
    """A client of one agency; a `shared` one, of the lead agency, signs in officers of every agency.

    `secrets` are SHA-256 of random secrets that the register never saw; a client without one is public. A `machine`
    asks for tokens of its own (client credentials), which are good for what needs no person.
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
        """Return whether a person may be sent back there: to an address as it was registered, character by character.

        On the machine itself any port will do, for a program there takes the one it gets (RFC 8252 section 7.3).
        """
        return address in self.redirects or any(
            LOOPBACK.match(known) and _portless(known) == _portless(address) for known in self.redirects
        )


def _portless(address: str) -> str:
    """An address on the machine itself without its port; another one as it is."""
    found = LOOPBACK.match(address)
    return address[: found.start("port")] + address[found.end() :] if found and found["port"] else address
