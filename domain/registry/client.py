"""A program that asks for tokens, as the registry holds it (RFC 6749 section 2)."""

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
