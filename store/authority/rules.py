"""Rights from the registry that an actor needs for an act.

  - agency    active that day, in the role that the act names
  - person    with an appointment in it that covers the day, and the posts that the act names and requires
  - scope     granted to the agency, within the ceiling of its role; a substitute also has the lead's
  - account   not suspended
  - program   known to the registry and active; for persons or for itself as the actor is; the agency's or shared;
              allowed to request the scope. A person who signs in with the register itself acts by such a program

The current rules say what an act needs. `domain/acts.py` lists the possible acts.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from domain.acts import misfit
from domain.book import BY_COMMAND
from domain.kernel.actor import ActorKind
from domain.kernel.policy import effective
from domain.kernel.vocabulary import Role
from domain.registry.accounts import ClientState, Officer, User, UserState
from domain.registry.registry import Registry
from domain.rules.command import Action
from store.log.audit.ledger import Said

Body = Mapping[str, Any]

BY_REGISTRY = frozenset({ActorKind.PERSON.value, ActorKind.CLIENT.value})
"""Actors whose authority comes from the registry."""
ACTIONS: Mapping[str, Action] = {action.name: action for action in BY_COMMAND.values()}


@dataclass(frozen=True, slots=True)
class Act:
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
        kind, subject, client, agency, role, posts, scope, action = said
        held = frozenset(post for post in (posts or "").split(",") if post)
        return cls(kind, subject, client, agency, role, held, scope, action)


def said_in(body: Body) -> Said:
    actor = body["actor"]
    named = (actor["kind"], actor["subject"], actor["client"], actor["agency"], actor["role"])
    return (*named, ",".join(actor["posts"]), body["scope"], body["action"])


def process_of(author: object) -> str | None:
    """Return the process of a key: the first part of the author's name (`api+…`, `api-2+…`)."""
    return author.partition("+")[0].partition("-")[0] if isinstance(author, str) else None


def misfit_in(body: Body, process: str | None) -> str | None:
    """Return why an act is impossible, either for every process or for this one; None if it is possible."""
    return misfit(body["action"], body["type"], body["actor"]["kind"], process)


def fault(act: Act, registry: Registry, day: date) -> str | None:
    """Return why the registry gave the actor no right to the act on a day; None if the actor had the right."""
    role = registry.role_on(act.agency, day) if act.agency else None
    if role is None or role.value != act.role or registry.heir(str(act.agency), day) != act.agency:
        return f"{act.agency} was not {act.role}"
    if act.kind == ActorKind.PERSON and (why := _personal(act, registry, day)):
        return why
    return _carried(act, registry, day) or _unscoped(act, registry, role, day)


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
    if any(account.state is UserState.SUSPENDED for account in _accounts(held, registry)):
        return f"the account of {act.subject} was suspended"
    if act.client not in registry.clients and any(account.enrolled_at for account in _accounts(held, registry)):
        return f"the client {act.client} is not one of the register, with which {act.subject} signs in"
    return None


def _accounts(held: Iterable[Officer], registry: Registry) -> Iterator[User]:
    ids = {row.id for row in held}
    for name, officers in registry.subjects.items():
        if not ids.isdisjoint(officers) and (account := registry.account(name)):
            yield account


def _carried(act: Act, registry: Registry, day: date) -> str | None:
    """Return why the client could not do the act. Return None if the client could do it, or belongs to another issuer.

    A client never loses a scope, and a token has no scope that its client lacks (`auth/server/models.py`).
    """
    program, person = registry.clients.get(act.client or ""), act.kind == ActorKind.PERSON
    if program is None:
        return None
    if program.state is not ClientState.ACTIVE:
        return f"the client {act.client} was {program.state}"
    if not (program.redirects if person else program.machine):
        return f"the client {act.client} signs no {'person' if person else 'machine'} in"
    if not (person and program.shared) and registry.heir(program.agency, day) != act.agency:
        return f"the client {act.client} is {program.agency}'s"
    if act.scope is not None and act.scope not in {scope.value for scope in program.scopes}:
        return f"the client {act.client} may not ask for {act.scope}"
    return None


def _scopes_of(row: Action) -> frozenset[str | None]:
    scopes = chain(*row.by_kind.values()) if row.by_kind else (row.scope,)
    return frozenset(scope and scope.value for scope in scopes)


def _unscoped(act: Act, registry: Registry, role: Role, day: date) -> str | None:
    row = ACTIONS.get(act.action or "")
    if row is not None and act.scope not in _scopes_of(row):
        return f"{act.action} is not done under {act.scope}"
    if act.scope is None:
        return None
    granted, person = registry.granted.get(str(act.agency), frozenset()), act.kind == ActorKind.PERSON
    scopes = effective(role, granted, person=person)
    if act.agency in registry.substitutes_on(day):
        scopes |= effective(Role.LEAD, granted, person=person)
    return None if act.scope in scopes else f"{act.agency} did not hold {act.scope}"
