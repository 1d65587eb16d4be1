"""Proposals of removal or of a label: drafted, approved and submitted by the lead agency, and withdrawn by it (Đ5.1.g).

The People's Committee signs them (`committee`) and the ministry answers (`ministry`). The register contacts
nobody, and what is proposed is always single items, never an account or a site (X6).
"""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import Annotated, Any

from domain.case.addresses import about_no_other_place, names_one_item
from domain.case.command import CaseCommand, CaseEvent
from domain.case.dates import in_time
from domain.case.grounds import grounds_in_force, still_grounded
from domain.case.guards import led_by_actor, not_concerned, this_cycle
from domain.case.notification import told
from domain.case.state.case import Case, CaseState, with_members
from domain.case.state.measures import Measure
from domain.case.state.pathways import TAKEDOWN_OVER, Takedown, TakedownAsk, TakedownItem, TakedownStatus
from domain.case.state.related import CaseAddresses, Duplicates
from domain.kernel.calendar import local_date
from domain.kernel.event import Event
from domain.kernel.fields import Address, Bound, Dated, Ref, Refs, Words
from domain.kernel.impersonal import Exempt
from domain.kernel.job import Job
from domain.kernel.policy import Scope
from domain.kernel.refusals import (
    Guard,
    Part,
    Problem,
    Refused,
    RuleNotMet,
    TransitionNotAllowed,
    invalid,
    unguarded,
)
from domain.kernel.replacing import replace
from domain.kernel.roles import OFFICERS, AgencyKind, Post
from domain.kernel.step import Step
from domain.kernel.text import normal_url
from domain.registry.agency import Task
from domain.rules.facts import Facts
from domain.rules.guards import actor_among, agency_of_kind, full, some

TAKEDOWNS_MOST, ITEMS_MOST, PROVISIONS_MOST = 20, 20, 10
IN_FORCE = frozenset({CaseState.DECIDED, CaseState.EXECUTING})
SERVED = frozenset({CaseState.EXECUTING})
"""A proposal leaves the lead agency, and the province, only once the person concerned was told of the decision."""
AFTERWARDS = IN_FORCE | {CaseState.RESULT_REPORTED, CaseState.CLOSED}
"""What follows the signature may outlast the case: answers, outcomes and reviews come when they come."""
OPEN = frozenset(TakedownStatus) - TAKEDOWN_OVER


def takedown_at(case: Case, id: str, *statuses: TakedownStatus) -> Takedown:
    """The proposal. Raises Refused unless it is there and has one of the statuses."""
    for takedown in case.takedowns:
        if takedown.id == id and takedown.status in statuses:
            return takedown
        if takedown.id == id:
            allowed = tuple(sorted(statuses))
            raise Refused(TransitionNotAllowed(of=Part.TAKEDOWN, state=takedown.status, allowed=allowed))
    raise Refused(invalid("takedown", "takedown-unknown"))


def with_takedown(case: Case, id: str, **changes: Any) -> Case:
    """The case with one proposal changed."""
    rows = tuple(replace(takedown, **changes) if takedown.id == id else takedown for takedown in case.takedowns)
    return replace(case, takedowns=rows)


ASKED_BY = {Measure.TAKEDOWN_PROPOSAL: TakedownAsk.REMOVAL, Measure.LABEL_PROPOSAL: TakedownAsk.LABEL}
ORDERS = {TakedownAsk.REMOVAL: Task.ORDER_REMOVAL, TakedownAsk.LABEL: Task.ORDER_LABEL}


def asked_for(case: Case) -> TakedownAsk | None:
    """What the newest decision of this cycle lets be proposed; None where it is another measure."""
    decided = this_cycle(case.decisions, case)
    return ASKED_BY.get(decided[-1].measure) if decided else None


def may_order(case: Case, asks: TakedownAsk, facts: Facts) -> tuple[str, ...]:
    """The ministries that may order it today, as their competences in the registry say (Đ2.1)."""
    today, rows = local_date(facts.now), facts.registry.agencies.values()
    competent = (row for row in rows if row.competent(ORDERS[asks], case.category, case.areas, today))
    return tuple(sorted(row.id for row in competent if row.kind is AgencyKind.MINISTRY))


Ready = Callable[[Takedown, Case, Facts], Problem | None]
"""What is against a step on one proposal, whatever the input says."""


def ready(takedown: Takedown, case: Case, facts: Facts) -> Problem | None:
    """Nothing but its status is asked for."""
    return None


def with_some(statuses: Collection[TakedownStatus], check: Ready, case: Case, facts: Facts) -> Problem | None:
    """A proposal of one of the statuses is there and ready for the step; else what is against the first."""
    there = [takedown for takedown in case.takedowns if takedown.status in statuses]
    return some(there, lambda takedown: check(takedown, case, facts), RuleNotMet(code="no-takedown-there"))


def led_with(*statuses: TakedownStatus, check: Ready = ready) -> Callable[[Case, Facts], Problem | None]:
    """The guard of a step that the lead agency takes on a proposal of one of the statuses."""

    def may(case: Case, facts: Facts) -> Problem | None:
        absent = with_some(statuses, ready, case, facts)
        return absent or led_by_actor(case, facts) or with_some(statuses, check, case, facts)

    return may


def grounds_stand(takedown: Takedown, case: Case, facts: Facts) -> Problem | None:
    """What it rests on still holds (G4)."""
    return still_grounded(case, takedown.provisions, facts)


def has_room(draft: Takedown, case: Case, facts: Facts) -> Problem | None:
    """One more item may be added."""
    return full(draft.items, ITEMS_MOST, "too-many-items")


def with_address(case: Case, facts: Facts) -> Problem | None:
    """The case has an address, or is linked with others, which may have one; of a leaflet there is nothing to name."""
    known = facts.known(Duplicates)
    linked = case.duplicate_of is not None or (known is not None and known.there)
    return None if case.url or case.addresses or linked else RuleNotMet(code="no-address-to-name")


def approvable(draft: Takedown, case: Case, facts: Facts) -> Problem | None:
    """With items, by a second person (G5), on grounds still valid for the day of the act (G4)."""
    if not draft.items:
        return RuleNotMet(code="items-needed")
    if actor_among(draft.drafters, facts):
        return unguarded(Guard.G5_TWO_PERSONS, "drafter-cannot-sign")
    return grounds_stand(draft, case, facts)


def take(case: Case, id: str, check: Ready, facts: Facts, *statuses: TakedownStatus) -> Takedown:
    """The proposal that a command names. Raises Refused unless it is there and ready for the step."""
    takedown = takedown_at(case, id, *statuses)
    if problem := check(takedown, case, facts):
        raise Refused(problem)
    return takedown


def reviewed(case: Case) -> tuple[str, ...]:
    """The removals that a review confirmed: a case that is opened again takes them back too (Đ2.2)."""
    return tuple(takedown.id for takedown in case.takedowns if takedown.status is TakedownStatus.REVIEWED)


def all_withdrawn(case: Case, step: Step, also: Collection[str] = ()) -> tuple[Takedown, ...]:
    """The proposals, each open one withdrawn and those named: what a case that is opened again leaves of them."""
    return tuple(
        replace(takedown, status=TakedownStatus.WITHDRAWN, withdrawn=step)
        if takedown.open or takedown.id in also
        else takedown
        for takedown in case.takedowns
    )


def committees_told(case: Case, event: Event, at: datetime) -> Iterator[Job]:
    """Tells the People's Committee of proposals before it that were withdrawn at that moment."""
    withdrawn = [takedown for takedown in case.takedowns if takedown.withdrawn and takedown.withdrawn.at == at]
    for committee in dict.fromkeys(takedown.committee for takedown in withdrawn if takedown.committee):
        yield told(committee, event)


class TakedownCommand(CaseCommand, scope=Scope.TAKEDOWN_DRAFT, posts=OFFICERS, states=IN_FORCE):
    """A step of the lead agency in a proposal of removal."""


class TakedownDrafted(CaseEvent, type="case.takedown-drafted", appends="takedowns"):
    """The lead agency began a proposal of removal."""

    takedown: Takedown


class DraftTakedown(TakedownCommand, needs=(CaseAddresses, Duplicates)):
    """Draft a proposal that the ministry require the removal of some items, or a label on them, after a decision for it
    (Đ5.1.g)."""

    provisions: Annotated[
        tuple[str, ...],
        Refs(
            doc="Provisions that were in force when the content was published, or else when it was noticed (G4).",
            most=PROVISIONS_MOST,
        ),
    ]
    necessity: Annotated[str, Words(doc="Why removal is necessary and proportionate.", least=20, most=5_000)]
    alternatives: Annotated[str, Words(doc="Why milder measures are not enough.", least=20, most=5_000)]

    @staticmethod
    def may(case: Case, facts: Facts) -> Problem | None:
        """The lead, after a decision of this cycle for it about what has an address, and not about itself (G5).

        Where nobody may order it (Đ2.1) there is nobody to propose it to.
        """
        asks = asked_for(case)
        if asks is None:
            return RuleNotMet(code="takedown-not-decided")
        problem = led_by_actor(case, facts) or not_concerned(case, facts) or with_address(case, facts)
        if problem is None and not may_order(case, asks, facts):
            return unguarded(Guard.G1_COMPETENCE, "nobody-may-order")
        return problem or full(case.takedowns, TAKEDOWNS_MOST, "too-many-takedowns")

    def decide(self, case: Case, facts: Facts) -> TakedownDrafted:
        """On grounds in force (G4)."""
        about_no_other_place(self, facts, "necessity", "alternatives")
        grounds_in_force(case, self.provisions, facts)
        asks = asked_for(case)
        assert asks is not None  # may
        takedown = facts.record(
            Takedown, self, case, drafted=facts.step(), asks=asks, may_order=may_order(case, asks, facts)
        )
        return TakedownDrafted(takedown=takedown)


class TakedownItemAdded(CaseEvent, type="case.takedown-item-added"):
    """An item was added to the draft."""

    takedown: str
    item: TakedownItem

    def fold(self, case: Case) -> Case:
        items = next(takedown.items for takedown in case.takedowns if takedown.id == self.takedown)
        return with_takedown(case, self.takedown, items=(*items, self.item))


class AddTakedownItem(TakedownCommand, needs=(CaseAddresses, Duplicates)):
    """Add one item to a draft, by its exact address. The case must be about this address. An account, a group or a
    whole site cannot be an item."""

    takedown: Annotated[str, Ref(doc="Key of the draft, from `takedowns` of the case.")]
    url: Annotated[str, Address(doc="Exact address of the item. The register does not open it.")]
    captured_text: Annotated[
        str, Words(doc="Text of the item as captured.", least=5, most=10_000, exempt=Exempt.REPORTED)
    ]
    captured_at: Annotated[datetime, Dated(doc="When a person captured the text of the item.", since=Bound.CONTENT)]

    @staticmethod
    def may(case: Case, facts: Facts) -> Problem | None:
        """The lead, when a draft has room, and the case is about an address that can be named."""
        return led_with(TakedownStatus.DRAFT, check=has_room)(case, facts) or with_address(case, facts)

    def decide(self, case: Case, facts: Facts) -> TakedownItemAdded:
        """Only what the case is about can be proposed for removal, and nothing wider than one item (X6)."""
        draft = take(case, self.takedown, has_room, facts, TakedownStatus.DRAFT)
        if not names_one_item(self.url):
            raise Refused(invalid("url", "account-or-site"))
        addresses = facts.known(CaseAddresses)
        if addresses is None or normal_url(self.url) not in addresses.normal:
            raise Refused(invalid("url", "address-of-another-place"))
        linked = addresses.linked_at.get(normal_url(self.url))
        if linked and linked > this_cycle(case.decisions, case)[-1].at:
            raise Refused(invalid("url", "linked-after-decision"))
        in_time(case, self, facts)
        return TakedownItemAdded(takedown=draft.id, item=facts.record(TakedownItem, self))


class TakedownApproved(CaseEvent, type="case.takedown-approved"):
    """A second person of the lead agency approved the draft."""

    takedown: str
    step: Step

    def fold(self, case: Case) -> Case:
        return with_takedown(case, self.takedown, status=TakedownStatus.LEAD_APPROVED, approved=self.step)


class ApproveTakedown(TakedownCommand, posts={Post.SIGNATORY}):
    """Approve a draft for the lead agency, as a second person (Đ5.1.g)."""

    takedown: Annotated[str, Ref(doc="Key of the draft, from `takedowns` of the case.")]

    @staticmethod
    def may(case: Case, facts: Facts) -> Problem | None:
        """The lead, when a draft is there that it can approve, and the claim is not about itself (G5)."""
        return led_with(TakedownStatus.DRAFT, check=approvable)(case, facts) or not_concerned(case, facts)

    def decide(self, case: Case, facts: Facts) -> TakedownApproved:
        take(case, self.takedown, approvable, facts, TakedownStatus.DRAFT)
        return facts.record(TakedownApproved, self)


class TakedownSubmitted(CaseEvent, type="case.takedown-submitted"):
    """The proposal went to the People's Committee."""

    takedown: str
    committee: str
    step: Step

    def fold(self, case: Case) -> Case:
        case = replace(case, members=with_members(case, self.committee))
        status = TakedownStatus.SUBMITTED_PPC
        return with_takedown(case, self.takedown, status=status, committee=self.committee, submitted=self.step)

    def jobs(self, case: Case) -> Iterator[Job]:
        yield told(self.committee, self)


class SubmitTakedown(TakedownCommand, states=SERVED):
    """Submit an approved proposal to the People's Committee (Đ5.1.g)."""

    takedown: Annotated[str, Ref(doc="Key of the proposal of removal: `Takedown.key`.")]
    committee: Annotated[str, Ref(doc="The People's Committee.")]
    document_number: Annotated[str, Words(doc="Number of the submission.", most=60)]

    @staticmethod
    def may(case: Case, facts: Facts) -> Problem | None:
        """The lead, when one is approved on grounds that stand (G4), and the claim is not about itself (G5)."""
        return led_with(TakedownStatus.LEAD_APPROVED, check=grounds_stand)(case, facts) or not_concerned(case, facts)

    def decide(self, case: Case, facts: Facts) -> TakedownSubmitted:
        """To the People's Committee of the province, on grounds that still hold (G4)."""
        take(case, self.takedown, grounds_stand, facts, TakedownStatus.LEAD_APPROVED)
        agency_of_kind("committee", self.committee, AgencyKind.PPC, facts)
        return facts.record(TakedownSubmitted, self)


class TakedownWithdrawn(CaseEvent, type="case.takedown-withdrawn"):
    """The lead agency took it back."""

    takedown: str
    step: Step

    def fold(self, case: Case) -> Case:
        return with_takedown(case, self.takedown, status=TakedownStatus.WITHDRAWN, withdrawn=self.step)

    def jobs(self, case: Case) -> Iterator[Job]:
        return committees_told(case, self, self.step.at)


class WithdrawTakedown(TakedownCommand, states=AFTERWARDS):
    """Withdraw a proposal of removal, in whatever state it is (Đ2.2)."""

    takedown: Annotated[str, Ref(doc="Key of the proposal of removal: `Takedown.key`.")]
    reasons: Annotated[str, Words(doc="Why.", least=10, most=5_000)]

    may = staticmethod(led_with(*OPEN))

    def decide(self, case: Case, facts: Facts) -> TakedownWithdrawn:
        """The way out needs no second person."""
        takedown_at(case, self.takedown, *OPEN)
        return facts.record(TakedownWithdrawn, self)
