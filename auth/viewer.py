"""The caller, the token used, and its period."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from domain.kernel.actor import Caller
from store.oauth.revocations import Marked, family_marks, mark


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """A caller with the life of the token; `family` is the chain of refresh tokens it came from, if any."""

    caller: Caller
    issuer: str
    token: str
    """The token's id (jti), which says nothing to anybody."""
    issued_at: datetime
    expires_at: datetime
    family: str | None = None

    @cached_property
    def marks(self) -> tuple[str, ...]:
        """Return the marks whose revocation ends this token."""
        caller, made = self.caller, [mark(Marked.TOKEN, self.issuer, self.token)]
        if self.family:
            made.extend(family_marks(self.issuer, self.family))
        if caller.person:
            made.append(mark(Marked.SUBJECT, self.issuer, caller.subject))
            made.append(mark(Marked.ACCOUNT, "", caller.subject))
        return (*made, mark(Marked.CLIENT, self.issuer, caller.client))
