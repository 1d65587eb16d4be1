"""Actor for a token: role, posts and narrowed scopes, according to the current registry."""

from datetime import date, datetime
from typing import Final

from domain.kernel.actor import Actor, ActorKind, Caller
from domain.kernel.calendar import local_date
from domain.kernel.policy import effective
from domain.kernel.refusals import NotAllowed
from domain.kernel.vocabulary import Role
from domain.registry.registry import Registry
from store.keys.master import MasterKey

KNOWN_MOST: Final = 10_000


class Actors:
    """Actors of callers, cached for each registry and day. Nothing else determines an actor."""

    def __init__(self, master: MasterKey) -> None:
        self._master = master
        self._of: tuple[Registry, date] | None = None
        self._known: dict[Caller, Actor] = {}

    def of(self, caller: Caller | Actor, registry: Registry, now: datetime) -> Actor:
        """Return the caller's current actor; an actor is returned unchanged. Raise the errors of `actor_of`."""
        if isinstance(caller, Actor):
            return caller
        today = local_date(now)
        if self._of is None or self._of[0] is not registry or self._of[1] != today or len(self._known) >= KNOWN_MOST:
            self._of, self._known = (registry, today), {}
        found = self._known.get(caller)
        if found is None:
            found = self._known[caller] = actor_of(caller, registry, now, self._master)
        return found


def actor_of(caller: Caller, registry: Registry, now: datetime, master: MasterKey) -> Actor:
    """Return the caller's current actor.

    Raise NotAllowed for an inactive agency, and for a person whom the agency has not appointed: an account needs an
    appointment document (Đ3.3). Also raise NotAllowed for a stopped account or client, and for a subject of the
    register's own server in a token of another issuer. The actor has the scopes that the token, the agency's current
    grants and the role's ceiling all allow.
    """
    today = local_date(now)
    agency = registry.heir(caller.agency, today)  # a token from before a merger acts for the successor
    role = registry.role_on(agency, today)
    if role is None:
        raise NotAllowed("agency-inactive")
    if registry.stopped(caller.subject, caller.client):
        raise NotAllowed("account-stopped")
    if caller.foreign and registry.signs_in_here(caller.subject, caller.client):
        raise NotAllowed("signs-in-here")
    granted = registry.granted.get(agency, frozenset())
    scopes = effective(role, granted & caller.scopes, person=caller.person)
    former = registry.taken_over(agency, today)
    stands_in = agency in registry.substitutes_on(today)
    deputy = effective(Role.LEAD if stands_in else None, granted & caller.scopes, person=caller.person)
    appointments = registry.appointments(caller.subject, agency, today) if caller.person else ()
    if caller.person and not appointments:
        raise NotAllowed("not-appointed")
    officer = appointments[0].id if appointments else None
    return Actor(
        kind=ActorKind.PERSON if officer else ActorKind.CLIENT,
        subject=registry.person(officer) if officer else master.pseudonym(caller.subject),
        client=caller.client,
        agency=agency,
        officer=officer,
        role=role,
        posts=frozenset(post for appointment in appointments for post in appointment.posts),
        scopes=scopes,
        former=former,
        deputy=deputy,
    )
