"""Counts of other things than cases: complaints, notices, questions of the press, activities, difficulties,
directives."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from domain.activity.difficulties import Difficulty, DifficultyState
from domain.activity.directives import Directive
from domain.activity.inspections import InspectionFinding
from domain.activity.state.activity import Activity, ActivityState, ActivityType
from domain.complaint.state import Redress, RedressOutcome, RedressState
from domain.kernel.calendar import start_of
from domain.kernel.event import Step
from domain.press_question.state import Exchange
from domain.publication.state import Publication
from domain.report.counted_cases import asked, took
from domain.report.figures import NONE, Counted
from domain.report.tables import Line, Table


def of_redress(redress: Redress, category: str | None) -> Iterator[Counted]:
    """Yield the counts of a complaint; `category` is the field of the case that it is about."""

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
    """A complaint by its newest outcome: one upheld at the second level is not counted as dismissed too.

    In the public statistics of a year as well.
    """
    for outcome, at in tuple(rulings)[-1:]:
        yield Counted(Table.OVERVIEW, f"COMPLAINT_{RedressOutcome(outcome)}", category or NONE, at)


def of_publication(publication: Publication) -> Iterator[Counted]:
    """Every version of a notice that came before the public."""
    for version in publication.versions:
        yield Counted(Table.NOTICES, publication.form, version.change, version.at)


def of_exchange(exchange: Exchange) -> Iterator[Counted]:
    """A question of the press, and how long its answer took."""
    yield from asked(Table.EXCHANGES, exchange.kind, exchange.at, exchange.answer, exchange.late)
    if exchange.refusal:
        yield Counted(Table.EXCHANGES, exchange.kind, Line.REFUSED, exchange.refusal.step.at)
    if exchange.answer:
        yield from took(Table.ANSWER_TIME, exchange.kind, exchange.asked_at, exchange.answer.at)


def of_activity(activity: Activity) -> Iterator[Counted]:
    """An activity, unless it was taken back."""
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
    """A difficulty by the clause it is about: filed, passed on, answered."""
    yield Counted(Table.DIFFICULTIES, difficulty.clause, DifficultyState.OPEN, difficulty.at)
    if passed := difficulty.forwarding:
        yield Counted(Table.DIFFICULTIES, difficulty.clause, DifficultyState.FORWARDED, passed.at)
    if answer := difficulty.answer:
        yield Counted(Table.DIFFICULTIES, difficulty.clause, difficulty.state, answer.at)


def of_inspection(finding: InspectionFinding) -> Iterator[Counted]:
    """A finding of an inspection about an agency, unless it was taken back: what was found, answered, late."""
    if not finding.stands:
        return
    yield Counted(Table.INSPECTIONS, finding.inspected, finding.kind, finding.at)
    if finding.answers:
        yield Counted(Table.INSPECTIONS, finding.inspected, Line.ANSWERED, finding.answers[0].at)
    if finding.overdue_at:
        yield Counted(Table.INSPECTIONS, finding.inspected, Line.LATE, finding.overdue_at)


def of_directive(directive: Directive) -> Iterator[Counted]:
    """A directive, once for each agency it is addressed to."""
    for agency in directive.addressees:
        results = (result for result in directive.results if agency in (result.agency, *result.addressees))
        step = next((Step(agency=result.agency, officer=result.officer, at=result.at) for result in results), None)
        late = directive.overdue_at if agency in directive.overdue else None
        yield from asked(Table.DIRECTIVES, agency, directive.at, step, late)
