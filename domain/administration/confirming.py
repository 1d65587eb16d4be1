"""Confirmation of registry rows: one person enters them, a second one confirms or refuses them (Đ8.1, G5).

An administrator enters a row UNCONFIRMED, and an administrator who is another person settles it. What gives an agency
a right (that it leads, is competent, took another one over) is settled by another agency than that one. The operator
acts alone, from the command line, and inspectors list what the operator did.

Nothing is edited. Each correction is an act of its own with a day and a source; what was computed before it stays as
it was (Đ2.1).
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Final

from domain.kernel.actor import ActorKind
from domain.kernel.calendar import local_date
from domain.kernel.fields import Spec
from domain.kernel.impersonal import Exempt
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.span import Span, span_of
from domain.registry.certainty import Certainty
from domain.registry.entry import Entered, Entry, refused
from domain.registry.texts import named_text
from domain.rules.action import HUMANS_AND_MACHINES
from domain.rules.facts import Facts
from domain.rules.guards import OfAgency, own_agency, second_person

ADMINISTRATORS = HUMANS_AND_MACHINES | {ActorKind.OPERATOR}
SOURCE_MOST: Final = 500
ReadIn = Annotated[
    str | None,
    named_text(
        "Where you read the text: the official gazette with number and date, or the address of a page. Required.",
        SOURCE_MOST,
        Exempt.LAW,
    ),
]
ReadOn = Annotated[date | None, Spec(doc="Day on which you read it. Required.")]


def of_own_agency(state: OfAgency, facts: Facts) -> Problem | None:
    """It is of the actor's agency, unless the operator acts, who may for every agency."""
    return None if facts.actor.kind is ActorKind.OPERATOR else own_agency(state, facts)


def only_shortened(span: Span, until: date) -> None:
    """Raises Refused for an end that prolongs a row: that would be one that nobody confirmed."""
    span_of(span.since, until)
    if span.until is not None and until > span.until:
        raise Refused(invalid("until", "ended-earlier"))


def certain(said: Certainty | None, facts: Facts) -> Certainty:
    """Return how certain a row entered now is. Raises Refused for a person who confirms their own (G5)."""
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


def unconfirmed(row: Entered, facts: Facts) -> Problem | None:
    """The row is not confirmed."""
    return RuleNotMet(code="already-confirmed") if row.certainty is Certainty.CONFIRMED else None


def unrefused(row: Entered, facts: Facts) -> Problem | None:
    """The row is not refused."""
    return RuleNotMet(code="row-refused") if refused(row) else None


def entered_by_another(row: Entered, facts: Facts) -> Problem | None:
    """Another person entered the row, and it gives the actor's agency no right (G5)."""
    return settled_by_another(row.entry, row.gives, facts)


def settled_by_another(entry: Entry | None, gives: Iterable[str], facts: Facts) -> Problem | None:
    """Another person than who entered it, and of none of the agencies to which it gives a right (G5)."""
    if facts.actor.kind is ActorKind.OPERATOR:
        return None
    if entry and entry.by and (problem := second_person(entry.by, facts)):
        return problem
    return unguarded(Guard.G5_TWO_PERSONS, "own-rights") if facts.acts_for(*gives) else None


def settler(entry: Entry | None, facts: Facts) -> tuple[str | None, datetime | None]:
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


def read(read_in: str | None, read_on: date | None, facts: Facts) -> None:
    """Raises Refused unless the actor says where and when they read the text, which the page of the law shows."""
    if read_in is None:
        raise Refused(invalid("read_in", "where-read-needed"))
    if read_on is None:
        raise Refused(invalid("read_on", "when-read-needed"))
    if read_on > local_date(facts.now):
        raise Refused(invalid("read_on", "in-the-future"))
