"""The caller's inbox: what is due for the caller's agency, as it is now and for this caller."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import strawberry

from domain.access.record import Reading
from domain.case.state.case import CaseState
from domain.kernel.kind import Kind, kind_of
from domain.kernel.policy import Scope
from domain.kernel.term import TermSource
from domain.notification.due import Due, mine
from domain.rules.duty import RULES, SIGNATURES, DutyKind
from resolvers.context import ContextInfo, RequestContext
from resolvers.kinds import CASE_SCOPES
from resolvers.recorded import Noted, recorded_as
from resolvers.rights import needs
from schema.cost import reads
from schema.inbox import DutyCount, Inbox, StateCount
from store.read.inbox import INBOX_MOST

INBOX_SCOPES = (*CASE_SCOPES, Scope.REPORT_SUBMIT, Scope.FOCAL_MANAGE)
"""The scopes of which every agency that can owe something holds one."""


@dataclass(kw_only=True, slots=True)  # one for each row of an inbox: a frozen one takes three times as long to make
class DutyOfCaller:
    """A duty as it is for the caller."""

    kind: DutyKind
    about: str
    stream_id: str | None
    code: str | None
    due_at: datetime | None
    term: TermSource | None
    basis: str
    soon: bool
    overdue: bool
    lapsed: bool
    mine: bool
    signature: bool
    case: Mapping[str, Any] | None

    @property
    def late(self) -> bool:
        """Whether the time ran out, or the register wrote down that it did."""
        return self.overdue or self.lapsed


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
        of_kind = not self.kinds or duty.kind in self.kinds
        return of_kind and (duty.mine or not self.mine) and (duty.late or not self.overdue)


@dataclass(frozen=True, kw_only=True)
class InboxView:
    """An inbox as the schema shows it."""

    items: list[DutyOfCaller]
    due: list[DutyOfCaller]
    duties: list[DutyCount]
    states: list[StateCount]
    truncated: bool


def of_caller(context: RequestContext, due: Due) -> DutyOfCaller:
    """What is due, for the caller."""
    duty = due.duty
    kind = duty.kind
    rule = RULES[kind]
    return DutyOfCaller(
        kind=kind,
        about=duty.about,
        stream_id=due.stream,
        code=due.code,
        due_at=due.due_at,
        term=(duty.source or rule.source) if due.due_at else None,
        basis=rule.basis,
        soon=due.soon,
        overdue=due.overdue,
        lapsed=duty.lapsed,
        mine=mine(due, context.actor, context.registry, context.now),
        signature=kind in SIGNATURES,
        case=due.head if due.stream and kind_of(due.stream) is Kind.CASE else None,
    )


def counts_of(duties: list[DutyOfCaller]) -> list[DutyCount]:
    """How many duties there are of each kind, in the order of the kinds."""
    count, own, overdue = (
        Counter(duty.kind for duty in chosen)
        for chosen in (duties, (duty for duty in duties if duty.mine), (duty for duty in duties if duty.overdue))
    )
    return [
        DutyCount(kind=kind, count=count[kind], mine=own[kind], overdue=overdue[kind])
        for kind in DutyKind
        if kind in count
    ]


async def current_duties(context: RequestContext, keys: frozenset[str] | None = None) -> Duties:
    """The duties of the caller's agency at this moment; their cases have these keys, or all for None."""
    waiting = await context.store.inboxes.due(context.actor, context.registry, context.now, keys)
    return Duties(items=[of_caller(context, due) for due in waiting.items], more=waiting.more)


async def inbox_of(context: RequestContext, found: Duties, wanted: InboxFilter) -> InboxView:
    """Duties as an inbox, with the counts of states."""
    states = await context.store.inboxes.states(context.actor)
    admitted = [duty for duty in found.items if wanted.admits(duty)]
    return InboxView(
        items=[duty for duty in admitted if duty.case is not None],
        due=admitted[:INBOX_MOST],
        duties=counts_of(found.items),
        states=[StateCount(state=state, count=states[state]) for state in CaseState if state in states],
        truncated=found.more or len(admitted) > INBOX_MOST,
    )


def inbox_noted(inbox: InboxView) -> Noted:
    """The reading of an inbox: its cases."""
    return Noted(filters=("inbox",), count=len({duty.case["_id"] for duty in inbox.items if duty.case}))


@strawberry.type
class InboxQuery:
    """Reading what waits for the caller."""

    @strawberry.field(
        graphql_type=Inbox,
        description="What waits for the caller's agency (checks, opinions, signatures, answers, complaints, questions "
        "of the press, reports, approvals) with deadlines, and how many cases are in each state.",
        extensions=[recorded_as(Reading.CASES, inbox_noted), needs(*INBOX_SCOPES)],
        metadata=reads(650),
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
        items, due = (info.context.keys(info, of_list, "case") for of_list in ("items", "due"))
        keys = None if items is None or due is None else items | due
        return await inbox_of(info.context, await current_duties(info.context, keys), wanted)
