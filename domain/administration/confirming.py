"""How rows of the registry come to count: one person enters them, a second one confirms or refuses them (Đ8.1, G5).

A provision, a term and a level of complaints are drafts until a second person confirms them (`draft_of_another`).

An administrator enters a row UNCONFIRMED, and an administrator who is another person settles it. What gives an agency
a right (that it leads, is competent, took another one over) is settled by another agency than that one. The operator
acts alone, from the command line, and inspectors list what the operator did.

Nothing is edited. Each correction is an act of its own with a day and a source; what was computed before it stays as
it was (Đ2.1).
"""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar, cast

from domain.kernel.actor import ActorKind
from domain.kernel.calendar import local_date
from domain.kernel.event import Follows
from domain.kernel.fields import Spec
from domain.kernel.kind import kind_of
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, TransitionNotAllowed, invalid, unguarded
from domain.kernel.replacing import replace
from domain.kernel.roles import Post
from domain.kernel.span import Span, span_of
from domain.registry.certainty import Certainty
from domain.registry.entry import Entered, Entry, refused
from domain.registry.texts import named_text
from domain.rules.action import HUMANS_AND_MACHINES
from domain.rules.command import CommandOn, OpeningCommand
from domain.rules.facts import Facts
from domain.rules.guards import second_person

S = TypeVar("S")
ON = Spec(doc="Date of the legal act.")
CERTAINTY = Spec(
    doc="Certainty of the entry. What a person enters is UNCONFIRMED until a second person confirms "
    "it. What the operator of the register enters is confirmed, unless this says otherwise."
)
REASONS = named_text("Why the row is not right.", 500)
ADMINISTRATORS = HUMANS_AND_MACHINES | {ActorKind.OPERATOR}


class EnteringCommand(OpeningCommand, scope=Scope.ADMIN_CONFIG, posts={Post.ADMIN}, by=ADMINISTRATORS):
    """The first half of a row of the registry; all of it, if the operator enters it."""


class RowCommand(CommandOn[S], Generic[S], scope=Scope.ADMIN_CONFIG, posts={Post.ADMIN}, by=ADMINISTRATORS):
    """What administrators, or the operator, do with a row of the registry."""


class Drafted(Protocol):
    """A row that is a draft until a second person confirms it."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def status(self) -> StrEnum:
        """DRAFT or ACTIVE."""

    @property
    def drafted_by(self) -> str:
        """Who drafted it."""


D = TypeVar("D", bound=Drafted)


class DraftActivated(Follows[D], Generic[D]):
    """A second person compared the draft with its source."""

    activated_by: str
    activated_at: datetime

    def fold(self, row: D) -> D:
        changed: dict[str, Any] = {"activated_by": self.activated_by, "activated_at": self.activated_at}
        folded: D = replace(cast(Any, row), status=type(row.status)("ACTIVE"), **changed)  # a protocol is no dataclass
        return folded


def draft_of_another(row: Drafted, facts: Facts) -> Problem | None:
    """The row is a draft, and another person drafted it (G5)."""
    if row.status != "DRAFT":
        kind = kind_of(row.id)
        assert kind is not None  # rows have the ids of their streams
        return TransitionNotAllowed(of=kind, state=row.status, allowed=("DRAFT",))
    return second_person(row.drafted_by, facts)


def only_shortened(span: Span, until: date) -> None:
    """Raises Refused for an end that prolongs a row: that would be one that nobody confirmed."""
    span_of(span.since, until)
    if span.until is not None and until > span.until:
        raise Refused(invalid("until", "ended-earlier"))


def certain(said: Certainty | None, facts: Facts) -> Certainty:
    """How certain a row is that is entered now. Raises Refused for a person who confirms their own (G5)."""
    if facts.actor.kind is ActorKind.OPERATOR:
        return said or Certainty.CONFIRMED
    if said is Certainty.CONFIRMED:
        raise Refused(unguarded(Guard.G5_TWO_PERSONS, "second-person-needed"))
    return Certainty.UNCONFIRMED


def entry_by(facts: Facts) -> Entry | None:
    """The first half of an entry; None for the operator, whose act is whole."""
    if facts.actor.kind is ActorKind.OPERATOR:
        return None
    return Entry(by=facts.actor.subject, at=facts.now)


def may_settle(row: Entered, gives: Iterable[str], facts: Facts) -> Problem | None:
    """The row waits, and the actor may settle it; `gives` are the agencies to which it gives a right."""
    if row.certainty is Certainty.CONFIRMED:
        return RuleNotMet(code="already-confirmed")
    if refused(row):
        return RuleNotMet(code="row-refused")
    return settled_by_another(row.entry, gives, facts)


def settled_by_another(entry: Entry | None, gives: Iterable[str], facts: Facts) -> Problem | None:
    """Another person than who entered it, and of none of the agencies to which it gives a right (G5)."""
    if facts.actor.kind is ActorKind.OPERATOR:
        return None
    if entry and entry.by and (problem := second_person(entry.by, facts)):
        return problem
    return unguarded(Guard.G5_TWO_PERSONS, "own-rights") if facts.acts_for(*gives) else None


def settler(entry: Entry | None, facts: Facts) -> tuple[str | None, datetime | None]:
    """Who settles a row, and when; nothing where the operator alone has to do with it."""
    alone = entry is None and facts.actor.kind is ActorKind.OPERATOR
    return (None, None) if alone else (facts.actor.subject, facts.now)


def settled(entry: Entry | None, by: str | None, at: datetime | None, refused_for: str | None = None) -> Entry | None:
    """An entry with its second half; as it was if the operator alone had to do with it."""
    if by is None:
        return entry
    return replace(entry or Entry(), settled_by=by, settled_at=at, refused_for=refused_for)


def not_later(on: date, facts: Facts) -> None:
    """Raises Refused for an act that has not come yet."""
    if on > local_date(facts.now):
        raise Refused(invalid("on", "in-the-future"))
