"""Visibility of heads by kind: one function for each rule. `store/kinds/entries.py` assigns the functions to kinds.

A reader may see a head by membership, by a field of administration, by agency or by its kind. The head has all these
values in one field, `seen_by`, so that every visibility check is one clause that one index answers.
"""

from collections.abc import Iterable, Mapping

from domain.document.state import readable
from domain.erasure.state import ERASURE_SCOPES
from domain.kernel.actor import Actor, ActorKind
from domain.kernel.policy import Scope, sight
from domain.kernel.vocabulary import SEES_ALL_RECORDS, AgencyKind, Role, role_of

Ways = Mapping[str, frozenset[str]] | None
"""Fields of a head with the values that let a reader see it; one match is enough. An empty mapping matches no head;
None matches all."""


def seen_by(agencies: Iterable[str], *, fields: Iterable[str] = (), kinds: Iterable[str] = ()) -> list[str]:
    """Return the values by which a head can be seen, or by which a caller sees heads: agencies, fields of
    administration, kinds of agency.

    Ids of agencies have no colon.
    """
    return [*agencies, *(f"field:{field}" for field in fields), *(f"kind:{kind}" for kind in kinds)]


def of_cases(actor: Actor) -> Ways:
    """Return the conditions for visible cases: all, those in which the agency takes part, or those of its fields (Đ3.2,
    Đ5.1.a, Đ5.3, Đ6.3).

    A reporter without an account sees the case of their code.
    """
    if actor.kind is ActorKind.PUBLIC:
        return {"_id": frozenset({actor.subject})}
    seen = sight(actor.role, actor.scopes)
    if seen.all:
        return None
    opens = seen_by(actor.agencies if seen.member else (), fields=seen.categories)
    return {"seen_by": frozenset(opens)} if opens else {}


def of_records(actor: Actor) -> Ways:
    """Return the conditions for directives, activities and difficulties: visible to the agencies listed in them, and to
    agencies that see all."""
    if Scope.ACTIVITY_READ not in actor.scopes:
        return {}
    if actor.role in SEES_ALL_RECORDS:
        return None
    kinds = [kind.value for kind in AgencyKind if role_of(kind, is_lead=False) is actor.role]
    return {"seen_by": frozenset(seen_by(actor.agencies, kinds=kinds))}


def of_complaints(actor: Actor) -> Ways:
    """Return the conditions for complaints: visible to the complainant with the code, to agencies that take part, and
    to agencies that see every case."""
    if actor.kind is ActorKind.PUBLIC:
        return {"_id": frozenset({actor.subject})}
    seen = sight(actor.role, actor.scopes)
    if seen.all:
        return None
    return {"readers": actor.agencies} if seen.member else {}


def of_accusations(actor: Actor) -> Ways:
    """Return the conditions for accusations: visible to the deciding agency and to inspectors, never to an accused
    agency."""
    if actor.role is Role.INSPECTOR and Scope.AUDIT_READ_ALL in actor.scopes:
        return None
    return {"examining": actor.agencies} if Scope.REDRESS_DECIDE in actor.scopes else {}


def of_erasures(actor: Actor) -> Ways:
    """Return the conditions for requests: visible to the requester with the code, to officers who answer requests, and
    to inspectors."""
    if actor.kind is ActorKind.PUBLIC:
        return {"_id": frozenset({actor.subject})}
    return {} if actor.scopes.isdisjoint(ERASURE_SCOPES) else None


def of_own_agency(actor: Actor) -> Ways:
    """Return the conditions for appointments, accounts, programs, webhooks and addresses: visible to their agency or
    its successor."""
    return {"agency": actor.agencies} if Scope.FOCAL_MANAGE in actor.scopes else {}


def of_press_work(actor: Actor) -> Ways:
    """Return the conditions for notices and questions of the press: visible to their own agency and to inspectors.

    The public reads notices by another path (`domain/publication/public.py`).
    """
    if actor.role is Role.INSPECTOR and Scope.AUDIT_READ_ALL in actor.scopes:
        return None
    return {"agency": actor.agencies} if Scope.PRESS_ISSUE in actor.scopes else {}


def of_reports(actor: Actor) -> Ways:
    """Return the conditions for reports: visible to their own agency, to the lead agency, the People's Committee, its
    office and inspectors (Đ6.2, Đ6.3)."""
    if actor.role in SEES_ALL_RECORDS and Scope.REPORT_READ in actor.scopes:
        return None
    return {"agency": actor.agencies} if Scope.REPORT_SUBMIT in actor.scopes else {}


def of_documents(actor: Actor) -> Ways:
    """Return the conditions for documents: visible to the agency that requested them, and to inspectors.

    To read the file, a reader must also be able to see the source.
    """
    if actor.role is Role.INSPECTOR and Scope.AUDIT_READ_ALL in actor.scopes:
        return None
    return {"agency": actor.agencies}


def of_consolidated_reports(actor: Actor) -> Ways:
    """Return the conditions for consolidated reports. The lead agency, the People's Committee and inspectors see all;
    recipients of a copy see sent ones."""
    if not actor.scopes & {Scope.REPORT_READ, Scope.REPORT_COMPILE}:
        return {}
    return None if actor.role in SEES_ALL_RECORDS else {"shown": frozenset({"SENT"})}


def nobody(actor: Actor) -> Ways:
    return {}


def of_everybody(actor: Actor) -> Ways:
    return None


def only_readable_kinds(actor: Actor) -> Mapping[str, frozenset[str]]:
    return {"kind": frozenset(kind.value for kind in readable(actor.scopes))}


def no_limit(actor: Actor) -> Mapping[str, frozenset[str]]:
    return {}


def may_export(actor: Actor) -> bool:
    """Return True if the actor may export the states of all objects that a report counted.

    Only officers of the lead agency who compile the report and inspectors who read every event may. Only they see all
    cases.
    """
    if actor.officer is None:
        return False
    if actor.role is Role.INSPECTOR:
        return Scope.AUDIT_READ_ALL in actor.scopes
    return actor.role is Role.LEAD and Scope.REPORT_COMPILE in actor.scopes and of_cases(actor) is None
