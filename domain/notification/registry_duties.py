"""Duties of an agency in the registry: what a second person has not approved, and what runs out (Đ2.1, Đ3.3, Đ5).

Derived from the registry that every process holds, so that it costs no read.
"""

from collections.abc import Iterator
from datetime import date, datetime

from domain.administration.grants import PENDING
from domain.administration.unconfirmed import unconfirmed
from domain.kernel.calendar import local_date, start_of
from domain.kernel.kind import Kind
from domain.kernel.roles import Post, Role
from domain.kernel.span import Span
from domain.notification.state.webhook import Webhook, WebhookState
from domain.registry.client import ClientState
from domain.registry.officer import Officer
from domain.registry.provision import ProvisionStatus
from domain.registry.registry import Registry
from domain.registry.working_days import years_asked_for
from domain.rules.duty import RULES, Duty, DutyKind


def registry_duties(registry: Registry, agency: str, now: datetime) -> Iterator[Duty]:
    """Yield the registry duties of an agency, whoever of it may do them."""
    today = local_date(now)
    yield from _grants(registry, agency, today)
    yield from _persons(registry, agency, today)
    yield from _programs(registry, agency, today)
    yield from _ending(registry, agency, today)
    yield from _unconfirmed(registry, agency, today)
    if registry.role_on(agency, today) is Role.LEAD:
        yield from _of_lead(registry, agency, today)


def serving(registry: Registry, agency: str, today: date) -> list[Officer]:
    """The officers of an agency, and of those that it took over, on a day."""
    on_the_day = (row for row in registry.officers.values() if row.span.covers(today))
    return [row for row in on_the_day if registry.heir(row.agency, today) == agency]


def _grants(registry: Registry, agency: str, today: date) -> Iterator[Duty]:
    """Proposed by an agency of another kind, and about an agency of another kind (Đ5)."""
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
        if registry.heir(officer.agency, today) == agency and not over:
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
    """Appointments and competences whose last day is near."""
    for officer in serving(registry, agency, today):
        yield from _renewal(DutyKind.RENEW_APPOINTMENT, agency, officer.id, officer.span, today)
    for competence in registry.agencies[agency].competences:
        if competence.span.covers(today):
            yield from _renewal(DutyKind.RENEW_COMPETENCE, agency, competence.task, competence.span, today)


def _renewal(kind: DutyKind, agency: str, about: str, span: Span, today: date) -> Iterator[Duty]:
    if span.until is not None and span.until <= today + RULES[kind].ahead:
        yield Duty(kind=kind, agency=agency, about=about, due_at=start_of(span.until))


def _unconfirmed(registry: Registry, agency: str, today: date) -> Iterator[Duty]:
    """Yield the unconfirmed rows: each entered row once, the province's file once for each kind."""
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
    """Drafted provisions, those without their text once for all, and the days off of a year, by which terms count."""
    drafts = [row for row in registry.provisions.values() if row.status is ProvisionStatus.DRAFT]
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
