"""How a person comes to hold posts in an agency, and ceases to (Đ3.3)."""

from datetime import date
from typing import Annotated

from domain.kernel.actor import ActorKind
from domain.kernel.event import Begins, Follows, Sealed
from domain.kernel.fields import Items, Ref, Spec, Words
from domain.kernel.impersonal import Exempt
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, TransitionNotAllowed, invalid, unguarded
from domain.kernel.replacing import replace
from domain.kernel.roles import KEEPERS, Post
from domain.kernel.span import Span, span_of
from domain.registry.officer import Officer
from domain.registry.texts import SOURCE_MOST
from domain.rules.action import HUMANS_AND_MACHINES
from domain.rules.command import CommandOn, OpeningCommand
from domain.rules.facts import Facts
from domain.rules.guards import own_agency, second_person

APPOINTMENT = Words(doc="Number of the appointment document.", most=SOURCE_MOST)


def may_keep(officer: Officer, facts: Facts) -> Problem | None:
    """Of one's own agency, and not oneself under any appointment (G5); the operator may for every agency."""
    actor, registry = facts.actor, facts.registry
    if actor.kind is ActorKind.OPERATOR:
        return None
    if problem := own_agency(officer, facts):
        return problem
    same = next((ids for ids in registry.people.values() if officer.id in ids), (officer.id,))
    return unguarded(Guard.G5_TWO_PERSONS, "own-account") if actor.subject in same else None


class OfficerCommand(CommandOn[Officer], kind=Kind.OFFICER, scope=Scope.FOCAL_MANAGE):
    """What an agency does with appointments in it."""


class OfficerAppointed(Begins[Officer], type="officer.appointed"):
    """A person holds posts in an agency."""

    subject: Sealed
    agency: str
    posts: tuple[Post, ...]
    span: Span
    appointment: Sealed


class AppointOfficer(OpeningCommand, kind=Kind.OFFICER, by={ActorKind.OPERATOR}):
    """Appoint a person to posts in an agency (Đ3.3)."""

    subject: Annotated[str, Words(doc="Subject of the person's token.", most=255, exempt=Exempt.ACCOUNT)]
    agency: Annotated[str, Ref(doc="Id of the agency.")]
    posts: Annotated[tuple[Post, ...], Items(doc="The posts.", most=len(Post))]
    since: Annotated[date, Spec(doc="First day.")]
    appointment: Annotated[str, APPOINTMENT]
    until: Annotated[date | None, Spec(doc="First day on which it is no longer valid; null for no end.")] = None

    def decide(self, state: None, facts: Facts) -> OfficerAppointed:
        if self.agency not in facts.registry.agencies:
            raise Refused(invalid("agency", "agency-unknown"))
        return facts.record(OfficerAppointed, self, span=span_of(self.since, self.until))


class OfficerNominated(Begins[Officer], type="officer.nominated"):
    """An officer of the agency nominated a person; it counts once a second one has confirmed."""

    subject: Sealed
    agency: str
    posts: tuple[Post, ...]
    span: Span
    appointment: Sealed
    nominated_by: str


class NominateOfficer(OpeningCommand, kind=Kind.OFFICER, scope=Scope.FOCAL_MANAGE, posts={Post.ADMIN}):
    """Nominate a person for posts in your agency. A second officer confirms (Đ3.3)."""

    subject: Annotated[str, Words(doc="Name of the person's account.", most=255, exempt=Exempt.ACCOUNT)]
    posts: Annotated[tuple[Post, ...], Items(doc="The posts.", most=len(Post))]
    since: Annotated[date, Spec(doc="First day.")]
    appointment: Annotated[str, APPOINTMENT]
    until: Annotated[date | None, Spec(doc="First day on which it is no longer valid; null for no end.")] = None

    def decide(self, state: None, facts: Facts) -> OfficerNominated:
        """Nobody nominates themselves (G5)."""
        if not self.posts:
            raise Refused(invalid("posts", "post-needed"))
        if facts.actor.subject in facts.registry.subjects.get(self.subject, ()):
            raise Refused(unguarded(Guard.G5_TWO_PERSONS, "own-account"))
        return facts.record(
            OfficerNominated, self, span=span_of(self.since, self.until), nominated_by=facts.actor.subject
        )


class OfficerConfirmed(Follows[Officer], type="officer.confirmed", sets={"confirmed_by": "by"}):
    """A second person confirmed a nomination."""

    by: str


class ConfirmOfficer(OfficerCommand, posts=KEEPERS, writes=OfficerConfirmed):
    """Confirm a nomination, as a second officer who is not the person."""

    @staticmethod
    def may(officer: Officer, facts: Facts) -> Problem | None:
        """A nomination of one's own agency, by neither who nominated nor the person (G5)."""
        if officer.appointed:
            return TransitionNotAllowed(of=Kind.OFFICER, state="APPOINTED", allowed=("NOMINATED",))
        assert officer.nominated_by is not None  # else it is appointed
        return second_person(officer.nominated_by, facts) or may_keep(officer, facts)


class OfficerDismissed(Follows[Officer], type="officer.dismissed"):
    """An appointment ends on a day."""

    on: date

    def fold(self, officer: Officer) -> Officer:
        return replace(officer, span=replace(officer.span, until=self.on))


class DismissOfficer(OfficerCommand, posts={Post.ADMIN}, by=HUMANS_AND_MACHINES | {ActorKind.OPERATOR}):
    """End an appointment in your agency. You cannot end your own."""

    on: Annotated[date, Spec(doc="First day on which it is no longer valid.")]

    may = staticmethod(may_keep)

    def decide(self, officer: Officer, facts: Facts) -> OfficerDismissed:
        span_of(officer.span.since, self.on)
        return facts.record(OfficerDismissed, self)
