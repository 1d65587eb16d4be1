"""Common code of the functions that do jobs. A job is a row of the outbox; a task is what arq runs."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta

from store.process import tracing
from store.queue.outbox import Claim


@dataclass(frozen=True)
class Later:
    """A job did a part of its work, and wants to go on with the rest after a while."""

    wait: timedelta = field(default=timedelta())


def traced(claim: Claim) -> AbstractContextManager[tracing.Span]:
    """A span for the work on a row, in the trace of whoever ordered it."""
    told: tracing.Attributes = {"casebook.job": claim.job, "casebook.attempts": claim.attempts}
    return tracing.span(f"job {claim.job}", tracing.Kind.CONSUMER, told, claim.trace)
