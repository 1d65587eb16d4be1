"""Grants of scopes to an agency (Đ5), and ends of grants.

No agency changes its own grants. One agency proposes a grant, and an agency of a kind different from both the proposer
and the grantee approves the grant. Ends of grants follow the same rule. Grants only narrow the ceiling of
`domain/kernel/policy.py`. An agency without grants may do nothing.
"""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from domain.kernel.actor import ActorKind
from domain.kernel.calendar import local_date
from domain.kernel.event import Begins, Follows, filled
from domain.kernel.fields import Items, Ref
from domain.kernel.policy import Scope, ceiling
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, invalid, misfit, unguarded
from domain.kernel.vocabulary import KEEPERS, AgencyKind, Kind, Role
from domain.kernel.wording import SENTENCE_LEAST
from domain.registry.accounts import Grant, GrantState
from domain.registry.entry import SOURCE, SOURCE_MOST, named_text
from domain.rules.command import HUMANS_AND_MACHINES, CommandOn, OpeningCommand
from domain.rules.facts import Facts
from domain.rules.guards import refuse_for

SCOPES = Items(doc="Scopes, within what the agency's role allows.", most=len(Scope), sort=True)
PENDING = frozenset({GrantState.PROPOSED, GrantState.END_PROPOSED})
PROPOSERS = HUMANS_AND_MACHINES | {ActorKind.OPERATOR}


def _kind(facts: Facts) -> AgencyKind | None:
    """Return the kind of the actor's agency; None for the operator."""
    return facts.registry.agencies[facts.actor.agency].kind if facts.actor.agency else None


def _scopes(agency: str, named: tuple[Scope, ...], facts: Facts) -> tuple[Scope, ...]:
    """Return the scopes in order. Raises Refused for a scope above the ceiling of the agency's role today."""
    if agency not in facts.registry.agencies:
        raise Refused(invalid("agency", "agency-unknown"))
    if not named:
        raise Refused(invalid("scopes", "scope-unknown"))
    scopes = frozenset(named)
    today = local_date(facts.now)
    lead = ceiling(Role.LEAD) if agency in facts.registry.substitutes_on(today) else frozenset[Scope]()
    most = ceiling(facts.registry.role_on(agency, today)) | lead
    refuse_for(*misfit("scopes", "scope-above-ceiling", named, most.__contains__))
    return tuple(sorted(scopes))


class GrantEntered(Begins[Grant], type="grant.entered"):
    """The operator gave the first grants to an agency that had none."""

    agency: str
    scopes: tuple[Scope, ...]
    source: str
    entered_by: str
    entered_at: datetime

    def begin(self, id: str) -> Grant:
        return filled(Grant, self, id=id, state=GrantState.ACTIVE, asked_by=self.entered_by, asked_at=self.entered_at)


class EnterGrant(OpeningCommand, kind=Kind.GRANT, by={ActorKind.OPERATOR}):
    """Give the first grants to an agency that has no grants yet."""

    agency: Annotated[str, Ref(doc="Id of the agency.", to=Kind.AGENCY)]
    scopes: Annotated[tuple[Scope, ...], SCOPES]
    source: Annotated[str, SOURCE]

    def decide(self, state: None, facts: Facts) -> GrantEntered:
        """Enter the first grants of an agency; later grants need two agencies."""
        if any(row.agency == self.agency for row in facts.registry.grants.values()):
            raise Refused(RuleNotMet(code="agency-has-grants"))
        scopes = _scopes(self.agency, self.scopes, facts)
        by, at = facts.actor.subject, facts.now
        return facts.record(GrantEntered, self, scopes=scopes, entered_by=by, entered_at=at)


class GrantProposed(Begins[Grant], type="grant.proposed", state=GrantState.PROPOSED):
    agency: str
    scopes: tuple[Scope, ...]
    source: str
    asked_by: str
    asked_at: datetime
    asked_kind: AgencyKind | None = None


class ProposeGrant(OpeningCommand, kind=Kind.GRANT, scope=Scope.GRANT_MANAGE, posts=KEEPERS, by=PROPOSERS, signed=True):
    """Propose to grant scopes to another agency. An agency of another kind approves the grant (Đ5)."""

    agency: Annotated[str, Ref(doc="Agency that gets the scopes. It cannot be your own.", to=Kind.AGENCY)]
    scopes: Annotated[tuple[Scope, ...], SCOPES]
    source: Annotated[str, SOURCE]

    def decide(self, state: None, facts: Facts) -> GrantProposed:
        if facts.acts_for(self.agency):
            raise Refused(unguarded(Guard.G5_TWO_PERSONS, "own-grants"))
        return facts.record(
            GrantProposed,
            self,
            scopes=_scopes(self.agency, self.scopes, facts),
            asked_by=facts.actor.subject,
            asked_at=facts.now,
            asked_kind=_kind(facts),
        )


def not_own_grants(grant: Grant, facts: Facts) -> Problem | None:
    """The grant does not belong to the actor's agency."""
    return unguarded(Guard.G5_TWO_PERSONS, "own-grants") if facts.acts_for(grant.agency) else None


class GrantCommand(CommandOn[Grant], kind=Kind.GRANT, scope=Scope.GRANT_MANAGE, posts=KEEPERS):
    """Command on another agency's grant."""


class GrantEndProposed(Follows[Grant], type="grant.end-proposed", state=GrantState.END_PROPOSED):
    reason: str
    asked_by: str
    asked_at: datetime
    asked_kind: AgencyKind | None = None


class ProposeGrantEnd(GrantCommand, states={GrantState.ACTIVE}, by=PROPOSERS, requires=(not_own_grants,)):
    """Propose to end a grant of another agency. The grant is valid until an agency of another kind approves."""

    reasons: Annotated[str, named_text("Reasons why the grant is to end.", SOURCE_MOST, least=SENTENCE_LEAST)]

    def decide(self, grant: Grant, facts: Facts) -> GrantEndProposed:
        by, at = facts.actor.subject, facts.now
        return GrantEndProposed(reason=self.reasons, asked_by=by, asked_at=at, asked_kind=_kind(facts))


def of_another_kind(grant: Grant, facts: Facts) -> Problem | None:
    """The actor's agency is of another kind than the proposing agency and the agency that has the grant."""
    kinds = (grant.asked_kind, facts.registry.agencies[grant.agency].kind)
    return unguarded(Guard.G5_TWO_PERSONS, "another-kind-needed") if _kind(facts) in kinds else None


class SettlingCommand(GrantCommand, states=PENDING, requires=(not_own_grants, of_another_kind)):
    """Command that approves or refuses a proposal."""


class GrantApproved(Follows[Grant], type="grant.approved"):
    by: str
    at: datetime

    def fold(self, grant: Grant) -> Grant:
        after = GrantState.ACTIVE if grant.state is GrantState.PROPOSED else GrantState.ENDED
        return replace(grant, state=after, settled_by=self.by, settled_at=self.at)


class ApproveGrant(SettlingCommand, writes=GrantApproved, signed=True):
    """Approve a proposed grant, or its proposed end. Your agency differs in kind from the proposing agency and from the
    holder."""


class GrantRefused(Follows[Grant], type="grant.refused"):
    by: str
    at: datetime
    reason: str

    def fold(self, grant: Grant) -> Grant:
        after = GrantState.REFUSED if grant.state is GrantState.PROPOSED else GrantState.ACTIVE
        return replace(grant, state=after, settled_by=self.by, settled_at=self.at, reason=self.reason)


class RefuseGrant(SettlingCommand):
    """Refuse a proposed grant, or its proposed end, as an agency of another kind."""

    reasons: Annotated[str, named_text("Reasons why it is refused.", SOURCE_MOST, least=SENTENCE_LEAST)]

    def decide(self, grant: Grant, facts: Facts) -> GrantRefused:
        return facts.record(GrantRefused, self, reason=self.reasons)
