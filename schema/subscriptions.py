"""What subscriptions tell."""

from datetime import datetime

import strawberry

from domain.kernel.job import JobState
from schema.case import Case
from schema.consolidated_report import ConsolidatedReport
from schema.described import output
from schema.document import OfficialDocument
from schema.inbox import Inbox
from schema.publication import PublicationChange

CURSOR = "Its place; give it as `after` to go on from here, and nothing is missed."


@output
class CaseChanged:
    """A new version of a case, once it is sealed into the log."""

    cursor: str = strawberry.field(description=CURSOR)
    version: int = strawberry.field(description="The version that was written.")
    case: Case = strawberry.field(description="The case as it stands now, which may be a later version.")


@output
class InboxChanged:
    """The inbox, whenever a duty in it came, went, moved its deadline, became overdue or lapsed."""

    cursor: str = strawberry.field(description="What was told; give it as `after` to be told only of another inbox.")
    inbox: Inbox = strawberry.field(description="What waits for the caller's agency at this moment, with its counts.")


@output
class PublicationIssued:
    """A new public version of a notice to the press: issued, corrected, or taken back."""

    cursor: str = strawberry.field(description=CURSOR)
    change: PublicationChange = strawberry.field(description="The version, and its notice as it stands now.")


@output
class Job:
    """A job that an event of the object ordered: a notice, a reminder, a term that runs out, a compile."""

    id: strawberry.ID = strawberry.field(description="Id of the job.")
    job: str = strawberry.field(description="What kind of job, such as `lapse`.")
    state: JobState = strawberry.field(description="How far it is.")
    due_at: datetime = strawberry.field(description="When it is due, or due again.")
    attempts: int = strawberry.field(description="How often it was begun.")


@output
class JobProgress:
    """The work that waits for an object, whenever it has changed."""

    cursor: str = strawberry.field(description="What was told; give it as `after` to be told only of another state.")
    jobs: list[Job] = strawberry.field(description="The jobs, the newest 100.")
    consolidated_report: ConsolidatedReport | None = strawberry.field(
        default=None,
        description="The report as it stands now, with how far its compile is; null unless one is followed.",
    )
    document: OfficialDocument | None = strawberry.field(
        default=None, description="The document as it stands now; null unless one is followed."
    )
