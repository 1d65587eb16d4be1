"""How an agency comes to hold scopes, and ceases to (Đ5).

Nobody changes the grants of their own agency: one agency proposes, and an agency of another kind than the one that
proposes and the one that is granted approves. Ends go the same way. Grants only narrow the ceiling of
`domain/kernel/policy.py`; whoever has none may do nothing.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from domain.administration.enrolment import operators_row
from domain.kernel.actor import ActorKind
from domain.kernel.calendar import local_date
from domain.kernel.event import Event
from domain.kernel.fields import Items, Ref
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope, ceiling
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.roles import AgencyKind, Post, Role
from domain.registry.grant import Grant, GrantState
from domain.registry.texts import SOURCE
from domain.rules.action import HUMANS_AND_MACHINES, Action
from domain.rules.facts import Facts


class GrantEntered(Event, type="grant.entered"):
    """The operator gave an agency that had no grants its first ones."""

    agency: str
    scopes: tuple[Scope, ...]
    source: str
    entered_by: str
    entered_at: datetime


class GrantProposed(Event, type="grant.proposed"):
    """An agency proposed that another be granted scopes."""

    agency: str
    scopes: tuple[Scope, ...]
    source: str
    asked_by: str
    asked_at: datetime
    asked_kind: AgencyKind | None = None


class GrantEndProposed(Event, type="grant.end-proposed"):
    """An agency proposed that a grant end."""

    reason: str
    asked_by: str
    asked_at: datetime
    asked_kind: AgencyKind | None = None


class GrantApproved(Event, type="grant.approved"):
    """An agency of another kind approved what was proposed."""

    by: str
    at: datetime


class GrantRefused(Event, type="grant.refused"):
    """An agency of another kind refused what was proposed."""

    by: str
    at: datetime
    reason: str


_SCOPES = Items(doc="The scopes, within the ceiling of the agency's role.", most=len(Scope))


@dataclass(frozen=True, kw_only=True)
class EnterGrant:
    """Give an agency that has no grants yet its first ones."""

    agency: Annotated[str, Ref(doc="The agency.")]
    scopes: Annotated[tuple[str, ...], _SCOPES]
    source: Annotated[str, SOURCE]


@dataclass(frozen=True, kw_only=True)
class ProposeGrant:
    """Propose that another agency be granted scopes; an agency of another kind approves (Đ5)."""

    agency: Annotated[str, Ref(doc="The agency that is to hold them; never one's own.")]
    scopes: Annotated[tuple[str, ...], _SCOPES]
    source: Annotated[str, SOURCE]


@dataclass(frozen=True, kw_only=True)
class ProposeGrantEnd:
    """Propose that a grant of another agency end; it counts until an agency of another kind approves."""

    reason: Annotated[str, SOURCE]


@dataclass(frozen=True, kw_only=True)
class ApproveGrant:
    """Approve a proposed grant, or its proposed end, as an agency of another kind."""


@dataclass(frozen=True, kw_only=True)
class RefuseGrant:
    """Refuse a proposed grant, or its proposed end, as an agency of another kind."""

    reason: Annotated[str, SOURCE]


def enter(state: None, command: EnterGrant, facts: Facts) -> tuple[Event, ...]:
    """Give an agency its first grants; later ones need two agencies."""
    if any(row.agency == command.agency for row in facts.registry.grants.values()):
        raise Refused(RuleNotMet(code="agency-has-grants"))
    scopes = _scopes(command.agency, command.scopes, facts)
    by, at = facts.actor.subject, facts.now
    return (GrantEntered(agency=command.agency, scopes=scopes, source=command.source, entered_by=by, entered_at=at),)


def propose(state: None, command: ProposeGrant, facts: Facts) -> tuple[Event, ...]:
    """Propose a grant."""
    if facts.acts_for(command.agency):
        raise Refused(unguarded(Guard.G5_TWO_PERSONS, "own-grants"))
    return (
        GrantProposed(
            agency=command.agency,
            scopes=_scopes(command.agency, command.scopes, facts),
            source=command.source,
            asked_by=facts.actor.subject,
            asked_at=facts.now,
            asked_kind=_kind(facts),
        ),
    )


def may_propose_end(state: Grant, facts: Facts) -> Problem | None:
    """Not for one's own agency."""
    return unguarded(Guard.G5_TWO_PERSONS, "own-grants") if facts.acts_for(state.agency) else None


def propose_end(state: Grant, command: ProposeGrantEnd, facts: Facts) -> tuple[Event, ...]:
    """Propose an end."""
    return (
        GrantEndProposed(
            reason=command.reason, asked_by=facts.actor.subject, asked_at=facts.now, asked_kind=_kind(facts)
        ),
    )


def may_settle(state: Grant, facts: Facts) -> Problem | None:
    """As an agency of another kind than the one that asked and the one that it is about."""
    if facts.acts_for(state.agency):
        return unguarded(Guard.G5_TWO_PERSONS, "own-grants")
    if _kind(facts) in (state.asked_kind, facts.registry.agencies[state.agency].kind):
        return unguarded(Guard.G5_TWO_PERSONS, "another-kind-needed")
    return None


def approve(state: Grant, command: ApproveGrant, facts: Facts) -> tuple[Event, ...]:
    """Approve."""
    return (GrantApproved(by=facts.actor.subject, at=facts.now),)


def refuse(state: Grant, command: RefuseGrant, facts: Facts) -> tuple[Event, ...]:
    """Refuse."""
    return (GrantRefused(by=facts.actor.subject, at=facts.now, reason=command.reason),)


def _kind(facts: Facts) -> AgencyKind | None:
    return facts.registry.agencies[facts.actor.agency].kind if facts.actor.agency else None


def _scopes(agency: str, named: tuple[str, ...], facts: Facts) -> tuple[Scope, ...]:
    if agency not in facts.registry.agencies:
        raise Refused(invalid("agency", "agency-unknown"))
    if not named or not set(named) <= set(Scope):
        raise Refused(invalid("scopes", "scope-unknown"))
    scopes = frozenset(Scope(each) for each in named)
    today = local_date(facts.now)
    lead = ceiling(Role.LEAD) if agency in facts.registry.substitutes_on(today) else frozenset[Scope]()
    if not scopes <= ceiling(facts.registry.role_on(agency, today)) | lead:
        raise Refused(invalid("scopes", "scope-above-ceiling"))
    return tuple(sorted(scopes))


def evolve_grant(state: Grant | None, event: Event, id: str) -> Grant:
    """Fold one grant event."""
    match state, event:
        case None, GrantEntered() as it:
            return Grant(
                id=id,
                agency=it.agency,
                scopes=it.scopes,
                source=it.source,
                state=GrantState.ACTIVE,
                asked_by=it.entered_by,
                asked_at=it.entered_at,
            )
        case None, GrantProposed() as it:
            return Grant(
                id=id,
                agency=it.agency,
                scopes=it.scopes,
                source=it.source,
                state=GrantState.PROPOSED,
                asked_by=it.asked_by,
                asked_at=it.asked_at,
                asked_kind=it.asked_kind,
            )
        case Grant(), GrantEndProposed() as it:
            return replace(
                state,
                state=GrantState.END_PROPOSED,
                asked_by=it.asked_by,
                asked_at=it.asked_at,
                asked_kind=it.asked_kind,
                reason=it.reason,
            )
        case Grant(), GrantApproved() as it:
            after = GrantState.ACTIVE if state.state is GrantState.PROPOSED else GrantState.ENDED
            return replace(state, state=after, settled_by=it.by, settled_at=it.at)
        case Grant(), GrantRefused() as it:
            after = GrantState.REFUSED if state.state is GrantState.PROPOSED else GrantState.ACTIVE
            return replace(state, state=after, settled_by=it.by, settled_at=it.at, reason=it.reason)
    raise TypeError(f"{event.TYPE} does not follow {state}")


KEEPERS = frozenset({Post.ADMIN, Post.SIGNATORY})
PENDING = frozenset({GrantState.PROPOSED, GrantState.END_PROPOSED})

ACTIONS = (
    operators_row(EnterGrant, Kind.GRANT, enter, creates=True),
    Action(
        command=ProposeGrant,
        stream=Kind.GRANT,
        creates=True,
        decide=propose,
        scope=Scope.GRANT_MANAGE,
        posts=KEEPERS,
        by=HUMANS_AND_MACHINES | {ActorKind.OPERATOR},
    ),
    Action(
        command=ProposeGrantEnd,
        stream=Kind.GRANT,
        decide=propose_end,
        scope=Scope.GRANT_MANAGE,
        posts=KEEPERS,
        states=frozenset({GrantState.ACTIVE}),
        may=may_propose_end,
        by=HUMANS_AND_MACHINES | {ActorKind.OPERATOR},
    ),
    Action(
        command=ApproveGrant,
        stream=Kind.GRANT,
        decide=approve,
        scope=Scope.GRANT_MANAGE,
        posts=KEEPERS,
        states=PENDING,
        may=may_settle,
    ),
    Action(
        command=RefuseGrant,
        stream=Kind.GRANT,
        decide=refuse,
        scope=Scope.GRANT_MANAGE,
        posts=KEEPERS,
        states=PENDING,
        may=may_settle,
    ),
)
