"""Records of evidence, of an upload that may become evidence, and of a file from a sender without an account."""

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
    """Relation of a file to the claim: it supports the claim or contradicts it."""

    SUPPORTS = "SUPPORTS"
    CONTRADICTS = "CONTRADICTS"
    NEITHER = "NEITHER"


@dataclass(frozen=True, kw_only=True)
class SealedFile:
    """Encrypted file. `digest` is the SHA-256 of the ciphertext, and `size` is the number of bytes before encryption.

    `plain` seals the hexadecimal SHA-256 of the original bytes, so that an owner of the file can compare it with the
    record; None in older records.
    """

    group: str
    digest: str
    size: int
    media_type: str
    plain: Sealed | None = None


BY_CODE = ""
"""Value of `agency` for a file that the holder of a code uploaded."""


@dataclass(frozen=True, kw_only=True)
class Uploaded(Need, named_by=Upload):
    """Uploaded file. An agency uploads for a case, and the holder of a code for the object of that code."""

    case: str
    agency: str
    file: SealedFile

    @property
    def group(self) -> str:
        """Return the group of the file's key, which is also the id of the upload."""
        return self.file.group


@dataclass(frozen=True, kw_only=True)
class EvidenceItem:
    """File in a case, with its source, and whether it supports or contradicts the claim."""

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
    """Encrypted file with its file name. The sender chose the name, which may identify the sender."""

    id: str
    name: Sealed
    file: SealedFile
