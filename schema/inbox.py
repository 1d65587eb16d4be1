"""GraphQL types of the caller's duties and warnings."""

from datetime import date, datetime
from typing import Any

import strawberry

from domain.case.state.case import CaseState
from domain.kernel.calendar import TermSource
from domain.notification.digests import WarningKind
from domain.rules.duty import RULES, DutyKind
from schema.case import Case
from schema.case_edge import CaseLater, case_field
from schema.context import ContextInfo, Row
from schema.cost import ONE, reads
from schema.deadlines import PROVISIONAL
from schema.node import Node
from schema.record_names import Action
from schema.row_keys import of_row


async def _object(parent: strawberry.Parent[Any], info: ContextInfo) -> Row | None:
    """Return the object of a duty. A case is taken from the duty itself, so that the case is not read twice."""
    return parent.case or (await info.context.object(parent.stream_id) if parent.stream_id else None)


@strawberry.type
class InboxItem:
    """A duty of the caller's agency in a case. `allowedActions` lists the actions that the caller may take."""

    kind: DutyKind = strawberry.field(description="Kind of duty.")
    about: strawberry.ID = strawberry.field(
        description="Id of the round, request or transfer that the duty is about, or id of the case."
    )
    due_at: datetime | None = strawberry.field(description="Deadline; null for a duty without a deadline.")
    overdue: bool = strawberry.field(description="True if the deadline has passed.")
    lapsed: bool = strawberry.field(
        description="True if the register recorded that the deadline passed. The duty can still be fulfilled."
    )
    mine: bool = strawberry.field(
        description="True if the duty waits for the caller, as the responsible officer or because of a post."
    )
    signature: bool = strawberry.field(description="True if the duty is to sign as the second person.")
    case: Case = strawberry.field(description="Case of the duty.")


@strawberry.type
class DueItem:
    """A duty of the caller's agency in any object: a case, a complaint, a report, a row of the registry."""

    kind: DutyKind = strawberry.field(description="Kind of duty.")
    about: strawberry.ID = strawberry.field(
        description="Id of the round, request or transfer that the duty is about, or else id of the object. For a duty "
        "in the registry it can be a task, a year or a kind of row."
    )
    stream_id: strawberry.ID | None = strawberry.field(
        description="Id of the object of the duty. Read the object with `node`, or with `registryRow` for a row that "
        "waits for a second person. Null when there is no single object: for days off that nobody entered yet, and for "
        "rows that came together with the province's file."
    )

    stream: Node | None = strawberry.field(
        resolver=_object,
        description="Object of the duty. Null when the caller may not see it.",
        metadata=ONE | of_row("stream_id", "case"),
    )
    code: str | None = strawberry.field(
        description="Readable number of the object; null for an object without a readable number."
    )
    due_at: datetime | None = strawberry.field(description="Deadline; null for a duty without a deadline.")
    provisional: bool = strawberry.field(description=PROVISIONAL)
    term: TermSource | None = strawberry.field(
        description="Source of the deadline: a law or the province; null for a duty without a deadline."
    )
    basis: str = strawberry.field(description="Clause of the Regulation, or law, that requires the duty.")
    soon: bool = strawberry.field(description="True if the deadline is near.")
    overdue: bool = strawberry.field(description="True if the deadline has passed.")
    lapsed: bool = strawberry.field(
        description="True if the register recorded that the deadline passed. The duty can still be fulfilled."
    )
    mine: bool = strawberry.field(
        description="True if the duty waits for the caller: as the responsible officer, or because the caller has the "
        "post and may be the second person."
    )
    signature: bool = strawberry.field(description="True if the duty is to sign as the second person.")
    case: Case | None = strawberry.field(description="Case of the duty; null for a duty in another object.")

    @strawberry.field(
        description="Actions that fulfil the duty, the usual one first. `allowedActions` of the object states which of "
        "these actions the caller may take now."
    )
    @staticmethod
    def actions(parent: strawberry.Parent[Any]) -> list[Action]:
        return [Action(name) for name in RULES[parent.kind].actions]


@strawberry.type
class DutyCount:
    """The number of duties of one kind."""

    kind: DutyKind = strawberry.field(description="Kind of duty.")
    count: int = strawberry.field(description="Number of duties of this kind.")
    mine: int = strawberry.field(description="Number of these duties that wait for the caller.")
    overdue: int = strawberry.field(description="Number of these duties that are overdue.")


@strawberry.type
class StateCount:
    """The number of cases in one state."""

    state: CaseState = strawberry.field(description="State of the cases.")
    count: int = strawberry.field(description="Number of cases in this state.")


@strawberry.type
class Inbox:
    """The duties of the caller's agency, earliest deadline first."""

    items: list[InboxItem] = strawberry.field(
        description="Duties in cases that satisfy the filter.", metadata=reads(rows=200)
    )
    due: list[DueItem] = strawberry.field(
        description="Duties that satisfy the filter, in cases and in all other objects.", metadata=reads(rows=200)
    )
    duties: list[DutyCount] = strawberry.field(
        description="Number of duties of each kind. The filter does not change these numbers."
    )
    states: list[StateCount] = strawberry.field(
        description="Number of cases in each state, among the cases that the caller may see. The register counts at "
        "most 10,000 cases."
    )
    truncated: bool = strawberry.field(
        description="True if the inbox is incomplete. It has at most 200 duties, and reads at most 50 objects of each "
        "kind other than cases. Duties with the earliest deadlines come first."
    )


@strawberry.type
class Warning:
    """A warning that something expires or is due."""

    kind: WarningKind = strawberry.field(description="Kind of warning.")
    day: date = strawberry.field(description="Day of the expiry or deadline.")
    about: strawberry.ID = strawberry.field(
        description="Id of the object that the warning is about, such as an officer, task, round, provision or report. "
        "For missing days off it is the year."
    )
    case: strawberry.ID | None = strawberry.field(
        name="caseId", description="Id of the case; null for a warning that is not about a case."
    )
    case_shown: CaseLater | None = case_field("Case of the warning.")
    duty: DutyKind | None = strawberry.field(
        description="Duty that the warning is about; null for a warning that is not about a duty."
    )
