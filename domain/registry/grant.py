"""Scopes granted to an agency, as the registry holds them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.kernel.policy import Scope
from domain.kernel.roles import AgencyKind


class GrantState(StrEnum):
    """State of a grant. A PROPOSED grant is not yet valid; one whose end is proposed is valid until approval."""

    PROPOSED = "PROPOSED"
    ACTIVE = "ACTIVE"
    END_PROPOSED = "END_PROPOSED"
    ENDED = "ENDED"
    REFUSED = "REFUSED"


@dataclass(frozen=True, kw_only=True)
class Grant:
    """Scopes that one agency may use, beneath the ceiling of its role; `asked_*` is who made the open proposal."""

    id: str
    agency: str
    scopes: tuple[Scope, ...]
    source: str
    state: GrantState
    asked_by: str
    asked_at: datetime
    asked_kind: AgencyKind | None = None
    """The kind of the agency that asked; none for the operator."""
    settled_by: str | None = None
    settled_at: datetime | None = None
    reason: str | None = None

    @property
    def counts(self) -> bool:
        """Return whether the agency holds these scopes now."""
        return self.state in (GrantState.ACTIVE, GrantState.END_PROPOSED)
