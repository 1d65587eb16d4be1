"""A file that somebody without an account sent with their words. A record, no rules."""

from dataclasses import dataclass

from domain.case.state.evidence import SealedFile
from domain.kernel.event import Sealed


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """The file under seal, and the name that its sender gave it, which may say who they are."""

    id: str
    name: Sealed
    file: SealedFile
