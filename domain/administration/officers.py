"""Appointments of persons to posts (Đ3.3), and ends of appointments.

A new appointment may replace an earlier one of the same person. The earlier one ends on the first day of the new one.
An appointment by the operator does both at once. A nomination does both when the second person confirms it.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Final

from domain.administration.dated_rows import ADMINISTRATORS, of_own_agency
from domain.kernel.actor import ActorKind
from domain.kernel.calendar import local_date
from domain.kernel.event import Begins, Follows, Job, Sealed
from domain.kernel.fields import Items, Ref, Spec, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, TransitionNotAllowed, invalid, unguarded
from domain.kernel.span import Span, span_of
from domain.kernel.vocabulary import KEEPERS, Kind, Post
from domain.kernel.wording import SENTENCE_LEAST, Exempt
from domain.registry.accounts import Officer
from domain.registry.entry import SOURCE_MOST
from domain.rules.command import CommandOn, OpeningCommand
from domain.rules.facts import Facts
from domain.rules.guards import persons, second_person
from domain.rules.linking import LinkedEvent, links_streams, reacts_to

APPOINTMENT = Words(doc="Number of the appointment document.", most=SOURCE_MOST)


def not_oneself(officer: Officer, facts: Facts) -> Problem | None:
    """The actor is not the officer, under any appointment (G5)."""
    people = facts.registry.people.values()
    same = next((ids for ids in people if officer.id in ids), (officer.id,))
    return unguarded(Guard.G5_TWO_PERSONS, "own-account") if facts.actor.subject in same else None


class OfficerCommand(CommandOn[Officer], kind=Kind.OFFICER, scope=Scope.FOCAL_MANAGE):
    """Command on appointments in the actor's agency."""


REPLACES = Ref(
    doc=(
        "Appointment of the same person in the agency that ends on the first day of the new appointment; null if "
        "none ends."
    ),
    to=Kind.OFFICER,
)


def replaced_once(id: str, since: date, facts: Facts) -> bool:
    """Return whether an appointment is valid before and on a day and no other appointment in force replaces it."""
    row = facts.registry.officers.get(id)
    if row is None or not (row.span.since < since and row.span.covers(since)):
        return False
    return all(other.replaces != id for other in facts.registry.officers.values())


def check_replaced(id: str | None, subject: str | None, ours: Callable[[str], bool], since: date, facts: Facts) -> None:
    """Raise Refused for a replaced appointment that cannot be replaced.

    The earlier appointment must be of the same person and agency, and valid until that day.
    """
    if id is None:
        return
    row = facts.registry.officers.get(id)
    name = next((name for name, ids in facts.registry.subjects.items() if id in ids), "")
    if row is None or subject != name or not ours(row.agency):
        raise Refused(invalid("replaces", "appointment-of-another"))
    if not replaced_once(id, since, facts):
        raise Refused(invalid("replaces", "not-replaced-then"))


class OfficerAppointed(Begins[Officer], type="officer.appointed"):
    subject: Sealed
    agency: str
    posts: tuple[Post, ...]
    span: Span
    appointment: Sealed
    replaces: str | None = None


class AppointOfficer(OpeningCommand, kind=Kind.OFFICER, by={ActorKind.OPERATOR}):
    """Appoint a person to posts in an agency, also in place of an earlier appointment (Đ3.3)."""

    subject: Annotated[str, Words(doc="Subject of the person's token.", most=255, exempt=Exempt.ACCOUNT)]
    agency: Annotated[str, Ref(doc="Id of the agency.", to=Kind.AGENCY)]
    posts: Annotated[tuple[Post, ...], Items(doc="The posts.", most=len(Post))]
    since: Annotated[date, Spec(doc="First day.")]
    appointment: Annotated[str, APPOINTMENT]
    until: Annotated[date | None, Spec(doc="First day on which it is no longer valid; null for no end.")] = None
    replaces: Annotated[str | None, REPLACES] = None

    def decide(self, state: None, facts: Facts) -> OfficerAppointed:
        if self.agency not in facts.registry.agencies:
            raise Refused(invalid("agency", "agency-unknown"))
        check_replaced(self.replaces, self.subject, self.agency.__eq__, self.since, facts)
        return facts.record(OfficerAppointed, self, span=span_of(self.since, self.until))


class OfficerNominated(Begins[Officer], type="officer.nominated"):
    """An officer of the agency nominated a person. The nomination takes effect when a second officer confirms it."""

    subject: Sealed
    agency: str
    posts: tuple[Post, ...]
    span: Span
    appointment: Sealed
    nominated_by: str
    replaces: str | None = None


class NominateOfficer(OpeningCommand, kind=Kind.OFFICER, scope=Scope.FOCAL_MANAGE, posts={Post.ADMIN}, signed=True):
    """Nominate a person for posts in your agency, also in place of an earlier appointment. A second officer confirms
    (Đ3.3)."""

    subject: Annotated[str, Words(doc="Name of the person's account.", most=255, exempt=Exempt.ACCOUNT)]
    posts: Annotated[tuple[Post, ...], Items(doc="The posts.", most=len(Post))]
    since: Annotated[date, Spec(doc="First day.")]
    appointment: Annotated[str, APPOINTMENT]
    until: Annotated[date | None, Spec(doc="First day on which it is no longer valid; null for no end.")] = None
    replaces: Annotated[str | None, REPLACES] = None

    def decide(self, state: None, facts: Facts) -> OfficerNominated:
        """Nominate the person.

        Raises Refused for oneself (G5), and for an appointment that the nomination cannot replace.
        """
        if not self.posts:
            raise Refused(invalid("posts", "post-needed"))
        if facts.actor.subject in facts.registry.subjects.get(self.subject, ()):
            raise Refused(unguarded(Guard.G5_TWO_PERSONS, "own-account"))
        check_replaced(self.replaces, self.subject, facts.acts_for, self.since, facts)
        return facts.record(
            OfficerNominated, self, span=span_of(self.since, self.until), nominated_by=facts.actor.subject
        )


class OfficerConfirmed(Follows[Officer], type="officer.confirmed", sets={"confirmed_by": "by"}):
    by: str


def _only(allowed: str, officer: Officer) -> Problem | None:
    state = "APPOINTED" if officer.appointed else "NOMINATED" if officer.pending else "REFUSED"
    return None if state == allowed else TransitionNotAllowed(of=Kind.OFFICER, state=state, allowed=(allowed,))


def nominated(officer: Officer, facts: Facts) -> Problem | None:
    """The officer is nominated, and was neither appointed nor refused."""
    return _only("NOMINATED", officer)


def appointed(officer: Officer, facts: Facts) -> Problem | None:
    """The officer is appointed, or was appointed earlier."""
    return _only("APPOINTED", officer)


def nominated_by_another(officer: Officer, facts: Facts) -> Problem | None:
    """Another person nominated the officer (G5)."""
    return second_person(officer.nominated_by, facts) if officer.nominated_by else None


def still_replaces(officer: Officer, facts: Facts) -> Problem | None:
    """The replaced appointment is still valid on the first day of the new one, and no other appointment replaced it."""
    if officer.replaces is None or replaced_once(officer.replaces, officer.span.since, facts):
        return None
    return RuleNotMet(code="not-replaced-then")


class SettlingNomination(
    OfficerCommand, posts=KEEPERS, requires=(nominated, nominated_by_another, of_own_agency, not_oneself)
):
    """Command of the second person, who confirms or refuses a nomination."""


class ConfirmOfficer(SettlingNomination, writes=OfficerConfirmed, requires=(still_replaces,), signed=True):
    """Confirm a nomination, as a second officer who is not the nominated person. The appointment that it replaces ends
    with it."""


class OfficerRefused(
    Follows[Officer],
    type="officer.refused",
    sets={"refused_by": "by", "refused_at": "at", "refused_for": "reasons"},
):
    by: str
    at: datetime
    reasons: Sealed


class RefuseOfficer(SettlingNomination, by=ADMINISTRATORS, writes=OfficerRefused):
    """Refuse a nomination, as a second officer who is not the nominated person. Nobody can confirm it later."""

    reasons: Annotated[str, Words(doc="Reason of the refusal.", least=SENTENCE_LEAST, most=SOURCE_MOST)]


class OfficerDismissed(Follows[Officer], type="officer.dismissed"):
    on: date

    def fold(self, officer: Officer) -> Officer:
        return replace(officer, span=replace(officer.span, until=self.on))


@links_streams(Kind.OFFICER, guards_look=False)
def replaced_by(officer: Officer | None, command: object) -> Iterator[str]:
    """Yield the appointment that a new one replaces."""
    if isinstance(command, AppointOfficer) and command.replaces:
        yield command.replaces
    if isinstance(command, ConfirmOfficer) and officer and officer.replaces:
        yield officer.replaces


@reacts_to(OfficerAppointed, OfficerConfirmed)
def ended_by_replacement(
    officer: Officer, event: OfficerAppointed | OfficerConfirmed, facts: Facts
) -> Iterator[LinkedEvent[OfficerDismissed]]:
    """End the replaced appointment on the first day of the new one, so that exactly one is valid on each day."""
    if officer.replaces:
        yield LinkedEvent(stream=officer.replaces, event=OfficerDismissed(on=officer.span.since))


class DismissOfficer(
    OfficerCommand,
    posts={Post.ADMIN},
    by=ADMINISTRATORS,
    requires=(appointed, of_own_agency, not_oneself),
):
    """End an appointment in your agency. You cannot end your own appointment."""

    on: Annotated[date, Spec(doc="First day on which it is no longer valid.")]

    def decide(self, officer: Officer, facts: Facts) -> OfficerDismissed:
        span_of(officer.span.since, self.on)
        if self.on < (today := local_date(facts.now)):  # who served on a past day is not changed: guards rest on it
            raise Refused(invalid("on", "date-too-early", earliest=today.isoformat()))
        return facts.record(OfficerDismissed, self)


HAND_OVER: Final = "hand-over"
"""Job that passes on an officer's open checks, each by an act in its own case (G8)."""


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
    """The agency has another handler, and that handler is not the actor (G5)."""
    return None if colleagues(officer, facts) else RuleNotMet(code="nobody-takes-over")


def takes_work_over(colleague: str, officer: Officer, facts: Facts) -> None:
    """Raise Refused unless the colleague may take over the officer's work (G5).

    The colleague is a handler of the same agency today, and neither the officer nor the actor. The officer in charge of
    a check sees the reporter's contact, so nobody may assign a check to themselves.
    """
    if facts.registry.person(colleague) not in colleagues(officer, facts):
        raise Refused(invalid("colleague", "not-a-colleague"))


class HandOverWork(
    OfficerCommand, posts={Post.ADMIN}, by={ActorKind.PERSON}, requires=(appointed, of_own_agency, some_colleague)
):
    """Pass the open checks of an absent or leaving officer on to a colleague. Each case records the change."""

    colleague: Annotated[
        str,
        Ref(doc=("Another handler of the agency. You cannot choose yourself."), to=Kind.OFFICER, fits=takes_work_over),
    ]
    reasons: Annotated[str, Words(doc="Reasons why the work is handed over.", least=10, most=2_000)]

    def decide(self, officer: Officer, facts: Facts) -> WorkHandedOver:
        takes_work_over(self.colleague, officer, facts)
        return facts.record(WorkHandedOver, self)
