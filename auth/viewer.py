"""The caller, the token used, and its period."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Final

from domain.kernel.actor import Caller
from store.oauth.revocations import Marked, family_marks, mark

CALLER: Final = ("subject", "client", "agency", "person", "foreign")


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

    def said(self) -> dict[str, Any]:
        """Plain data of a viewer, for a place that only this installation can read."""
        caller = self.caller
        return {
            **{name: getattr(caller, name) for name in CALLER},
            "scopes": sorted(caller.scopes),
            "issuer": self.issuer,
            "token": self.token,
            "family": self.family,
            "issued": self.issued_at.timestamp(),
            "expires": self.expires_at.timestamp(),
        }

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> "Viewer":
        return cls(
            caller=Caller(scopes=frozenset(said["scopes"]), **{name: said[name] for name in CALLER}),
            issuer=said["issuer"],
            token=said["token"],
            issued_at=datetime.fromtimestamp(said["issued"], UTC),
            expires_at=datetime.fromtimestamp(said["expires"], UTC),
            family=said["family"],
        )

    @property
    def person(self) -> str:
        """The account that it speaks for, whichever program it came by."""
        return f"{self.issuer}\n{self.caller.subject}"

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
