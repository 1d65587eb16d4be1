"""What all registry machines share: public texts, days of validity, and the row of an operator's act."""

from collections.abc import Callable
from datetime import date
from typing import Any

from domain.kernel.actor import ActorKind
from domain.kernel.event import Event
from domain.kernel.fields import Words
from domain.kernel.kind import Kind
from domain.kernel.refusals import Problem, Refused, RuleNotMet, invalid
from domain.kernel.span import Span
from domain.rules.action import Action
from domain.rules.facts import Facts

NAME_MOST, SOURCE_MOST = 200, 300


def named_text(doc: str, most: int = NAME_MOST) -> Words:
    """Text of a public row: names of agencies and their sources stand in the record in the clear."""
    return Words(doc=doc, most=most, sealed=False)


SOURCE = named_text("The act it rests on.", SOURCE_MOST)


def span_of(since: date, until: date | None) -> Span:
    """Days of validity. Raises Refused when they end before they begin."""
    if until is not None and until <= since:
        raise Refused(invalid("until", "ends-before-it-begins"))
    return Span(since=since, until=until)


def operators_row(
    command: type,
    kind: Kind,
    decide: Callable[[Any, Any, Facts], tuple[Event, ...]],
    *,
    creates: bool = False,
) -> Action:
    """The row of an act that only the operator of the installation does."""
    by = frozenset({ActorKind.OPERATOR})
    return Action(command=command, stream=kind, decide=decide, creates=creates, by=by)


def own_agencys(state: Any, facts: Facts) -> Problem | None:
    """A row of one's own agency, or of one that it took over."""
    return None if facts.acts_for(state.agency) else RuleNotMet(code="own-agency-only")
