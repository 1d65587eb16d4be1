"""What waits for the caller, as clients see it."""

from datetime import datetime

import strawberry

from domain.case.state.case import CaseState
from domain.notification.duties import DutyKind
from schema.case import Case
from schema.cost import reads
from schema.described import output


@output
class InboxItem:
    """One duty of the caller's agency in a case. It is no right: `allowedActions` says what the caller may do."""

    kind: DutyKind = strawberry.field(description="What is to be done.")
    about: strawberry.ID = strawberry.field(description="The round, request, transfer … it is about, or the case.")
    due_at: datetime | None = strawberry.field(description="To be done before this moment; null without a deadline.")
    overdue: bool = strawberry.field(description="Whether that moment has passed.")
    lapsed: bool = strawberry.field(description="Whether that it passed was written down. It can still be done.")
    mine: bool = strawberry.field(description="Whether it waits for the caller: as the officer named, or by post.")
    signature: bool = strawberry.field(description="Whether it is a second person's signature.")
    case: Case = strawberry.field(description="The case.")


@output
class DutyCount:
    """How many duties of a kind wait for the caller's agency."""

    kind: DutyKind = strawberry.field(description="The kind.")
    count: int = strawberry.field(description="How many.")
    mine: int = strawberry.field(description="How many of them wait for the caller.")
    overdue: int = strawberry.field(description="How many of them are overdue.")


@output
class StateCount:
    """How many cases stand in a state."""

    state: CaseState = strawberry.field(description="The state.")
    count: int = strawberry.field(description="How many.")


@output
class Inbox:
    """What waits for the caller's agency, first due first."""

    items: list[InboxItem] = strawberry.field(
        description="The duties that the filter admits.", metadata=reads(rows=200)
    )
    duties: list[DutyCount] = strawberry.field(description="How many of each kind, before the filter.")
    states: list[StateCount] = strawberry.field(
        description="How many of the cases that the caller may see stand in each state, counted to 10,000 cases."
    )
    truncated: bool = strawberry.field(description="Whether more than 200 cases wait; the first due ones are here.")
