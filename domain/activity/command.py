"""Base classes of the events and commands of all types of activity: who recorded it, and when it was."""

from datetime import date
from typing import Any

from domain.activity.state.activity import Activity, ActivityState, ActivityType, Recording
from domain.kernel.calendar import local_date
from domain.kernel.kind import Kind
from domain.kernel.refusals import InvalidInput, Problem, RuleNotMet, invalid
from domain.rules.command import CommandOn, OpeningCommand
from domain.rules.facts import Facts


class RecordCommand(OpeningCommand, kind=Kind.ACTIVITY):
    """Recording an activity of some type."""


class ActivityCommand(CommandOn[Activity], kind=Kind.ACTIVITY, states={ActivityState.RECORDED}):
    """Act on a recorded activity."""


def recording(facts: Facts) -> Recording:
    return Recording(agency=facts.actor.own, officer=facts.actor.subject, at=facts.now)


def recorded(id: str, by: Recording, type: ActivityType, **record: Any) -> Activity:
    """The activity that a recording begins; `record` is the one of its type."""
    return Activity(id=id, type=type, agency=by.agency, officer=by.officer, at=by.at, **record)


def past(field: str, day: date, facts: Facts) -> list[InvalidInput]:
    return [invalid(field, "in-the-future")] if day > local_date(facts.now) else []


def is_breach(activity: Activity, facts: Facts) -> Problem | None:
    """The activity is a breach."""
    return None if activity.breach else RuleNotMet(code="not-a-breach")
