'''Dated rows of the registry: one person enters a row, and a second one confirms or refuses it.

Each kind of row adds its fields, its descriptions and its special rules:

    class AreaConfirmed(DatedRowConfirmed[Area], type="area.confirmed"):
        """A person confirmed an uncertain area."""

    class ConfirmArea(ConfirmDatedRow[Area], kind=Kind.AREA, writes=AreaConfirmed):
        """Confirm an area that somebody entered, as a second person."""

An administrator enters a row UNCONFIRMED, and an administrator who is another person settles it. A row that
gives an agency a right (to lead, to act, to succeed another agency) is settled by a different agency. The operator
acts alone, from the command line, and inspectors list what the operator did.

Nothing is edited. Each correction is an act of its own with a day and a source; earlier computations stay (Đ2.1).
'''

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Final, Generic, TypedDict, TypeVar, cast

from domain.kernel.actor import ActorKind
from domain.kernel.calendar import local_date
from domain.kernel.event import Follows
from domain.kernel.fields import Spec
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.span import Span, span_of
from domain.kernel.vocabulary import Post
from domain.kernel.wording import SENTENCE_LEAST, Exempt
from domain.registry.entry import SOURCE, Certainty, Entered, Entry, named_text, refused
from domain.rules.command import HUMANS_AND_MACHINES, CommandOn, OpeningCommand
from domain.rules.facts import Facts
from domain.rules.guards import OfAgency, own_agency, second_person

ADMINISTRATORS = HUMANS_AND_MACHINES | {ActorKind.OPERATOR}
SOURCE_MOST: Final = 500
ReadIn = Annotated[
    str | None,
    named_text(
        "Source of the text: the official gazette with number and date, or the address of a page. Required.",
        SOURCE_MOST,
        Exempt.LAW,
    ),
]
ReadOn = Annotated[date | None, Spec(doc="Day on which you read the text. Required.")]


def of_own_agency(state: OfAgency, facts: Facts) -> Problem | None:
    """The row belongs to the actor's agency, or the operator acts, who may act for every agency."""
    return None if facts.actor.kind is ActorKind.OPERATOR else own_agency(state, facts)


def only_shortened(span: Span, until: date) -> None:
    """Raise Refused for an end that would prolong a row without a confirmation."""
    span_of(span.since, until)
    if span.until is not None and until > span.until:
        raise Refused(invalid("until", "ended-earlier"))


def certain(said: Certainty | None, facts: Facts) -> Certainty:
    """Return the certainty of a row that is entered now.

    Raises Refused for a person who claims a confirmed row (G5).
    """
    if facts.actor.kind is ActorKind.OPERATOR:
        return said or Certainty.CONFIRMED
    if said is Certainty.CONFIRMED:
        raise Refused(unguarded(Guard.G5_TWO_PERSONS, "second-person-needed"))
    return Certainty.UNCONFIRMED


def entry_by(facts: Facts) -> Entry | None:
    """Return the author and the time of an entry; None for the operator, whose entry needs no second person."""
    if facts.actor.kind is ActorKind.OPERATOR:
        return None
    return Entry(by=facts.actor.subject, at=facts.now)


def unconfirmed(row: Entered, facts: Facts) -> Problem | None:
    """The row is not yet confirmed."""
    return RuleNotMet(code="already-confirmed") if row.certainty is Certainty.CONFIRMED else None


def unrefused(row: Entered, facts: Facts) -> Problem | None:
    """The row has not been refused."""
    return RuleNotMet(code="row-refused") if refused(row) else None


def entered_by_another(row: Entered, facts: Facts) -> Problem | None:
    """Another person entered the row, and the row gives the actor's agency no right (G5)."""
    return settled_by_another(row.entry, row.gives, facts)


def settled_by_another(entry: Entry | None, gives: Iterable[str], facts: Facts) -> Problem | None:
    """Return the problem for the author of the entry, and for agencies to which the row gives a right (G5)."""
    if facts.actor.kind is ActorKind.OPERATOR:
        return None
    if entry and entry.by and (problem := second_person(entry.by, facts)):
        return problem
    return unguarded(Guard.G5_TWO_PERSONS, "own-rights") if facts.acts_for(*gives) else None


def settler(entry: Entry | None, facts: Facts) -> tuple[str | None, datetime | None]:
    alone = entry is None and facts.actor.kind is ActorKind.OPERATOR
    return (None, None) if alone else (facts.actor.subject, facts.now)


def settled(entry: Entry | None, by: str | None, at: datetime | None, refused_for: str | None = None) -> Entry | None:
    """Return the entry with the second person added; unchanged if the operator acted alone."""
    if by is None:
        return entry
    return replace(entry or Entry(), settled_by=by, settled_at=at, refused_for=refused_for)


def not_later(on: date, facts: Facts) -> None:
    """Raise Refused for an act dated in the future."""
    if on > local_date(facts.now):
        raise Refused(invalid("on", "in-the-future"))


def read(read_in: str | None, read_on: date | None, facts: Facts) -> None:
    """Raise Refused unless the actor states where and when they read the text of the law.

    The public page of the law shows both.
    """
    if read_in is None:
        raise Refused(invalid("read_in", "where-read-needed"))
    if read_on is None:
        raise Refused(invalid("read_on", "when-read-needed"))
    if read_on > local_date(facts.now):
        raise Refused(invalid("read_on", "in-the-future"))


S = TypeVar("S")
R = TypeVar("R", bound=Entered)
Since = Annotated[date, Spec(doc="First day.")]
Until = Annotated[date | None, Spec(doc="First day on which it is no longer valid; null for no end.")]
Source = Annotated[str, SOURCE]
Sure = Annotated[
    Certainty | None,
    Spec(
        doc=(
            "Certainty of the entry. An entry of a person is UNCONFIRMED until a second person confirms it. An "
            "entry of the operator of the register is confirmed, unless this field states otherwise."
        )
    ),
]
On = Annotated[date, Spec(doc="Date of the legal act.")]
Reasons = Annotated[str, named_text("Reasons why the row is not right.", 500, least=SENTENCE_LEAST)]


class FirstHalf(TypedDict):
    """Common fields of a row at its entry."""

    span: Span
    certainty: Certainty
    entry: Entry | None


def entered(since: date, until: date | None, certainty: Certainty | None, facts: Facts) -> FirstHalf:
    """Return the days, certainty and author of a row. Raises Refused for impossible days, and for a certainty that one
    person alone may not claim."""
    return FirstHalf(span=span_of(since, until), certainty=certain(certainty, facts), entry=entry_by(facts))


class EnteringCommand(OpeningCommand, scope=Scope.ADMIN_CONFIG, posts={Post.ADMIN}, by=ADMINISTRATORS):
    """Command that enters a row of the registry.

    For a person the command is the first of two halves. The operator enters the whole row.
    """


class RowCommand(CommandOn[S], Generic[S], scope=Scope.ADMIN_CONFIG, posts={Post.ADMIN}, by=ADMINISTRATORS):
    """Command of an administrator or the operator on a row of the registry."""


class SettlingRow(RowCommand[R], Generic[R], requires=(unconfirmed, unrefused, entered_by_another)):
    """Command of the second person, who confirms or refuses a row."""


class RowConfirmed(Follows[R], Generic[R]):
    source: str
    by: str | None = None
    at: datetime | None = None

    def fold(self, row: R) -> R:
        entry = settled(row.entry, self.by, self.at)
        return cast(R, replace(cast(Any, row), certainty=Certainty.CONFIRMED, source=self.source, entry=entry))


class DatedRowConfirmed(RowConfirmed[R], Generic[R]):
    on: date


class ConfirmRow(SettlingRow[R], Generic[R]):
    """Command that confirms an entered row."""

    source: Source

    def decide(self, row: R, facts: Facts) -> RowConfirmed[R]:
        by, at = settler(row.entry, facts)
        confirmed: RowConfirmed[R] = facts.record(cast(Any, self.WRITES), self, by=by, at=at)
        return confirmed


class ConfirmDatedRow(ConfirmRow[R], Generic[R]):
    """Command that confirms an entered row by a legal act."""

    on: On

    def decide(self, row: R, facts: Facts) -> RowConfirmed[R]:
        not_later(self.on, facts)
        return super().decide(row, facts)


class RowRefused(Follows[R], Generic[R]):
    by: str
    at: datetime
    reason: str

    def fold(self, row: R) -> R:
        return cast(R, replace(cast(Any, row), entry=settled(row.entry, self.by, self.at, self.reason)))


class RefuseRow(SettlingRow[R], Generic[R]):
    """Command that refuses an entered row."""

    WRITES: ClassVar[type[RowRefused[Any]]]
    reasons: Reasons

    def decide(self, row: R, facts: Facts) -> RowRefused[R]:
        return self.WRITES(by=facts.actor.subject, at=facts.now, reason=self.reasons)
