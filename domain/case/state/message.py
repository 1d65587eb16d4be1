"""Messages between the agencies of a case and the reporter."""

from dataclasses import dataclass
from datetime import datetime

from domain.case.state.evidence import Attachment
from domain.kernel.event import Sealed


@dataclass(frozen=True, kw_only=True)
class Message:
    """Message between agency and reporter; `officer` and `agency` are None for the reporter's own."""

    at: datetime
    text: Sealed
    officer: str | None = None
    agency: str | None = None
    attachment: Attachment | None = None
