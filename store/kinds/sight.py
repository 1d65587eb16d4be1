"""Sight of heads by kind: one function for each way of seeing, named by `store/kinds/entries.py`.

Several things may open a head: membership or a field of administration, an agency or its kind. The head holds them
all in one field, `seen_by`, so that every sight is one clause that one index answers.
"""

from collections.abc import Iterable, Mapping

from domain.document.state import readable
from domain.kernel.actor import Actor, ActorKind
from domain.kernel.policy import Scope, sight
from domain.kernel.vocabulary import SEES_ALL_RECORDS, AgencyKind, Role, role_of

Ways = Mapping[str, frozenset[str]] | None
"""The field of a head with the values that open it, one match is enough. Empty opens nothing, None everything."""


def seen_by(agencies: Iterable[str], *, fields: Iterable[str] = (), kinds: Iterable[str] = ()) -> list[str]:
    """Return what opens a head, or a caller to heads: agencies, fields of administration, kinds of agency.

    Ids of agencies hold no colon.
    """
    return [*agencies, *(f"field:{field}" for field in fields), *(f"kind:{kind}" for kind in kinds)]


def of_cases(actor: Actor) -> Ways:
    """Every case, those the agency takes part in, or those of its fields (Đ3.2, Đ5.1.a, Đ5.3, Đ6.3).

    Who reported one by the public door has the code of that one.
    """
    if actor.kind is ActorKind.PUBLIC:
        return {"_id": frozenset({actor.subject})}
    seen = sight(actor.role, actor.scopes)
    if seen.all:
        return None
    opens = seen_by(actor.agencies if seen.member else (), fields=seen.categories)
    return {"seen_by": frozenset(opens)} if opens else {}


def of_records(actor: Actor) -> Ways:
    """Directives, activities and difficulties: the agencies they name, and those that see all."""
    if Scope.ACTIVITY_READ not in actor.scopes:
        return {}
    if actor.role in SEES_ALL_RECORDS:
        return None
    kinds = [kind.value for kind in AgencyKind if role_of(kind, is_lead=False) is actor.role]
    return {"seen_by": frozenset(seen_by(actor.agencies, kinds=kinds))}


def of_complaints(actor: Actor) -> Ways:
    """Open to the person who began it by the code, agencies that have a part in it, and those who see every case."""
    if actor.kind is ActorKind.PUBLIC:
        return {"_id": frozenset({actor.subject})}
    seen = sight(actor.role, actor.scopes)
    if seen.all:
        return None
    return {"readers": actor.agencies} if seen.member else {}


def of_accusations(actor: Actor) -> Ways:
    """The agency that decides, and inspectors; never one that is accused, whatever else it sees."""
    if actor.role is Role.INSPECTOR and Scope.AUDIT_READ_ALL in actor.scopes:
        return None
    return {"examining": actor.agencies} if Scope.REDRESS_DECIDE in actor.scopes else {}


def of_erasures(actor: Actor) -> Ways:
    """Open to the person who began it by the code, officers who answer such requests, and inspectors."""
    if actor.kind is ActorKind.PUBLIC:
        return {"_id": frozenset({actor.subject})}
    return None if actor.scopes & {Scope.ERASURE_APPROVE, Scope.AUDIT_READ_ALL} else {}


def of_own_agency(actor: Actor) -> Ways:
    """Open to its agency or the heir: appointments, accounts, programs, webhooks, addresses."""
    return {"agency": actor.agencies} if Scope.FOCAL_MANAGE in actor.scopes else {}


def of_press_work(actor: Actor) -> Ways:
    """Notices and questions of the press are the own agency's work; inspectors see all. The public's view is
    another path (`domain/publication/public.py`)."""
    if actor.role is Role.INSPECTOR and Scope.AUDIT_READ_ALL in actor.scopes:
        return None
    return {"agency": actor.agencies} if Scope.PRESS_ISSUE in actor.scopes else {}


def of_reports(actor: Actor) -> Ways:
    """An agency's own; all for the lead agency, the People's Committee, its office and inspectors (Đ6.2, Đ6.3)."""
    if actor.role in SEES_ALL_RECORDS and Scope.REPORT_READ in actor.scopes:
        return None
    return {"agency": actor.agencies} if Scope.REPORT_SUBMIT in actor.scopes else {}


def of_documents(actor: Actor) -> Ways:
    """Open to the agency that asked; inspectors see all requests. The file's reader also needs sight of the source."""
    if actor.role is Role.INSPECTOR and Scope.AUDIT_READ_ALL in actor.scopes:
        return None
    return {"agency": actor.agencies}


def of_consolidated_reports(actor: Actor) -> Ways:
    """The lead agency, the People's Committee and inspectors see every report; others get a copy of what was sent."""
    if not actor.scopes & {Scope.REPORT_READ, Scope.REPORT_COMPILE}:
        return {}
    return None if actor.role in SEES_ALL_RECORDS else {"shown": frozenset({"SENT"})}


def nobody(actor: Actor) -> Ways:
    return {}


def of_everybody(actor: Actor) -> Ways:
    """Rows that everybody with a right to read the registry may see."""
    return None


def only_readable_kinds(actor: Actor) -> Mapping[str, frozenset[str]]:
    return {"kind": frozenset(kind.value for kind in readable(actor.scopes))}


def no_limit(actor: Actor) -> Mapping[str, frozenset[str]]:
    return {}


def may_export(actor: Actor) -> bool:
    """Return True if the actor may have the states of everything that a report counted, in bulk.

    These are the lead agency's officers who compile it, and inspectors who read every event. Nobody else sees all of
    the cases, so nobody else is given them in a bundle.
    """
    if actor.officer is None:
        return False
    if actor.role is Role.INSPECTOR:
        return Scope.AUDIT_READ_ALL in actor.scopes
    return actor.role is Role.LEAD and Scope.REPORT_COMPILE in actor.scopes and of_cases(actor) is None
