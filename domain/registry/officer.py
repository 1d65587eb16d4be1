"""Officers: a person's posts in an agency (Đ3.3)."""

from dataclasses import dataclass

from domain.kernel.event import Sealed
from domain.kernel.roles import Post
from domain.kernel.span import Span
from domain.registry.signing_key import SigningKey


@dataclass(frozen=True, kw_only=True)
class Officer:
    """A person's posts in an agency, by an appointment document (Đ3.3)."""

    id: str
    subject: Sealed
    agency: str
    posts: tuple[Post, ...]
    span: Span
    appointment: Sealed
    nominated_by: str | None = None
    confirmed_by: str | None = None
    keys: tuple[SigningKey, ...] = ()

    @property
    def appointed(self) -> bool:
        """Return whether it counts: entered by the operator, or confirmed by a second person."""
        return self.nominated_by is None or self.confirmed_by is not None
