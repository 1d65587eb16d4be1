"""The caller's inbox and warnings, from the present duties of the caller's agency."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any, Final

import strawberry

from domain.access.record import Reading
from domain.case.state.case import CaseState
from domain.kernel.calendar import TermSource
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Kind, kind_of
from domain.notification import digests as domain
from domain.notification.due import Due, mine
from domain.registry.registry import Registry
from domain.rules.duty import RULES, SIGNATURES, DutyKind
from resolvers.context import ContextInfo, RequestContext
from resolvers.recorded import Noted, recorded_as, unrecorded
from resolvers.request import needs, signed_in
from schema.case import Case
from schema.cost import reads
from schema.inbox import Inbox, StateCount, Warning
from schema.needs import CASE_SCOPES
from store.heads.to_state import state_in
from store.read.inbox import INBOX_MOST, Waiting

INBOX_SCOPES = (*CASE_SCOPES, Scope.REPORT_SUBMIT, Scope.FOCAL_MANAGE)
"""Scopes of which every agency with duties has at least one."""


@dataclass(kw_only=True, slots=True)  # one for each row: a frozen object takes three times as long to make
class DutyOfCaller:
    kind: DutyKind
    about: str
    stream_id: str | None
    code: str | None
    due_at: datetime | None
    provisional: bool
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
        """Return whether the duty's term ended, or the register recorded that it did."""
        return self.overdue or self.lapsed


class Duties:
    """Duties of the caller's agency. The caller's own part in each is computed when needed."""

    def __init__(self, context: RequestContext, waiting: Waiting) -> None:
        self._context, self._waiting = context, waiting
        self.kinds: Mapping[str, int] = waiting.kinds()
        self.more = waiting.more

    @cached_property
    def items(self) -> list[DutyOfCaller]:
        return [of_caller(self._context, due) for due in self._waiting.items]

    @cached_property
    def mine(self) -> Mapping[str, int]:
        return Counter(duty.kind for duty in self.items if duty.mine)

    @cached_property
    def overdue(self) -> Mapping[str, int]:
        return Counter(duty.kind for duty in self.items if duty.overdue)

    def cases(self) -> int:
        return self._waiting.cases()


@dataclass(frozen=True, kw_only=True)
class Counted:
    kind: DutyKind
    count: int


@dataclass(frozen=True, kw_only=True)
class KindCount(Counted):
    of: Duties

    @property
    def mine(self) -> int:
        return self.of.mine.get(self.kind, 0)

    @property
    def overdue(self) -> int:
        return self.of.overdue.get(self.kind, 0)


@dataclass(frozen=True, kw_only=True)
class InboxFilter:
    """Conditions on the duties of an inbox."""

    kinds: tuple[DutyKind, ...] = ()
    mine: bool = False
    overdue: bool = False

    @property
    def admits_all(self) -> bool:
        return not (self.kinds or self.mine or self.overdue)

    def admits(self, duty: DutyOfCaller) -> bool:
        of_kind = not self.kinds or duty.kind in self.kinds
        return of_kind and (duty.mine or not self.mine) and (duty.late or not self.overdue)


@dataclass(frozen=True, kw_only=True)
class InboxCounts:
    """An inbox of which a query shows only counts."""

    duties: list[Counted]
    states: list[StateCount]
    truncated: bool
    seen: int

    def cases(self) -> int:
        return self.seen


@dataclass(frozen=True, kw_only=True)
class InboxView:
    """An inbox as the schema shows it."""

    found: Duties
    wanted: InboxFilter
    states: list[StateCount]

    @cached_property
    def _admitted(self) -> list[DutyOfCaller]:
        return [duty for duty in self.found.items if self.wanted.admits(duty)]

    @property
    def items(self) -> list[DutyOfCaller]:
        """Return the duties in cases that pass the filter."""
        return [duty for duty in self._admitted if duty.case is not None]

    @property
    def due(self) -> list[DutyOfCaller]:
        return self._admitted[:INBOX_MOST]

    @property
    def duties(self) -> list[KindCount]:
        kinds = self.found.kinds
        return [KindCount(kind=kind, count=kinds[kind], of=self.found) for kind in DutyKind if kind in kinds]

    @property
    def truncated(self) -> bool:
        admitted = sum(self.found.kinds.values()) if self.wanted.admits_all else len(self._admitted)
        return self.found.more or admitted > INBOX_MOST

    def cases(self) -> int:
        if self.wanted.admits_all:
            return self.found.cases()
        return len({duty.case["_id"] for duty in self.items if duty.case})


def of_caller(context: RequestContext, due: Due) -> DutyOfCaller:
    duty = due.duty
    kind = duty.kind
    rule = RULES[kind]
    return DutyOfCaller(
        kind=kind,
        about=duty.about,
        stream_id=due.stream,
        code=due.code,
        due_at=due.due_at,
        provisional=due.provisional,
        term=(duty.source or rule.source) if due.due_at else None,
        basis=rule.basis,
        soon=due.soon,
        overdue=due.overdue,
        lapsed=duty.lapsed,
        mine=mine(due, context.actor, context.registry, context.now),
        signature=kind in SIGNATURES,
        case=due.head if due.stream and kind_of(due.stream) is Kind.CASE else None,
    )


async def current_duties(context: RequestContext, keys: frozenset[str] | None = None) -> Duties:
    """Return the present duties of the caller's agency. Their cases contain these keys; None means all keys."""
    return Duties(context, await context.store.inboxes.due(context.actor, context.registry, context.now, keys))


async def inbox_of(
    context: RequestContext, found: Duties, wanted: InboxFilter, *, with_states: bool = True
) -> InboxView:
    states = await context.store.inboxes.states(context.actor) if with_states else {}
    return InboxView(found=found, wanted=wanted, states=_by_state(states))


async def inbox_counts(context: RequestContext) -> InboxCounts:
    """Return the numbers of an inbox without a filter."""
    found = await context.store.inboxes.counts(context.actor, context.registry, context.now)
    return InboxCounts(
        duties=[Counted(kind=kind, count=found.kinds[kind]) for kind in DutyKind if kind in found.kinds],
        states=_by_state(found.states),
        truncated=found.more or sum(found.kinds.values()) > INBOX_MOST,
        seen=found.cases,
    )


def _by_state(counts: Mapping[str, int]) -> list[StateCount]:
    return [StateCount(state=state, count=counts[state]) for state in CaseState if state in counts]


def inbox_noted(inbox: InboxView | InboxCounts) -> Noted:
    return Noted(filters=("inbox",), count=inbox.cases())


@strawberry.type
class InboxQuery:
    @strawberry.field(
        graphql_type=Inbox,
        description="Duties of the caller's agency with deadlines, and the number of cases in each state. Duties are "
        "checks, opinions, signatures, answers, complaints, questions of the press, reports and approvals.",
        extensions=[recorded_as(Reading.CASES, inbox_noted), needs(*INBOX_SCOPES)],
        metadata=reads(650),
    )
    async def inbox(
        self,
        info: ContextInfo,
        kinds: Annotated[list[DutyKind] | None, strawberry.argument(description="Only duties of these kinds.")] = None,
        mine: Annotated[bool, strawberry.argument(description="Only duties that wait for the caller.")] = False,
        overdue: Annotated[bool, strawberry.argument(description="Only duties that are overdue or lapsed.")] = False,
    ) -> InboxView | InboxCounts:
        wanted = InboxFilter(kinds=tuple(kinds or ()), mine=mine, overdue=overdue)
        if wanted.admits_all and only_counts(info) and info.context.store.registry.shaped:
            return await inbox_counts(info.context)
        found = await current_duties(info.context, _keys_of_cases(info))
        return await inbox_of(info.context, found, wanted, with_states=info.context.shows(info, "states"))


CASES: Final = (("items", "case"), ("due", "case"), ("due", "stream", Case.__name__))
"""Fields of an inbox that contain cases."""


def _keys_of_cases(info: ContextInfo) -> frozenset[str] | None:
    """Return the keys of the cases that an inbox shows; None for whole cases."""
    found = [info.context.keys(info, *place) for place in CASES]
    return None if None in found else frozenset().union(*(keys for keys in found if keys))


def only_counts(info: ContextInfo) -> bool:
    """Return whether a query needs only the number of an inbox's duties by kind."""
    context = info.context
    keys = context.keys(info, "duties")
    lists = context.shows(info, "items") or context.shows(info, "due")
    return not lists and keys is not None and keys <= {"kind", "count"}


@strawberry.type
class WarningQuery:
    @strawberry.field(
        graphql_type=list[Warning],
        description="Expiries and deadlines of the caller's agency in the near future, earliest day first.",
        extensions=[unrecorded("Warnings give days and ids, not what an object says."), signed_in()],
        metadata=reads(1_650),
    )
    async def warnings(self, info: ContextInfo) -> list[domain.Warned]:
        context = info.context
        registry: Registry = context.registry
        found = list(domain.registry_warnings(registry, context.actor.own, context.now))
        waiting = await context.store.inboxes.due(context.actor, registry, context.now, frozenset())
        found += domain.due_warnings(waiting.items)
        async for case in context.store.cases.open_states(context.actor):
            found += domain.case_warnings(case, context.actor.own, registry, context.now)
        for row in await context.store.reports.in_work(context.actor, None):
            found += domain.report_warnings(state_in(Kind.REPORT, row), context.actor.own, registry, context.now)
        return sorted(found, key=lambda warning: (warning.day, warning.kind, warning.about))
