"""Counts of one case, complaint, notice, press question or activity, derived from its state.

A reopened case counts by its newest conclusion; its earlier conclusions and closures no longer count. Its earlier
decisions still count, because they were signed. Frozen numbers keep the earlier counts.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from domain.activity.difficulties import Difficulty, DifficultyState
from domain.activity.directives import Directive
from domain.activity.inspections import InspectionFinding
from domain.activity.state.activity import Activity, ActivityState, ActivityType
from domain.case.state.case import Case, ClosureReason
from domain.case.state.pathways import (
    PoliceTransfer,
    Restoration,
    RestorationStatus,
    Takedown,
    TakedownAsk,
    TakedownStatus,
    TransferStatus,
)
from domain.case.state.round import Round
from domain.case.timely import told_late
from domain.complaint.state import Redress, RedressOutcome, RedressState
from domain.kernel.calendar import start_of
from domain.kernel.event import Step
from domain.press_question.state import Exchange
from domain.publication.state import Publication
from domain.report.figures import MANY, NONE, Counted
from domain.report.periods import month_of
from domain.report.tables import Line, Table

_HOUR = timedelta(hours=1)
TABLES = {
    TakedownAsk.REMOVAL: (Table.TAKEDOWNS, Table.TAKEDOWN_OUTCOMES),
    TakedownAsk.LABEL: (Table.LABELS, Table.LABEL_OUTCOMES),
}
ANSWERS = frozenset({TakedownStatus.MINISTRY_ACCEPTED, TakedownStatus.MINISTRY_REFUSED})


def of_case(case: Case) -> Iterator[Counted]:
    at, field = case.receipt.received_at, case.category or NONE
    if case.imported is None:  # a report of earlier years was not received in this period
        yield Counted(Table.RECEIVED, case.reporter, case.receipt.channel or NONE, at)
        yield Counted(Table.RECEIVED_AREA, area_of(case.areas), field, at)
        yield Counted(Table.MONTHS, month_of(at), Line.RECEIVED, at)
    if told_late(case.receipt):
        yield Counted(Table.TOLD_LATE, case.reporter, Line.LATE, at)
    yield from _findings(case)
    yield from _coordination(case)
    yield from _handling(case)
    for takedown in case.takedowns:
        yield from _takedown(takedown)
    for restoration in case.restorations:
        yield from _restoration(restoration)
    for transfer in case.transfers:
        yield from _transfer(transfer)
    for reopening in case.reopenings:
        yield Counted(Table.REOPENINGS, reopening.ground, Line.NUMBER, reopening.at)
    if case.closure:
        reason, closed = case.closure.reason, case.closure.at
        yield of_closure(reason, closed, case.category)
        yield from took(Table.CLOSING_TIME, reason, at, closed)
        yield Counted(Table.MONTHS, month_of(closed), Line.CLOSED, closed)


def of_closure(reason: ClosureReason, at: datetime, category: str | None) -> Counted:
    """Yield the counts of a closure. The public statistics of a year contain these counts too."""
    return Counted(Table.OVERVIEW, f"CLOSED_{reason}", category or NONE, at)


def area_of(areas: Iterable[str]) -> str:
    """Return the area of a case. A case in more than one area gets the row for several areas."""
    found = tuple(areas)
    return found[0] if len(found) == 1 else MANY if found else NONE


def _findings(case: Case) -> Iterator[Counted]:
    for verification in case.verifications:
        yield Counted(Table.VERIFICATIONS, verification.agency, verification.result, verification.at)
    for review in case.expression_reviews:
        yield Counted(Table.EXPRESSION, review.expression, review.conclusion, review.at)
    if case.appraisal:
        yield Counted(Table.FINDINGS, case.category or NONE, case.appraisal.finding, case.appraisal.at)


def _coordination(case: Case) -> Iterator[Counted]:
    for made in case.rounds:
        yield from _round(made)
    for request in case.requests:
        yield from asked(Table.REQUESTS, request.agency, request.asked.at, request.answered, request.overdue_at)
    for referral in case.referrals:
        if referral.outcome and referral.answered:
            yield Counted(Table.REFERRALS, referral.agency, referral.outcome, referral.answered.at)


def asked(table: Table, row: str, at: datetime, answered: Step | None, late: datetime | None) -> Iterator[Counted]:
    """Yield the counts of a question to an agency: sent, answered, answered late."""
    yield Counted(table, row, Line.ASKED, at)
    if answered:
        yield Counted(table, row, Line.ANSWERED, answered.at)
    if late:
        yield Counted(table, row, Line.LATE, late)


def _round(made: Round) -> Iterator[Counted]:
    newest = {opinion.agency: opinion for opinion in made.opinions}
    for agency, opinion in newest.items():
        yield Counted(Table.OPINIONS, agency, opinion.position, opinion.at)
    if made.concluded_at and made.outcome:
        yield Counted(Table.ROUNDS, made.method, made.outcome, made.concluded_at)
        yield from took(Table.ROUND_TIME, made.method, made.opened_at, made.concluded_at)


def _handling(case: Case) -> Iterator[Counted]:
    for decision in case.decisions:
        yield Counted(Table.MEASURES, decision.agency, decision.measure, decision.at)
        for provision in dict.fromkeys(decision.provisions):
            yield Counted(Table.DECISIONS, provision, decision.measure, decision.at)
    for measure in case.own_measures:
        yield Counted(Table.OWN_MEASURES, measure.kind, Line.NUMBER, measure.recorded_at)
        if measure.justified_by:
            yield Counted(Table.OWN_MEASURES, measure.kind, Line.JUSTIFIED, measure.recorded_at)
        if measure.lapsed and measure.ended_at:
            yield Counted(Table.OWN_MEASURES, measure.kind, Line.LAPSED, measure.ended_at)
    for execution in case.executions:
        yield Counted(Table.EXECUTION, execution.agency, Line.BEGUN, execution.begun_at)
    for result in case.results:
        yield Counted(Table.EXECUTION, result.agency, Line.REPORTED, result.at)
    for remedy in case.remedies:
        yield Counted(Table.REMEDIES, remedy.agency, Line.NUMBER, remedy.begun_at)


def _takedown(takedown: Takedown) -> Iterator[Counted]:
    """Yield a count for each step of a proposal of removal or labelling."""
    table, outcomes = TABLES[takedown.asks]
    steps = (
        (TakedownStatus.SUBMITTED_PPC, takedown.submitted),
        (_said_by_committee(takedown), takedown.answered),
        (TakedownStatus.SENT_MINISTRY, takedown.sent),
        (_said_by_ministry(takedown), takedown.replied),
        (TakedownStatus.OUTCOME_RECORDED, takedown.found),
        (TakedownStatus.REVIEWED, takedown.reviewed),
        (TakedownStatus.WITHDRAWN, takedown.withdrawn),
    )
    for status, step in steps:
        if status and step:
            yield Counted(table, status, Line.NUMBER, step.at)
    if takedown.no_reply_at:
        yield Counted(table, TakedownStatus.NO_REPLY, Line.NUMBER, takedown.no_reply_at)
    if takedown.outcome and takedown.found:
        yield Counted(outcomes, takedown.outcome, Line.NUMBER, takedown.found.at)


def _restoration(row: Restoration) -> Iterator[Counted]:
    """Yield a count for each step of a restoration on the day of the step, as removals are counted."""
    yield Counted(Table.RESTORATIONS, RestorationStatus.ASKED, Line.NUMBER, row.asked.at)
    if row.reply and row.replied:
        yield Counted(Table.RESTORATIONS, RestorationStatus(row.reply), Line.NUMBER, row.replied.at)
    if row.outcome and row.found:
        yield Counted(Table.RESTORATIONS, RestorationStatus(row.outcome), Line.NUMBER, row.found.at)


def _said_by_committee(takedown: Takedown) -> TakedownStatus:
    """Return the Committee's answer to a proposal. The answer is a signature unless the Committee refused."""
    refused = takedown.status is TakedownStatus.PPC_REFUSED
    return TakedownStatus.PPC_REFUSED if refused else TakedownStatus.PPC_SIGNED


def _said_by_ministry(takedown: Takedown) -> TakedownStatus | None:
    """Return the ministry's recorded answer. For an older record without one, return the answer that the proposal's
    state shows."""
    if takedown.reply is not None:
        return TakedownStatus[f"MINISTRY_{takedown.reply}"]
    return takedown.status if takedown.status in ANSWERS else None


def _transfer(transfer: PoliceTransfer) -> Iterator[Counted]:
    steps = (
        (TransferStatus.DRAFT, transfer.drafted),
        (TransferStatus.SIGNED, transfer.signed),
        (TransferStatus.HANDED_OVER, transfer.handed_over),
        (TransferStatus.RECEIVED, transfer.received),
        (TransferStatus.RETURNED, transfer.returned),
        (TransferStatus.OUTCOME_NOTED, transfer.outcome),
    )
    for status, step in steps:
        if step:
            yield Counted(Table.TRANSFERS, status, Line.NUMBER, step.at)


def took(table: Table, row: str, since: datetime, until: datetime) -> Iterator[Counted]:
    """Yield the duration between two instants in whole hours, counted at the later instant."""
    yield Counted(table, row, Line.NUMBER, until)
    yield Counted(table, row, Line.HOURS, until, max((until - since) // _HOUR, 0))


def of_redress(redress: Redress, category: str | None) -> Iterator[Counted]:
    """Yield the counts of a complaint; `category` is the field of its case."""

    def stage(agency: str, state: RedressState, at: datetime) -> Counted:
        return Counted(Table.COMPLAINTS, agency, state, at)

    yield stage(redress.agency, RedressState.FILED, redress.at)
    for begun in redress.examinations:
        yield stage(redress.agency, RedressState.EXAMINING, begun.at)
    for rejection in redress.rejections:
        yield stage(redress.agency, RedressState.REJECTED, rejection.at)
    for appeal in redress.appeals:
        yield stage(redress.agency, RedressState.SECOND_LEVEL, appeal.at)
    if redress.state is RedressState.WITHDRAWN and redress.ended_at:
        yield stage(redress.agency, RedressState.WITHDRAWN, redress.ended_at)
    if redress.rulings:
        last = redress.rulings[-1]
        yield stage(redress.agency, RedressState(last.outcome), last.at)
    yield from of_rulings([(ruling.outcome, ruling.at) for ruling in redress.rulings], category)


def of_rulings(rulings: Iterable[tuple[str, datetime]], category: str | None) -> Iterator[Counted]:
    """Yield the newest outcome of a complaint. A complaint upheld at the second level does not count as dismissed too.

    The public statistics of a year contain these counts too.
    """
    for outcome, at in tuple(rulings)[-1:]:
        yield Counted(Table.OVERVIEW, f"COMPLAINT_{RedressOutcome(outcome)}", category or NONE, at)


def of_publication(publication: Publication) -> Iterator[Counted]:
    """Yield one count for every public version of a notice."""
    for version in publication.versions:
        yield Counted(Table.NOTICES, publication.form, version.change, version.at)


def of_exchange(exchange: Exchange) -> Iterator[Counted]:
    """Yield the count of a question from the press, and the duration of its answer."""
    yield from asked(Table.EXCHANGES, exchange.kind, exchange.at, exchange.answer, exchange.late)
    if exchange.refusal:
        yield Counted(Table.EXCHANGES, exchange.kind, Line.REFUSED, exchange.refusal.step.at)
    if exchange.answer:
        yield from took(Table.ANSWER_TIME, exchange.kind, exchange.asked_at, exchange.answer.at)


def of_activity(activity: Activity) -> Iterator[Counted]:
    """Yield the counts of an activity that was not withdrawn."""
    if activity.state is ActivityState.WITHDRAWN:
        return
    at, agency = activity.at, activity.agency
    if training := activity.training:
        yield from _heads(Table.TRAININGS, agency, training.headcount, at)
    if awareness := activity.awareness:
        yield from _heads(Table.AWARENESS, agency, awareness.headcount, at)
    if discipline := activity.discipline:
        yield Counted(Table.DISCIPLINE, agency, Line.NUMBER, at, discipline.number)
    if commendation := activity.commendation:
        yield Counted(Table.COMMENDATIONS, commendation.merit, commendation.commended, at)
    if breach := activity.breach:
        yield Counted(Table.BREACHES, breach.agency, breach.kind, at)
    if activity.type in (ActivityType.TASK_FORCE, ActivityType.GUIDANCE):
        yield Counted(Table.GUIDANCE, activity.type, Line.NUMBER, at)
    if line := activity.budget:
        # A budget is a year's: it counts in the period that has the first of January of that year.
        begun = start_of(date(line.year, 1, 1))
        yield Counted(Table.BUDGET, agency, Line.PLANNED, begun, line.planned)
        yield Counted(Table.BUDGET, agency, Line.SPENT, begun, line.spent)


def _heads(table: Table, agency: str, headcount: int, at: datetime) -> Iterator[Counted]:
    yield Counted(table, agency, Line.NUMBER, at)
    yield Counted(table, agency, Line.HEADCOUNT, at, headcount)


def of_difficulty(difficulty: Difficulty) -> Iterator[Counted]:
    """Yield the counts of the steps of a difficulty by clause of the Regulation: filed, forwarded, answered."""
    yield Counted(Table.DIFFICULTIES, difficulty.clause, DifficultyState.OPEN, difficulty.at)
    if passed := difficulty.forwarding:
        yield Counted(Table.DIFFICULTIES, difficulty.clause, DifficultyState.FORWARDED, passed.at)
    if answer := difficulty.answer:
        yield Counted(Table.DIFFICULTIES, difficulty.clause, difficulty.state, answer.at)


def of_inspection(finding: InspectionFinding) -> Iterator[Counted]:
    """Yield the counts of an inspection finding that was not withdrawn: its kind, and whether the agency answered in
    time."""
    if not finding.stands:
        return
    yield Counted(Table.INSPECTIONS, finding.inspected, finding.kind, finding.at)
    if finding.answers:
        yield Counted(Table.INSPECTIONS, finding.inspected, Line.ANSWERED, finding.answers[0].at)
    if finding.overdue_at:
        yield Counted(Table.INSPECTIONS, finding.inspected, Line.LATE, finding.overdue_at)


def of_directive(directive: Directive) -> Iterator[Counted]:
    """Yield one count of a directive for each agency to which it is addressed."""
    for agency in directive.addressees:
        results = (result for result in directive.results if agency in (result.agency, *result.addressees))
        step = next((Step(agency=result.agency, officer=result.officer, at=result.at) for result in results), None)
        late = directive.overdue_at if agency in directive.overdue else None
        yield from asked(Table.DIRECTIVES, agency, directive.at, step, late)
