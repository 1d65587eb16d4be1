"""The caller's inbox: the duties that heads hold, as they stand now and for this caller."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from domain.access.record import Reading
from domain.case.state.case import CaseState
from domain.kernel.roles import Post
from domain.notification.duties import SIGNATURES, DutyKind, waits_for
from resolvers.context import RequestContext
from resolvers.pages import Row
from schema.inbox import DutyCount, Inbox, StateCount

NO_DEADLINE = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Item:
    """A duty as it stands for the caller."""

    kind: DutyKind
    about: str
    due_at: datetime | None
    overdue: bool
    lapsed: bool
    mine: bool
    signature: bool
    case: Row


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Duties, first due first; `more` says that there are others."""

    items: list[Item]
    more: bool


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which duties are to be shown."""

    kinds: tuple[DutyKind, ...] = ()
    mine: bool = False
    overdue: bool = False

    def admits(self, item: Item) -> bool:
        """Whether a duty is among them."""
        late = item.overdue or item.lapsed
        return (
            (not self.kinds or item.kind in self.kinds) and (item.mine or not self.mine) and (late or not self.overdue)
        )


def items_of(context: RequestContext, case: Row) -> Iterator[Item]:
    """The duties of the caller's agency in a case; a decision waits only for who is competent to sign it."""
    for duty in case["duties"]:
        if duty["agency"] not in context.actor.agencies or not _concerns(context, case, duty):
            continue
        kind, due = DutyKind(duty["kind"]), duty["due_at"]
        due = due.replace(tzinfo=UTC) if due else None
        yield Item(
            kind=kind,
            about=duty["about"],
            due_at=due,
            overdue=due is not None and due <= context.now,
            lapsed=duty["lapsed"],
            mine=_mine(context, kind, duty["officer"]),
            signature=kind in SIGNATURES,
            case=case,
        )


def _concerns(context: RequestContext, case: Row, duty: Mapping[str, Any]) -> bool:
    agency = context.agency(context.actor.own)
    return waits_for(DutyKind(duty["kind"]), agency, case["category"], case["areas"], context.today)


def _mine(context: RequestContext, kind: DutyKind, officer: str | None) -> bool:
    if officer is not None:
        return officer == context.actor.officer
    return (Post.SIGNATORY if kind in SIGNATURES else Post.HANDLER) in context.actor.posts


def counted(items: list[Item]) -> list[DutyCount]:
    """How many of each kind, in the kinds' order."""
    return [
        DutyCount(
            kind=kind,
            count=len(of_kind),
            mine=sum(each.mine for each in of_kind),
            overdue=sum(each.overdue for each in of_kind),
        )
        for kind in DutyKind
        if (of_kind := [each for each in items if each.kind is kind])
    ]


async def standing(context: RequestContext) -> Standing:
    """The duties of the caller's agency at this moment."""
    page = await context.store.inboxes.owed(context.actor)
    found = [item for case in page.rows for item in items_of(context, case)]
    return Standing(items=sorted(found, key=lambda each: each.due_at or NO_DEADLINE), more=page.more)


async def shown(context: RequestContext, found: Standing, wanted: Wanted) -> Inbox:
    """Duties as an inbox, with the counts of states; noted as read."""
    states = await context.store.inboxes.states(context.actor)
    items = [each for each in found.items if wanted.admits(each)]
    cases = {each.case["_id"] for each in items}
    context.store.access.note(context.actor, Reading.CASES, filters=("inbox",), count=len(cases))
    return Inbox(
        items=items,  # type: ignore[arg-type]
        duties=counted(found.items),
        states=[StateCount(state=each, count=states[each]) for each in CaseState if each in states],
        truncated=found.more,
    )


@strawberry.type
class InboxQuery:
    """Reading what waits."""

    @strawberry.field(
        description="What waits for the caller's agency: checks, opinions, signatures, answers, with deadlines; and "
        "how many cases stand in each state. Needs `case:read:own` or `case:read:all`."
    )
    async def inbox(
        self,
        info: Info[RequestContext, None],
        kinds: Annotated[list[DutyKind] | None, strawberry.argument(description="Only these kinds of duty.")] = None,
        mine: Annotated[bool, strawberry.argument(description="Only what waits for the caller.")] = False,
        overdue: Annotated[bool, strawberry.argument(description="Only what is overdue or lapsed.")] = False,
    ) -> Inbox:
        """The inbox."""
        wanted = Wanted(kinds=tuple(kinds or ()), mine=mine, overdue=overdue)
        return await shown(info.context, await standing(info.context), wanted)
