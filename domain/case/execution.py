"""Carrying out: decisions with the person concerned told of them, remedies of true problems, result reports.

A true claim leads to a remedy by the responsible agency, never to a measure against who said it (Đ5.7.b).
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from domain.case.dates import in_time
from domain.case.grounds import grounds_in_force
from domain.case.guards import led_by_actor, this_cycle
from domain.case.state.case import Case, CaseState, with_members
from domain.case.state.findings import Finding
from domain.case.state.measures import Execution, Remedy, Result, Service, ServiceRecord
from domain.kernel.calendar import local_date
from domain.kernel.event import Event
from domain.kernel.fields import Bound, Dated, Ref, Spec, Whole, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope, permits
from domain.kernel.refusals import Guard, Problem, Refused, invalid, unguarded
from domain.kernel.roles import Post
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import agency_known

DUE_MOST = 250


class ExecutionStarted(Event, type="case.execution-started"):
    """An agency carries the decision out, and the person concerned was told."""

    execution: Execution


class RemedyOpened(Event, type="case.remedy-opened"):
    """An agency puts right what was truly reported."""

    remedy: Remedy


class ResultReported(Event, type="case.result-reported"):
    """The agency reported what came of it."""

    result: Result


@dataclass(frozen=True, kw_only=True)
class StartExecution:
    """Have a decision carried out, saying how the person concerned was told (Đ6.1)."""

    agency: Annotated[str, Ref(doc="The agency that carries it out.")]
    service: Annotated[Service, Spec(doc="How the person concerned was told.")]
    service_note: Annotated[str, Words(doc="The proof of it, or why it was not possible.", least=10, most=2_000)]
    served_on: Annotated[date, Dated(doc="Day the person was told, or the attempt ended.", since=Bound.DECISION)]


@dataclass(frozen=True, kw_only=True)
class OpenRemedy:
    """Give a true problem to the agency that can put it right (Đ5.7.b)."""

    agency: Annotated[str, Ref(doc="The responsible agency.")]
    problem: Annotated[str, Words(doc="What is wrong and has to be put right.", least=10, most=5_000)]
    due_days: Annotated[int, Whole(doc="Working days to do it.", least=1, most=DUE_MOST)]


@dataclass(frozen=True, kw_only=True)
class ReportResult:
    """Report the result to the People's Committee through the lead agency (Đ6.1)."""

    document_number: Annotated[str, Words(doc="Number of the report.", most=60)]
    done_on: Annotated[date, Dated(doc="Day it was done.", since=Bound.TASK)]
    summary: Annotated[str, Words(doc="What was done and what came of it.", least=20, most=10_000)]


def can_report(agency: str, facts: Facts) -> None:
    """Raises Refused unless the agency exists today and may report a result (Đ6.1): else the case would never end."""
    if faults := agency_known("agency", agency, facts):
        raise Refused(*faults)
    if not permits(facts.registry.role_on(agency, local_date(facts.now)), Scope.REPORT_RESULT):
        raise Refused(invalid("agency", "agency-cannot-report"))


def start(case: Case, command: StartExecution, facts: Facts) -> tuple[Event, ...]:
    """Start carrying out; without a word on service nothing starts, nor on grounds that have turned out not to hold."""
    decided = this_cycle(case.decisions, case)
    assert decided  # the state is DECIDED
    can_report(command.agency, facts)
    grounds_in_force(case, decided[-1].provisions, facts)
    in_time(case, command, facts)
    served = ServiceRecord(service=command.service, note=facts.sealed["service_note"], on=command.served_on)
    made = Execution(agency=command.agency, begun_at=facts.now, served=served, cycle=case.cycle)
    return (ExecutionStarted(execution=made),)


def may_remedy(case: Case, facts: Facts) -> Problem | None:
    """The lead, when the claim was found true."""
    if case.appraisal is None or case.appraisal.finding is not Finding.TRUE_ISSUE:
        return unguarded(Guard.G2_EVIDENCE, "no-true-issue")
    return led_by_actor(case, facts)


def remedy(case: Case, command: OpenRemedy, facts: Facts) -> tuple[Event, ...]:
    """Give the problem to an agency."""
    can_report(command.agency, facts)
    made = Remedy(
        agency=command.agency,
        problem=facts.sealed["problem"],
        due_at=facts.registry.calendar.due(facts.now, command.due_days),
        begun_at=facts.now,
        cycle=case.cycle,
    )
    return (RemedyOpened(remedy=made),)


def may_report(case: Case, facts: Facts) -> Problem | None:
    """The agency that carries the decision or the remedy out."""
    doing = [each.agency for each in this_cycle(case.executions, case)]
    doing += [each.agency for each in this_cycle(case.remedies, case)]
    if not facts.acts_for(*doing[-1:]):
        return unguarded(Guard.G1_COMPETENCE, "executing-agency-only")
    return None


def report(case: Case, command: ReportResult, facts: Facts) -> tuple[Event, ...]:
    """Report what came of it."""
    in_time(case, command, facts)
    made = Result(
        agency=facts.actor.own,
        officer=facts.actor.subject,
        at=facts.now,
        done_on=command.done_on,
        document_number=facts.sealed["document_number"],
        summary=facts.sealed["summary"],
        cycle=case.cycle,
    )
    return (ResultReported(result=made),)


def evolve_execution(case: Case, event: Event) -> Case | None:
    """Fold one event of carrying out; None for any other."""
    match event:
        case ExecutionStarted(execution=made):
            members = with_members(case, made.agency)
            return replace(case, state=CaseState.EXECUTING, executions=(*case.executions, made), members=members)
        case RemedyOpened(remedy=given):
            members = with_members(case, given.agency)
            return replace(case, state=CaseState.EXECUTING, remedies=(*case.remedies, given), members=members)
        case ResultReported(result=result):
            return replace(case, state=CaseState.RESULT_REPORTED, results=(*case.results, result))
    return None


ACTIONS = (
    Action(
        command=StartExecution,
        stream=Kind.CASE,
        decide=start,
        scope=Scope.DECISION_ISSUE,
        posts=frozenset({Post.HANDLER, Post.SIGNATORY}),
        states=frozenset({CaseState.DECIDED}),
        may=led_by_actor,
    ),
    Action(
        command=OpenRemedy,
        stream=Kind.CASE,
        decide=remedy,
        scope=Scope.CASE_APPRAISE,
        posts=frozenset({Post.HANDLER, Post.SIGNATORY}),
        states=frozenset({CaseState.APPRAISED}),
        may=may_remedy,
    ),
    Action(
        command=ReportResult,
        stream=Kind.CASE,
        decide=report,
        scope=Scope.REPORT_RESULT,
        posts=frozenset({Post.HANDLER, Post.SIGNATORY}),
        states=frozenset({CaseState.EXECUTING}),
        may=may_report,
    ),
)
