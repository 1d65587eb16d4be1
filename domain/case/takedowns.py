"""Proposals of removal or of a label: the lead agency drafts, approves, submits and withdraws them (Đ5.1.g).

The People's Committee signs them (`committee`) and the ministry answers (`ministry`). The register contacts nobody. A
proposal is always about single items, never about an account or a site (X6).
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Annotated

from domain.case.command import CaseCommand, CaseEvent, told
from domain.case.dates import content_there, in_time
from domain.case.grounds import GROUNDS, grounds_in_force, still_grounded
from domain.case.guards import about_no_other_place, led_by_actor, not_concerned, this_cycle
from domain.case.recusal import no_motion_runs
from domain.case.state.case import Case, CaseState, with_members, with_row
from domain.case.state.measures import Measure
from domain.case.state.pathways import TAKEDOWN_OVER, Part, Takedown, TakedownAsk, TakedownItem, TakedownStatus
from domain.case.state.related import CaseAddresses, Duplicates
from domain.kernel.calendar import local_date
from domain.kernel.event import Event, Job, Sealed, Step
from domain.kernel.fields import Address, Dated, Ref, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, TransitionNotAllowed, invalid, unguarded
from domain.kernel.sites import Named, named_by
from domain.kernel.text import normal_url
from domain.kernel.vocabulary import OFFICERS, AgencyKind, Kind, Post
from domain.kernel.wording import Exempt
from domain.registry.agency import Task
from domain.rules.facts import Facts
from domain.rules.guards import (
    Requirement,
    actor_among,
    agency_of_kind,
    demand,
    of_kind,
    required,
    room_for,
    room_in,
    some_of,
)

TAKEDOWNS_MOST, ITEMS_MOST = 20, 20
IN_FORCE = frozenset({CaseState.DECIDED, CaseState.EXECUTING})
SERVED = frozenset({CaseState.EXECUTING})
"""States after the person concerned was informed of the decision. In earlier states no proposal leaves the lead
agency.
"""
AFTERWARDS = IN_FORCE | {CaseState.RESULT_REPORTED, CaseState.CLOSED}
"""States in which steps after the signature are possible.

Closed cases are included, because answers, outcomes and reviews may come late.
"""
OPEN = frozenset(TakedownStatus) - TAKEDOWN_OVER


def takedown_at(case: Case, id: str, *statuses: TakedownStatus) -> Takedown:
    for takedown in case.takedowns:
        if takedown.id == id and takedown.status in statuses:
            return takedown
        if takedown.id == id:
            allowed = tuple(sorted(statuses))
            raise Refused(TransitionNotAllowed(of=Part.TAKEDOWN, state=takedown.status, allowed=allowed))
    raise Refused(invalid("takedown", "takedown-unknown"))


ASKED_BY = {Measure.TAKEDOWN_PROPOSAL: TakedownAsk.REMOVAL, Measure.LABEL_PROPOSAL: TakedownAsk.LABEL}
ORDERS = {TakedownAsk.REMOVAL: Task.ORDER_REMOVAL, TakedownAsk.LABEL: Task.ORDER_LABEL}


def asked_for(case: Case) -> TakedownAsk | None:
    """Return the request to the ministry that this cycle's newest decision allows; None for another measure."""
    decided = this_cycle(case.decisions, case)
    return ASKED_BY.get(decided[-1].measure) if decided else None


def may_order(case: Case, asks: TakedownAsk, facts: Facts) -> tuple[str, ...]:
    """Return the ministries that the registry lists today as competent to order the removal or label (Đ2.1)."""
    today, rows = local_date(facts.now), facts.registry.agencies.values()
    competent = (row for row in rows if row.competent(ORDERS[asks], case.category, case.areas, today))
    return tuple(sorted(row.id for row in competent if row.kind is AgencyKind.MINISTRY))


Ready = Callable[[Takedown, Case, Facts], Problem | None]
"""Guard of a step on one proposal."""


def takedowns_in(*statuses: TakedownStatus) -> Callable[[Case], tuple[Takedown, ...]]:
    return partial(_takedowns_in, statuses=statuses)


def _takedowns_in(case: Case, *, statuses: Collection[TakedownStatus]) -> tuple[Takedown, ...]:
    """The proposals of removal in {statuses}.

    `{statuses}` is filled in where the rule is shown.
    """
    return tuple(takedown for takedown in case.takedowns if takedown.status in statuses)


def some_takedown(*statuses: TakedownStatus) -> Requirement:
    """Require a proposal in one of the statuses."""
    return partial(_some_takedown, statuses=statuses)


def _some_takedown(case: Case, facts: Facts, *, statuses: Collection[TakedownStatus]) -> Problem | None:
    """A proposal of removal is in {statuses}.

    `{statuses}` is filled in where the rule is shown.
    """
    return None if _takedowns_in(case, statuses=statuses) else RuleNotMet(code="no-takedown-there")


def grounds_stand(takedown: Takedown, case: Case, facts: Facts) -> Problem | None:
    """The grounds of the proposal still hold (G4)."""
    return still_grounded(case, takedown.provisions, facts)


def room_for_item(draft: Takedown, case: Case, facts: Facts) -> Problem | None:
    """The proposal has room for one more item."""
    return room_in(draft.items, ITEMS_MOST, "too-many-items")


def with_address(case: Case, facts: Facts) -> Problem | None:
    """The case has an address, or is linked to other cases that may have an address."""
    known = facts.known(Duplicates)
    linked = case.duplicate_of is not None or (known is not None and known.there)
    return None if case.url or case.addresses or linked else RuleNotMet(code="no-address-to-name")


def with_items(draft: Takedown, case: Case, facts: Facts) -> Problem | None:
    """The proposal has an item."""
    return None if draft.items else RuleNotMet(code="items-needed")


def drafted_by_others(draft: Takedown, case: Case, facts: Facts) -> Problem | None:
    """Other persons drafted the proposal (G5)."""
    return unguarded(Guard.G5_TWO_PERSONS, "drafter-cannot-sign") if actor_among(draft.drafters, facts) else None


APPROVABLE = (with_items, drafted_by_others, grounds_stand)


def take(case: Case, id: str, ready: Iterable[Ready], facts: Facts, *statuses: TakedownStatus) -> Takedown:
    """Return the proposal of a command. Raises Refused unless it exists and is ready for the step."""
    takedown = takedown_at(case, id, *statuses)
    demand(ready, takedown, case, facts)
    return takedown


def reviewed(case: Case) -> tuple[str, ...]:
    """Return the proposals whose removal was reviewed. A reopening withdraws these proposals too (Đ2.2)."""
    return tuple(takedown.id for takedown in case.takedowns if takedown.status is TakedownStatus.REVIEWED)


def all_withdrawn(case: Case, step: Step, also: Collection[str] = ()) -> tuple[Takedown, ...]:
    """Return the proposals after a reopening, which withdraws all open proposals and the given ones."""
    return tuple(
        replace(takedown, status=TakedownStatus.WITHDRAWN, withdrawn=step)
        if takedown.open or takedown.id in also
        else takedown
        for takedown in case.takedowns
    )


def committees_told(case: Case, event: Event, at: datetime) -> Iterator[Job]:
    """Yield the jobs that notify a People's Committee of proposals withdrawn at that instant."""
    withdrawn = [takedown for takedown in case.takedowns if takedown.withdrawn and takedown.withdrawn.at == at]
    for committee in dict.fromkeys(takedown.committee for takedown in withdrawn if takedown.committee):
        yield told(committee, event)


class TakedownCommand(CaseCommand, scope=Scope.TAKEDOWN_DRAFT, posts=OFFICERS, states=IN_FORCE):
    """Command of the lead agency on a proposal of removal."""


class TakedownDrafted(CaseEvent, type="case.takedown-drafted", appends="takedowns"):
    takedown: Takedown


def removal_decided(case: Case, facts: Facts) -> Problem | None:
    """The newest decision of this cycle is for a proposal of removal or of a label (Đ5.1.g)."""
    return None if asked_for(case) else RuleNotMet(code="takedown-not-decided")


def some_ministry_orders(case: Case, facts: Facts) -> Problem | None:
    """A ministry is competent today to order the measure that was decided (Đ2.1)."""
    asks = asked_for(case)
    nobody = asks is not None and not may_order(case, asks, facts)
    return unguarded(Guard.G1_COMPETENCE, "nobody-may-order") if nobody else None


class DraftTakedown(
    TakedownCommand,
    needs=(CaseAddresses, Duplicates),
    requires=(
        removal_decided,
        led_by_actor,
        not_concerned,
        with_address,
        some_ministry_orders,
        room_for("takedowns", TAKEDOWNS_MOST, "too-many-takedowns"),
    ),
):
    """Draft a proposal to the ministry to have items removed or labelled, after a decision on this measure (Đ5.1.g)."""

    provisions: Annotated[tuple[str, ...], GROUNDS]
    necessity: Annotated[str, Words(doc="Reasons why removal is necessary and proportionate.", least=20, most=5_000)]
    alternatives: Annotated[str, Words(doc="Reasons why milder measures are not enough.", least=20, most=5_000)]

    def decide(self, case: Case, facts: Facts) -> TakedownDrafted:
        about_no_other_place(self, facts, "necessity", "alternatives")
        grounds_in_force(case, self.provisions, facts)
        asks = required(asked_for(case))
        takedown = facts.record(
            Takedown, self, case, drafted=facts.step(), asks=asks, may_order=may_order(case, asks, facts)
        )
        return TakedownDrafted(takedown=takedown)


class TakedownItemAdded(CaseEvent, type="case.takedown-item-added"):
    takedown: str
    item: TakedownItem

    def fold(self, case: Case) -> Case:
        items = next(takedown.items for takedown in case.takedowns if takedown.id == self.takedown)
        return with_row(case, "takedowns", self.takedown, items=(*items, self.item))


class AddTakedownItem(
    TakedownCommand,
    needs=(CaseAddresses, Duplicates),
    requires=(
        some_takedown(TakedownStatus.DRAFT),
        led_by_actor,
        some_of(takedowns_in(TakedownStatus.DRAFT), room_for_item),
        with_address,
    ),
):
    """Add one item to a draft, by its exact address. The case must be about this address. An account, a group or a
    whole site cannot be an item."""

    takedown: Annotated[str, Ref(doc="Key of the draft, from `takedowns` of the case.", to="takedowns")]
    url: Annotated[str, Address(doc="Exact address of the item. The register does not open it.")]
    captured_text: Annotated[
        str, Words(doc="Text of the item as captured.", least=5, most=10_000, exempt=Exempt.REPORTED)
    ]
    captured_at: Annotated[
        datetime, Dated(doc="Time when a person captured the text of the item.", since=content_there)
    ]

    def decide(self, case: Case, facts: Facts) -> TakedownItemAdded:
        """Add the item. Raises Refused for an address outside the case, and for more than one item (X6)."""
        draft = take(case, self.takedown, (room_for_item,), facts, TakedownStatus.DRAFT)
        named = named_by(self.url)
        if named is Named.WIDER:
            raise Refused(invalid("url", "account-or-site"))
        addresses = facts.known(CaseAddresses)
        if addresses is None or normal_url(self.url) not in addresses.normal:
            raise Refused(invalid("url", "address-of-another-place"))
        linked = addresses.linked_at.get(normal_url(self.url))
        if linked and linked > this_cycle(case.decisions, case)[-1].at:
            raise Refused(invalid("url", "linked-after-decision"))
        in_time(case, self, facts)
        return TakedownItemAdded(
            takedown=draft.id, item=facts.record(TakedownItem, self, unlisted=named is Named.UNKNOWN)
        )


class TakedownApproved(CaseEvent, type="case.takedown-approved"):
    takedown: str
    step: Step
    one_item: Sealed | None = None

    def fold(self, case: Case) -> Case:
        status = TakedownStatus.LEAD_APPROVED
        return with_row(case, "takedowns", self.takedown, status=status, approved=self.step, one_item=self.one_item)


class ApproveTakedown(
    TakedownCommand,
    posts={Post.SIGNATORY},
    needs=(CaseAddresses,),
    requires=(
        some_takedown(TakedownStatus.DRAFT),
        led_by_actor,
        some_of(takedowns_in(TakedownStatus.DRAFT), *APPROVABLE),
        not_concerned,
        no_motion_runs,
    ),
    signed=True,
):
    """Approve a draft for the lead agency, as a second person (Đ5.1.g)."""

    takedown: Annotated[str, Ref(doc="Key of the draft, from `takedowns` of the case.", to="takedowns")]
    one_item: Annotated[
        str | None,
        Words(
            doc=(
                "Reasons why the address of each `unlisted` item leads to one item only. Required if the draft has an "
                "`unlisted` item."
            ),
            least=20,
            most=5_000,
        ),
    ] = None

    def decide(self, case: Case, facts: Facts) -> TakedownApproved:
        """Require the approver's reason for an address that has no known form of one item (X6)."""
        draft = take(case, self.takedown, APPROVABLE, facts, TakedownStatus.DRAFT)
        about_no_other_place(self, facts, "one_item")
        if self.one_item is None and any(item.unlisted for item in draft.items):
            raise Refused(invalid("one_item", "one-item-unsaid"))
        return facts.record(TakedownApproved, self)


class TakedownSubmitted(CaseEvent, type="case.takedown-submitted"):
    takedown: str
    committee: str
    step: Step

    def fold(self, case: Case) -> Case:
        case = replace(case, members=with_members(case, self.committee))
        status = TakedownStatus.SUBMITTED_PPC
        return with_row(case, "takedowns", self.takedown, status=status, committee=self.committee, submitted=self.step)

    def jobs(self, case: Case) -> Iterator[Job]:
        yield told(self.committee, self)


class SubmitTakedown(
    TakedownCommand,
    states=SERVED,
    requires=(
        some_takedown(TakedownStatus.LEAD_APPROVED),
        led_by_actor,
        some_of(takedowns_in(TakedownStatus.LEAD_APPROVED), grounds_stand),
        not_concerned,
    ),
):
    """Submit an approved proposal to the People's Committee (Đ5.1.g)."""

    takedown: Annotated[str, Ref(doc="Key of the proposal of removal: `Takedown.key`.", to="takedowns")]
    committee: Annotated[str, Ref(doc="The People's Committee.", to=Kind.AGENCY, fits=of_kind(AgencyKind.PPC))]
    document_number: Annotated[str, Words(doc="Number of the submission.", most=60)]

    def decide(self, case: Case, facts: Facts) -> TakedownSubmitted:
        """Submit to the province's People's Committee, on grounds that still hold (G4)."""
        take(case, self.takedown, (grounds_stand,), facts, TakedownStatus.LEAD_APPROVED)
        agency_of_kind("committee", self.committee, AgencyKind.PPC, facts)
        return facts.record(TakedownSubmitted, self)


class TakedownWithdrawn(CaseEvent, type="case.takedown-withdrawn"):
    takedown: str
    step: Step

    def fold(self, case: Case) -> Case:
        return with_row(case, "takedowns", self.takedown, status=TakedownStatus.WITHDRAWN, withdrawn=self.step)

    def jobs(self, case: Case) -> Iterator[Job]:
        return committees_told(case, self, self.step.at)


class WithdrawTakedown(TakedownCommand, states=AFTERWARDS, requires=(some_takedown(*OPEN), led_by_actor)):
    """Withdraw a proposal of removal in any of its states (Đ2.2)."""

    takedown: Annotated[str, Ref(doc="Key of the proposal of removal: `Takedown.key`.", to="takedowns")]
    reasons: Annotated[str, Words(doc="Reasons for the withdrawal.", least=10, most=5_000)]

    def decide(self, case: Case, facts: Facts) -> TakedownWithdrawn:
        """Withdraw the proposal without a second person."""
        takedown_at(case, self.takedown, *OPEN)
        return facts.record(TakedownWithdrawn, self)
