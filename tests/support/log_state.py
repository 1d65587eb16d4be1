"""A log in order, as an API tells of it."""

from datetime import datetime
from typing import Any

from domain.kernel.witnessing import WitnessState
from store.read.history import LogState


def log_state(sealed: datetime, **changes: Any) -> LogState:
    """Return a log whose newest checkpoint a quorum of witnesses cosigned."""
    witnessed: dict[str, Any] = {"cosigned": True, "witnesses": WitnessState.QUORUM, "cosignatures": ()}
    waiting: dict[str, Any] = {"pending": 0, "oldest_pending_at": None, "last_sealed_at": sealed, "checkpoints": 1}
    return LogState(**{"size": 9, **witnessed, **waiting, **changes})
