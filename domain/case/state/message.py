"""Messages between the agencies of a case and the reporter."""

from dataclasses import dataclass
from datetime import datetime

from domain.case.state.evidence import Attachment
from domain.kernel.event import Sealed


@dataclass(frozen=True, kw_only=True)
class Message:
    """Message between an agency and the reporter. `officer` and `agency` are None for a message of the reporter."""

    at: datetime
    text: Sealed
    officer: str | None = None
    agency: str | None = None
    attachment: Attachment | None = None
