"""Notices inside the register: who is told of what, as work for later and as an event (Đ3.1, Đ5.1.a).

A notice is an effect: the event that causes it and the order to deliver it are written together, a job
carries the order out by a command whose id derives from that event, so that twice delivered is once told.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from domain.case.execution import ExecutionStarted, RemedyOpened
from domain.case.notification import told
from domain.case.own_measures import OwnMeasureTaken
from domain.case.state.case import Case
from domain.kernel.event import Event
from domain.kernel.job import Job
from domain.kernel.kind import Kind
from domain.publication.publishing import PublicationApproved
from domain.report.clock import clocks
from domain.report.compiling import SETTLING, CompileRestarted, ConsolidatedFrozen, ConsolidatedScheduled
from domain.report.consolidated import ConsolidatedType
from domain.report.consolidating import ConsolidatedDrafted, ConsolidatedReviewed, ConsolidatedSuperseded

LAPSE_MEASURE = "lapse-own-measure"
ISSUE = "issue-publication"
COMPILE_REPORT, NEW_EDITION, SUBMISSIONS = "compile-report", "new-edition", "note-submissions"


def jobs_of(kind: Kind, state: Any, event: Event) -> Iterator[Job]:
    """What has to be done because of an event of any kind of stream; `state` is the one it left."""
    if kind is Kind.CASE:
        yield from jobs(state, event)
        return
    yield from event.jobs(state)
    if kind is Kind.CONSOLIDATED:
        yield from _on_consolidated(state.type, event)
    elif isinstance(event, PublicationApproved) and event.release_at:
        yield Job(job=ISSUE, data={}, due=event.release_at)
    elif kind is Kind.REPORT:
        yield from (Job(job=job, data={}, due=due) for job, due in clocks(state, event))


def _on_consolidated(type: ConsolidatedType, event: Event) -> Iterator[Job]:
    """Counting, once what was being written at the cut-off has settled; and who has reported, until it is signed."""
    match event:
        case ConsolidatedScheduled(as_of=as_of):
            settling = SETTLING if type is ConsolidatedType.PERIODIC else timedelta()
            yield Job(job=COMPILE_REPORT, data={"run": "1"}, due=as_of + settling)
        case CompileRestarted(run=run):
            yield Job(job=COMPILE_REPORT, data={"run": str(run)})
        case ConsolidatedSuperseded(edition=edition):
            yield Job(job=NEW_EDITION, data={"edition": str(edition)})
        case ConsolidatedFrozen() | ConsolidatedDrafted() | ConsolidatedReviewed():
            if type is ConsolidatedType.PERIODIC:
                yield Job(job=SUBMISSIONS, data={})


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
