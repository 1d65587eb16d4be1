"""GraphQL types of legal terms: deadlines, and the limitation period of an act."""

from datetime import date, datetime
from typing import Any

import strawberry

from domain.complaint import terms
from domain.kernel.calendar import TermSource, in_utc, last_day
from domain.registry.entry import Certainty
from domain.registry.law import TermCertainty, WayOn
from domain.registry.registry import Registry
from schema.context import ContextInfo, Row
from schema.row_keys import of_row

PROVISIONAL = "True if the time limit runs through a year whose days off are not confirmed yet. The time limit is "
"computed again after the confirmation, and never becomes shorter."
LEVEL = "Level of the procedure: 1, or 2 after an appeal."


@strawberry.type
class Deadline:
    """A deadline of the Law on Complaints."""

    due_at: datetime = strawberry.field(
        description="Deadline: the first moment after the time limit, at which `lastDay` ends in Việt Nam."
    )
    last_day: date = strawberry.field(description="Last day of the time limit, in Việt Nam. Show this day to people.")
    days: int = strawberry.field(description="Time limit in calendar days.")
    remote: bool = strawberry.field(description="True if the longer time limit for remote areas applies.")
    source: str = strawberry.field(description="Law and article that set the time limit.")
    certainty: Certainty = strawberry.field(
        description="Certainty of the number of days: whether a person compared it with the text of the law."
    )
    basis: TermSource | None = strawberry.field(
        default=None,
        description="Source of the number of days: a law or the province; null before a person confirmed the number.",
    )
    provisional: bool = strawberry.field(description=PROVISIONAL)


def deadline_of(term: terms.Deadline, registry: Registry) -> Deadline:
    shown = terms.shown(term, registry)
    return Deadline(**vars(shown), last_day=last_day(shown.due_at))


def deadline_field(description: str, key: str) -> Any:
    """Return a field for the deadline under `key` of a row. The deadline is recomputed with the days off that are known
    now."""

    def resolve(root: Row, info: ContextInfo) -> Deadline | None:
        row = root[key]
        if row is None:
            return None
        given = {name: row.get(name) for name in ("days", "source", "certainty", "remote", "basis")}
        return deadline_of(terms.Deadline(**given, due_at=in_utc(row["due_at"])), info.context.registry)

    return strawberry.field(resolver=resolve, description=description, metadata=of_row(key))


def due_field(key: str, since: str, description: str, *, type: Any = datetime) -> Any:
    """Return a field for the deadline under `key` of a row, in working days. The deadline is recomputed with the days
    off that are known now. `since` is the path to the beginning of the term."""

    def resolve(root: Row, info: ContextInfo) -> datetime | None:
        return _again(root, key, since, info.context.registry)

    return strawberry.field(resolver=resolve, graphql_type=type, description=description, metadata=_of(key, since))


def provisional_field(key: str, since: str) -> Any:
    """Return a field that is true if the term under `key` includes days of a year without confirmed days off."""

    def resolve(root: Row, info: ContextInfo) -> bool:
        registry = info.context.registry
        due = _again(root, key, since, registry)
        return due is not None and registry.days.provisional(_begun(root, since), due)

    return strawberry.field(resolver=resolve, description=PROVISIONAL, metadata=_of(key, since))


def _of(key: str, since: str) -> dict[str, frozenset[str]]:
    return of_row(key, since.partition(".")[0])


def _begun(row: Row, path: str) -> datetime | None:
    found: Any = row
    for key in path.split("."):
        found = found and found.get(key)
    return in_utc(found) if found else None


def _again(row: Row, key: str, since: str, registry: Registry) -> datetime | None:
    if row[key] is None:
        return None
    return registry.days.end_of(in_utc(row[key]), _begun(row, since))


@strawberry.type
class NextLevel:
    """The level above the present one of a complaint. Null if no higher level can hear the complaint."""

    second: WayOn = strawberry.field(description="Body that hears the complaint; COURT when only a court remains.")
    source: str = strawberry.field(description="Law and article that set this level.")
    certainty: TermCertainty = strawberry.field(
        description="Certainty of the level: whether a person compared `source` with the law."
    )


@strawberry.type
class Limitation:
    """The period in which the law allows an act to be sanctioned. After the period nobody is sanctioned for the act,
    and any other measure must state a reason."""

    begins: date = strawberry.field(
        description="First day of the period: the day of publication. If that day is unknown, the day of detection or "
        "of receipt counts."
    )
    last_day: date = strawberry.field(description="Last day on which a sanction can be decided.")
    months: int = strawberry.field(description="Length in months.")
    source: str = strawberry.field(description="Law and article that set the length.")
    certainty: TermCertainty = strawberry.field(
        description="Certainty of the length: whether a person compared it with the law."
    )
