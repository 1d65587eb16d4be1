"""A step that an officer takes for an agency: the same few facts, wherever one is recorded."""

from dataclasses import dataclass
from datetime import datetime

from domain.kernel.event import Sealed


@dataclass(frozen=True, kw_only=True)
class Step:
    """Author and time of a step, with the document or the note that goes with it."""

    agency: str
    officer: str
    at: datetime
    document_number: Sealed | None = None
    note: Sealed | None = None
