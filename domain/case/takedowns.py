"""Proposals of removal: drafted, approved and submitted by the lead agency, and withdrawn by it (Đ5.1.g).

The People's Committee signs them (`committee`) and the ministry answers (`ministry`). The register contacts
nobody, and what is proposed is always single items, never an account or a site (X6).
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Annotated, Any

from domain.case.dates import in_time
from domain.case.grounds import grounds_in_force
from domain.case.guards import led_by_actor, not_concerned, this_cycle
from domain.case.state.case import Case, CaseState, with_members
from domain.case.state.measures import Measure
from domain.case.state.pathways import TAKEDOWN_OVER, Takedown, TakedownItem, TakedownStatus
from domain.kernel.event import Event
from domain.kernel.fields import Address, Bound, Dated, Items, Ref, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import (
    Guard,
    LimitReached,
    Part,
    Problem,
    Refused,
    RuleNotMet,
    TransitionNotAllowed,
    invalid,
    unguarded,
)
from domain.kernel.roles import AgencyKind, Post
from domain.kernel.step import Step
from domain.kernel.text import normal_url
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import actor_among, agency_of_kind

TAKEDOWNS_MOST, ITEMS_MOST, PROVISIONS_MOST = 20, 20, 10
IN_FORCE = frozenset({CaseState.DECIDED, CaseState.EXECUTING})
SERVED = frozenset({CaseState.EXECUTING})
"""A proposal leaves the lead agency, and the province, only once the person concerned was told of the decision."""
AFTERWARDS = IN_FORCE | {CaseState.RESULT_REPORTED, CaseState.CLOSED}
"""What follows the signature may outlast the case: answers, outcomes and reviews come when they come."""
OPEN = frozenset(TakedownStatus) - TAKEDOWN_OVER
_ACCOUNT = re.compile(r"@[^/?]+")


class TakedownDrafted(Event, type="case.takedown-drafted"):
    """The lead agency began a proposal of removal."""

    takedown: Takedown


class TakedownItemAdded(Event, type="case.takedown-item-added"):
    """An item was added to the draft."""

    takedown: str
    item: TakedownItem


class TakedownApproved(Event, type="case.takedown-approved"):
    """A second person of the lead agency approved the draft."""

    takedown: str
    step: Step


class TakedownSubmitted(Event, type="case.takedown-submitted"):
    """The proposal went to the People's Committee."""

    takedown: str
    committee: str
    step: Step


class TakedownWithdrawn(Event, type="case.takedown-withdrawn"):
    """The lead agency took it back."""

    takedown: str
    step: Step


@dataclass(frozen=True, kw_only=True)
class DraftTakedown:
    """Begin a proposal that the ministry require single items to be removed, as was decided (Đ5.1.g)."""

    provisions: Annotated[
        tuple[str, ...], Items(doc="Grounds in force on the day of the act (G4).", most=PROVISIONS_MOST)
    ]
    necessity: Annotated[str, Words(doc="Why removal is necessary and proportionate.", least=20, most=5_000)]
    alternatives: Annotated[str, Words(doc="Why less restrictive means do not suffice.", least=20, most=5_000)]


@dataclass(frozen=True, kw_only=True)
class AddTakedownItem:
    """Add one item to a draft, by its exact address; an account, page or site is no item (Đ5.1.g)."""

    takedown: Annotated[str, Ref(doc="The draft.")]
    url: Annotated[str, Address(doc="Exact address of the one item; nobody opens it.")]
    captured_text: Annotated[str, Words(doc="The words of the item as captured.", least=5, most=10_000)]
    captured_at: Annotated[datetime, Dated(doc="When a person captured it.", since=Bound.CONTENT)]


@dataclass(frozen=True, kw_only=True)
class ApproveTakedown:
    """Approve a draft for the lead agency (a second person; Đ5.1.g)."""

    takedown: Annotated[str, Ref(doc="The draft.")]


@dataclass(frozen=True, kw_only=True)
class SubmitTakedown:
    """Submit an approved proposal to the People's Committee (Đ5.1.g)."""

    takedown: Annotated[str, Ref(doc="The proposal.")]
    committee: Annotated[str, Ref(doc="The People's Committee.")]
    document_number: Annotated[str, Words(doc="Number of the submission.", most=60)]


@dataclass(frozen=True, kw_only=True)
class WithdrawTakedown:
    """Take a proposal of removal back, at whatever point it is (Đ2.2)."""

    takedown: Annotated[str, Ref(doc="The proposal.")]
    reasons: Annotated[str, Words(doc="Why.", least=10, most=5_000)]


def any_at(*statuses: TakedownStatus) -> Callable[[Case, Facts], Problem | None]:
    """The guard of a step that the lead agency takes on a proposal which stands there."""

    def may(case: Case, facts: Facts) -> Problem | None:
        if not any(each.status in statuses for each in case.takedowns):
            return RuleNotMet(code="no-takedown-there")
        return led_by_actor(case, facts)

    return may


def takedown_at(case: Case, id: str, *statuses: TakedownStatus) -> Takedown:
    """The proposal. Raises Refused unless it is there and stands at one of the statuses."""
    for each in case.takedowns:
        if each.id == id and each.status in statuses:
            return each
        if each.id == id:
            allowed = tuple(sorted(statuses))
            raise Refused(TransitionNotAllowed(of=Part.TAKEDOWN, state=each.status, allowed=allowed))
    raise Refused(invalid("takedown", "takedown-unknown"))


def may_draft(case: Case, facts: Facts) -> Problem | None:
    """The lead, after a decision of this cycle for removal, and not about itself (G5)."""
    if not any(each.measure is Measure.TAKEDOWN_PROPOSAL for each in this_cycle(case.decisions, case)):
        return RuleNotMet(code="takedown-not-decided")
    return led_by_actor(case, facts) or not_concerned(case, facts)


def draft(case: Case, command: DraftTakedown, facts: Facts) -> tuple[Event, ...]:
    """Begin a proposal, on grounds in force (G4)."""
    if len(case.takedowns) >= TAKEDOWNS_MOST:
        raise Refused(LimitReached(code="too-many-takedowns", limit=TAKEDOWNS_MOST))
    grounds_in_force(case, command.provisions, facts)
    made = Takedown(
        id=facts.new_id,
        cycle=case.cycle,
        provisions=command.provisions,
        necessity=facts.sealed["necessity"],
        alternatives=facts.sealed["alternatives"],
        drafted=facts.step(),
    )
    return (TakedownDrafted(takedown=made),)


def add_item(case: Case, command: AddTakedownItem, facts: Facts) -> tuple[Event, ...]:
    """Add an item; a bare host or an account is refused."""
    current = takedown_at(case, command.takedown, TakedownStatus.DRAFT)
    if len(current.items) >= ITEMS_MOST:
        raise Refused(LimitReached(code="too-many-items", limit=ITEMS_MOST))
    if not _single(command.url):
        raise Refused(invalid("url", "account-or-site"))
    in_time(case, command, facts)
    item = TakedownItem(
        officer=facts.actor.subject,
        url=facts.sealed["url"],
        captured_text=facts.sealed["captured_text"],
        captured_at=command.captured_at,
    )
    return (TakedownItemAdded(takedown=current.id, item=item),)


def _single(url: str) -> bool:
    """Whether more than a host or an account's own address is named."""
    _, *place = re.split(r"[/?]", normal_url(url).removeprefix("https://"), maxsplit=1)
    return bool(place) and _ACCOUNT.fullmatch(place[0]) is None


def may_approve(case: Case, facts: Facts) -> Problem | None:
    """The lead, when a draft is there and the claim is not about itself (G5)."""
    return any_at(TakedownStatus.DRAFT)(case, facts) or not_concerned(case, facts)


def approve(case: Case, command: ApproveTakedown, facts: Facts) -> tuple[Event, ...]:
    """Approve: items there, a second person (G5), grounds still valid for the day of the act (G4)."""
    current = takedown_at(case, command.takedown, TakedownStatus.DRAFT)
    if not current.items:
        raise Refused(RuleNotMet(code="items-needed"))
    if actor_among(current.drafters, facts):
        raise Refused(unguarded(Guard.G5_TWO_PERSONS, "drafter-cannot-sign"))
    grounds_in_force(case, current.provisions, facts)
    return (TakedownApproved(takedown=current.id, step=facts.step()),)


def submit(case: Case, command: SubmitTakedown, facts: Facts) -> tuple[Event, ...]:
    """Submit to the People's Committee of the province, on grounds that still hold (G4)."""
    current = takedown_at(case, command.takedown, TakedownStatus.LEAD_APPROVED)
    grounds_in_force(case, current.provisions, facts)
    agency_of_kind("committee", command.committee, AgencyKind.PPC, facts)
    return (TakedownSubmitted(takedown=current.id, committee=command.committee, step=facts.step()),)


def withdraw(case: Case, command: WithdrawTakedown, facts: Facts) -> tuple[Event, ...]:
    """Take it back; the way out needs no second person."""
    current = takedown_at(case, command.takedown, *OPEN)
    return (TakedownWithdrawn(takedown=current.id, step=facts.step(note="reasons")),)


def with_takedown(case: Case, id: str, **changes: Any) -> Case:
    """The case with one proposal changed."""
    rows = tuple(replace(each, **changes) if each.id == id else each for each in case.takedowns)
    return replace(case, takedowns=rows)


def reviewed(case: Case) -> tuple[str, ...]:
    """The proposals whose removal was found to stand: a case that is opened again takes that back too (Đ2.2)."""
    return tuple(each.id for each in case.takedowns if each.status is TakedownStatus.REVIEWED)


def all_withdrawn(case: Case, step: Step, also: Collection[str] = ()) -> tuple[Takedown, ...]:
    """The proposals, each open one withdrawn and those named: what a case that is opened again leaves of them."""
    return tuple(
        replace(each, status=TakedownStatus.WITHDRAWN, withdrawn=step) if each.open or each.id in also else each
        for each in case.takedowns
    )


def evolve_takedown(case: Case, event: Event) -> Case | None:
    """Fold one event of drafting; None for any other."""
    match event:
        case TakedownDrafted(takedown=made):
            return replace(case, takedowns=(*case.takedowns, made))
        case TakedownItemAdded(takedown=id, item=item):
            items = next(each.items for each in case.takedowns if each.id == id)
            return with_takedown(case, id, items=(*items, item))
        case TakedownApproved(takedown=id, step=step):
            return with_takedown(case, id, status=TakedownStatus.LEAD_APPROVED, approved=step)
        case TakedownSubmitted(takedown=id, committee=committee, step=step):
            case = replace(case, members=with_members(case, committee))
            status = TakedownStatus.SUBMITTED_PPC
            return with_takedown(case, id, status=status, committee=committee, submitted=step)
        case TakedownWithdrawn(takedown=id, step=step):
            return with_takedown(case, id, status=TakedownStatus.WITHDRAWN, withdrawn=step)
    return None


lead_row = partial(
    Action, stream=Kind.CASE, scope=Scope.TAKEDOWN_DRAFT, posts=frozenset({Post.HANDLER, Post.SIGNATORY})
)
"""A step of the lead agency."""

ACTIONS = (
    lead_row(command=DraftTakedown, decide=draft, states=IN_FORCE, may=may_draft),
    lead_row(command=AddTakedownItem, decide=add_item, states=IN_FORCE, may=any_at(TakedownStatus.DRAFT)),
    lead_row(
        command=ApproveTakedown,
        decide=approve,
        posts=frozenset({Post.SIGNATORY}),
        states=IN_FORCE,
        may=may_approve,
    ),
    lead_row(command=SubmitTakedown, decide=submit, states=SERVED, may=any_at(TakedownStatus.LEAD_APPROVED)),
    lead_row(command=WithdrawTakedown, decide=withdraw, states=AFTERWARDS, may=any_at(*OPEN)),
)
