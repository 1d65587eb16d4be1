"""Facts, actors and cases made by hand for the pure rules, without a store."""

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields, replace
from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256
from types import MappingProxyType
from typing import Any, TypeVar

from domain.book import BY_COMMAND
from domain.case.codes import TICKET_MARK
from domain.case.state.case import Case, CaseState, Category, Channel, Medium, Receipt
from domain.case.state.related import CaseAddresses
from domain.kernel.actor import Actor, ActorKind
from domain.kernel.event import Sealed, folded
from domain.kernel.fields import sealed_fields
from domain.kernel.policy import Scope, ceiling, effective
from domain.kernel.refusals import NotAllowed, Refused
from domain.kernel.span import Span
from domain.kernel.text import normal_url, url_fault
from domain.kernel.vocabulary import AgencyKind, Post
from domain.registry.accounts import Officer
from domain.registry.agency import Agency, Area, Competence, Lead, OfficialPage, Task
from domain.registry.registry import Registry
from domain.rules.command import Action, denial, standing
from domain.rules.facts import Facts, Need
from domain.rules.linking import LinkedEvent, linked_events
from tests.support.answered import held
from tests.support.world import APPOINTED, KINDS, LEAD, VERIFIERS, officer, subject

T = TypeVar("T")
NOW = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
ALWAYS = Span(since=date(2021, 7, 4))
HEALTH, LAND, POLICE = "agency-health", "agency-land", "agency-police"


@cache
def sealed(text: str) -> Sealed:
    """Return a reference to a text. The same text always has the same reference here; real references are salted."""
    return Sealed("0" * 32, sha256(text.encode()).hexdigest())


def stated(kind: type[T], changes: Mapping[str, Any] = MappingProxyType({}), /, **given: Any) -> T:
    """Return an object made by hand. A required field that is not given becomes a reference to its own name, now, or
    today."""
    usual = _usual(kind)  # type: ignore[arg-type]  # a class can be hashed
    return kind(**{**usual, **given, **changes})


@cache
def _usual(kind: Any) -> dict[str, Any]:
    needed = {field.name: field.type for field in fields(kind) if field.default is MISSING}
    plain: dict[Any, Any] = {datetime: NOW, date: NOW.date()}
    return {name: sealed(name) if of is Sealed else plain[of] for name, of in needed.items() if of in (Sealed, *plain)}


def agency(id: str, kind: AgencyKind, **changes: Any) -> Agency:
    """Return an agency in force. If its kind verifies, it is competent for every task, field and area."""
    competences = (Competence(task=Task.VERIFY, span=ALWAYS, source="test"),) if id in VERIFIERS else ()
    page = OfficialPage(address="https://tin.example", title="Trang thử", span=ALWAYS, source="test")
    made = Agency(id=id, kind=kind, span=ALWAYS, source="test", competences=competences, pages=(page,))
    return replace(made, **changes)


def officers() -> dict[str, Officer]:
    """Return one officer of each agency for each post that every agency has."""
    rows = (
        Officer(
            id=officer(kind, post),
            subject=sealed(subject(kind, post)),
            agency=kind,
            posts=(post,),
            span=ALWAYS,
            appointment=sealed("QĐ 1"),
        )
        for kind in KINDS
        for post in APPOINTED
    )
    return {row.id: row for row in rows}


def registry(**changes: Any) -> Registry:
    """Return the province of `tests/support/world.py` as rows."""
    area = Area(id="area-north", name="Miền Bắc", level="DISTRICT", span=ALWAYS, source="test")
    lead = Lead(id="lead-2021", agency=LEAD, span=ALWAYS, source="test")
    made = Registry(
        agencies={id: agency(id, kind) for id, kind in KINDS.items()},
        officers=officers(),
        leads={lead.id: lead},
        areas={area.id: area},
        holidays={},
        provisions={},
        subjects={},
    )
    return replace(made, **changes)


PROVINCE = registry()


def with_agency(id: str, **changes: Any) -> Registry:
    rows = PROVINCE.agencies
    return replace(PROVINCE, agencies={**rows, id: replace(rows[id], **changes)})


def person(agency: str, post: Post = Post.HANDLER, *, without: Iterable[Scope] = ()) -> Actor:
    """Return an officer with every scope that the agency may have, except some."""
    role = PROVINCE.role_on(agency, ALWAYS.since)
    return Actor(
        kind=ActorKind.PERSON,
        subject=officer(agency, post),
        client="tests",
        agency=agency,
        officer=officer(agency, post),
        role=role,
        posts=frozenset({post}),
        scopes=ceiling(role) - set(without),
    )


def machine(agency: str, *, greedy: bool = False) -> Actor:
    """Return an agency's client, with the scopes for tokens without a person, or with `greedy` more than these."""
    role = PROVINCE.role_on(agency, ALWAYS.since)
    scopes = ceiling(role) if greedy else effective(role, [item.value for item in Scope], person=False)
    return Actor(kind=ActorKind.CLIENT, subject="subject-1", client="machine", agency=agency, role=role, scopes=scopes)


def answers(*needs: Need | None) -> dict[type[Need], Need]:
    """Return the answers to a command's needs as facts store them. None stands for a missing answer."""
    return {type(need): need for need in needs if need is not None}


A_TICKET = f"{TICKET_MARK}{'0' * 64}"
"""Keyed hash of a code that may act."""


def facts(actor: Actor, command: Any = None, **changes: Any) -> Facts:
    """Return facts in which the texts of the command are sealed. `changes` are fields of the facts."""
    names = sealed_fields(type(command)) if command is not None else ()
    given = {name: getattr(command, name) for name in names}
    references = {name: sealed(value) for name, value in given.items() if value is not None}
    made: dict[str, Any] = {
        "now": NOW,
        "registry": PROVINCE,
        "sealed": references,
        "new_id": "id-1",
        "code": "CB-2026-000001",
        "ticket": A_TICKET,
    }
    if "needs" not in changes:
        made["needs"] = answers(where(command))
    return Facts(actor=actor, **made | changes)


def where(command: Any) -> CaseAddresses | None:
    """Return the address that a command gives for the content of its case."""
    url = getattr(command, "url", None)
    return CaseAddresses(normal=frozenset({normal_url(url)})) if url and url_fault(url) is None else None


def a_case(state: CaseState = CaseState.CHECKING, **changes: Any) -> Case:
    """Return a case that the land department reported and the health department checks."""
    return stated(
        Case,
        changes,
        id="case-1",
        code="CB-2026-000001",
        state=state,
        regulation="14/2021/QĐ-UBND",
        receipt=Receipt(received_at=NOW, channel=Channel.E_DOCUMENT, detected_at=NOW),
        reporter=LAND,
        lead=LEAD,
        members=(LEAD, LAND, HEALTH),
        medium=Medium.SOCIAL_NETWORK,
        url=sealed("url"),
        ticket=A_TICKET,
        category=Category.HEALTH,
        assigned=HEALTH,
        focal=officer(HEALTH, Post.HANDLER),
    )


def attempt(state: Any, command: Any, facts: Facts, row: Action | None = None) -> Any:
    """Return the state after the command, with the same checks in the same order as in the command handler.

    Raise NotAllowed or Refused.
    """
    try:
        return _attempt(state, command, facts, row or BY_COMMAND[type(command)])
    except (NotAllowed, Refused) as refused:
        held(type(command), refused)
        raise


def _attempt(state: Any, command: Any, facts: Facts, row: Action) -> Any:
    if denied := denial(row, facts.actor, command):
        raise denied
    if state is not None and (problem := standing(row, state, facts)):
        raise Refused(problem)
    for event in row.decide(state, command, facts):
        state = folded(state, event, state.id if state else f"{row.stream}-1")
    return state


def verdict(state: Any, command: Any, facts: Facts, row: Action | None = None) -> str:
    try:
        attempt(state, command, facts, row)
    except NotAllowed as denied:
        return denied.code
    except Refused as refused:
        return refused.problems[0].code
    return "ok"


def codes(state: Any, command: Any, facts: Facts) -> list[str]:
    """Return the codes of all refusals, each with its field if it has one."""
    try:
        attempt(state, command, facts)
    except Refused as refused:
        return [f"{getattr(problem, 'path', '')} {problem.code}".strip() for problem in refused.problems]
    return []


def faults(state: Any, command: Any, actor: Actor, **known: Any) -> list[str]:
    """Return the codes of all refusals of an actor's command. `known` are fields of the facts."""
    return codes(state, command, facts(actor, command, **known))


def outcome(state: Any, command: Any, actor: Actor, **known: Any) -> str:
    """Return `ok`, or the code of the first refusal of an actor's command."""
    return verdict(state, command, facts(actor, command, **known))


def done(state: Any, command: Any, actor: Actor, **known: Any) -> Any:
    """Return the state after an actor's command."""
    return attempt(state, command, facts(actor, command, **known))


def tried(state: Any, command: Any, actor: Actor, **known: Any) -> str:
    """Return `ok`, or the codes of all refusals as a line. `known` are fields of the facts."""
    return "; ".join(faults(state, command, actor, **known)) or "ok"


def linked(state: Any, command: Any, known: Facts) -> list[LinkedEvent[Any]]:
    row = BY_COMMAND[type(command)]
    found: list[LinkedEvent[Any]] = []
    for event in row.decide(state, command, known):
        state = folded(state, event, state.id if state else f"{row.stream}-1")
        found += linked_events(state, event, known)
    return found
