"""Appointments of persons to posts (Đ3.3), and grants of scopes to an agency (Đ5), with their ends.

No agency changes its own grants: one agency proposes, and an agency of another kind than both the proposer and the
grantee approves. Ends go the same way. Grants only narrow the ceiling of `domain/kernel/policy.py`; an agency without
grants may do nothing.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Final

from domain.administration.dated_rows import of_own_agency
from domain.kernel.actor import ActorKind
from domain.kernel.calendar import local_date
from domain.kernel.event import Begins, Follows, Job, Sealed, filled
from domain.kernel.fields import Items, Ref, Spec, Words
from domain.kernel.policy import Scope, ceiling
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, TransitionNotAllowed, invalid, misfit, unguarded
from domain.kernel.span import Span, span_of
from domain.kernel.vocabulary import KEEPERS, AgencyKind, Kind, Post, Role
from domain.kernel.wording import SENTENCE_LEAST, Exempt
from domain.registry.accounts import Grant, GrantState, Officer
from domain.registry.entry import SOURCE, SOURCE_MOST, named_text
from domain.rules.command import HUMANS_AND_MACHINES, CommandOn, OpeningCommand
from domain.rules.facts import Facts
from domain.rules.guards import persons, second_person

APPOINTMENT = Words(doc="Number of the appointment document.", most=SOURCE_MOST)


def not_oneself(officer: Officer, facts: Facts) -> Problem | None:
    """The officer is not the actor, under any appointment (G5)."""
    people = facts.registry.people.values()
    same = next((ids for ids in people if officer.id in ids), (officer.id,))
    return unguarded(Guard.G5_TWO_PERSONS, "own-account") if facts.actor.subject in same else None


class OfficerCommand(CommandOn[Officer], kind=Kind.OFFICER, scope=Scope.FOCAL_MANAGE):
    """Command on appointments in the actor's agency."""


class OfficerAppointed(Begins[Officer], type="officer.appointed"):
    subject: Sealed
    agency: str
    posts: tuple[Post, ...]
    span: Span
    appointment: Sealed


class AppointOfficer(OpeningCommand, kind=Kind.OFFICER, by={ActorKind.OPERATOR}):
    """Appoint a person to posts in an agency (Đ3.3)."""

    subject: Annotated[str, Words(doc="Subject of the person's token.", most=255, exempt=Exempt.ACCOUNT)]
    agency: Annotated[str, Ref(doc="Id of the agency.", to=Kind.AGENCY)]
    posts: Annotated[tuple[Post, ...], Items(doc="The posts.", most=len(Post))]
    since: Annotated[date, Spec(doc="First day.")]
    appointment: Annotated[str, APPOINTMENT]
    until: Annotated[date | None, Spec(doc="First day on which it is no longer valid; null for no end.")] = None

    def decide(self, state: None, facts: Facts) -> OfficerAppointed:
        if self.agency not in facts.registry.agencies:
            raise Refused(invalid("agency", "agency-unknown"))
        return facts.record(OfficerAppointed, self, span=span_of(self.since, self.until))


class OfficerNominated(Begins[Officer], type="officer.nominated"):
    """An officer of the agency nominated a person; it takes effect once a second one has confirmed it."""

    subject: Sealed
    agency: str
    posts: tuple[Post, ...]
    span: Span
    appointment: Sealed
    nominated_by: str


class NominateOfficer(OpeningCommand, kind=Kind.OFFICER, scope=Scope.FOCAL_MANAGE, posts={Post.ADMIN}, signed=True):
    """Nominate a person for posts in your agency. A second officer confirms (Đ3.3)."""

    subject: Annotated[str, Words(doc="Name of the person's account.", most=255, exempt=Exempt.ACCOUNT)]
    posts: Annotated[tuple[Post, ...], Items(doc="The posts.", most=len(Post))]
    since: Annotated[date, Spec(doc="First day.")]
    appointment: Annotated[str, APPOINTMENT]
    until: Annotated[date | None, Spec(doc="First day on which it is no longer valid; null for no end.")] = None

    def decide(self, state: None, facts: Facts) -> OfficerNominated:
        """Nominate the person. Raises Refused for oneself (G5)."""
        if not self.posts:
            raise Refused(invalid("posts", "post-needed"))
        if facts.actor.subject in facts.registry.subjects.get(self.subject, ()):
            raise Refused(unguarded(Guard.G5_TWO_PERSONS, "own-account"))
        return facts.record(
            OfficerNominated, self, span=span_of(self.since, self.until), nominated_by=facts.actor.subject
        )


class OfficerConfirmed(Follows[Officer], type="officer.confirmed", sets={"confirmed_by": "by"}):
    by: str


def nominated(officer: Officer, facts: Facts) -> Problem | None:
    """The officer is nominated, and not yet appointed."""
    if officer.appointed:
        return TransitionNotAllowed(of=Kind.OFFICER, state="APPOINTED", allowed=("NOMINATED",))
    return None


def appointed(officer: Officer, facts: Facts) -> Problem | None:
    """The officer is appointed, now or before."""
    if officer.appointed:
        return None
    return TransitionNotAllowed(of=Kind.OFFICER, state="NOMINATED", allowed=("APPOINTED",))


def nominated_by_another(officer: Officer, facts: Facts) -> Problem | None:
    """Another person nominated the officer (G5)."""
    return second_person(officer.nominated_by, facts) if officer.nominated_by else None


class ConfirmOfficer(
    OfficerCommand,
    posts=KEEPERS,
    writes=OfficerConfirmed,
    requires=(nominated, nominated_by_another, of_own_agency, not_oneself),
    signed=True,
):
    """Confirm a nomination, as a second officer who is not the person."""


class OfficerDismissed(Follows[Officer], type="officer.dismissed"):
    on: date

    def fold(self, officer: Officer) -> Officer:
        return replace(officer, span=replace(officer.span, until=self.on))


class DismissOfficer(
    OfficerCommand,
    posts={Post.ADMIN},
    by=HUMANS_AND_MACHINES | {ActorKind.OPERATOR},
    requires=(of_own_agency, not_oneself),
):
    """End an appointment in your agency. You cannot end your own."""

    on: Annotated[date, Spec(doc="First day on which it is no longer valid.")]

    def decide(self, officer: Officer, facts: Facts) -> OfficerDismissed:
        span_of(officer.span.since, self.on)
        return facts.record(OfficerDismissed, self)


HAND_OVER: Final = "hand-over"
"""Job that passes an officer's open checks on, each by an act in its own case (G8)."""


class WorkHandedOver(Follows[Officer], type="officer.work-handed-over"):
    """The open checks of an officer pass to a colleague."""

    colleague: str
    reasons: Sealed

    def fold(self, officer: Officer) -> Officer:
        return replace(officer, handed_to=self.colleague)

    def jobs(self, officer: Officer) -> Iterator[Job]:
        yield Job(job=HAND_OVER, data={})


def colleagues(officer: Officer, facts: Facts) -> frozenset[str]:
    """Return the handlers of the officer's agency today, except the officer and the actor."""
    serving = facts.registry.holders(Post.HANDLER, facts.heir(officer.agency), local_date(facts.now))
    return serving - persons((officer.id, facts.actor.subject), facts)


def some_colleague(officer: Officer, facts: Facts) -> Problem | None:
    """Another handler serves in the agency, who is not the actor (G5)."""
    return None if colleagues(officer, facts) else RuleNotMet(code="nobody-takes-over")


def takes_work_over(colleague: str, officer: Officer, facts: Facts) -> None:
    """Raise Refused unless it is a handler of the same agency today, neither the officer nor the actor (G5).

    The officer in charge of a check sees the reporter's contact: nobody assigns that to themselves.
    """
    if facts.registry.person(colleague) not in colleagues(officer, facts):
        raise Refused(invalid("colleague", "not-a-colleague"))


class HandOverWork(
    OfficerCommand, posts={Post.ADMIN}, by={ActorKind.PERSON}, requires=(appointed, of_own_agency, some_colleague)
):
    """Hand the open checks of an officer who leaves or is away to a colleague. Each case notes it."""

    colleague: Annotated[
        str, Ref(doc="Another handler of the agency, not yourself.", to=Kind.OFFICER, fits=takes_work_over)
    ]
    reasons: Annotated[str, Words(doc="Why the work is handed over.", least=10, most=2_000)]

    def decide(self, officer: Officer, facts: Facts) -> WorkHandedOver:
        takes_work_over(self.colleague, officer, facts)
        return facts.record(WorkHandedOver, self)


SCOPES = Items(doc="Scopes, within what the agency's role allows.", most=len(Scope), sort=True)
PENDING = frozenset({GrantState.PROPOSED, GrantState.END_PROPOSED})
PROPOSERS = HUMANS_AND_MACHINES | {ActorKind.OPERATOR}


def _kind(facts: Facts) -> AgencyKind | None:
    """Return the kind of the actor's agency; None for the operator."""
    return facts.registry.agencies[facts.actor.agency].kind if facts.actor.agency else None


def _scopes(agency: str, named: tuple[Scope, ...], facts: Facts) -> tuple[Scope, ...]:
    """Return the scopes in order. Raises Refused above the ceiling of its role today."""
    if agency not in facts.registry.agencies:
        raise Refused(invalid("agency", "agency-unknown"))
    if not named:
        raise Refused(invalid("scopes", "scope-unknown"))
    scopes = frozenset(named)
    today = local_date(facts.now)
    lead = ceiling(Role.LEAD) if agency in facts.registry.substitutes_on(today) else frozenset[Scope]()
    most = ceiling(facts.registry.role_on(agency, today)) | lead
    if faults := misfit("scopes", "scope-above-ceiling", named, most.__contains__):
        raise Refused(*faults)
    return tuple(sorted(scopes))


class GrantEntered(Begins[Grant], type="grant.entered"):
    """The operator gave an agency without grants its first ones."""

    agency: str
    scopes: tuple[Scope, ...]
    source: str
    entered_by: str
    entered_at: datetime

    def begin(self, id: str) -> Grant:
        return filled(Grant, self, id=id, state=GrantState.ACTIVE, asked_by=self.entered_by, asked_at=self.entered_at)


class EnterGrant(OpeningCommand, kind=Kind.GRANT, by={ActorKind.OPERATOR}):
    """Give an agency that has no grants yet its first ones."""

    agency: Annotated[str, Ref(doc="Id of the agency.", to=Kind.AGENCY)]
    scopes: Annotated[tuple[Scope, ...], SCOPES]
    source: Annotated[str, SOURCE]

    def decide(self, state: None, facts: Facts) -> GrantEntered:
        """Enter the first grants of an agency; later ones need two agencies."""
        if any(row.agency == self.agency for row in facts.registry.grants.values()):
            raise Refused(RuleNotMet(code="agency-has-grants"))
        scopes = _scopes(self.agency, self.scopes, facts)
        by, at = facts.actor.subject, facts.now
        return facts.record(GrantEntered, self, scopes=scopes, entered_by=by, entered_at=at)


class GrantProposed(Begins[Grant], type="grant.proposed", state=GrantState.PROPOSED):
    agency: str
    scopes: tuple[Scope, ...]
    source: str
    asked_by: str
    asked_at: datetime
    asked_kind: AgencyKind | None = None


class ProposeGrant(OpeningCommand, kind=Kind.GRANT, scope=Scope.GRANT_MANAGE, posts=KEEPERS, by=PROPOSERS, signed=True):
    """Propose to grant scopes to another agency. An agency of another kind approves (Đ5)."""

    agency: Annotated[str, Ref(doc="Agency that gets the scopes. It cannot be your own.", to=Kind.AGENCY)]
    scopes: Annotated[tuple[Scope, ...], SCOPES]
    source: Annotated[str, SOURCE]

    def decide(self, state: None, facts: Facts) -> GrantProposed:
        if facts.acts_for(self.agency):
            raise Refused(unguarded(Guard.G5_TWO_PERSONS, "own-grants"))
        return facts.record(
            GrantProposed,
            self,
            scopes=_scopes(self.agency, self.scopes, facts),
            asked_by=facts.actor.subject,
            asked_at=facts.now,
            asked_kind=_kind(facts),
        )


def not_own_grants(grant: Grant, facts: Facts) -> Problem | None:
    """The grant is not of the actor's agency."""
    return unguarded(Guard.G5_TWO_PERSONS, "own-grants") if facts.acts_for(grant.agency) else None


class GrantCommand(CommandOn[Grant], kind=Kind.GRANT, scope=Scope.GRANT_MANAGE, posts=KEEPERS):
    """Command on another agency's grant."""


class GrantEndProposed(Follows[Grant], type="grant.end-proposed", state=GrantState.END_PROPOSED):
    reason: str
    asked_by: str
    asked_at: datetime
    asked_kind: AgencyKind | None = None


class ProposeGrantEnd(GrantCommand, states={GrantState.ACTIVE}, by=PROPOSERS, requires=(not_own_grants,)):
    """Propose to end a grant of another agency. The grant is valid until an agency of another kind approves."""

    reasons: Annotated[str, named_text("Why the grant is to end.", SOURCE_MOST, least=SENTENCE_LEAST)]

    def decide(self, grant: Grant, facts: Facts) -> GrantEndProposed:
        by, at = facts.actor.subject, facts.now
        return GrantEndProposed(reason=self.reasons, asked_by=by, asked_at=at, asked_kind=_kind(facts))


def of_another_kind(grant: Grant, facts: Facts) -> Problem | None:
    """The actor's agency is of another kind than the one that asked and the one that holds the grant."""
    kinds = (grant.asked_kind, facts.registry.agencies[grant.agency].kind)
    return unguarded(Guard.G5_TWO_PERSONS, "another-kind-needed") if _kind(facts) in kinds else None


class SettlingCommand(GrantCommand, states=PENDING, requires=(not_own_grants, of_another_kind)):
    """Command that answers a proposal."""


class GrantApproved(Follows[Grant], type="grant.approved"):
    by: str
    at: datetime

    def fold(self, grant: Grant) -> Grant:
        after = GrantState.ACTIVE if grant.state is GrantState.PROPOSED else GrantState.ENDED
        return replace(grant, state=after, settled_by=self.by, settled_at=self.at)


class ApproveGrant(SettlingCommand, writes=GrantApproved, signed=True):
    """Approve a proposed grant, or its proposed end. Your agency is of another kind than the proposing agency and the
    holder."""


class GrantRefused(Follows[Grant], type="grant.refused"):
    by: str
    at: datetime
    reason: str

    def fold(self, grant: Grant) -> Grant:
        after = GrantState.REFUSED if grant.state is GrantState.PROPOSED else GrantState.ACTIVE
        return replace(grant, state=after, settled_by=self.by, settled_at=self.at, reason=self.reason)


class RefuseGrant(SettlingCommand):
    """Refuse a proposed grant, or its proposed end, as an agency of another kind."""

    reasons: Annotated[str, named_text("Why it is refused.", SOURCE_MOST, least=SENTENCE_LEAST)]

    def decide(self, grant: Grant, facts: Facts) -> GrantRefused:
        return facts.record(GrantRefused, self, reason=self.reasons)
