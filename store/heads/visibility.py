"""What a caller may see, as a filter that every read carries and every command is checked against.

Invisible and missing give the same answer on every path, because no path reads without this. A kind that has no
row here can be seen and changed by nobody but the register itself.
"""

from collections.abc import Callable, Mapping
from typing import Any

from domain.document.state import readable
from domain.kernel.actor import Actor, ActorKind
from domain.kernel.kind import PRESS_WORK, RECORDS, REGISTRY, Kind
from domain.kernel.policy import Scope, sight
from domain.kernel.roles import SEES_ALL_RECORDS, AgencyKind, Role, role_of
from store.mongo.conditions import NOTHING

Filter = dict[str, Any]

Ways = Mapping[str, frozenset[str]] | None
"""Fields of a head with the values that open it, one match is enough; None opens everything."""


def _of_case(actor: Actor) -> Ways:
    seen = sight(actor.role, actor.scopes)
    if seen.all:
        return None
    ways: dict[str, frozenset[str]] = {}
    if seen.member:
        ways["members"] = actor.agencies
    if seen.categories:
        ways["category"] = seen.categories
    return ways


def _of_record(actor: Actor) -> Ways:
    if Scope.ACTIVITY_READ not in actor.scopes:
        return {}
    if actor.role in SEES_ALL_RECORDS:
        return None
    kinds = frozenset(kind.value for kind in AgencyKind if role_of(kind, is_lead=False) is actor.role)
    return {"readers": actor.agencies, "reader_kinds": kinds}


def _of_redress(actor: Actor) -> Ways:
    if actor.kind is ActorKind.PUBLIC:
        return {"_id": frozenset({actor.subject})}
    seen = sight(actor.role, actor.scopes)
    if seen.all:
        return None
    return {"readers": actor.agencies} if seen.member else {}


def _of_erasure(actor: Actor) -> Ways:
    if actor.kind is ActorKind.PUBLIC:
        return {"_id": frozenset({actor.subject})}
    return None if actor.scopes & {Scope.ERASURE_APPROVE, Scope.AUDIT_READ_ALL} else {}


def _of_own(actor: Actor) -> Ways:
    return {"agency": actor.agencies} if Scope.FOCAL_MANAGE in actor.scopes else {}


def _of_subscription(actor: Actor) -> Ways:
    """Webhooks and addresses to write to are their own agency's matter, and its heir's."""
    return {"agency": actor.agencies} if Scope.FOCAL_MANAGE in actor.scopes else {}


def _of_press_work(actor: Actor) -> Ways:
    """Notices and questions of the press are the own agency's work; inspectors see all. The public's view is
    another path (`domain/publication/public.py`)."""
    if actor.role is Role.INSPECTOR and Scope.AUDIT_READ_ALL in actor.scopes:
        return None
    return {"agency": actor.agencies} if Scope.PRESS_ISSUE in actor.scopes else {}


def _of_report(actor: Actor) -> Ways:
    """An agency's own; all for the lead agency, the People's Committee, its office and inspectors (Đ6.2, Đ6.3)."""
    if actor.role in SEES_ALL_RECORDS and Scope.REPORT_READ in actor.scopes:
        return None
    return {"agency": actor.agencies} if Scope.REPORT_SUBMIT in actor.scopes else {}


def _of_document(actor: Actor) -> Ways:
    """What an agency asked for is its own; inspectors see what was asked. The file asks for the source as well."""
    if actor.role is Role.INSPECTOR and Scope.AUDIT_READ_ALL in actor.scopes:
        return None
    return {"agency": actor.agencies}


def _of_consolidated(actor: Actor) -> Ways:
    """The lead agency, the People's Committee and inspectors see every report; others get a copy of what was sent."""
    if not actor.scopes & {Scope.REPORT_READ, Scope.REPORT_COMPILE}:
        return {}
    return None if actor.role in SEES_ALL_RECORDS else {"shown": frozenset({"SENT"})}


def may_export(actor: Actor) -> bool:
    """Who may have the states of everything that a report counted, in bulk: the lead agency's officers who compile it,
    and inspectors who read every event. Nobody else sees all of the cases, so nobody else is given them in a bundle."""
    if actor.officer is None:
        return False
    if actor.role is Role.INSPECTOR:
        return Scope.AUDIT_READ_ALL in actor.scopes
    return actor.role is Role.LEAD and Scope.REPORT_COMPILE in actor.scopes and _of_case(actor) is None


def _of_registry(actor: Actor) -> Ways:
    return None


VISIBILITY: Mapping[Kind, Callable[[Actor], Ways]] = {
    Kind.CASE: _of_case,
    Kind.REDRESS: _of_redress,
    Kind.ERASURE: _of_erasure,
    Kind.CONSOLIDATED: _of_consolidated,
    Kind.REPORT: _of_report,
    Kind.DOCUMENT: _of_document,
    **dict.fromkeys(RECORDS, _of_record),
    **dict.fromkeys(PRESS_WORK, _of_press_work),
    **dict.fromkeys(REGISTRY, _of_registry),
    **dict.fromkeys((Kind.OFFICER, Kind.USER, Kind.CLIENT), _of_own),
    **dict.fromkeys((Kind.WEBHOOK, Kind.MAILING), _of_subscription),
}


NARROWER: Mapping[Kind, Callable[[Actor], Mapping[str, frozenset[str]]]] = {
    Kind.DOCUMENT: lambda actor: {"kind": frozenset(each.value for each in readable(actor.scopes))},
}
"""Fields of a head that must match besides, unless everything is open."""


def ways(actor: Actor, kind: Kind) -> Ways:
    """How the actor may see objects of a kind; the register itself and its operator see everything."""
    if actor.kind in (ActorKind.SYSTEM, ActorKind.OPERATOR):
        return None
    return VISIBILITY[kind](actor) if kind in VISIBILITY else {}


def visible_to(actor: Actor, kind: Kind = Kind.CASE) -> Filter:
    """The filter of an actor's sight."""
    found = ways(actor, kind)
    if found is None:
        return {}
    parts: list[Filter] = [{field: any_of(values)} for field, values in found.items()]
    if not parts:
        return NOTHING
    opened = parts[0] if len(parts) == 1 else {"$or": parts}
    besides = [{field: any_of(values)} for field, values in narrower(actor, kind).items()]
    return {"$and": [opened, *besides]} if besides else opened


def any_of(values: frozenset[str]) -> Filter:
    """The condition that a field holds one of the values."""
    return {"$eq": next(iter(values))} if len(values) == 1 else {"$in": sorted(values)}


def sees(actor: Actor, kind: Kind, head: Filter) -> bool:
    """Whether the filter of the actor's sight matches a head already read."""
    found = ways(actor, kind)
    if found is None:
        return True
    besides = all(_meets(head[field], values) for field, values in narrower(actor, kind).items())
    return besides and any(_meets(head[field], values) for field, values in found.items())


def narrower(actor: Actor, kind: Kind) -> Mapping[str, frozenset[str]]:
    """What must match besides one of the ways."""
    return NARROWER[kind](actor) if kind in NARROWER else {}


def _meets(value: Any, values: frozenset[str]) -> bool:
    return not values.isdisjoint(value if isinstance(value, list) else [value])
