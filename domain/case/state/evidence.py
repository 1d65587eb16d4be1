"""Records of evidence, of an upload that may become one, and of a file that somebody without an account sent."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.kernel.event import Sealed
from domain.kernel.fields import Upload
from domain.rules.facts import Need


class EvidenceKind(StrEnum):
    """Kind of evidence file."""

    CAPTURE = "CAPTURE"
    DOCUMENT = "DOCUMENT"
    PHOTOGRAPH = "PHOTOGRAPH"
    RECORDING = "RECORDING"
    OTHER = "OTHER"


class Weight(StrEnum):
    """Whether a file supports the claim or contradicts it."""

    SUPPORTS = "SUPPORTS"
    CONTRADICTS = "CONTRADICTS"
    NEITHER = "NEITHER"


@dataclass(frozen=True, kw_only=True)
class SealedFile:
    """A file under seal: `digest` is the SHA-256 of the ciphertext, `size` its bytes before sealing.

    `plain` seals the SHA-256 of the bytes before sealing, in hexadecimal, so that whoever has the file can compare it
    with the record; none in what was added before there was this field.
    """

    group: str
    digest: str
    size: int
    media_type: str
    plain: Sealed | None = None


BY_CODE = ""
"""The agency of a file that whoever holds a code uploaded."""


@dataclass(frozen=True, kw_only=True)
class Uploaded(Need, named_by=Upload):
    """A file that an agency uploaded for a case, or a holder of a code for what the code opens."""

    case: str
    agency: str
    file: SealedFile

    @property
    def group(self) -> str:
        """The group of its key, which is also its id."""
        return self.file.group


@dataclass(frozen=True, kw_only=True)
class EvidenceItem:
    """A file in a case, with its source and what it speaks for."""

    id: str
    agency: str
    officer: str
    at: datetime
    cycle: int
    kind: EvidenceKind
    weight: Weight
    file: SealedFile
    source: Sealed
    redacted: bool


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """The file under seal, and the name that its sender gave it, which may say who they are."""

    id: str
    name: Sealed
    file: SealedFile
