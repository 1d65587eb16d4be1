"""Appointment of a person to posts in an agency, and its end (Đ3.3)."""

from dataclasses import replace
from datetime import date
from typing import Annotated

from domain.administration.dated_rows import of_own_agency
from domain.kernel.actor import ActorKind
from domain.kernel.event import Begins, Follows, Sealed
from domain.kernel.fields import Items, Ref, Spec, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, TransitionNotAllowed, invalid, unguarded
from domain.kernel.roles import KEEPERS, Post
from domain.kernel.span import Span, span_of
from domain.kernel.wording import Exempt
from domain.registry.accounts import Officer
from domain.registry.entry import SOURCE_MOST
from domain.rules.action import HUMANS_AND_MACHINES
from domain.rules.command import CommandOn, OpeningCommand
from domain.rules.facts import Facts
from domain.rules.guards import second_person

APPOINTMENT = Words(doc="Number of the appointment document.", most=SOURCE_MOST)


def not_oneself(officer: Officer, facts: Facts) -> Problem | None:
    """The officer is not the actor, under any appointment (G5)."""
    people = facts.registry.people.values()
    same = next((ids for ids in people if officer.id in ids), (officer.id,))
    return unguarded(Guard.G5_TWO_PERSONS, "own-account") if facts.actor.subject in same else None


class OfficerCommand(CommandOn[Officer], kind=Kind.OFFICER, scope=Scope.FOCAL_MANAGE):
    """Act on appointments in one's own agency."""


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
    by: str


def nominated(officer: Officer, facts: Facts) -> Problem | None:
    """The officer is nominated, and not yet appointed."""
    if officer.appointed:
        return TransitionNotAllowed(of=Kind.OFFICER, state="APPOINTED", allowed=("NOMINATED",))
    return None


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
