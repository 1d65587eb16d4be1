"""Notices inside the register: who is told of what, as work for later and as an event (Đ3.1, Đ5.1.a).

A notice is an effect: the event that causes it and the order to deliver it are written together, a job
carries the order out by a command whose id derives from that event, so that twice delivered is once told.
"""

from collections.abc import Iterator
from typing import Any

from domain.case.execution import ExecutionStarted, RemedyOpened
from domain.case.notification import told
from domain.case.own_measures import OwnMeasureTaken
from domain.case.state.case import Case
from domain.kernel.event import Event
from domain.kernel.job import Job
from domain.kernel.kind import Kind

LAPSE_MEASURE = "lapse-own-measure"


def jobs_of(kind: Kind, state: Any, event: Event) -> Iterator[Job]:
    """What has to be done because of an event of any kind of stream; `state` is the one it left."""
    if kind is Kind.CASE:
        yield from jobs(state, event)
        return
    yield from event.jobs(state)


def jobs(case: Case, event: Event) -> Iterator[Job]:
    """What has to be done because of the event: who is told, and which deadline begins to run."""
    yield from event.jobs(case)
    match event:
        case OwnMeasureTaken(measure=taken):
            yield Job(job=LAPSE_MEASURE, data={"measure": taken.id}, due=taken.due_at)
        case ExecutionStarted(execution=made):
            yield told(made.agency, event)
        case RemedyOpened(remedy=given):
            yield told(given.agency, event)
