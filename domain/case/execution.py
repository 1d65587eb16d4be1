"""Execution of decisions after the person concerned was informed, remedies of true problems, and result reports.

A true claim leads to a remedy by the responsible agency, never to a measure against the author (Đ5.7.b).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated

from domain.case.command import CaseCommand, CaseEvent, LeadCommand, told
from domain.case.dates import decided, in_time, task_given
from domain.case.grounds import still_grounded
from domain.case.guards import led_by_actor, not_concerned, this_cycle, true_issue
from domain.case.state.case import Case, CaseState, with_members
from domain.case.state.measures import Execution, Remedy, Result, Service, ServiceRecord
from domain.kernel.calendar import local_date
from domain.kernel.event import Job, Step
from domain.kernel.fields import Dated, Ref, Spec, Whole, Words
from domain.kernel.policy import Scope, permits
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.vocabulary import OFFICERS, Kind
from domain.rules.facts import Facts
from domain.rules.guards import asks_for_no_campaign, may_be_asked, refuse_for, second_person

DUE_MOST = 250


def can_report(agency: str, facts: Facts) -> None:
    """Raise Refused unless the agency exists today and may report a result (Đ6.1).

    Without this check, the case could wait for a result report that nobody may enter.
    """
    refuse_for(*may_be_asked("agency", agency, facts))
    if not permits(facts.registry.role_on(agency, local_date(facts.now)), Scope.REPORT_RESULT):
        raise Refused(invalid("agency", "agency-cannot-report"))


def reports(agency: str, case: Case, facts: Facts) -> None:
    """Raise Refused unless the agency may report a result (Đ6.1)."""
    can_report(agency, facts)


def grounds_of_decision_hold(case: Case, facts: Facts) -> Problem | None:
    """The grounds of the decision are still in force and applicable (G4)."""
    decided = this_cycle(case.decisions, case)
    assert decided  # the state is DECIDED
    return still_grounded(case, decided[-1].provisions, facts)


def found_true(case: Case, facts: Facts) -> Problem | None:
    """The reported problem turned out to be true (G2)."""
    return None if true_issue(case) else unguarded(Guard.G2_EVIDENCE, "no-true-issue")


def carried_out_by_actor(case: Case, facts: Facts) -> Problem | None:
    """The actor's agency carries out the decision or the remedy."""
    doing = [execution.agency for execution in this_cycle(case.executions, case)]
    doing += [remedy.agency for remedy in this_cycle(case.remedies, case)]
    if not facts.acts_for(*doing[-1:]):
        return unguarded(Guard.G1_COMPETENCE, "executing-agency-only")
    return None


class ExecutionStarted(CaseEvent, type="case.execution-started"):
    execution: Execution

    def fold(self, case: Case) -> Case:
        members = with_members(case, self.execution.agency)
        executions = (*case.executions, self.execution)
        return replace(case, state=CaseState.EXECUTING, executions=executions, members=members)

    def jobs(self, case: Case) -> Iterator[Job]:
        yield told(self.execution.agency, self)


class StartExecution(
    LeadCommand,
    scope=Scope.DECISION_ISSUE,
    states={CaseState.DECIDED},
    requires=(not_concerned, grounds_of_decision_hold),
):
    """Start the execution of a decision, and record how the person concerned was informed (Đ6.1)."""

    agency: Annotated[str, Ref(doc="Agency that carries out the decision.", to=Kind.AGENCY, fits=reports)]
    service: Annotated[Service, Spec(doc="Way in which the person concerned was informed.")]
    service_note: Annotated[
        str,
        Words(doc="Proof that the person was informed, or the reason why that was not possible.", least=10, most=2_000),
    ]
    served_on: Annotated[date, Dated(doc="Date on which the person was informed, or the attempt ended.", since=decided)]

    def decide(self, case: Case, facts: Facts) -> ExecutionStarted:
        """Start the execution. The event records how the person concerned was informed."""
        can_report(self.agency, facts)
        in_time(case, self, facts)
        served = ServiceRecord(service=self.service, note=facts.reference("service_note"), on=self.served_on)
        return ExecutionStarted(execution=facts.record(Execution, self, case, begun_at=facts.now, served=served))


SERVED = frozenset({CaseState.EXECUTING, CaseState.RESULT_REPORTED, CaseState.CLOSED})


def service_recorded(case: Case, facts: Facts) -> Problem | None:
    """The record shows how the person concerned was informed of the decision in force (Đ6.1)."""
    return None if this_cycle(case.executions, case) else RuleNotMet(code="no-service-recorded")


def recorded_by_another(case: Case, facts: Facts) -> Problem | None:
    """Another person recorded how the person concerned was informed, or last corrected that record (G5)."""
    for execution in this_cycle(case.executions, case)[-1:]:
        by = execution.corrected.officer if execution.corrected else execution.officer
        return second_person(by, facts) if by else None
    return None


class ServiceCorrected(CaseEvent, type="case.service-corrected"):
    served: ServiceRecord
    step: Step

    def fold(self, case: Case) -> Case:
        executions = (*case.executions[:-1], replace(case.executions[-1], served=self.served, corrected=self.step))
        return replace(case, executions=executions)

    def jobs(self, case: Case) -> Iterator[Job]:
        """Notify the deciding, executing and lead agencies, because each may have published the last day to
        complain.
        """
        for agency in dict.fromkeys((case.decisions[-1].agency, case.executions[-1].agency, case.lead)):
            yield told(agency, self)


class CorrectService(
    LeadCommand,
    scope=Scope.DECISION_ISSUE,
    states=SERVED,
    requires=(service_recorded, not_concerned, recorded_by_another),
):
    """Correct, as a second person, how or when the person concerned was informed of the decision (G5).

    A correction never shortens the time to complain. If the correction records the first delivery, the time to complain
    begins no earlier than the day of the correction. If the correction makes the day of delivery earlier, the time to
    complain stays the same.
    """

    service: Annotated[Service, Spec(doc="Way in which the person concerned was informed.")]
    service_note: Annotated[
        str,
        Words(doc="Proof that the person was informed, or the reason why that was not possible.", least=10, most=2_000),
    ]
    served_on: Annotated[date, Dated(doc="Date on which the person was informed, or the attempt ended.", since=decided)]
    reasons: Annotated[
        str, Words(doc=("The mistake in the record, and how you learned of the mistake."), least=20, most=2_000)
    ]

    def decide(self, case: Case, facts: Facts) -> ServiceCorrected:
        in_time(case, self, facts)
        note, since = facts.reference("service_note"), self._since(case.executions[-1].served, facts)
        served = ServiceRecord(service=self.service, note=note, on=self.served_on, since=since)
        return ServiceCorrected(served=served, step=facts.step(note="reasons"))

    def _since(self, before: ServiceRecord, facts: Facts) -> date | None:
        """Return the earliest day on which the time to complain can begin; None if no record ever stated a delivery."""
        if self.service is not Service.DOCUMENT_DELIVERED:
            return before.received or before.since
        return max(self.served_on, before.received or local_date(facts.now), before.since or self.served_on)


class RemedyOpened(CaseEvent, type="case.remedy-opened"):
    """An agency was assigned to remedy a reported problem that is true."""

    remedy: Remedy

    def fold(self, case: Case) -> Case:
        members = with_members(case, self.remedy.agency)
        return replace(case, state=CaseState.EXECUTING, remedies=(*case.remedies, self.remedy), members=members)

    def jobs(self, case: Case) -> Iterator[Job]:
        yield told(self.remedy.agency, self)


class OpenRemedy(
    CaseCommand,
    scope=Scope.CASE_APPRAISE,
    posts=OFFICERS,
    states={CaseState.APPRAISED},
    requires=(found_true, led_by_actor),
):
    """Assign a true problem to the agency that can remedy the problem (Đ5.7.b)."""

    agency: Annotated[str, Ref(doc="The responsible agency.", to=Kind.AGENCY, fits=reports)]
    problem: Annotated[str, Words(doc="Description of the problem to remedy.", least=10, most=5_000)]
    due_days: Annotated[int, Whole(doc="Working days to remedy the problem.", least=1, most=DUE_MOST)]

    def decide(self, case: Case, facts: Facts) -> RemedyOpened:
        asks_for_no_campaign(self, "problem")
        can_report(self.agency, facts)
        remedy = facts.record(
            Remedy, self, case, due_at=facts.registry.calendar.due(facts.now, self.due_days), begun_at=facts.now
        )
        return RemedyOpened(remedy=remedy)


class ResultReported(CaseEvent, type="case.result-reported", state=CaseState.RESULT_REPORTED, appends="results"):
    result: Result


class ReportResult(
    CaseCommand,
    scope=Scope.REPORT_RESULT,
    posts=OFFICERS,
    states={CaseState.EXECUTING},
    requires=(carried_out_by_actor,),
):
    """Report the result to the People's Committee through the lead agency (Đ6.1)."""

    document_number: Annotated[str, Words(doc="Number of the report.", most=60)]
    done_on: Annotated[date, Dated(doc="Date on which the measure was carried out.", since=task_given)]
    summary: Annotated[str, Words(doc="Measures taken, and their result.", least=20, most=10_000)]

    def decide(self, case: Case, facts: Facts) -> ResultReported:
        in_time(case, self, facts)
        return ResultReported(result=facts.record(Result, self, case))
