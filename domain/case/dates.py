"""Earliest and latest dates that case commands accept. Each date field refers to two functions of this module.

Without bounds, a wrong date could change the applicable law, precede the decision that it executes, or evade a time
limit.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from domain.case.guards import open_round, this_cycle
from domain.case.state.case import Case
from domain.kernel.calendar import local_date, start_of
from domain.kernel.fields import Dated, fields_of
from domain.kernel.refusals import InvalidInput, invalid
from domain.registry.regulation import in_force_since
from domain.rules.facts import Facts
from domain.rules.guards import refuse_for

Moment = date | datetime


@dataclass(frozen=True, kw_only=True)
class Known:
    """Data from which a bound is computed. `case` is None for a command that opens a case."""

    case: Case | None
    command: Any
    facts: Facts

    @property
    def there(self) -> Case:
        """Return the case.

        Raises AssertionError if the case does not exist, because no opening command uses this bound.
        """
        assert self.case is not None
        return self.case


def regulation_in_force(it: Known) -> Moment:
    """Return the first instant of the Regulation (QĐ-Đ2).

    Before that instant no agency had a duty to detect content or to notify the lead agency.
    """
    return start_of(in_force_since(it.facts.registry))


def content_there(it: Known) -> Moment | None:
    """Return the earliest time at which the content is known to have existed."""
    return it.there.published_at or it.there.receipt.detected_at


def round_opened(it: Known) -> Moment | None:
    current = open_round(it.there)
    return current.opened_at if current else None


def proposed(it: Known) -> Moment | None:
    return it.there.proposal.drafted_at if it.there.proposal else None


def decided(it: Known) -> Moment | None:
    newest = this_cycle(it.there.decisions, it.there)[-1:]
    return next((decision.decided_on for decision in newest), None)


def of_command(*fields: str) -> Callable[[Known], Moment | None]:
    """Return a bound function. The bound is the first of the given fields that the command has a value for."""
    return lambda it: next(filter(None, (getattr(it.command, field) for field in fields)), None)


published, noticed, taken = of_command("published_at"), of_command("detected_at"), of_command("taken_at")
postmarked = of_command("postmark_on", "published_at")


def task_given(it: Known) -> Moment | None:
    """Return the time of the decision. For a remedy of a true problem, return the arrival time of the report."""
    return decided(it) or it.there.receipt.received_at


def date_faults(case: Case | None, command: Any, facts: Facts) -> Iterator[InvalidInput]:
    """Yield a fault for every date of the command outside its bounds."""
    known = Known(case=case, command=command, facts=facts)
    for field in fields_of(command.__class__):
        value = getattr(command, field.name)
        if isinstance(field.spec, Dated) and value is not None:
            yield from _faults(field.name, value, field.spec, known)


class NothingGiven:
    """Placeholder for a command none of whose fields is filled in."""

    def __getattr__(self, name: str) -> None:
        return None


def days_of(spec: Dated, case: Case | None, facts: Facts) -> tuple[date | None, date | None]:
    """Return the first and the last day that a date field accepts, as far as known before any field is filled in."""
    known = Known(case=case, command=NothingGiven(), facts=facts)
    first, last = _bounds(spec, known)
    return first and _day(first), last and _day(last)


def _bounds(spec: Dated, known: Known) -> tuple[Moment | None, Moment | None]:
    first = spec.since(known) if spec.since else None
    return first, spec.until(known) if spec.until else known.facts.now


def _faults(name: str, value: Moment, spec: Dated, known: Known) -> Iterator[InvalidInput]:
    first, last = _bounds(spec, known)
    if first is not None and _before(value, first):
        yield invalid(name, "date-too-early", earliest=_day(first).isoformat())
    if last is not None and _before(last, value):
        if spec.until is None:
            yield invalid(name, "in-the-future")
        else:
            yield invalid(name, "date-too-late", latest=_day(last).isoformat())


def _before(one: Moment, other: Moment) -> bool:
    """Return whether one moment is before another.

    Two instants are compared exactly. An instant and a day are compared by the instant's date in Việt Nam.
    """
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one < other
    return _day(one) < _day(other)


def _day(moment: Moment) -> date:
    return local_date(moment) if isinstance(moment, datetime) else moment


def in_time(case: Case | None, command: Any, facts: Facts) -> None:
    """Raise Refused with a fault for every date of the command outside its bounds."""
    refuse_for(*date_faults(case, command, facts))
