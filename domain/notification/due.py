"""Duties of an agency at a moment: the one source of inbox, warnings, digests and webhooks."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from domain.case.awaited import NEXT_STEPS
from domain.case.timely import late_in
from domain.kernel.actor import Actor
from domain.kernel.calendar import in_utc, local_date
from domain.kernel.kind import kind_of
from domain.kernel.term import TermSource
from domain.notification.registry_duties import registry_duties
from domain.registry.agency import Agency, Task
from domain.registry.registry import Registry
from domain.rules.duty import RULES, Duty, DutyKind, deadline_of

NO_DEADLINE: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Due:
    """A duty of an agency as it is at a moment. `soon`: its deadline is near, as `RULES` says."""

    duty: Duty
    stream: str | None
    """The id of what it is in; None for the days off of a year, which no stream holds yet, and for rows of a kind."""
    code: str | None = None
    """The readable number of that, if it has one."""
    due_at: datetime | None = None
    overdue: bool = False
    soon: bool = False
    provisional: bool = False
    """True if the deadline runs through a year whose days off nobody confirmed."""
    head: Mapping[str, Any] | None = field(default=None, compare=False, repr=False)
    """The head of the stream; None for a row of the registry."""

    @property
    def kind(self) -> DutyKind:
        return self.duty.kind

    @property
    def late(self) -> bool:
        """Return whether the time ran out, or the register wrote down that it did."""
        return self.overdue or self.duty.lapsed


def addressed(actor: Actor) -> frozenset[str]:
    """Under which names duties wait for an actor's agency: its own, those it acts for, and its role."""
    return actor.agencies | {actor.role.value} if actor.role else actor.agencies


class Owed(NamedTuple):
    """A duty of an agency as a head holds it. What it is at a moment is found when that is asked: it takes longer."""

    row: Mapping[str, Any]
    head: Mapping[str, Any]


def waits_for(kind: str, agency: Agency, head: Mapping[str, Any], registry: Registry, now: datetime) -> bool:
    """Return whether a duty is really the agency's today.

    A decision waits only for who is competent to sign it (G1). A delay is explained only while the days off that are
    known make it one.
    """
    if kind == DutyKind.EXPLAIN_DELAY:
        return late_in(head["receipt"], registry.days)
    if kind != DutyKind.SIGN_DECISION:
        return True
    return agency.competent(Task.DECIDE, head["category"], head["areas"], local_date(now))


def owed_in(heads: Iterable[Mapping[str, Any]], actor: Actor, registry: Registry, now: datetime) -> Iterator[Owed]:
    """Yield what the actor's agency owes in some streams, as their heads hold it."""
    names, agency = addressed(actor), registry.agencies[actor.own]
    for head in heads:
        for row in head["duties"]:
            if row["agency"] in names and waits_for(row["kind"], agency, head, registry, now):
                yield Owed(row, head)


def due_in(heads: Iterable[Mapping[str, Any]], actor: Actor, registry: Registry, now: datetime) -> Iterator[Due]:
    """Return what the actor's agency owes in some streams at a moment."""
    return (due_of(owed, registry, now) for owed in owed_in(heads, actor, registry, now))


def due_of(owed: Owed, registry: Registry, now: datetime) -> Due:
    """A duty that a head holds, as it is at a moment."""
    head = owed.head
    return _due(_duty(owed.row), registry, now, stream=head["_id"], code=head.get("code"), head=head)


def next_in(head: Mapping[str, Any], registry: Registry, now: datetime) -> list[Due]:
    """Return the steps that a case waits for, the first deadline first: its reporter sees those with a term."""
    steps = (row for row in head["duties"] if row["kind"] in NEXT_STEPS and row["agency"] in registry.agencies)
    waiting = (row for row in steps if waits_for(row["kind"], registry.agencies[row["agency"]], head, registry, now))
    return first_due_first(due_of(Owed(row, head), registry, now) for row in waiting)


def due_in_registry(actor: Actor, registry: Registry, now: datetime) -> Iterator[Due]:
    """Yield what the actor's agency owes to the registry, as far as it holds the right to do it."""
    for duty in registry_duties(registry, actor.own, now):
        if RULES[duty.kind].scope in actor.scopes:
            stream = duty.about if kind_of(duty.about) else None
            in_agency = duty.kind is DutyKind.RENEW_COMPETENCE
            yield _due(duty, registry, now, stream=actor.own if in_agency else stream)


def first_due_first(found: Iterable[Due]) -> list[Due]:
    """By deadline, those without one last."""
    return sorted(found, key=lambda due: (due.due_at or NO_DEADLINE, due.code or "", due.stream or "", due.kind))


def _due(duty: Duty, registry: Registry, now: datetime, **where: Any) -> Due:
    due_at = deadline_of(duty, registry.days)
    overdue = due_at is not None and due_at <= now
    soon = due_at is not None and now < due_at <= now + RULES[duty.kind].ahead
    provisional = due_at is not None and registry.days.provisional(duty.since, due_at)
    return Due(duty=duty, due_at=due_at, overdue=overdue, soon=soon, provisional=provisional, **where)


def _duty(row: Mapping[str, Any]) -> Duty:
    due_at, since, source = row["due_at"], row["since"], row["source"]
    return Duty(
        kind=DutyKind(row["kind"]),
        agency=row["agency"],
        about=row["about"],
        officer=row["officer"],
        lapsed=row["lapsed"],
        barred=tuple(row["barred"]),
        source=TermSource(source) if source else None,
        due_at=in_utc(due_at) if due_at else None,
        since=in_utc(since) if since else None,
    )


def mine(due: Due, actor: Actor, registry: Registry, now: datetime) -> bool:
    """Return whether a duty waits for this person: the officer in charge, or by a post; nobody is the second person to
    themselves (G5)."""
    duty, rule = due.duty, RULES[due.kind]
    if duty.officer is not None:
        return duty.officer == actor.officer
    barred = {registry.person(officer) for officer in duty.barred}
    if rule.first and registry.holders(rule.first, actor.own, local_date(now)) - barred:
        return rule.first in actor.posts and registry.person(actor.subject) not in barred
    return bool(rule.posts & actor.posts) and registry.person(actor.subject) not in barred
