"""Agencies that a claim is about (Đ2.2, G5).

Any participating or supervising agency can enter an agency concerned. The entry cannot be removed. A case about its own
lead agency passes to the substitute at once. Earlier findings of an agency concerned no longer count.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from domain.case.codes import code_acts
from domain.case.command import NOT_CLOSED, CaseCommand, ToldToLead
from domain.case.guards import member, this_cycle
from domain.case.intake import CONCERNS_MOST, concerns_known
from domain.case.leadership import LeadPassed, passing
from domain.case.state.case import Case, CaseState, ExpressionReview
from domain.case.state.measures import Appraisal, Verification
from domain.kernel.actor import ActorKind
from domain.kernel.event import Sealed
from domain.kernel.fields import Refs, Spec, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, LimitReached, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.vocabulary import OFFICERS, Kind, Post, Role
from domain.rules.facts import Facts
from domain.rules.guards import refuse_for, room_in, serves_any

REASONS_LEAST, REASONS_MOST = 10, 2_000
WATCHING = frozenset({Role.PPC, Role.INSPECTOR})
"""Roles that may enter agencies concerned in any case: the People's Committee above the lead agency, and inspectors
(Đ5.1.h)."""
FOUND = frozenset({CaseState.APPRAISED, CaseState.PROPOSED})
CORRUPTION = "Whether the claim alleges corruption. It is then passed on before anybody appraises it (Đ5.3)."


class ConcernNamed(ToldToLead, type="case.concern-named"):
    """Agencies concerned, or an allegation of corruption, were entered. `agency` made the entry; None for the
    reporter.
    """

    at: datetime
    reasons: Sealed
    concerns: tuple[str, ...] = ()
    corruption: bool = False
    agency: str | None = None
    officer: str | None = None
    checked_again: bool = False

    def fold(self, case: Case) -> Case:
        """Add the agencies concerned. If one of them made a finding, return the case to the check."""
        case = replace(
            case,
            concerns=tuple(dict.fromkeys((*case.concerns, *self.concerns))),
            corruption=case.corruption or self.corruption,
        )
        if not self.checked_again:
            return case
        state = CaseState.CHECKING if case.focal else CaseState.SCREENED
        return replace(case, state=state, appraisal=None, proposal=None)


def with_named(
    case: Case, agencies: tuple[str, ...], corruption: bool, facts: Facts
) -> tuple[ConcernNamed | LeadPassed, ...]:
    """Return the events that enter these agencies as concerned. Raises Refused if nothing new is entered."""
    known = facts.heirs(case.concerns)
    fresh = tuple(agency for agency in agencies if facts.heir(agency) not in known)
    if not fresh and (case.alleges_corruption or not corruption):
        raise Refused(RuleNotMet(code="concern-named-already"))
    if len(case.concerns) + len(fresh) > CONCERNS_MOST:
        raise Refused(LimitReached(code="too-many-concerns", limit=CONCERNS_MOST))
    named = ConcernNamed(
        at=facts.now,
        reasons=facts.reference("reasons"),
        concerns=fresh,
        corruption=corruption,
        agency=facts.actor.agency,
        officer=facts.actor.officer and facts.actor.subject,
        checked_again=case.state in FOUND and any(_about_finder(case, fresh, facts)),
    )
    return (named, *passing(case.lead, (*case.concerns, *fresh), facts))


def _about_finder(case: Case, concerns: tuple[str, ...], facts: Facts) -> Iterator[bool]:
    """Yield for each verification, review and appraisal of this cycle whether the claim is about the agency that made
    it."""
    appraised = (case.appraisal,) if case.appraisal else ()
    found: tuple[Appraisal | Verification | ExpressionReview, ...] = (
        *appraised,
        *this_cycle(case.verifications, case),
        *this_cycle(case.expression_reviews, case),
    )
    for finding in found:
        of_officer = serves_any(finding.officer, concerns, facts, since=finding.at)
        yield of_officer or facts.touches(finding.agency, concerns)


def watching(case: Case, facts: Facts) -> Problem | None:
    """The actor's agency is the People's Committee or an inspecting body (Đ5.1.h)."""
    return None if facts.actor.role in WATCHING else unguarded(Guard.G1_COMPETENCE, "watching-only")


def member_or_watching(case: Case, facts: Facts) -> Problem | None:
    """The actor's agency takes part in the case, or is the People's Committee or an inspecting body (Đ5.1.h)."""
    return None if facts.actor.role in WATCHING else member(case, facts)


def something_left_to_name(case: Case, facts: Facts) -> Problem | None:
    """At least one more agency can be entered as concerned, or no allegation of corruption is entered yet."""
    return room_in(case.concerns, CONCERNS_MOST, "too-many-concerns") if case.alleges_corruption else None


class NameConcerned(
    CaseCommand,
    scope=Scope.CASE_READ_OWN,
    posts=OFFICERS | {Post.INSPECTOR},
    states=NOT_CLOSED,
    additive=True,
    by={ActorKind.PERSON},
    requires=(member_or_watching, something_left_to_name),
):
    """Enter agencies that the claim is about, or state that the claim alleges corruption. This cannot be undone (Đ2.2,
    G5)."""

    reasons: Annotated[
        str,
        Words(
            doc="Part of the claim that is about these agencies. Do not name persons.",
            least=REASONS_LEAST,
            most=REASONS_MOST,
        ),
    ]
    concerns: Annotated[
        tuple[str, ...], Refs(doc="Agencies whose actions the claim is about.", most=CONCERNS_MOST, to=Kind.AGENCY)
    ] = ()
    corruption: Annotated[bool, Spec(doc=CORRUPTION)] = False

    def decide(self, case: Case, facts: Facts) -> tuple[ConcernNamed | LeadPassed, ...]:
        """Add the agencies concerned to those already entered."""
        refuse_for(*concerns_known(self.concerns, facts))
        return with_named(case, self.concerns, self.corruption, facts)


class NameConcernedByCode(CaseCommand, states=NOT_CLOSED, additive=True, by={ActorKind.PUBLIC}, requires=(code_acts,)):
    """State that your report is about the agency that handles it, or that it alleges corruption. Another agency then
    handles the report, if one is appointed for such cases."""

    reasons: Annotated[
        str,
        Words(doc="Part of your report that is about the agency.", least=REASONS_LEAST, most=REASONS_MOST),
    ]
    about_lead: Annotated[bool, Spec(doc="True if the report is about the agency that handles it now.")] = False
    corruption: Annotated[bool, Spec(doc="True if the report alleges corruption.")] = False

    def decide(self, case: Case, facts: Facts) -> tuple[ConcernNamed | LeadPassed, ...]:
        """Record the agencies concerned. The code of a report gives no access to other cases."""
        if not self.about_lead and not self.corruption:
            raise Refused(invalid("about_lead", "field-needed"))
        return with_named(case, (case.lead,) if self.about_lead else (), self.corruption, facts)
