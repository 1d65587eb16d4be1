"""Payloads of subscriptions."""

from datetime import datetime

import strawberry

from domain.kernel.event import JobState
from schema.case import Case
from schema.consolidated_report import ConsolidatedReport
from schema.document import OfficialDocument
from schema.inbox import Inbox
from schema.publication import PublicationChange

CURSOR = "Place of the event in the log. Send it as `after` to continue after this event without a gap."
STATE = "Name of the state in this event. Send it as `after`, so that the same state is not sent again."


@strawberry.type
class CaseChanged:
    """A new version of a case, sent once the version is in the log."""

    cursor: str = strawberry.field(description=CURSOR)
    version: int = strawberry.field(description="Number of the new version.")
    case: Case = strawberry.field(description="The case as it is now, which may be a later version.")


@strawberry.type
class InboxChanged:
    """The inbox, sent each time a duty in it appears, disappears, gets another deadline, becomes overdue or lapses."""

    cursor: str = strawberry.field(description=STATE)
    inbox: Inbox = strawberry.field(description="The inbox at this moment.")


@strawberry.type
class PublicationIssued:
    """A new public version of a notice to the press: it was issued, corrected, reviewed or retracted."""

    cursor: str = strawberry.field(description=CURSOR)
    change: PublicationChange = strawberry.field(description="The new version, and the notice as it is now.")


@strawberry.type
class Job:
    """A job that an event of the object started: a notification, a reminder, a deadline or a compilation."""

    id: strawberry.ID = strawberry.field(description="Id of the job.")
    job: str = strawberry.field(
        description="Name of the job's work, such as `lapse`, which records that a deadline passed."
    )
    state: JobState = strawberry.field(description="State of the job.")
    due_at: datetime = strawberry.field(description="Time at which the job is due next.")
    attempts: int = strawberry.field(description="Number of attempts since the job last made progress.")


@strawberry.input(one_of=True)
class JobOwner:
    """The object whose jobs you follow. Set exactly one field."""

    case_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="Id of a case, to follow its notifications, reminders and deadlines."
    )
    consolidated_report_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="Id of a consolidated report, to follow its compilation."
    )
    document_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="Id of an official document, to follow its making."
    )


@strawberry.type
class JobProgress:
    """The jobs of an object, sent each time one of them changes."""

    cursor: str = strawberry.field(description=STATE)
    jobs: list[Job] = strawberry.field(description="Newest 100 jobs.")
    consolidated_report: ConsolidatedReport | None = strawberry.field(
        default=None,
        description="The consolidated report as it is now; null unless you follow one.",
    )
    document: OfficialDocument | None = strawberry.field(
        default=None, description="The document as it is now; null unless you follow one."
    )
