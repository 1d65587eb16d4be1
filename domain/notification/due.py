"""Duties of an agency at an instant, in cases and in the registry. Inbox, warnings and digests all use this module.

Duties in the registry come from the registry's copy in memory, without a database query.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from domain.administration.agency_parts import unconfirmed
from domain.administration.grants import PENDING
from domain.case.duties import ASIDE
from domain.case.timely import late_in
from domain.kernel.actor import Actor
from domain.kernel.calendar import TermSource, in_utc, local_date, start_of
from domain.kernel.span import Span
from domain.kernel.vocabulary import Kind, Post, Role, kind_of
from domain.notification.state.receivers import Webhook, WebhookState
from domain.registry.accounts import ClientState, Officer
from domain.registry.agency import Agency, Task
from domain.registry.entry import LawStatus
from domain.registry.registry import Registry
from domain.registry.working_days import years_asked_for
from domain.rules.duty import RULES, Duty, DutyKind, deadline_of


def registry_duties(registry: Registry, agency: str, now: datetime) -> tuple[Duty, ...]:
    """Return the registry duties of an agency, for all its officers."""
    return registry.once(_on, agency, local_date(now))


def _on(registry: Registry, agency: str, today: date) -> tuple[Duty, ...]:
    return tuple(_each(registry, agency, today))


def _each(registry: Registry, agency: str, today: date) -> Iterator[Duty]:
    yield from _grants(registry, agency, today)
    yield from _persons(registry, agency, today)
    yield from _programs(registry, agency, today)
    yield from _ending(registry, agency, today)
    yield from _unconfirmed(registry, agency, today)
    if registry.role_on(agency, today) is Role.LEAD:
        yield from _of_lead(registry, agency, today)


def serving(registry: Registry, agency: str, today: date) -> list[Officer]:
    """Return the officers with a post on a day in an agency, or in an agency that it succeeded."""
    on_the_day = (row for row in registry.officers.values() if row.span.covers(today))
    return [row for row in on_the_day if registry.heir(row.agency, today) == agency]


def _grants(registry: Registry, agency: str, today: date) -> Iterator[Duty]:
    """Yield the pending grants that the agency may approve. Its kind differs from those of the proposer and the grantee
    (Đ5)."""
    kind = registry.agencies[agency].kind
    for grant in registry.grants.values():
        about = registry.agencies.get(grant.agency)
        if grant.state not in PENDING or about is None or registry.heir(grant.agency, today) == agency:
            continue
        if kind not in (grant.asked_kind, about.kind):
            yield Duty(kind=DutyKind.APPROVE_GRANT, agency=agency, about=grant.id, since=grant.asked_at)


def _persons(registry: Registry, agency: str, today: date) -> Iterator[Duty]:
    for officer in registry.nominated.values():
        over = officer.span.until is not None and officer.span.until <= today
        if officer.pending and registry.heir(officer.agency, today) == agency and not over:
            barred = tuple(filter(None, [officer.nominated_by]))
            yield Duty(kind=DutyKind.CONFIRM_OFFICER, agency=agency, about=officer.id, barred=barred)
    for user in registry.users.values():
        recovery = user.recovery
        if recovery and recovery.approved_by is None and registry.heir(user.agency, today) == agency:
            barred = (recovery.asked_by,)
            since = recovery.asked_at
            yield Duty(kind=DutyKind.APPROVE_USER, agency=agency, about=user.id, since=since, barred=barred)
    if not any(Post.HANDLER in officer.posts for officer in serving(registry, agency, today)):
        yield Duty(kind=DutyKind.NAME_OFFICER, agency=agency, about=agency)


def _programs(registry: Registry, agency: str, today: date) -> Iterator[Duty]:
    for client in registry.clients.values():
        if client.state is ClientState.STOPPED or registry.heir(client.agency, today) != agency:
            continue
        if client.state is ClientState.DRAFT:
            yield _approval(agency, client.id, client.registered_by)
        elif client.proposed:
            yield _approval(agency, client.id, client.proposed.by)
    for webhook in registry.rows(Webhook).values():
        if webhook.state is WebhookState.DRAFT and registry.heir(webhook.agency, today) == agency:
            yield _approval(agency, webhook.id, webhook.set_by)


def _approval(agency: str, about: str, first: str) -> Duty:
    return Duty(kind=DutyKind.APPROVE_PROGRAM, agency=agency, about=about, barred=(first,))


def _ending(registry: Registry, agency: str, today: date) -> Iterator[Duty]:
    """Yield the appointments and competences that end soon."""
    for officer in serving(registry, agency, today):
        yield from _renewal(DutyKind.RENEW_APPOINTMENT, agency, officer.id, officer.span, today)
    for competence in registry.agencies[agency].competences:
        if competence.span.covers(today):
            yield from _renewal(DutyKind.RENEW_COMPETENCE, agency, competence.task, competence.span, today)


def _renewal(kind: DutyKind, agency: str, about: str, span: Span, today: date) -> Iterator[Duty]:
    if span.until is not None and span.until <= today + RULES[kind].ahead:
        yield Duty(kind=kind, agency=agency, about=about, due_at=start_of(span.until))


def _unconfirmed(registry: Registry, agency: str, today: date) -> Iterator[Duty]:
    """Yield a duty for each unconfirmed row. Rows of the province's file give one duty for each kind of row."""
    authors: dict[str, list[str]] = {}
    kinds = dict[str, None]()
    for waiting in unconfirmed(registry):
        if waiting.entry is None or waiting.entry.by is None:
            kinds.setdefault(waiting.stream.partition("-")[0])
        elif agency not in {registry.heir(gaining, today) for gaining in waiting.gives}:
            authors.setdefault(waiting.stream, []).append(waiting.entry.by)
    for stream, by in authors.items():
        barred = tuple(by[:1]) if len(set(by)) == 1 else ()
        yield Duty(kind=DutyKind.CONFIRM_ROW, agency=agency, about=stream, barred=barred)
    for kind in kinds:
        yield Duty(kind=DutyKind.CONFIRM_ROW, agency=agency, about=kind)


def _of_lead(registry: Registry, agency: str, today: date) -> Iterator[Duty]:
    """Yield the lead agency's duties: drafted provisions, one duty for all provisions without a text, and missing days
    off of a year."""
    drafts = [row for row in registry.provisions.values() if row.status is LawStatus.DRAFT]
    in_force = [row for row in drafts if row.span.until is None or row.span.until > today]
    if any(row.wording_needed for row in in_force):
        yield Duty(kind=DutyKind.ENTER_WORDING, agency=agency, about=Kind.PROVISION.value)
    for provision in in_force:
        if not provision.wording_needed:
            barred = (provision.drafted_by,)
            yield Duty(kind=DutyKind.ACTIVATE_PROVISION, agency=agency, about=provision.id, barred=barred)
    for year in years_asked_for(registry.holidays.values(), today):
        due_at = start_of(date(year, 1, 1))
        yield Duty(kind=DutyKind.ENTER_DAYS_OFF, agency=agency, about=str(year), due_at=due_at)


NO_DEADLINE: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Due:
    """Duty of an agency at an instant. `soon` states that its deadline is near, as defined by `RULES`."""

    duty: Duty
    stream: str | None
    """Id of the object. None for the missing days off of a year, and for a duty about many rows of a kind."""
    code: str | None = None
    """Number of the object that people use; None for an object without a number."""
    due_at: datetime | None = None
    overdue: bool = False
    soon: bool = False
    provisional: bool = False
    """True if the deadline runs through a year with unconfirmed days off."""
    head: Mapping[str, Any] | None = field(default=None, compare=False, repr=False)
    """Head of the object's stream; None for a row of the registry."""

    @property
    def kind(self) -> DutyKind:
        return self.duty.kind

    @property
    def late(self) -> bool:
        """Return whether the term of the duty has expired, or the register recorded its expiry."""
        return self.overdue or self.duty.lapsed


def addressed(actor: Actor) -> frozenset[str]:
    """Return the addressees whose duties the actor has: the agency, agencies that it succeeded, and its role."""
    return actor.agencies | {actor.role.value} if actor.role else actor.agencies


class Owed(NamedTuple):
    """Duty of an agency as stored in a head. Its state at an instant takes longer to compute, so it is computed on
    demand."""

    row: Mapping[str, Any]
    head: Mapping[str, Any]


DECIDING: Final[Mapping[DutyKind, tuple[str, ...]]] = MappingProxyType(
    {
        DutyKind.ANSWER_RECUSAL: ("duties.officer", "duties.barred"),
        DutyKind.LOOK_AFTER_TERM: ("duties.since",),
        DutyKind.EXPLAIN_DELAY: (
            "receipt.detected_at",
            "receipt.delivered_on",
            "receipt.notify_by",
            "receipt.received_at",
        ),
        DutyKind.SIGN_DECISION: ("category", "areas"),
    }
)
"""Keys of a head that decide whether a duty of a kind waits (`waits_for`). A duty of any other kind always waits."""


def waits_for(
    row: Mapping[str, Any], agency: Agency, head: Mapping[str, Any], registry: Registry, now: datetime
) -> bool:
    """Return whether the agency has a duty from a head today.

    Only an agency that is competent to sign a decision has the duty to sign it (G1). A delay needs an explanation only
    if the report is late by the days off known now. The check by the level above begins when the term of the others
    ends.
    """
    kind = row["kind"]
    if kind in ENDS_WITH and gone(row, registry, now):
        return False
    if kind == DutyKind.LOOK_AFTER_TERM:
        return in_utc(row["since"]) <= now
    if kind == DutyKind.EXPLAIN_DELAY:
        return late_in(head["receipt"], registry.days)
    if kind != DutyKind.SIGN_DECISION:
        return True
    return agency.competent(Task.DECIDE, head["category"], head["areas"], local_date(now))


def owed_in(heads: Iterable[Mapping[str, Any]], actor: Actor, registry: Registry, now: datetime) -> Iterator[Owed]:
    """Yield the duties of the actor's agency in some streams, as stored in the streams' heads."""
    names, agency = addressed(actor), registry.agencies[actor.own]
    for head in heads:
        for row in head["duties"]:
            if row["agency"] in names and waits_for(row, agency, head, registry, now):
                yield Owed(row, head)


def due_in(heads: Iterable[Mapping[str, Any]], actor: Actor, registry: Registry, now: datetime) -> Iterator[Due]:
    """Yield the duties of the actor's agency in some streams, as of an instant."""
    return (due_of(owed, registry, now) for owed in owed_in(heads, actor, registry, now))


ENDS_WITH: Final = frozenset({DutyKind.ANSWER_RECUSAL})
"""Duties that end when their officer leaves. Other duties then pass to all officers in the post (Đ3.3)."""


def gone(row: Mapping[str, Any], registry: Registry, now: datetime) -> bool:
    """Return whether the officer of a duty can no longer perform it, because the officer lacks the posts or is
    recused."""
    officer, posts = row["officer"], RULES[DutyKind(row["kind"])].posts
    if officer is None:
        return False
    recused = registry.person(officer) in map(registry.person, row["barred"])
    return recused or not registry.serves(officer, posts, row["agency"], local_date(now))


def due_of(owed: Owed, registry: Registry, now: datetime) -> Due:
    """Return a duty from a head, as of an instant."""
    head, duty = owed.head, _duty(owed.row)
    if gone(owed.row, registry, now):
        duty = replace(duty, officer=None)
    return _due(duty, registry, now, stream=head["_id"], code=head.get("code"), head=head)


def next_in(head: Mapping[str, Any], registry: Registry, now: datetime) -> list[Due]:
    """Return the steps for which a case waits, the earliest deadline first."""
    steps = (row for row in head["duties"] if row["kind"] not in ASIDE and row["agency"] in registry.agencies)
    waiting = (row for row in steps if waits_for(row, registry.agencies[row["agency"]], head, registry, now))
    return first_due_first(due_of(Owed(row, head), registry, now) for row in waiting)


def owed_in_registry(actor: Actor, registry: Registry, now: datetime) -> Iterator[Duty]:
    """Yield the registry duties of the actor's agency for which the actor has the scope."""
    return (duty for duty in registry_duties(registry, actor.own, now) if RULES[duty.kind].scope in actor.scopes)


def due_in_registry(actor: Actor, registry: Registry, now: datetime) -> Iterator[Due]:
    """Yield the registry duties of the actor's agency for which the actor has the scope, as of an instant."""
    for duty in owed_in_registry(actor, registry, now):
        stream = duty.about if kind_of(duty.about) else None
        in_agency = duty.kind is DutyKind.RENEW_COMPETENCE
        yield _due(duty, registry, now, stream=actor.own if in_agency else stream)


def first_due_first(found: Iterable[Due]) -> list[Due]:
    """Return duties sorted by deadline. Duties without a deadline come last."""
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
    """Return whether a duty is that of this person, as the officer in charge or through a post.

    A person is never their own second person (G5).
    """
    duty, rule = due.duty, RULES[due.kind]
    if duty.officer is not None:
        return registry.person(duty.officer) == registry.person(actor.subject)
    barred = {registry.person(officer) for officer in duty.barred}
    if rule.first and registry.holders(rule.first, actor.own, local_date(now)) - barred:
        return rule.first in actor.posts and registry.person(actor.subject) not in barred
    return bool(rule.posts & actor.posts) and registry.person(actor.subject) not in barred
