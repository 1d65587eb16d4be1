"""Messages that a subscriber may receive about an event. Rights are checked when a delivery is created, and again
before the delivery is sent.

A webhook has the current rights of its agency's program: the agency's grants, the program's scopes and the cases
visible with them. Without these rights no message is made.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from domain.case.command import AgencyNotified
from domain.kernel.actor import Actor, Caller
from domain.kernel.calendar import local_date
from domain.kernel.event import Event
from domain.kernel.policy import IMPERSONAL, Scope, permits
from domain.kernel.refusals import NotAllowed
from domain.kernel.vocabulary import Kind, kind_of
from domain.notification.announcements import asks, reads
from domain.notification.messages import body, case_type, of_case, of_notice
from domain.notification.state.receivers import Mailing, Webhook
from domain.publication.public import PublicView, public_view
from domain.registry.accounts import ClientState
from domain.registry.registry import Registry
from domain.rules.duty import RULES
from store.driver.connection import Connection, Document
from store.facts.actors import actor_of
from store.heads.collection import heads_of
from store.heads.reader import sees
from store.keys.master import MasterKey
from store.record.revision import event_in, state_of

PERSONS_WORK: Final = frozenset(
    {
        *(Scope.REPORT_SUBMIT, Scope.PRESS_ISSUE, Scope.ERASURE_APPROVE, Scope.REDRESS_DECIDE),
        *(rule.scope for rule in RULES.values() if rule.scope),
    }
)
"""Scopes that reveal due work and that no program may have."""


@dataclass(frozen=True, kw_only=True)
class Occurrence:
    id: str
    at: datetime
    kind: Kind
    event: Event
    state: Any
    head: Document

    @property
    def notice(self) -> PublicView | None:
        """Return the notice as the public reads it now; None for a case, or for a notice that is not public."""
        return public_view(self.head) if self.kind is Kind.PUBLICATION else None


async def occurrence_of(connection: Connection, id: str) -> Occurrence | None:
    """Return an event of a case or a notice by its id; None for any other id."""
    stream = id.rpartition(":")[0]
    kind = kind_of(stream)
    if kind not in (Kind.CASE, Kind.PUBLICATION):
        return None
    revision = await connection.revisions.find_one({"_id": {"$eq": id}})
    head = await heads_of(connection, kind).find_one({"_id": {"$eq": stream}})
    if revision is None or head is None:
        return None
    at = revision["at"].replace(tzinfo=UTC)
    return Occurrence(id=id, at=at, kind=kind, event=event_in(revision), state=state_of(revision), head=head)


def subscriber(agency: str, client: str | None, registry: Registry, now: datetime, master: MasterKey) -> Actor | None:
    """Return an actor with the subscription's current rights; None if the subscription has no rights now."""
    scopes = frozenset(scope.value for scope in IMPERSONAL)
    if client is not None:
        program = registry.clients.get(client)
        if program is None or program.state is not ClientState.ACTIVE:
            return None
        scopes = frozenset(scope.value for scope in program.scopes)
    caller = Caller(subject=agency, client=client or "subscription", agency=agency, scopes=scopes, person=False)
    try:
        return actor_of(caller, registry, now, master)
    except NotAllowed:
        return None


def message(
    occurrence: Occurrence, webhook: Webhook, registry: Registry, now: datetime, master: MasterKey
) -> Mapping[str, Any] | None:
    actor = subscriber(webhook.agency, webhook.client, registry, now, master)
    if actor is None or not asks(webhook, occurrence.event.TYPE, occurrence.state):
        return None
    if occurrence.kind is Kind.PUBLICATION:
        if Scope.PRESS_READ not in actor.scopes or occurrence.notice is None:
            return None
        data = of_notice(occurrence.id, len(occurrence.state.versions), occurrence.notice)
        return body(occurrence.event.TYPE, occurrence.at, data)
    if not sees(actor, Kind.CASE, occurrence.head):
        return None
    type = case_type(occurrence.event.TYPE, webhook.topics, own=_owed(occurrence.event, actor, registry, now))
    return body(type, occurrence.at, of_case(occurrence.id, occurrence.event.TYPE, occurrence.head)) if type else None


def letter(occurrence: Occurrence, mailing: Mailing, registry: Registry, now: datetime) -> PublicView | None:
    """Return the notice for an e-mail; None if the recipient may not read it, or if its office lost the right to
    issue."""
    heir = registry.heir(mailing.agency, local_date(now))
    may = _may_hold(heir, Scope.PRESS_ISSUE, registry, now)
    if not may or not reads(mailing, occurrence.event.TYPE) or occurrence.notice is None:
        return None
    return occurrence.notice if registry.heir(occurrence.notice.agency, local_date(now)) == heir else None


def digest_reader(mailing: Mailing, registry: Registry, now: datetime, master: MasterKey) -> Actor | None:
    """Return an actor with the digest's current rights; None if the digest has no rights now."""
    return due_reader(mailing.agency, None, registry, now, master)


def due_reader(agency: str, client: str | None, registry: Registry, now: datetime, master: MasterKey) -> Actor | None:
    """Return the reader of an agency's due work. It has its program's rights, and may also see work that only persons
    do.

    About such work, messages state only kind, number and deadline (Đ6.2). A reader with a `client` has only that
    client's rights.
    """
    actor = subscriber(agency, client, registry, now, master)
    if actor is None or client is not None:
        return actor
    more = frozenset(scope for scope in PERSONS_WORK if _may_hold(actor.own, scope, registry, now))
    return replace(actor, scopes=actor.scopes | more)


def _may_hold(agency: str, scope: Scope, registry: Registry, now: datetime) -> bool:
    """Return True if the agency's role and grants allow it to have the scope."""
    role = registry.role_on(agency, local_date(now))
    return permits(role, scope) is not None and scope.value in registry.granted.get(agency, frozenset())


def _owed(event: Event, actor: Actor, registry: Registry, now: datetime) -> bool:
    return isinstance(event, AgencyNotified) and registry.heir(event.notice.agency, local_date(now)) == actor.agency
