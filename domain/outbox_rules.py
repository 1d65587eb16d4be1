"""Work that follows from an event, in whichever stream."""

from collections.abc import Iterable
from typing import Any

from domain.kernel.event import Event
from domain.kernel.job import Job
from domain.kernel.kind import Kind


def jobs_of(kind: Kind, state: Any, event: Event) -> Iterable[Job]:
    """What has to be done because of an event of any kind of stream; `state` is the one it left."""
    return event.jobs(state)
