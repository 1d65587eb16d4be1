"""Authority, played again: whether the sealed registry gave each actor, at that time, the right to do what it did.

    agency    active that day, in the role that the act names
    person    with an appointment in it that covers the day, and the posts that the act names and asks for
    scope     granted to the agency, beneath the ceiling of its role; a substitute has the lead's besides
    account   not suspended; the program that asked for the token not stopped
The registry is folded along with the acts, in the order of their times. Clocks and a commit that takes its time leave
a margin: an act is good if it was so at any moment within SKEW. What an act needs is what today's rules say; an action
that they do not know is judged by its actor alone. That the state of the case admitted the act is not looked at here.
"""

from bisect import bisect_right
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from domain.book import BY_COMMAND
from domain.kernel.actor import ActorKind
from domain.kernel.calendar import local_date
from domain.kernel.kind import REGISTRY, Kind
from domain.kernel.policy import effective
from domain.kernel.roles import Role
from domain.registry.client import ClientState
from domain.registry.registry import Registry
from domain.registry.user import UserState
from domain.rules.action import Action
from store.facts.registry import registry_of
from store.facts.registry_rows import RegistryRows
from store.log.audit_callers import Callers
from store.log.finding import Finding
from store.log.ledger import Ledger, Said
from store.mongo.connection import Connection

SKEW = timedelta(minutes=5)
"""How far clocks may be apart, and how long a commit may take."""
BY_REGISTRY = frozenset({ActorKind.PERSON.value, ActorKind.CLIENT.value})
"""Actors to whom the registry gives their authority."""
ACTIONS: Mapping[str, Action] = {action.name: action for action in BY_COMMAND.values()}


@dataclass(frozen=True, slots=True)
class Change:
    """A version of a stream of the registry."""

    at: datetime
    kind: Kind
    state: Any


class Authority:
    """What a pass over the record saw of the registry, and the acts to be judged, which the ledger keeps."""

    def __init__(self, connection: Connection, ledger: Ledger) -> None:
        self._connection, self._rows, self._ledger = connection, RegistryRows(connection), ledger
        self._changes: list[Change] = []

    def changed(self, kind: Kind, at: datetime, state: Any) -> None:
        """Remember a version of a stream of the registry."""
        self._changes.append(Change(at, kind, state))

    async def findings(self) -> AsyncIterator[Finding]:
        """Acts without authority, and commands from another caller than the acts they led to, in the order of time."""
        self._changes.sort(key=lambda change: change.at)
        names = await self._names()
        callers = Callers(self._connection.master, names, self._appointed())
        past = Past(self._changes, names)
        judged, others = dict[Said, str | None](), dict[Said, str | None]()
        since: object = None
        for at, revision, said, caller in self._ledger.acts():
            if caller is not None and callers.foreign(said, caller):
                yield Finding("command-differs", revision, "its command is from another caller")
            if said[0] not in BY_REGISTRY:
                if said not in others:
                    others[said] = _not_for(Act.of(said))
                if why := others[said]:
                    yield Finding("authority-missing", revision, why)
                continue
            if since != (moment := (past.places(at), _days(at))):  # another registry, or another day
                judged, since = {}, moment
            if said not in judged:
                judged[said] = _without(Act.of(said), at, past)
            if why := judged[said]:
                yield Finding("authority-missing", revision, why)

    def _appointed(self) -> Mapping[str, frozenset[str]]:
        """The agencies of each officer there ever was."""
        found: dict[str, set[str]] = {}
        for change in self._changes:
            if change.kind is Kind.OFFICER:
                found.setdefault(change.state.id, set()).add(change.state.agency)
        return {id: frozenset(agencies) for id, agencies in found.items()}

    async def _names(self) -> Mapping[str, str]:
        """The subjects of all officers and users there ever were, by their ids."""
        named = [change.state for change in self._changes if change.kind in (Kind.OFFICER, Kind.USER)]
        return await self._rows.names(named, None)


class Past:
    """The registry as it was at any moment; cheap when asked in the order of time."""

    def __init__(self, changes: list[Change], names: Mapping[str, str]) -> None:
        self._changes, self._names = changes, names
        self._times = [change.at for change in changes]
        self._made = 0
        self._rows: dict[Kind, dict[str, Any]] = {kind: {} for kind in REGISTRY}
        self._registries: dict[int, Registry] = {}

    def places(self, at: datetime) -> tuple[int, int]:
        """How many changes there were for sure, and at the most, at a moment."""
        return bisect_right(self._times, at - SKEW), bisect_right(self._times, at + SKEW)

    def around(self, at: datetime) -> Iterator[Registry]:
        """The registry at the moment, then as it was shortly before and after."""
        least, most = self.places(at)
        now = bisect_right(self._times, at)
        for count in (now, *range(least, now), *range(now + 1, most + 1)):
            yield self._after(count)

    def _after(self, count: int) -> Registry:
        """The registry after so many changes."""
        if count not in self._registries:
            if count < self._made:
                self._made, self._rows = 0, {kind: {} for kind in REGISTRY}
            for change in self._changes[self._made : count]:
                self._rows[change.kind][change.state.id] = change.state
            self._made = count
            if len(self._registries) > KEPT:
                self._registries.clear()
            rows = {kind: dict(of_kind) for kind, of_kind in self._rows.items()}
            self._registries[count] = registry_of(rows, self._names)
        return self._registries[count]


KEPT = 16
"""Registries of different moments that are held at once."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who acted, as what, and what for."""

    kind: str | None
    subject: str | None
    client: str | None
    agency: str | None
    role: str | None
    posts: frozenset[str]
    scope: str | None
    action: str | None

    @classmethod
    def of(cls, said: Said) -> "Act":
        """From what the ledger kept of it."""
        kind, subject, client, agency, role, posts, scope, action = said
        held = frozenset(post for post in (posts or "").split(",") if post)
        return cls(kind, subject, client, agency, role, held, scope, action)


def _days(at: datetime) -> tuple[date, ...]:
    """The day of the act; around midnight the two."""
    return tuple(dict.fromkeys((local_date(at), local_date(at - SKEW))))


def _not_for(act: Act) -> str | None:
    """Why the action is not for an actor whose authority does not come from the registry; None when it is."""
    row = ACTIONS.get(act.action or "")
    return None if row is None or act.kind in row.by else f"{act.action} is not for {act.kind}"


def _without(act: Act, at: datetime, past: Past) -> str | None:
    """Why the act had no authority at any moment around its time; None when it had."""
    first = None
    for registry in past.around(at):
        for day in _days(at):
            why = _fault(act, registry, day)
            if why is None:
                return None
            first = first or why
    return first


def _fault(act: Act, registry: Registry, day: date) -> str | None:
    role = registry.role_on(act.agency, day) if act.agency else None
    if role is None or role.value != act.role or registry.heir(str(act.agency), day) != act.agency:
        return f"{act.agency} was not {act.role}"
    if act.kind == ActorKind.PERSON and (why := _personal(act, registry, day)):
        return why
    program = registry.clients.get(act.client or "")
    if program is not None and program.state is not ClientState.ACTIVE:
        return f"the client {act.client} was {program.state}"
    return _unscoped(act, registry, role, day)


def _personal(act: Act, registry: Registry, day: date) -> str | None:
    held = [
        row
        for id, row in registry.officers.items()
        if registry.person(id) == act.subject and row.span.covers(day) and registry.heir(row.agency, day) == act.agency
    ]
    if not held:
        return f"{act.subject} had no appointment in {act.agency}"
    if extra := sorted(act.posts - {post.value for row in held for post in row.posts}):
        return f"{act.subject} was not {', '.join(extra)}"
    row = ACTIONS.get(act.action or "")
    if row is not None and row.posts and not {post.value for post in row.posts} & act.posts:
        return f"{act.action} is for {', '.join(sorted(row.posts))}"
    names = (name for name, ids in registry.subjects.items() if not set(ids).isdisjoint({row.id for row in held}))
    accounts = (registry.account(name) for name in names)
    if any(account is not None and account.state is UserState.SUSPENDED for account in accounts):
        return f"the account of {act.subject} was suspended"
    return None


def _scopes_of(row: Action) -> frozenset[str | None]:
    """The scopes of which an action needs one."""
    scopes = chain(*row.by_kind.values()) if row.by_kind else (row.scope,)
    return frozenset(scope and scope.value for scope in scopes)


def _unscoped(act: Act, registry: Registry, role: Role, day: date) -> str | None:
    row = ACTIONS.get(act.action or "")
    if row is not None and act.kind not in row.by:
        return f"{act.action} is not for {act.kind}"
    if row is not None and act.scope not in _scopes_of(row):
        return f"{act.action} is not done under {act.scope}"
    if act.scope is None:
        return None
    granted, person = registry.granted.get(str(act.agency), frozenset()), act.kind == ActorKind.PERSON
    scopes = effective(role, granted, person=person)
    if act.agency in registry.substitutes_on(day):
        scopes |= effective(Role.LEAD, granted, person=person)
    return None if act.scope in scopes else f"{act.agency} did not hold {act.scope}"
