"""Suggesting, proposing, deciding (Đ4.4, G5), carrying out, reporting (Đ5.7.b, Đ6.1): who may, and what it leaves."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from domain.book import BY_COMMAND
from domain.case.closing import CloseCase
from domain.case.command import NOTIFY, NotifyAgency
from domain.case.decisions import DecideCase, ProposeHandling, RefuseProposal
from domain.case.execution import CorrectService, OpenRemedy, ReportResult, ServiceCorrected, StartExecution
from domain.case.intake import CaseReported, CaseScreened
from domain.case.state.case import Case, CaseState, ClosureReason, Medium, PublicationChoice
from domain.case.state.measures import MILD, Measure, Service
from domain.case.state.protection import Withdrawal
from domain.kernel.actor import SYSTEM
from domain.kernel.event import Job, Step
from domain.kernel.span import Span
from domain.kernel.vocabulary import Post
from domain.registry.entry import LawStatus
from domain.registry.provision import ProvisionKind
from tests.support.each import each
from tests.support.facts import HEALTH, LAND, NOW, a_case, attempt, facts, faults, person, sealed
from tests.support.handling_commands import good
from tests.support.handling_facts import (
    COMMUNE,
    DISTRICT,
    GROUND,
    LONG,
    PROVISIONS,
    TODAY,
    WEIGHED,
    a_registry,
    hear,
    knowing,
    left,
    provision,
    said,
)
from tests.support.handling_past import (
    POLICE_OUTCOME,
    REMEDY,
    Cast,
    Past,
    a_conclusion,
    a_proposal,
    a_reopening,
    a_review,
    an_appraisal,
    an_execution,
    case_at,
    case_of,
    until,
)
from tests.support.world import LEAD, a_report, a_screening, officer

ALL = tuple(Measure)
SIGNATORY = person(LEAD, Post.SIGNATORY)


def proposing(case: Any = None, **changes: Any) -> str:
    return hear(case or case_at(CaseState.APPRAISED), good(ProposeHandling, **changes), person(LEAD))


def deciding(case: Any, actor: Any = SIGNATORY, known: Any = None, **changes: Any) -> str:
    command = good(DecideCase, **changes)
    return said(case, command, replace(knowing(actor, command), **(known or {})))


class TestProposing:
    @pytest.mark.parametrize("measure", Measure)
    def test_anything_restrictive_weighs_a_correction_first_and_a_removal_a_label(self, measure: Measure) -> None:
        mild = measure in (Measure.OFFICIAL_INFORMATION, Measure.CORRECTION_REQUEST)
        assert proposing(measure=measure) == ("ok" if mild else "input.alternatives correction-first")
        if not mild:
            label_too = measure is Measure.TAKEDOWN_PROPOSAL
            alone = "input.alternatives label-not-weighed" if label_too else "ok"
            assert proposing(measure=measure, alternatives=WEIGHED[:1]) == alone
            assert proposing(measure=measure, alternatives=WEIGHED if label_too else WEIGHED[:1]) == "ok"
            other = (Measure.OFFICIAL_INFORMATION, Measure.CORRECTION_REQUEST)
            assert proposing(measure=measure, alternatives=other) == "input.alternatives correction-first"

    @pytest.mark.parametrize("measure", Measure)
    def test_what_was_weighed_is_milder(self, measure: Measure) -> None:
        heard = {}
        for other in Measure:
            first = () if measure in ALL[:2] or other is Measure.CORRECTION_REQUEST else (Measure.CORRECTION_REQUEST,)
            label = WEIGHED[1:] if measure is Measure.TAKEDOWN_PROPOSAL and other not in WEIGHED[1:] else ()
            heard[other] = proposing(measure=measure, alternatives=(*first, other, *label))
        milder = dict.fromkeys(ALL[: ALL.index(measure)], "ok")
        others = {measure: says.partition("[")[0] + says.partition("]")[2] for measure, says in heard.items()}
        assert others == dict.fromkeys(Measure, "input.alternatives alternatives-milder") | milder


PERSONS = [officer(LEAD, Post.SIGNATORY), "officer-a", "officer-b", "officer-c"]


class TestPersons:
    """Drafter and signatory are two; with the appraiser and the last reviewer they are three at least (G5)."""

    def case(self, drafter: str, appraiser: str, reviewer: str) -> Any:
        cast = Cast()
        return case_of(
            *until(CaseState.CHECKING, cast),
            a_review(cast, officer=reviewer),
            an_appraisal(cast, officer=appraiser),
            a_proposal(drafted_by=drafter),
        )

    @staticmethod
    def expected(drafter: str, appraiser: str, reviewer: str) -> str:
        signatory = PERSONS[0]
        if drafter == signatory:
            return "G5 drafter-cannot-sign"
        return "ok" if len({signatory, drafter, appraiser, reviewer}) >= 3 else "G5 three-persons-needed"

    def test_every_way_they_can_fall_together(self) -> None:
        ways = list(product(PERSONS, repeat=3))
        expected, back = {way: self.expected(*way) for way in ways}, good(RefuseProposal)
        assert {way: deciding(self.case(*way)) for way in ways} == expected
        assert {way: hear(self.case(*way), back, SIGNATORY) for way in ways} == expected


class TestThePress:
    @each("medium", Medium)
    @each("measure", Measure)
    def test_corrects_and_replies_and_nothing_of_it_is_removed(self, medium: Medium, measure: Measure) -> None:
        refused = medium is Medium.PRESS and measure in (Measure.LABEL_PROPOSAL, Measure.TAKEDOWN_PROPOSAL)
        case = replace(case_at(CaseState.APPRAISED), medium=medium)
        weighed = () if measure in MILD else WEIGHED if measure is Measure.TAKEDOWN_PROPOSAL else WEIGHED[:1]
        expected = "input.measure press-not-removed" if refused else "ok"
        assert proposing(case, measure=measure, alternatives=weighed) == expected
        decided = replace(case_at(CaseState.PROPOSED, Cast(), Past(measure=measure)), medium=medium)
        assert deciding(decided, measure=measure, unheard=LONG) == expected


class TestDeciding:
    CASE = case_at(
        CaseState.PROPOSED, Cast(), Past(measure=Measure.SANCTION_FILE, alternatives=(Measure.CORRECTION_REQUEST,))
    )

    @pytest.mark.parametrize(
        ("span", "changes", "named"),
        [
            (Span(since=TODAY), {}, True),
            (Span(since=TODAY - timedelta(days=1), until=TODAY + timedelta(days=1)), {}, True),
            (Span(since=TODAY + timedelta(days=1)), {}, False),
            (Span(since=TODAY - timedelta(days=9), until=TODAY), {}, False),
            (Span(since=TODAY), {"status": LawStatus.DRAFT}, False),
            (Span(since=TODAY), {"kind": ProvisionKind.SAFEGUARD}, False),
            (Span(since=TODAY), {"kind": ProvisionKind.GROUND}, False),
        ],
    )
    def test_names_the_procedure_in_force_on_its_day(self, span: Span, changes: dict[str, Any], named: bool) -> None:
        """Of its own day, not of the day of the act: and only what a second person confirmed."""
        row = provision("provision-by-which", **({"kind": ProvisionKind.PROCEDURE, "span": span} | changes))
        command = good(DecideCase, measure=Measure.CORRECTION_REQUEST)
        rows = {GROUND: PROVISIONS[GROUND], row.id: row}
        facts = knowing(person(LEAD, Post.SIGNATORY), command, registry=a_registry(provisions=rows), now=NOW)
        made = attempt(self.CASE, command, facts)
        assert made.decisions[-1].procedures == ((row.id,) if named else ())

    @pytest.mark.parametrize("measure", Measure)
    def test_what_was_proposed_or_a_milder_one_that_was_weighed(self, measure: Measure) -> None:
        allowed = measure in (Measure.SANCTION_FILE, Measure.CORRECTION_REQUEST)
        assert deciding(self.CASE, measure=measure, unheard=LONG) == (
            "ok" if allowed else "input.measure measure-not-proposed"
        )

    def test_sent_back_it_is_proposed_anew(self) -> None:
        made = left(self.CASE, good(RefuseProposal), SIGNATORY)
        assert (made.state, made.proposal) == (CaseState.APPRAISED, None)
        assert made.appraisal == self.CASE.appraisal
        assert proposing(made) == "ok"


BEFORE_A_MEASURE = {
    CaseState.RECEIVED,
    CaseState.SCREENED,
    CaseState.CHECKING,
    CaseState.COORDINATING,
    CaseState.APPRAISED,
}
CLOSABLE = BEFORE_A_MEASURE | {CaseState.RESULT_REPORTED, CaseState.TRANSFERRED}
PUBLISHED = {"publication": PublicationChoice.PUBLISH}


def to_close(state: CaseState) -> Case:
    then = {CaseState.TRANSFERRED: POLICE_OUTCOME, CaseState.COORDINATING: (a_conclusion(Cast()),)}
    return case_at(state, Cast(), Past(), *then.get(state, ()))


def led(case: Case, command: Any) -> str:
    return hear(case, command, person(LEAD))


class TestStarting:
    CASE = case_at(CaseState.DECIDED)

    @pytest.mark.parametrize("service", Service)
    def test_what_it_leaves(self, service: Service) -> None:
        command = good(StartExecution, agency=COMMUNE, service=service)
        made = left(self.CASE, command, person(LEAD))
        (it,) = made.executions
        assert (made.state, it.agency, it.cycle) == (CaseState.EXECUTING, COMMUNE, 1)
        assert (it.served.service, it.served.on, it.served.note) == (service, TODAY, sealed(command.service_note))
        assert COMMUNE in made.members


class TestCorrectingTheService:
    """An error in the time or way of the notice to the person is corrected without reopening the case."""

    TYPED = good(CorrectService, service=Service.DOCUMENT_DELIVERED, served_on=TODAY)

    def started(self) -> Case:
        made: Case = left(case_at(CaseState.DECIDED), good(StartExecution, agency=COMMUNE), person(LEAD))
        return made

    def test_by_another_person_than_recorded_it(self) -> None:
        case = self.started()
        assert led(case, self.TYPED) == "G5 second-person-needed"
        head = knowing(person(LEAD, Post.SIGNATORY), self.TYPED)
        made = attempt(case, self.TYPED, head)
        (it,) = made.executions
        assert (made.state, it.agency, it.begun_at) == (case.state, COMMUNE, case.executions[0].begun_at)
        assert (it.served.service, it.served.note) == (Service.DOCUMENT_DELIVERED, sealed(self.TYPED.service_note))
        assert (it.corrected.officer, it.corrected.note) == (head.actor.subject, sealed(self.TYPED.reasons))
        again = good(CorrectService, service=Service.NOT_POSSIBLE)
        assert hear(made, again, person(LEAD, Post.SIGNATORY)) == "G5 second-person-needed"
        assert led(made, again) == "ok"

    def test_also_after_the_case_was_closed_and_never_of_a_decision_undone(self) -> None:
        closed = case_at(CaseState.CLOSED)
        assert led(closed, self.TYPED) == "ok"
        assert led(replace(closed, cycle=2), self.TYPED) == "RuleNotMet no-service-recorded"

    def test_tells_those_who_may_have_published_the_last_day(self) -> None:
        step = Step(agency=LEAD, officer="o", at=NOW)
        event = ServiceCorrected(served=self.started().executions[0].served, step=step)
        assert [job.data["agency"] for job in event.jobs(self.started())] == [LEAD, COMMUNE]


class TestRemedy:
    def test_what_it_leaves(self) -> None:
        command = good(OpenRemedy, agency=DISTRICT, due_days=1)
        known = knowing(person(LEAD), command)
        made = attempt(case_at(CaseState.APPRAISED, Cast(), REMEDY), command, known)
        (it,) = made.remedies
        assert (made.state, it.agency, it.cycle, it.begun_at) == (CaseState.EXECUTING, DISTRICT, 1, NOW)
        assert it.due_at == known.registry.calendar.due(NOW, 1)
        assert DISTRICT in made.members
        assert made.decisions == ()


class TestReporting:
    @pytest.mark.parametrize("past", [Past(), REMEDY], ids=["measure", "remedy"])
    def test_the_agency_that_does_it_reports(self, past: Past) -> None:
        case, command = case_at(CaseState.EXECUTING, Cast(executing=DISTRICT), past), good(ReportResult)
        made = left(case, command, person(DISTRICT))
        (it,) = made.results
        assert (made.state, it.agency, it.done_on, it.cycle) == (CaseState.RESULT_REPORTED, DISTRICT, TODAY, 1)

    def test_who_carried_out_an_earlier_cycle_has_nothing_to_report(self) -> None:
        cast, command = Cast(), good(ReportResult)
        again = case_of(*until(CaseState.EXECUTING, cast), a_reopening(), an_execution(cast, Past()))
        assert again.cycle == 2
        assert hear(again, command, person(HEALTH)) == "G1 executing-agency-only"
        reopened = case_of(*until(CaseState.EXECUTING, cast), a_reopening(), an_execution(cast, Past(cycle=2)))
        assert hear(reopened, command, person(HEALTH)) == "ok"


WITHOUT_MEASURE = {ClosureReason.NO_GROUNDS, ClosureReason.PROTECTED, ClosureReason.WITHDRAWN, ClosureReason.DUPLICATE}
LINKED = "case-0"
BACK = (Withdrawal(id="withdrawal-1", cycle=1, at=NOW),)
"""The earlier case to which each of these is linked, so that it could be closed as a duplicate."""
PATHS: dict[ClosureReason, tuple[CaseState, Past]] = {
    ClosureReason.COMPLETED: (CaseState.RESULT_REPORTED, Past()),
    ClosureReason.REMEDIED: (CaseState.RESULT_REPORTED, REMEDY),
    ClosureReason.POLICE_OUTCOME: (CaseState.TRANSFERRED, Past()),
}


class TestClosing:
    @each(("reason", "state"), list(product(ClosureReason, sorted(CLOSABLE))))
    def test_every_reason_has_its_path(self, reason: ClosureReason, state: CaseState) -> None:
        case = replace(to_close(state), duplicate_of=LINKED, withdrawals=BACK)
        fits = reason in WITHOUT_MEASURE if state in BEFORE_A_MEASURE else PATHS.get(reason) == (state, Past())
        command = good(CloseCase, ground=reason, **PUBLISHED)
        assert led(case, command) == ("ok" if fits else "input.ground closure-needs-its-path")

    @pytest.mark.parametrize("reason", ClosureReason)
    def test_a_true_problem_ends_remedied_and_no_other_way(self, reason: ClosureReason) -> None:
        command = good(CloseCase, ground=reason, **PUBLISHED)
        appraised = case_at(CaseState.APPRAISED, Cast(), REMEDY)
        remedied = case_at(CaseState.RESULT_REPORTED, Cast(), REMEDY)
        assert led(appraised, command) == "G2 true-issue-needs-remedy"
        done = reason is ClosureReason.REMEDIED
        assert led(remedied, command) == ("ok" if done else "input.ground closure-needs-its-path")


def told(agency: str) -> NotifyAgency:
    return NotifyAgency(agency=agency, about=CaseReported.TYPE)


def event_of(actor: Any, state: Any, command: Any) -> Any:
    [event] = BY_COMMAND[type(command)].decide(state, command, facts(actor, command))
    return event


class TestJobs:
    def test_a_report_is_told_to_the_lead(self) -> None:
        event = event_of(person(LAND), None, a_report())
        case = attempt(None, a_report(), facts(person(LAND), a_report()))
        assert list(event.jobs(case)) == [Job(job=NOTIFY, data={"agency": LEAD, "about": "case.reported"})]

    def test_a_screening_is_told_to_the_agency_that_checks(self) -> None:
        event = event_of(person(LEAD), a_case(CaseState.RECEIVED), a_screening())
        assert isinstance(event, CaseScreened)
        assert list(event.jobs(a_case())) == [Job(job=NOTIFY, data={"agency": HEALTH, "about": "case.screened"})]


class TestNotify:
    def test_only_members_are_told(self) -> None:
        assert faults(a_case(), told("agency-paper"), SYSTEM) == ["not-a-member"]
