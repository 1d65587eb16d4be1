"""An account to sign in with, as the registry holds it. Passwords are not here: see `store/oauth/`."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.kernel.event import Sealed

CODES_GOOD_FOR = timedelta(hours=48)


class UserState(StrEnum):
    """State of an account. The tokens of a SUSPENDED account are invalid; only a recovery reopens it."""

    PROPOSED = "PROPOSED"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """Permission to set a new password, given by two persons; each made a code and handed it over outside the register.

    `first` and `second` are SHA-256 of the codes. Neither of the two can enter the account alone.
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
    """A person's account; `subject` is its name, and the subject of its tokens."""

    id: str
    subject: Sealed
    agency: str
    state: UserState
    opened_by: str
    recovery: Recovery | None = None
    enrolled_at: datetime | None = None
    """Time at which the password was last set with the two codes."""
    suspended_by: str | None = None
