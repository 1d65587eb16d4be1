"""What happens to a report, and what each leaves: the fold of its stream."""

from dataclasses import replace
from datetime import datetime

from domain.kernel.event import Event
from domain.kernel.step import Step
from domain.report.state import (
    Counting,
    Report,
    ReportRequest,
    ReportState,
    ReportTerm,
    ReportType,
    SectionWords,
    Submission,
)


class ReportOpened(Event, type="report.opened"):
    """An agency owes a report: its period came round, or the lead agency asked for it."""

    agency: str
    type: ReportType
    at: datetime
    start: datetime
    end: datetime
    term: ReportTerm
    period: str | None = None
    request: ReportRequest | None = None


class ReportCounted(Event, type="report.counted"):
    """The register counted what it knows of the agency's work."""

    counting: Counting


class ReportDrafted(Event, type="report.drafted"):
    """Sections were written."""

    words: tuple[SectionWords, ...]


class ReportSubmitted(Event, type="report.submitted"):
    """The signed report went to the lead agency."""

    submission: Submission


class ReportReturned(Event, type="report.returned"):
    """The lead agency gave it back."""

    step: Step


class ReportAccepted(Event, type="report.accepted"):
    """The lead agency took it."""

    step: Step


class ReportWithdrawn(Event, type="report.withdrawn"):
    """The lead agency took it back: it is not owed."""

    step: Step


class ReportReminded(Event, type="report.reminded"):
    """The agency was reminded that it is due."""

    at: datetime


class ReportOverdue(Event, type="report.overdue"):
    """It was due and had not been submitted: the lead agency knows."""

    at: datetime


class OverduePassedOn(Event, type="report.overdue-passed-on"):
    """It was still missing when the lead agency's own report was due: the Committee's office knows."""

    at: datetime


class ReportFrozen(Event, type="report.frozen"):
    """It stays as it is for ever."""

    at: datetime


def evolve_report(state: Report | None, event: Event, id: str) -> Report:
    """Fold one report event. Raises TypeError for one that cannot follow."""
    match state, event:
        case None, ReportOpened() as it:
            return Report(
                id=id,
                state=ReportState.DUE,
                type=it.type,
                agency=it.agency,
                at=it.at,
                start=it.start,
                end=it.end,
                term=it.term,
                period=it.period,
                request=it.request,
            )
        case Report(), ReportDrafted(words=words):
            fresh = {each.section for each in words}
            kept = tuple(each for each in state.words if each.section not in fresh)
            return replace(state, state=ReportState.DRAFT, words=(*kept, *words))
        case Report(), ReportSubmitted(submission=made):
            return replace(state, state=ReportState.SUBMITTED, submissions=(*state.submissions, made))
        case Report(), ReportReturned(step=step):
            return replace(state, state=ReportState.RETURNED, returns=(*state.returns, step))
        case Report(), ReportAccepted(step=step):
            return replace(state, state=ReportState.ACCEPTED, accepted=step)
        case Report(), ReportWithdrawn(step=step):
            return replace(state, state=ReportState.WITHDRAWN, withdrawn=step)
        case Report(), _:
            return _in_time(state, event)
    raise TypeError(f"{event.TYPE} does not follow {state}")


def _in_time(state: Report, event: Event) -> Report:
    match event:
        case ReportCounted(counting=counting):
            return replace(state, counting=counting)
        case ReportReminded(at=at):
            return replace(state, reminded_at=(*state.reminded_at, at))
        case ReportOverdue(at=at):
            return replace(state, overdue_at=at)
        case OverduePassedOn(at=at):
            return replace(state, passed_on_at=at)
        case ReportFrozen(at=at):
            return replace(state, state=ReportState.FROZEN, frozen_at=at)
    raise TypeError(f"{event.TYPE} does not follow {state}")
