"""The caller's inbox: the duties of the caller's agency, as they are now and for this caller."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

import strawberry

from domain.access.record import Reading
from domain.case.state.case import CaseState
from domain.kernel.roles import Post
from domain.notification.duties import SIGNATURES, DutyKind, waits_for
from resolvers.context import ContextInfo, RequestContext
from resolvers.kinds import CASE_SCOPES
from resolvers.pages import Row
from resolvers.recorded import Noted, recorded_as
from resolvers.rights import needs
from schema.cost import reads
from schema.inbox import DutyCount, Inbox, StateCount

NO_DEADLINE = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class DutyOfCaller:
    """A duty as it is for the caller."""

    kind: DutyKind
    about: str
    due_at: datetime | None
    overdue: bool
    lapsed: bool
    mine: bool
    signature: bool
    case: Row


@dataclass(frozen=True, kw_only=True)
class Duties:
    """Duties, earliest deadline first; `more` says that there are others."""

    items: list[DutyOfCaller]
    more: bool


@dataclass(frozen=True, kw_only=True)
class InboxFilter:
    """Conditions that the duties of an inbox meet."""

    kinds: tuple[DutyKind, ...] = ()
    mine: bool = False
    overdue: bool = False

    def admits(self, duty: DutyOfCaller) -> bool:
        """Whether a duty meets them."""
        late = duty.overdue or duty.lapsed
        of_kind = not self.kinds or duty.kind in self.kinds
        return of_kind and (duty.mine or not self.mine) and (late or not self.overdue)


@dataclass(frozen=True, kw_only=True)
class InboxView:
    """An inbox as the schema shows it."""

    items: list[DutyOfCaller]
    duties: list[DutyCount]
    states: list[StateCount]
    truncated: bool


def duties_in(context: RequestContext, case: Row) -> Iterator[DutyOfCaller]:
    """Duties of the caller's agency in a case; a decision waits only for an agency that is competent to sign it."""
    for duty in case["duties"]:
        if duty["agency"] not in context.actor.agencies or not _waits_for_agency(context, case, duty):
            continue
        kind, due = DutyKind(duty["kind"]), duty["due_at"]
        due = due.replace(tzinfo=UTC) if due else None
        yield DutyOfCaller(
            kind=kind,
            about=duty["about"],
            due_at=due,
            overdue=due is not None and due <= context.now,
            lapsed=duty["lapsed"],
            mine=_waits_for_caller(context, kind, duty["officer"]),
            signature=kind in SIGNATURES,
            case=case,
        )


def _waits_for_agency(context: RequestContext, case: Row, duty: Mapping[str, Any]) -> bool:
    agency = context.agency(context.actor.own)
    return waits_for(DutyKind(duty["kind"]), agency, case["category"], case["areas"], context.today)


def _waits_for_caller(context: RequestContext, kind: DutyKind, officer: str | None) -> bool:
    if officer is not None:
        return officer == context.actor.officer
    return (Post.SIGNATORY if kind in SIGNATURES else Post.HANDLER) in context.actor.posts


def counts_of(duties: list[DutyOfCaller]) -> list[DutyCount]:
    """How many duties there are of each kind, in the order of the kinds."""
    by_kind = {kind: [duty for duty in duties if duty.kind is kind] for kind in DutyKind}
    return [
        DutyCount(
            kind=kind,
            count=len(of_kind),
            mine=sum(duty.mine for duty in of_kind),
            overdue=sum(duty.overdue for duty in of_kind),
        )
        for kind, of_kind in by_kind.items()
        if of_kind
    ]


async def current_duties(context: RequestContext) -> Duties:
    """The duties of the caller's agency at this moment."""
    page = await context.store.inboxes.owed(context.actor)
    found = [duty for case in page.rows for duty in duties_in(context, case)]
    return Duties(items=sorted(found, key=lambda duty: duty.due_at or NO_DEADLINE), more=page.more)


async def inbox_of(context: RequestContext, found: Duties, wanted: InboxFilter) -> InboxView:
    """Duties as an inbox, with the counts of states."""
    states = await context.store.inboxes.states(context.actor)
    return InboxView(
        items=[duty for duty in found.items if wanted.admits(duty)],
        duties=counts_of(found.items),
        states=[StateCount(state=state, count=states[state]) for state in CaseState if state in states],
        truncated=found.more,
    )


def inbox_noted(inbox: InboxView) -> Noted:
    """The reading of an inbox: its cases."""
    return Noted(filters=("inbox",), count=len({duty.case["_id"] for duty in inbox.items}))


@strawberry.type
class InboxQuery:
    """Reading what waits for the caller."""

    @strawberry.field(
        graphql_type=Inbox,
        description="What waits for the caller's agency (checks, opinions, signatures, answers) with deadlines, and "
        "how many cases are in each state.",
        extensions=[recorded_as(Reading.CASES, inbox_noted), needs(*CASE_SCOPES)],
        metadata=reads(220),
    )
    async def inbox(
        self,
        info: ContextInfo,
        kinds: Annotated[list[DutyKind] | None, strawberry.argument(description="Only duties of these kinds.")] = None,
        mine: Annotated[bool, strawberry.argument(description="Only duties that wait for the caller.")] = False,
        overdue: Annotated[bool, strawberry.argument(description="Only duties that are overdue or lapsed.")] = False,
    ) -> InboxView:
        """The inbox."""
        wanted = InboxFilter(kinds=tuple(kinds or ()), mine=mine, overdue=overdue)
        return await inbox_of(info.context, await current_duties(info.context), wanted)
