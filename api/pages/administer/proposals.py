"""Proposals that wait for a second person, beside the values that they would replace. The domain's rules decide who may
confirm or refuse a proposal."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from api.pages.administer.reading import Known, Row
from domain.administration.agency_parts import part_of_another
from domain.book import allowed_actions
from domain.kernel.actor import Actor
from domain.kernel.refusals import Problem
from domain.kernel.vocabulary import Kind
from domain.registry.accounts import ClientState, Grant, GrantState, Officer
from domain.registry.agency import Agency, ProposedPart
from domain.registry.entry import Certainty, Entry, waits
from domain.registry.law import ComplaintLevel, LegalTerm, newest_on
from domain.registry.regulation import regulation_on
from domain.registry.working_days import Holidays
from domain.report.opening import before
from domain.report.state.schedule import Schedule
from domain.rules.facts import Facts


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Part of a row that takes effect once a second person has confirmed it."""

    confirm: str
    """Action that confirms the proposal."""
    refuse: str | None = None
    before: Any = None
    """Value that the proposal would replace, of the same type as `after`; None if there is none."""
    after: Any = None
    path: str = ""
    """Path of the part in the row, as histories spell it."""
    fixed: Mapping[str, str] = field(default_factory=dict)
    """Fields that identify the part, in both commands."""
    by: str | None = None
    """Officer who made the proposal; None for the operator."""
    part: ProposedPart | None = None


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Refusal of a row: its author and its time. `proposed_by` is None for a row that the operator entered."""

    proposed_by: str | None
    by: str | None
    at: datetime | None


def refusal(state: Any) -> Refusal | None:
    """Return the refusal of a row; None if nobody refused it."""
    entry = getattr(state, "entry", None)
    if entry and entry.refused_for is not None:
        return Refusal(proposed_by=entry.by, by=entry.settled_by, at=entry.settled_at)
    if isinstance(state, Grant) and state.state is GrantState.REFUSED:
        return Refusal(proposed_by=state.asked_by, by=state.settled_by, at=state.settled_at)
    if isinstance(state, Officer) and state.refused_by:
        return Refusal(proposed_by=state.nominated_by, by=state.refused_by, at=state.refused_at)
    return None


SETTLING: Final[Mapping[Kind, tuple[str, str]]] = {
    Kind.AGENCY: ("confirmAgency", "refuseAgency"),
    Kind.AREA: ("confirmArea", "refuseArea"),
    Kind.LEAD: ("confirmLead", "refuseLead"),
    Kind.HOLIDAYS: ("confirmHolidays", "refuseHolidays"),
    Kind.REGULATION: ("confirmRegulation", "refuseRegulation"),
    Kind.SCHEDULE: ("confirmSchedule", "refuseSchedule"),
}
"""Actions that confirm and refuse a row as a whole."""


def proposals(row: Row, known: Known) -> list[Proposal]:
    state = row.state
    match row.section.kind:
        case Kind.AGENCY:
            return [*_entered(row, None), *_parts(state)]
        case Kind.LEAD:
            since = state.span.since
            entered = _entered(row, next(iter(known.registry.assigned(state.part, since)), None))
            return entered or ([Proposal(confirm="compareLead", after=state)] if state.of_one else [])
        case Kind.REGULATION:
            return _entered(row, regulation_on(known.registry, state.span.since))
        case Kind.HOLIDAYS:
            return [*_entered(row, None), *_corrected(state)]
        case Kind.SCHEDULE:
            return [*_entered(row, before(known.registry, state)), *_ended(state)]
        case Kind.AREA:
            return _entered(row, None)
        case _:
            return list(_of_an_agency(row, known))


def _by(entry: Entry | None) -> str | None:
    return entry.by if entry else None


def _entered(row: Row, counting: Any) -> list[Proposal]:
    if not waits(row.state):
        return []
    confirm, refuse = SETTLING[row.section.kind]
    return [Proposal(confirm=confirm, refuse=refuse, before=counting, after=row.state, by=_by(row.state.entry))]


def _corrected(state: Holidays) -> Iterator[Proposal]:
    if state.correction:
        right = state.correction
        after = replace(state, days=right.days, worked=right.worked, source=right.source)
        confirm, refuse = SETTLING[Kind.HOLIDAYS]
        yield Proposal(confirm=confirm, refuse=refuse, before=state, after=after, by=_by(right.entry))


def _ended(state: Schedule) -> Iterator[Proposal]:
    if state.ending:
        after = replace(state, span=replace(state.span, until=state.ending.until), source=state.ending.source)
        confirm, refuse = SETTLING[Kind.SCHEDULE]
        yield Proposal(confirm=confirm, refuse=refuse, before=state, after=after, by=_by(state.ending.entry))


def _parts(agency: Agency) -> Iterator[Proposal]:
    for part in agency.proposed:
        path, before, after = _sides(agency, part)
        yield Proposal(
            confirm="confirmAgencyPart",
            refuse="refuseAgencyPart",
            before=before,
            after=after,
            path=path,
            fixed={"part": part.key},
            by=_by(part.entry),
            part=part,
        )
    for row in agency.successions:
        if row.certainty is Certainty.UNCONFIRMED:
            fixed = {"successor": row.successor}
            yield Proposal(confirm="confirmSuccession", after=row, path="successions", fixed=fixed)


def _sides(agency: Agency, part: ProposedPart) -> tuple[str, Any, Any]:
    """Return the path of a proposed part, the value in force, and the proposed value."""
    if part.name:
        return "names", agency.name_on(part.name.span.since), part.name
    if part.letterhead:
        return "letterheads", agency.letterhead_on(part.letterhead.span.since), part.letterhead
    if part.succession:
        return "successions", None, part.succession
    if part.page:
        until = part.until or part.page.span.until
        return "pages", part.page if part.until else None, replace(part.page, span=replace(part.page.span, until=until))
    assert part.competence is not None  # a part is one of the five
    if part.until:
        ended = replace(part.competence, span=replace(part.competence.span, until=part.until))
        return "competences", part.competence, ended
    return "competences", None, part.competence


def _of_an_agency(row: Row, known: Known) -> Iterator[Proposal]:
    """Yield proposals about people, programs, rights and the law, which two officers must agree on."""
    state = row.state
    match row.section.kind:
        case Kind.OFFICER if state.pending:
            yield Proposal(
                confirm="confirmOfficer",
                refuse="refuseOfficer",
                before=_replaced(state, known),
                after=state,
                by=state.nominated_by,
            )
        case Kind.USER if state.recovery and state.recovery.approved_by is None:
            yield Proposal(confirm="approveUser", refuse="suspendUser", after=state, by=state.recovery.asked_by)
        case Kind.CLIENT if state.state is ClientState.DRAFT:
            yield Proposal(confirm="activateClient", refuse="stopClient", after=state, by=state.registered_by)
        case Kind.GRANT if state.state is GrantState.PROPOSED:
            yield Proposal(confirm="approveGrant", refuse="refuseGrant", after=state, by=state.asked_by)
        case Kind.GRANT if state.state is GrantState.END_PROPOSED:
            yield Proposal(confirm="approveGrant", refuse="refuseGrant", before=state, by=state.asked_by)
        case Kind.PROVISION if state.status == "DRAFT":
            yield Proposal(confirm="activateProvision", after=state, by=state.drafted_by)
        case Kind.TERM if state.status == "DRAFT":
            terms = (term for term in known.registry.rows(LegalTerm).values() if term.term is state.term)
            counting = newest_on(terms, state.span.since)
            yield Proposal(confirm="activateTerm", before=counting, after=state, by=state.drafted_by)
        case Kind.LEVEL if state.status == "DRAFT":
            levels = known.registry.rows(ComplaintLevel).values()
            same = (level for level in levels if level.decided_by is state.decided_by)
            before = newest_on(same, state.span.since)
            yield Proposal(confirm="activateLevel", before=before, after=state, by=state.drafted_by)
    if row.section.kind is Kind.CLIENT and state.proposed:
        yield Proposal(confirm="approveClientSecrets", after=state, by=state.proposed.by)


def _replaced(nominee: Officer, known: Known) -> Officer | None:
    """Return the present values of the appointment that a nomination replaces. Return None if the nomination replaces
    no appointment."""
    row = known.registry.officers.get(nominee.replaces or "")
    return row and Officer(
        id=row.id, subject=row.subject, agency=row.agency, posts=row.posts, span=row.span, appointment=row.appointment
    )


def offers(row: Row, facts: Facts) -> dict[str, Problem | None]:
    """Return each action on a row with the problem that forbids it; None for an open action."""
    return {offer.action: offer.problem for offer in allowed_actions(row.state, row.section.kind, facts)}


def against_settling(row: Row, proposal: Proposal, facts: Facts) -> Problem | None:
    """Return the problem that forbids the actor to confirm or refuse a proposal. The action's rule is checked, and for
    a part of a row also the rule of the part."""
    problem = offers(row, facts)[proposal.confirm]
    if problem is None and proposal.part:
        return part_of_another(proposal.part, row.state, facts)
    return problem


def facts_of(actor: Actor, known: Known, now: Any) -> Facts:
    """Return the facts for rules about rows of the registry. These rules depend on the registry only."""
    return Facts(actor=actor, now=now, registry=known.registry, sealed={})
